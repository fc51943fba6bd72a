"""What of a page is never content, as data: tags, roles, and phrases in the names of elements.

Names are compared word by word (`proofpile.native.Phrases`): "share" means `postShareButtons` and never
`shareholder`; "^related$" is a whole name. `FURNITURE` goes before formulas are looked for, since what it
holds are copies: a table of contents repeats the formulas of headings. `PHRASES` go afterwards, and only
where no formula stands and not half of the page's text (`content.py`).
"""

from proofpile.native import Phrases

# Elements that show no text of the page, and menus.
FURNITURE = """
    script:not([type^="math/" i]), style, template, iframe, object, embed, select, textarea, input, dialog,
    canvas, audio, video, svg:not(.mjpage svg):not(mjx-container svg), button, nav, .toc, #toc,
    .table-of-contents, #table-of-contents, .ltx_TOC, #mw-navigation, #MathJax_Message, sup.reference,
    .mw-editsection, [role=navigation], [role=search], [role=menu], [role=menubar], [role=dialog],
    [role=alertdialog]
"""
ROLES = "[role=banner], [role=contentinfo], [role=complementary], footer, aside"
HIDDEN = (
    '[hidden], [style*="display:none" i], [style*="display: none" i], [style*="visibility:hidden" i], '
    '[style*="visibility: hidden" i]'
)

# Whole names.
_NAMES = """
    breadcrumb breadcrumbs navbar navigation nav-links pagination pager sidebar menu megamenu topbar
    prev-next-area prev-next-footer footer header-anchor permalink headerlink anchor-link heading-anchor
    copyright legal related btn contents-nav menu-bar skip-link skip-to-content sidetoc right-menu
    on-this-page mdbook-help-popup mdbook-help-container left-sidebar

    sphinxsidebar sphinxsidebarwrapper spc-rightsidebar bd-sidebar-primary bd-sidebar-secondary bd-header
    book-summary book-header gitbook-link nav-chapters nav-wide-wrapper wy-nav-side rst-versions md-sidebar
    md-header md-tabs docs-sidebar docs-navbar docs-footer documenter-search-info
    docs-heading-anchor-permalink viewcode-link docs-sourcelink docs-edit-link source-link copybtn
    copy-button clipboard linenos lineno linenodiv gutter rouge-gutter ln-num
    ltx_page_footer

    mw-jump-link vector-header-container vector-page-toolbar vector-menu navbox metadata catlinks
    mw-hidden-catlinks printfooter vertical-navbox ambox hatnote reflist references mw-cite-backlink
    mw-indicators sistersitebox authority-control edit-page-link page-tools wiki-controls footer-places
    siteSub contentSub jump-to-nav

    sr-only screen-reader-text visually-hidden noprint d-none adsbygoogle

    comment-score comment-user comment-date comment-copy-link js-comment-actions js-voting-container
    votecell vote votes user-info user-details post-menu post-signature js-post-menu js-post-notices
    question-status comments-link js-comments-menu js-add-link new-post-login signature postfoot posthead
    postprofile threadtools thread-tools similar-threads message-signature message-userDetails
    message-user message-attribution message-footer bottom-notice s-topbar post-taglist js-tag
    quote_controls rating likes reputation badge reply-link comment-reply-link comment-form post-form
    respond
"""
# Parts of names.
_PHRASES = """
    share sharing sharedaddy addtoany addthis social socials social-share social-media
    cookie cookies gdpr consent newsletter subscribe subscription signup sign-up
    advert adverts advertisement advertisements ad-container ad-slot ad-banner ad-unit adsense sponsored
    promo promos promotion related recommended recommendations recirc read-next more-stories more-from
    trending popular-posts most-read most-popular latest-posts recent-posts jp-relatedposts outbrain taboola
    breadcrumb breadcrumbs pagination post-navigation nav-links post-nav
    sidebar widget-area site-footer page-footer post-footer entry-footer article-footer site-header
    site-navigation main-nav masthead
    comments comment-list comments-area disqus
    author-bio author-box about-author bio-box post-tags tag-list tags-links tagcloud
    entry-meta post-meta article-meta meta-data byline dateline
    login paywall popup modal overlay skip-links print-only
"""
_NEGATIONS = ["no", "not", "has", "have", "with", "without", "hide", "hidden", "show", "is", "non"]

NAME, PHRASE = 1, 2


def _words(name: str) -> str:
    """A name as `Phrases` compares it."""
    return name.lower().replace("_", "-")


CHROME = Phrases(
    {
        **dict.fromkeys(_PHRASES.split(), PHRASE),
        **{f"^{_words(name)}$": NAME for name in _NAMES.split()},
    },
    _NEGATIONS,
)
