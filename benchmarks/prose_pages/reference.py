"""Documentation, wikis, courses, journals."""

# ruff: noqa: E501  Markup and prose are in lines as long as they are.

from collections.abc import Iterator

from prose_pages import chrome
from prose_pages.page import Page
from prose_pages.writing import FORMULAS, Block, Writer, article, html, plain


def pages() -> Iterator[Page]:
    yield _sphinx()
    yield _mkdocs()
    yield _docusaurus()
    yield _gitbook()
    yield _api()
    yield _glossary()
    yield _mediawiki()
    yield _mediawiki_maths()
    yield _dokuwiki()
    yield _canvas()
    yield _moodle()
    yield _problems()
    yield _journal()
    yield _abstract()


def _sections(writer: Writer, count: int, formulas: int = 0) -> list[list[Block]]:
    """Sections with a heading each; the first `formulas` of them have a formula."""
    return [
        [Block("h2", writer.headline()), *article(writer, 2, formulas=int(n < formulas))]
        for n in range(count)
    ]


def _truth(sections: list[list[Block]]) -> str:
    return "\n".join(plain(section) for section in sections)


def _headings(sections: list[list[Block]]) -> list[str]:
    return [section[0].text for section in sections]


def _sphinx() -> Page:
    writer = Writer("sphinx")
    title, sections = writer.headline(), _sections(writer, 4, formulas=3)
    inner = "".join(
        f'<section id="{identity}">{html(section)}</section>'
        for identity, section in zip(
            ("comments", "sharing", "related-work", "footer"), sections, strict=True
        )
    )
    toc = chrome.links(chrome.headlines(writer, 20), "toctree-l1")
    body = (
        f'<div class="wy-grid-for-nav"><nav class="wy-nav-side"><div class="wy-menu wy-menu-vertical">{toc}</div></nav>'
        '<section class="wy-nav-content-wrap"><div class="wy-nav-content"><div class="rst-content">'
        f'<div role="navigation" aria-label="breadcrumbs"><ul class="wy-breadcrumbs"><li>{title}</li></ul></div>'
        f'<div role="main" class="document"><div itemprop="articleBody"><section id="guide"><h1>{title}'
        f'<a class="headerlink" href="#guide">¶</a></h1>{inner}'
        f'<div class="admonition note"><p class="admonition-title">Note</p><p>{plain(sections[0][1:2])}</p></div>'
        '</section></div></div><footer><div class="rst-footer-buttons"><a href="#">Next</a></div>'
        "<p>© Copyright 2024. Built with Sphinx.</p></footer></div></div></section></div>"
    )
    truth = f"{_truth(sections)}\nNote\n{plain(sections[0][1:2])}"
    return Page("docs-sphinx", "docs", chrome.document(title, body), truth, 3)


def _mkdocs() -> Page:
    writer = Writer("mkdocs")
    title, sections = writer.headline(), _sections(writer, 5)
    code = Block("pre", "pump:\n  level: 3\n  sluice: north")
    sections[1].append(code)
    body = (
        f'<header class="md-header"><div class="md-header__title">Pumps</div></header><div class="md-container"><main '
        f'class="md-main"><div class="md-main__inner md-grid"><div class="md-sidebar md-sidebar--primary">'
        f'{chrome.links(chrome.headlines(writer, 15), "md-nav__list")}</div><div class="md-sidebar md-sidebar--secondary">'
        f'{chrome.links(_headings(sections), "md-nav__list")}</div><div class="md-content"><article class="md-content__inner '
        f'md-typeset"><a class="md-content__button" href="#">Edit this page</a><h1>{title}</h1>'
        f'{"".join(map(html, sections))}<aside class="md-source-file">Last update: March 5, 2024</aside></article></div>'
        '</div></main><footer class="md-footer"><div class="md-copyright">Made with Material for MkDocs</div></footer></div>'
    )
    return Page("docs-mkdocs", "docs", chrome.document(title, body), _truth(sections))


