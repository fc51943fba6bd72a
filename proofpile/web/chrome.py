"""What of a page is never content: names, as data, and the selector that a page needs of them.

Removed before formulas are looked for, so that a formula in a table of contents is not read twice.
Main-content extraction has rules of its own and goes over the rest; listed here is what it was seen to
leave, and what would cost time to parse. One selector with all names costs 4.7 ms a page (180 names,
122 kB); one with those that the page has costs 0.4 ms, the search for them included.
"""

from proofpile.web.words import Words

TAGS = """
    nav footer style template iframe object embed button select textarea input dialog canvas audio video
"""
# What must be in the markup for a selector to be worth running, and the selector.
OTHERS = {
    b"<script": 'script:not([type^="math/" i])',
    b"<svg": "svg:not(.mjpage svg):not(mjx-container svg)",
    b"<sup": "sup.reference",
    b'"toc"': ".toc, #toc",
    b'btn"': ".btn",
    b"btn ": ".btn",
    b'role="navigation': "[role=navigation]",
    b'role="search': "[role=search]",
    b'role="banner': "[role=banner]",
    b'role="menu': "[role=menu], [role=menubar]",
    b'role="dialog': "[role=dialog]",
    b'role="alertdialog': "[role=alertdialog]",
}
CLASSES = """
    breadcrumb breadcrumbs navbar navigation nav-links pagination pager table-of-contents ltx_TOC sidebar
    sphinxsidebar sphinxsidebarwrapper spc-rightsidebar bd-sidebar-primary bd-sidebar-secondary bd-header
    prev-next-area prev-next-footer related book-summary book-header gitbook-link nav-chapters
    nav-wide-wrapper wy-nav-side rst-versions md-sidebar md-header md-tabs docs-sidebar docs-navbar
    docs-footer mw-jump-link vector-header-container vector-page-toolbar vector-menu skip-link
    skip-to-content menu megamenu topbar sidetoc right-menu on-this-page contents-nav menu-bar
    mdbook-help-popup

    footer site-footer page-footer ltx_page_footer copyright legal cookie cookies cookie-banner
    cookie-notice cookie-consent cookie-bar gdpr share sharing social sharedaddy social-share
    addthis_toolbox newsletter subscribe jp-relatedposts headerlink anchor-link heading-anchor
    header-anchor permalink docs-heading-anchor-permalink viewcode-link docs-sourcelink docs-edit-link
    source-link copybtn copy-button clipboard linenos lineno linenodiv gutter rouge-gutter ln-num sr-only
    screen-reader-text visually-hidden noprint d-none advertisement ad-banner adsbygoogle

    mw-editsection navbox metadata catlinks mw-hidden-catlinks printfooter vertical-navbox ambox hatnote
    reflist references mw-cite-backlink mw-indicators sistersitebox authority-control edit-page-link
    page-tools wiki-controls

    comment-score comment-user comment-date comment-copy-link js-comment-actions js-voting-container
    votecell vote votes user-info user-details post-menu post-signature js-post-menu js-post-notices
    question-status comments-link js-comments-menu js-add-link new-post-login signature postfoot posthead
    postprofile threadtools thread-tools similar-threads message-signature message-userDetails
    message-user message-attribution message-footer bottom-notice s-topbar post-taglist js-tag
    quote_controls rating likes reputation badge reply-link comment-reply-link comment-form
"""
IDS = """
    sidebar menu-bar mw-navigation footer-places footer cookie-law-info-bar siteSub contentSub
    jump-to-nav post-form mdbook-help-container left-sidebar respond table-of-contents
    documenter-search-info
"""
# After formulas are behind placeholders: their sources hide in many ways, and nothing else that hides counts.
HIDDEN = (
    '[hidden], [style*="display:none" i], [style*="display: none" i], [style*="visibility:hidden" i], '
    '[style*="visibility: hidden" i]'
)

# A word that only occurs somewhere in the page costs one selector that meets nothing.
_SELECTORS = {
    **{f"<{tag}".encode(): tag for tag in TAGS.split()},
    **OTHERS,
    **{name.lower().encode(): f".{name}" for name in CLASSES.split()},
    **{f'id="{name.lower()}"'.encode(): f"#{name}" for name in IDS.split()},
}
_THERE = Words(_SELECTORS)


def chrome(lowered: bytes) -> str:
    """The selector of everything in a page that is no content, "" if it has nothing of the kind."""
    return ", ".join(_SELECTORS[word] for word in sorted(_THERE(lowered)))
