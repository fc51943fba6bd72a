"""News articles and blog posts, as content systems write them."""

# ruff: noqa: E501  Markup and prose are in lines as long as they are.

from collections.abc import Iterator

from prose_pages import chrome
from prose_pages.page import Page
from prose_pages.writing import Block, Writer, article, html, plain


def pages() -> Iterator[Page]:
    yield from news()
    yield from blogs()


def news() -> Iterator[Page]:
    yield _semantic()
    yield _soup()
    yield _paywall()
    yield _cookie_wall()
    yield _interrupted()
    yield _short()
    yield _live()
    yield _hashed()
    yield _one_form()
    yield _misleading_names()


def _semantic() -> Page:
    writer = Writer("semantic")
    title, blocks = writer.headline(), article(writer, 8, rich=True)
    body = (
        chrome.masthead()
        + chrome.cookies(writer)
        + f'<main><article itemscope><header class="article-header"><h1>{title}</h1>{chrome.byline(writer)}</header>'
        + f'<div itemprop="articleBody" class="article-body">{html(blocks)}</div>{chrome.share()}'
        + f"{chrome.tags(writer)}{chrome.author_box(writer)}</article>{chrome.related(writer)}</main>"
        + chrome.sidebar(writer)
        + chrome.newsletter(writer)
        + chrome.footer()
    )
    return Page("news-semantic", "news", chrome.document(title, body), plain(blocks))


def _soup() -> Page:
    """Nothing but `div`, and three times as much comment as article."""
    writer = Writer("soup")
    title, blocks = writer.headline(), article(writer, 5)
    body = (
        f'<div id="wrap"><div id="hd"><div class="logo">Gull</div>{chrome.div_menu()}</div><div id="bd">'
        f'<div id="col1"><div class="headline"><h1>{title}</h1></div><div class="dateline">5 March 2024, 09:12</div>'
        f'<div class="story">{html(blocks)}</div>{chrome.share()}'
        f"{chrome.comments(writer, 14, 'reader-opinions', 'reader-comments')}</div>"
        f'<div id="col2">{chrome.sidebar(writer, "box", "div")}</div></div>'
        f'<div id="ft"><div>© 2024 Gull</div>{chrome.links(["Contact", "Imprint"], "bottom")}</div></div>'
    )
    return Page("news-soup", "news", chrome.document(title, body), plain(blocks))


def _paywall() -> Page:
    writer = Writer("paywall")
    title, blocks = writer.headline(), article(writer, 2)
    body = (
        chrome.masthead()
        + f'<main><article class="article is-premium"><h1>{title}</h1>{chrome.byline(writer)}'
        + f'<div class="article__content">{html(blocks)}</div><div class="paywall-offer"><h3>Read on</h3>'
        + f"<p>Subscribe now for 1 € a month. {writer.paragraph(2)}</p><a class='btn' href='#'>Subscribe</a></div>"
        + f"</article>{chrome.related(writer, 'More from this desk', 'more-stories')}</main>{chrome.footer()}"
    )
    return Page("news-paywall", "news", chrome.document(title, body), plain(blocks))


def _cookie_wall() -> Page:
    writer = Writer("wall")
    title, blocks = writer.headline(), article(writer, 6)
    wall = (
        '<div class="overlay gdpr-modal" role="dialog" aria-modal="true"><h2>Your privacy</h2>'
        f"<p>{writer.paragraph(6)}</p><p>{writer.paragraph(6)}</p><button>Agree</button></div>"
    )
    body = (
        f'{wall}{chrome.masthead()}<div class="page-content"><h1>{title}</h1>'
        f'<div class="text-block">{html(blocks)}</div></div>{chrome.footer()}'
    )
    return Page(
        "news-cookie-wall",
        "news",
        chrome.document(title, body, classes="modal-open"),
        plain(blocks),
    )