def _docusaurus() -> Page:
    writer = Writer("docusaurus")
    title, sections = writer.headline(), _sections(writer, 4, formulas=2)
    body = (
        f'<div id="__docusaurus"><nav class="navbar navbar--fixed-top">{chrome.links(["Docs", "Blog"])}</nav><div id='
        '"__docusaurus_skipToContent_fallback" class="main-wrapper"><div class="docsWrapper_BCFX"><aside class='
        f'"theme-doc-sidebar-container docSidebarContainer_b6E3">{chrome.links(chrome.headlines(writer, 12), "menu__list")}'
        '</aside><main class="docMainContainer_gTbr"><div class="container"><div class="row"><div class="col docItemCol">'
        f'<article><nav class="theme-doc-breadcrumbs">{chrome.links(["Guides"])}</nav><div class="theme-doc-markdown '
        f'markdown"><header><h1>{title}</h1></header>{"".join(map(html, sections))}</div><footer class="theme-doc-footer">'
        f'<a class="theme-edit-this-page">Edit this page</a></footer></article><nav class="pagination-nav">Next » '
        f'{writer.headline()}</nav></div><div class="col col--3"><div class="tableOfContents_bqdL">'
        f"{chrome.links(_headings(sections))}</div></div></div></div></main></div></div></div>"
    )
    return Page("docs-docusaurus", "docs", chrome.document(title, body), _truth(sections), 2)


def _gitbook() -> Page:
    writer = Writer("gitbook")
    title, sections = writer.headline(), _sections(writer, 3, formulas=2)
    body = (
        f'<div class="book"><div class="book-summary">{chrome.links(chrome.headlines(writer, 18), "summary")}</div>'
        '<div class="book-body"><div class="body-inner"><div class="book-header">Pumps</div><div class="page-wrapper">'
        f'<div class="page-inner"><section class="normal markdown-section"><h1>{title}</h1>{"".join(map(html, sections))}'
        '</section></div></div></div><a class="navigation navigation-next" href="#">Next</a></div></div>'
    )
    return Page("docs-gitbook", "docs", chrome.document(title, body), _truth(sections), 2)


def _api() -> Page:
    """Mostly code and short descriptions, nearly every word a link."""
    writer = Writer("api")
    names = ["open", "close", "level", "drain", "fill", "measure"]
    entries = [(f"sluice.{name}(level, unit='m')", writer.sentence()) for name in names]
    inner = "".join(
        f'<dl class="py function"><dt class="sig" id="sluice.{n}"><code>{signature}</code><a class="headerlink">¶</a></dt>'
        f"<dd><p>{text}</p></dd></dl>"
        for n, (signature, text) in zip(names, entries, strict=True)
    )
    body = (
        f'<div class="related" role="navigation">{chrome.links(["index", "modules"])}</div><div class="document">'
        f'<div class="documentwrapper"><div class="bodywrapper"><div class="body" role="main"><h1>sluice</h1>{inner}</div>'
        f'</div></div><div class="sphinxsidebar"><div class="sphinxsidebarwrapper">{chrome.links(names)}</div></div></div>'
        '<div class="footer">© Copyright 2024.</div>'
    )
    truth = "\n".join(f"{signature}\n{text}" for signature, text in entries)
    return Page("docs-api", "docs", chrome.document("sluice", body), truth)


def _glossary() -> Page:
    writer = Writer("glossary")
    entries = [(writer.headline(), writer.sentence()) for _ in range(12)]
    inner = "".join(f'<dt><a href="#">{term}</a></dt><dd>{text}</dd>' for term, text in entries)
    body = f'{chrome.div_menu()}<div id="content"><h1>Glossary</h1><dl class="glossary">{inner}</dl></div>{chrome.footer()}'
    truth = "\n".join(f"{term}\n{text}" for term, text in entries)
    return Page("docs-glossary", "docs", chrome.document("Glossary", body), truth)


