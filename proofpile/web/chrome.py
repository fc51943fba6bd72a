"""What of a page is never content, as data: tags, roles, and phrases in the names of elements.

Names are compared word by word (`proofpile.native.Phrases`): "share" means `postShareButtons` and never
`shareholder`; "^related$" is a whole name. `FURNITURE` goes before formulas are looked for, since what it
holds are copies: a table of contents repeats the formulas of headings. All else goes afterwards, by the
rules of `content.py`: never with a formula, and never with much of what reads like prose.

The words were chosen on 150 real pages whose text is known: each stands on chrome at least ten times as
often as on content, guards counted.
"""

from proofpile.native import Phrases

# Elements that show no text of the page, and copies of what it says.
FURNITURE = """
    script:not([type^="math/" i]), style, template, iframe, object, embed, select, textarea, input, dialog,
    svg:not(.mjpage svg):not(mjx-container svg):not(.katex svg):not(.MathJax_SVG svg):not(.ML__latex svg),
    canvas, audio, video, button, nav, .toc, #toc,
    .table-of-contents, #table-of-contents, .ltx_TOC, #mw-navigation, #MathJax_Message, sup.reference,
    .mw-editsection, .headerlink, .header-anchor, .heading-anchor, .anchor-link, a.permalink,
    .docs-heading-anchor-permalink, .viewcode-link, .linenos, .lineno, .linenodiv, td.gutter,
    pre .gutter, .highlight .gutter, .rouge-gutter,
    .ln-num, .copybtn, .copy-button, .clipboard, .skip-link, .skip-to-content, .mw-jump-link,
    [role=navigation], [role=search], [role=menu], [role=menubar], [role=dialog], [role=alertdialog]
"""
TAGS = """
    footer, aside:not([class*=footnote]):not(article aside):not(main aside), menu, ol.references,
    [role=banner], [role=contentinfo], [role=complementary], [role=toolbar], [role=tooltip]
"""
DOUBTFUL_TAGS = "form, header:not(article header):not(main header)"
HIDDEN = (
    '[hidden], [style*="display:none" i], [style*="display: none" i], [style*="visibility:hidden" i], '
    '[style*="visibility: hidden" i]'
)

_COMMENTS = """
    comment comments commentlist comment-list disqus cmt commt respond livefyre discussion gentie
    comentario comentarios commentaire commentaires kommentar kommentare reacties komentarze commenti
    kommentarii pinglun
"""
_CHROME = """
    nav navbar subnav quicknav menu megamenu topbar toolbar sitemap masthead breadcrumb breadcrumbs crumb
    crumbs footer copyright login register signin signup sign-up logout search dropdown pager pagination
    prev-next nav-links post-navigation rst-versions sphinxsidebar sphinxsidebarwrapper sidebar

    related recommend recommended recommendations popular trending mostread most-read most-viewed latest
    teaser headlines carousel read-next more-stories more-from recent-posts jp-relatedposts recirc outbrain
    taboola

    share sharing sharebar sharedaddy social socials facebook twitter linkedin weibo qzone qrcode follow
    addthis addtoany subscribe subscription newsletter rss promo promos sponsor sponsored advert adverts
    advertisement adsense adsbygoogle cookie cookies gdpr consent disclaimer legal

    navbox catlinks printfooter ambox hatnote reflist authority-control siteSub contentSub
    mw-indicators mw-cite-backlink sistersitebox jump-to-nav

    fusszeile pied-de-page daohang fenxiang tuijian xiangguan banquan shenming guanggao dibu partager
    compartir compartilhar condividi relacionados relacionadas verwandte correlati gerelateerd

    mdbook-help-popup mdbook-help-container ltx-page-footer documenter-search-info
    docs-sourcelink docs-edit-link source-link
    ^site-header$ ^page-header$ ^global-header$ ^header-main$
"""
# Of these, content is called more often than of those.
_DOUBTFUL = """
    email print tools btn button buttons feedback inset
    reply author byline bio vcard avatar meta metadata dateline date timestamp updated posted credit tags
    tag category categories topics permalink edit widget widgets ad ads adv banner popup modal overlay
    loading skip noprint print-only tooltip hide hidden

    votecell vote votes voting-container user-info user-details post-menu post-signature post-notices
    question-status bottom-notice new-post-login post-taglist ^signature$ postfoot posthead postprofile
    threadtools thread-tools similar-threads message-signature message-user message-attribution
    message-footer quote-controls rating likes reputation badge post-form ^header$
    userinfo userstats usertitle user-title user-name username bigusername posterinfo postbit-reputation
    postdate post-date joindate member-info
"""
_UNSEEN = "sr-only screen-reader-text visually-hidden d-none"
_CONTENT = """
    ^entry-content$ ^post-content$ ^post-body$ ^article-body$ ^article-content$ ^article-text$ ^story-body$
    ^story-content$ ^story-text$ ^markdown-body$ ^mw-parser-output$ ^mw-content-text$ ^ltx-document$
    ^ltx-page-content$ ^theme-doc-markdown$ ^main-content$ ^body-content$ ^entry$ ^article$ ^post$
    ^content$ ^main$ ^hentry$ ^story$
"""
# Posts of Stack Exchange, phpBB, vBulletin, XenForo, Discourse, Khoros, AoPS, Question2Answer.
_POSTS = """
    ^s-prose$ ^post-text$ ^postbody$ ^postcontent$ ^message-body$ ^message-text$ ^cooked$ ^lia-message-body$
    ^cmty-post-html$ ^qa-q-view-content$ ^qa-a-item-content$
"""
_NEGATIONS = ["no", "not", "has", "have", "with", "without", "is", "js", "non", "ltx", "elementor"]

COMMENTS, CHROME, CONTENT, UNSEEN, DOUBTFUL, POST = 1, 2, 4, 8, 16, 32


def _table(words: str, bit: int) -> dict[str, int]:
    return {word.lower(): bit for word in words.split()}


NAMES = Phrases(
    _table(_CHROME, CHROME)
    | _table(_DOUBTFUL, DOUBTFUL)
    | _table(_COMMENTS, COMMENTS)
    | _table(_CONTENT, CONTENT)
    | _table(_POSTS, CONTENT | POST)
    | _table(_UNSEEN, UNSEEN),
    _NEGATIONS,
)