def _interrupted() -> Page:
    """Boxes, captions, pull quotes and advertisements between paragraphs."""
    writer = Writer("interrupted")
    title, blocks = writer.headline(), article(writer, 9)
    boxes = [
        '<div class="ad-slot" id="ad-1"><span>Advertisement</span></div>',
        f'<aside class="related-inline"><h4>Read also</h4>{chrome.links(chrome.headlines(writer, 3))}</aside>',
        f'<p class="read-more"><strong>READ MORE: <a href="#">{writer.headline()}</a></strong></p>',
        chrome.newsletter(writer),
        '<div class="video-player"><p>Your browser cannot play this video.</p></div>',
    ]
    inner = "".join(
        block.html() + (boxes[n // 2] if n % 2 and n // 2 < 5 else "")
        for n, block in enumerate(blocks)
    )
    body = (
        chrome.masthead()
        + f'<div class="layout has-sidebar"><div class="main-col"><h1 class="title">{title}</h1>'
        + f'<div class="story-body">{inner}</div>{chrome.related(writer, "Top stories", "top-stories")}</div>'
        + f'<div class="rail-right">{chrome.sidebar(writer, "rail", "div")}</div></div>{chrome.footer()}'
    )
    return Page("news-interrupted", "news", chrome.document(title, body), plain(blocks))


def _short() -> Page:
    writer = Writer("short")
    title, blocks = (
        writer.headline(),
        [Block("p", writer.paragraph(2)), Block("p", writer.paragraph(1))],
    )
    body = (
        chrome.masthead()
        + f'<div class="grid"><article class="news-item"><h1>{title}</h1>{html(blocks)}</article>'
        + f"{chrome.sidebar(writer)}</div>{chrome.related(writer)}{chrome.related(writer, 'Latest', 'latest')}"
        + chrome.footer()
    )
    return Page("news-short", "news", chrome.document(title, body), plain(blocks))


def _live() -> Page:
    writer = Writer("live")
    title, posts = writer.headline(), [article(writer, 2) for _ in range(6)]
    entries = "".join(
        f'<article class="live-post"><time>{12 - n}:30</time><h2>{writer.headline()}</h2>{html(post)}</article>'
        for n, post in enumerate(posts)
    )
    body = (
        f"{chrome.masthead()}<main><h1>{title}</h1><section class='live-feed'>{entries}</section></main>"
        f"{chrome.sidebar(writer)}{chrome.footer()}"
    )
    truth = "\n".join(plain(post) for post in posts)
    return Page("news-live", "news", chrome.document(title, body), truth)


def _hashed() -> Page:
    """Class names made by a compiler say nothing."""
    writer = Writer("hashed")
    title, blocks = writer.headline(), article(writer, 7, rich=True)
    teasers = "".join(
        f'<div class="sc-1x9"><a href="#"><div class="sc-77q">{writer.headline()}</div></a></div>'
        for _ in range(12)
    )
    body = (
        f'<div id="__next"><div class="css-1qa">{chrome.div_menu()}</div><div class="css-k3x"><div class="css-0pz">'
        f'<h1 class="css-8vv">{title}</h1><div class="css-q1">{html(blocks)}</div></div>'
        f'<div class="css-ssd"><div class="css-9f">{teasers}</div></div></div>'
        f'<div class="css-ft"><div class="css-x">© Gull 2024</div></div></div>'
    )
    return Page("news-hashed", "news", chrome.document(title, body), plain(blocks))


def _one_form() -> Page:
    """The whole page in one form, as ASP.NET has it."""
    writer = Writer("form")
    title, blocks = writer.headline(), article(writer, 6)
    body = (
        '<form method="post" action="./page.aspx" id="aspnetForm"><input type="hidden" name="__VIEWSTATE">'
        f'<div id="ctl00_header">{chrome.div_menu()}</div><div id="ctl00_MainContent"><span class="head">{title}</span>'
        f'<div class="newsText">{html(blocks)}</div></div>'
        f'<div id="ctl00_RightPane">{chrome.sidebar(writer, "moduleRight", "div")}</div>'
        '<div id="ctl00_footer">© 2024 Ministry of Roads</div></form>'
    )
    return Page("news-one-form", "news", chrome.document(title, body), plain(blocks))


def _misleading_names() -> Page:
    """Names of chrome as modifiers, and as parts of other words."""
    writer = Writer("misleading")
    title, blocks = writer.headline(), article(writer, 6, rich=True)
    body = (
        f'{chrome.masthead()}<div class="wrapper with-sidebar sticky-header comments-open"><div class="content no-menu">'
        f'<div class="shareholder-commentary has-social-share"><h1>{title}</h1>'
        f'<div class="navigator-free adaptive header-below">{html(blocks)}</div></div></div>'
        f'<div class="sidebar">{chrome.links(chrome.headlines(writer, 9))}</div></div>{chrome.footer()}'
    )
    page = chrome.document(
        title, body, classes="single-post no-sidebar ad-free popup-ready hidden-nav"
    )
    return Page("news-misleading-names", "news", page, plain(blocks))


def blogs() -> Iterator[Page]:
    yield _wordpress()
    yield _wordpress_maths()
    yield _ghost()
    yield _medium()
    yield _blogger()
    yield _jekyll()
    yield _hugo()
    yield _front_page()


def _wordpress() -> Page:
    writer = Writer("wordpress")
    title, blocks = writer.headline(), article(writer, 7, rich=True)
    body = (
        f'<div id="page" class="hfeed site">{chrome.masthead("Sluice and Weir")}<div id="content" class="site-content">'
        '<div id="primary" class="content-area"><main id="main" class="site-main">'
        f'<article id="post-17" class="post-17 post type-post hentry category-news tag-water">'
        f'<header class="entry-header"><h1 class="entry-title">{title}</h1>{chrome.byline(writer)}</header>'
        f'<div class="entry-content">{html(blocks)}{chrome.share()}'
        f"<div id='jp-relatedposts' class='jp-relatedposts'><h3>Related</h3>{chrome.links(chrome.headlines(writer, 3))}"
        f'</div></div><footer class="entry-footer">Posted in <a href="#">News</a></footer></article>'
        f'<nav class="post-navigation"><a href="#">Previous: {writer.headline()}</a></nav>'
        f'{chrome.comments(writer, 6)}</main></div><div id="secondary" class="widget-area">{chrome.sidebar(writer)}</div>'
        f"</div>{chrome.footer()}</div>"
    )
    classes = "post-template-default single single-post has-sidebar comments-enabled"
    return Page(
        "blog-wordpress", "blog", chrome.document(title, body, classes=classes), plain(blocks)
    )


def _wordpress_maths() -> Page:
    writer = Writer("wordpress maths")
    title, blocks = writer.headline(), article(writer, 6, formulas=4)
    body = (
        f'{chrome.masthead("Lemma")}<div class="post"><h2 class="posttitle">{title}</h2>'
        f'<div class="entry">{html(blocks)}</div><p class="postmetadata">Filed under: maths | 5 comments</p></div>'
        f"{chrome.comments(writer, 5, 'commentlist')}{chrome.sidebar(writer)}{chrome.footer()}"
    )
    return Page("blog-wordpress-maths", "maths", chrome.document(title, body), plain(blocks), 4)


def _ghost() -> Page:
    writer = Writer("ghost")
    title, blocks = writer.headline(), article(writer, 6, rich=True)
    body = (
        f'<div class="gh-viewport"><header class="gh-head">{chrome.links(["Home", "About"], "nav")}</header>'
        f'<main class="gh-main"><article class="gh-article post"><header class="gh-article-header gh-canvas">'
        f'<h1 class="gh-article-title">{title}</h1><p class="gh-article-excerpt">{writer.sentence()}</p></header>'
        f'<section class="gh-content gh-canvas">{html(blocks)}</section></article>'
        f'<section class="gh-cta"><p>Sign up for more like this.</p><form><input></form></section>'
        f"{chrome.related(writer, 'Read more', 'gh-read-next')}</main>"
        f'<footer class="gh-foot">Powered by Ghost</footer></div>'
    )
    return Page("blog-ghost", "blog", chrome.document(title, body), plain(blocks))


def _medium() -> Page:
    writer = Writer("medium")
    title, blocks = writer.headline(), article(writer, 8, rich=True)
    halves = html(blocks[:6]), html(blocks[6:])
    body = (
        f'<div class="a b c"><div class="d e"><a href="/">Open in app</a><a href="/">Sign up</a><a href="/">Sign in</a>'
        f'</div><article><div class="l"><section><div class="fj"><h1 class="pw-post-title">{title}</h1></div>'
        f'<div class="speechify"><span>{writer.name()}</span><span>·</span><span>7 min read</span></div>{halves[0]}'
        f"</section><hr><section>{halves[1]}</section></div></article>"
        f'<div class="fo"><div class="fp">1.2K</div><div class="fq">14 responses</div></div>'
        f'<div class="gx"><h2>More from {writer.name()}</h2>{chrome.links(chrome.headlines(writer, 6), "gy", "div")}</div>'
        f'<div class="hf">{chrome.links(["Help", "Status", "About", "Careers", "Blog", "Privacy", "Terms"], "hg", "div")}</div></div>'
    )
    return Page("blog-medium", "blog", chrome.document(title, body), plain(blocks))


def _blogger() -> Page:
    """Text with line breaks for paragraphs in `.post-body`, inside tables and widgets."""
    writer = Writer("blogger")
    title, paragraphs = writer.headline(), [writer.paragraph() for _ in range(6)]
    body = (
        f'<div class="navbar section" id="navbar">Blogger</div><div class="main-outer"><div class="main section" id="main">'
        f'<div class="widget Blog" id="Blog1"><div class="blog-posts hfeed"><div class="date-outer"><h2 class="date-header">'
        f'Tuesday, March 5</h2><div class="post hentry"><h3 class="post-title entry-title">{title}</h3>'
        f'<div class="post-body entry-content"><div>{"<br /><br />".join(paragraphs)}</div></div>'
        f'<div class="post-footer"><span class="post-author">Posted by {writer.name()}</span> at 10:12</div></div>'
        f"{chrome.comments(writer, 4, 'comments')}</div></div></div></div>"
        f'<div class="column-right-outer">{chrome.sidebar(writer, "sidebar section")}</div></div>'
    )
    return Page("blog-blogger", "blog", chrome.document(title, body), "\n".join(paragraphs))


def _jekyll() -> Page:
    writer = Writer("jekyll")
    title, blocks = writer.headline(), article(writer, 5, rich=True)
    blocks.insert(3, Block("pre", "def sluice(level):\n    return level * 9.81 / 2"))
    body = (
        f'<header class="site-header">{chrome.links(["About", "Posts"], "trigger")}</header><main class="page-content">'
        f'<div class="wrapper"><article class="post h-entry"><header class="post-header"><h1>{title}</h1>'
        f'<p class="post-meta"><time>Mar 5, 2024</time></p></header><div class="post-content e-content">{html(blocks)}'
        '</div><div id="disqus_thread">Please enable JavaScript to view the comments.</div></article></div></main>'
        f"{chrome.footer('sluice')}"
    )
    return Page("blog-jekyll", "blog", chrome.document(title, body), plain(blocks))


def _hugo() -> Page:
    writer = Writer("hugo")
    title, blocks = writer.headline(), article(writer, 6, rich=True, formulas=2)
    headings = [block.text for block in blocks if block.tag == "h2"]
    body = (
        f'<nav class="nav">{chrome.links(["Archive", "Tags"])}</nav><main class="main"><article class="post-single">'
        f'<h1 class="post-title">{title}</h1><div class="toc"><details open><summary>Table of Contents</summary>'
        f'{chrome.links(headings)}</details></div><div class="post-content md-content">{html(blocks)}</div>'
        f'<footer class="post-footer">{chrome.links(["water", "maths"], "post-tags")}</footer></article></main>'
        f"{chrome.footer('hugo')}"
    )
    return Page("blog-hugo", "maths", chrome.document(title, body), plain(blocks), 2)


def _front_page() -> Page:
    """Five whole posts one after the other."""
    writer = Writer("front page")
    posts = [(writer.headline(), article(writer, 3)) for _ in range(5)]
    entries = "".join(
        f'<div class="post"><h2><a href="#">{title}</a></h2><div class="entry">{html(blocks)}</div>'
        f'<p class="postmetadata">Posted by {writer.name()} | <a href="#">7 Comments</a></p></div>'
        for title, blocks in posts
    )
    body = f'{chrome.masthead("Weir")}<div id="content">{entries}</div>{chrome.sidebar(writer)}{chrome.footer()}'
    truth = "\n".join(f"{title}\n{plain(blocks)}" for title, blocks in posts)
    return Page("blog-front-page", "blog", chrome.document("Weir", body), truth)