def _wiki(name: str, kind: str, formulas: int) -> Page:
    writer = Writer(name)
    title, sections = writer.headline(), _sections(writer, 5, formulas)
    infobox = (
        f'<table class="infobox vcard"><tr><th>Built</th><td>{writer.number(1700, 1950)}</td></tr>'
        f"<tr><th>Length</th><td>{writer.number(90, 900)} m</td></tr></table>"
    )
    navbox = f'<div role="navigation" class="navbox"><table><tr><td>{chrome.links(chrome.headlines(writer, 16))}</td></tr></table></div>'
    toc = f'<div id="toc" class="toc" role="navigation"><h2>Contents</h2>{chrome.links(_headings(sections))}</div>'
    lead = writer.paragraph()
    rest = "".join(html(section) for section in sections)
    body = (
        '<div id="mw-page-base"></div><div id="content" class="mw-body" role="main"><div id="siteNotice">Please donate</div>'
        f'<h1 id="firstHeading">{title}</h1><div id="bodyContent"><div id="siteSub">From the free encyclopedia</div>'
        f'<div id="mw-content-text"><div class="mw-parser-output"><div class="hatnote">For others, see '
        f'<a href="#">{writer.headline()}</a>.</div>{infobox}<p>{lead}</p>{toc}{rest}{navbox}</div></div>'
        f'<div id="catlinks" class="catlinks">Categories: {chrome.links(chrome.headlines(writer, 4))}</div></div></div>'
        f'<div id="mw-navigation"><div id="mw-panel">{chrome.links(["Main page", "Contents", "Random article"])}</div></div>'
        '<div id="footer" role="contentinfo"><ul><li>This page was last edited on 5 March 2024.</li></ul></div>'
    )
    page = chrome.document(title, body, classes="mediawiki ltr sitedir-ltr skin-vector")
    return Page(name, kind, page, f"{lead}\n{_truth(sections)}", formulas)


def _mediawiki() -> Page:
    return _wiki("wiki-mediawiki", "wiki", 0)


def _mediawiki_maths() -> Page:
    return _wiki("wiki-mediawiki-maths", "maths", 4)


def _dokuwiki() -> Page:
    writer = Writer("dokuwiki")
    title, sections = writer.headline(), _sections(writer, 4)
    inner = "".join(
        f'<h2 class="sectionedit{n}">{section[0].text}</h2><div class="level2">{html(section[1:])}</div>'
        for n, section in enumerate(sections)
    )
    body = (
        '<div id="dokuwiki__site"><div id="dokuwiki__header">Pump wiki<div class="tools">Log in</div></div>'
        f'<div class="wrapper"><div id="dokuwiki__aside">{chrome.links(chrome.headlines(writer, 8))}</div>'
        f'<div id="dokuwiki__content"><div class="page"><div id="dw__toc"><h3>Table of Contents</h3>'
        f'{chrome.links(_headings(sections))}</div><h1>{title}</h1>{inner}</div><div class="docInfo">pumps.txt · '
        'Last modified: 2024/03/05 by jana</div></div><div id="dokuwiki__pagetools">Show pagesource</div></div></div>'
    )
    return Page("wiki-dokuwiki", "wiki", chrome.document(title, body), _truth(sections))


def _canvas() -> Page:
    writer = Writer("canvas")
    title, blocks = writer.headline(), article(writer, 4, rich=True, formulas=3)
    body = (
        f'<header id="header" class="ic-app-header no-print">{chrome.links(["Dashboard", "Courses", "Inbox"])}</header>'
        f'<div id="application" class="ic-app"><div id="wrapper" class="ic-Layout-wrapper"><div id="left-side">'
        f'{chrome.links(["Home", "Modules", "Grades"], "section-tabs")}</div><div id="content" role="main"><div id="wiki_page_show">'
        f'<div class="show-content user_content clearfix enhanced"><h1 class="page-title">{title}</h1>{html(blocks)}</div>'
        f"</div></div></div></div>"
    )
    page = chrome.document(title, body, classes="with-left-side course-menu-expanded")
    return Page("lms-canvas", "maths", page, plain(blocks), 3)


def _moodle() -> Page:
    writer = Writer("moodle")
    title, sections = writer.headline(), _sections(writer, 3, formulas=2)
    inner = "".join(
        f'<li class="section main"><div class="content">{html(section)}</div></li>'
        for section in sections
    )
    body = (
        f'<div id="page-wrapper"><nav class="fixed-top navbar">{chrome.links(["My courses", "Calendar"])}</nav>'
        f'<div id="page" class="container-fluid"><header id="page-header"><h1>{title}</h1></header><div id="page-content">'
        f'<div id="region-main-box"><section id="region-main" class="has-blocks"><div role="main"><ul class="topics">{inner}'
        f'</ul></div></section><section class="block-region" id="block-region-side-pre"><aside class="block_navigation block">'
        f"{chrome.links(chrome.headlines(writer, 8))}</aside></section></div></div></div>"
        '<footer id="page-footer">You are not logged in.</footer></div>'
    )
    page = chrome.document(
        title, body, classes="path-course pagelayout-course notloggedin drawer-open-left"
    )
    return Page("lms-moodle", "maths", page, _truth(sections), 2)


def _problems() -> Page:
    """Problems of one line each, a formula in each."""
    writer = Writer("problems")
    rows = [(writer.sentence(), FORMULAS[n % len(FORMULAS)]) for n in range(10)]
    inner = "".join(
        f'<div class="problem"><div class="problem-head">Problem {n + 1}</div><div>{text}</div><div>\\[{formula}\\]</div></div>'
        for n, (text, formula) in enumerate(rows)
    )
    body = (
        f'{chrome.div_menu()}<div class="container"><h1>Exercise sheet 4</h1><div class="problems">{inner}</div></div>'
        f"{chrome.footer('Course')}"
    )
    truth = "\n".join(f"Problem {n + 1}\n{text}" for n, (text, _) in enumerate(rows))
    return Page("lms-problems", "maths", chrome.document("Exercise sheet 4", body), truth, 10)


def _journal() -> Page:
    writer = Writer("journal")
    title, sections = writer.headline(), _sections(writer, 4, formulas=4)
    abstract = writer.paragraph()
    inner = "".join(
        f'<section data-title="S{n}"><div class="c-article-section" id="Sec{n}-section"><h2 class="c-article-section__title">'
        f'{section[0].text}</h2><div class="c-article-section__content">{html(section[1:])}</div></div></section>'
        for n, section in enumerate(sections)
    )
    body = (
        f'<header class="c-header">{chrome.links(["Log in", "Search", "Publish with us"])}</header><div class="u-container">'
        f'<main class="c-article-main-column" role="main"><article lang="en"><div class="c-article-header"><header>'
        f'<h1 class="c-article-title">{title}</h1><ul class="c-article-author-list">{writer.name()}</ul></header></div>'
        f'<div class="c-article-body"><section data-title="Abstract"><h2>Abstract</h2><p>{abstract}</p></section>{inner}'
        f'</div></article></main><aside class="c-article-extras">{chrome.links(_headings(sections), "c-article-toc")}'
        f"{chrome.related(writer, 'Similar content', 'c-recommendations')}</aside></div>{chrome.footer('Press')}"
    )
    truth = f"Abstract\n{abstract}\n{_truth(sections)}"
    return Page("journal-article", "maths", chrome.document(title, body), truth, 4)


def _abstract() -> Page:
    """One paragraph among lists of metadata: the paragraph is the content."""
    writer = Writer("abstract")
    title, abstract = writer.headline(), writer.paragraph(8)
    body = (
        f'{chrome.masthead("Preprints")}<div id="abs"><div class="dateline">[Submitted on 5 Mar 2024]</div>'
        f'<h1 class="title">{title}</h1><div class="authors">{writer.name()}, {writer.name()}</div>'
        f'<blockquote class="abstract">{abstract}</blockquote></div><div class="extra-services"><div class="full-text">'
        f'<h2>Access Paper:</h2>{chrome.links(["View PDF", "TeX Source", "Other formats"])}</div><div class="browse">'
        f"Current browse context: math.NT</div></div>{chrome.footer('Preprints')}"
    )
    return Page("journal-abstract", "journal", chrome.document(title, body), abstract)
