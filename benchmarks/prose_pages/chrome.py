"""Page furniture: what stands around content on real sites, in the class names that they use."""

# ruff: noqa: E501  Markup and prose are in lines as long as they are.

from html import escape

from prose_pages.writing import Writer

SECTIONS = [
    "Home",
    "World",
    "Politics",
    "Business",
    "Science",
    "Culture",
    "Sport",
    "Weather",
    "Opinion",
    "Archive",
]


def links(items: list[str], classes: str = "", tag: str = "ul") -> str:
    rows = "".join(
        f'<li class="item"><a href="#{n}">{escape(i)}</a></li>' for n, i in enumerate(items)
    )
    return f'<{tag} class="{classes}">{rows}</{tag}>'


def headlines(writer: Writer, count: int) -> list[str]:
    return [writer.headline() for _ in range(count)]


def masthead(name: str = "The Daily Gull") -> str:
    menu = links(SECTIONS, "menu")
    return (
        f'<header class="site-header" role="banner"><a class="logo" href="/">{name}</a>'
        f'<form class="search-form"><input name="q"><button>Search</button></form>'
        f'<nav class="main-navigation">{menu}</nav></header>'
    )


def div_menu() -> str:
    """A menu that is neither `nav` nor so named."""
    cells = "".join(
        f'<div class="c{n}"><a href="/{n}">{s}</a></div>' for n, s in enumerate(SECTIONS)
    )
    return f'<div class="row1"><div class="row2">{cells}</div></div>'


def footer(name: str = "The Daily Gull") -> str:
    legal = links(
        ["About us", "Contact", "Imprint", "Privacy policy", "Terms of use", "Careers"],
        "footer-links",
    )
    return f'<footer class="site-footer">{legal}<p>© 2024 {name}. All rights reserved.</p></footer>'


def share() -> str:
    names = ["Facebook", "Twitter", "WhatsApp", "Email", "Print"]
    return (
        '<div class="share-bar sharedaddy"><span>Share this article with your friends:</span>'
        + links(names, "share-buttons")
        + "</div>"
    )


def related(
    writer: Writer, title: str = "You might also like", classes: str = "related-posts"
) -> str:
    cards = "".join(
        f'<article class="teaser card"><h3><a href="#">{writer.headline()}</a></h3>'
        f'<p class="summary">{writer.sentence()}</p></article>'
        for _ in range(4)
    )
    return f'<section class="{classes}"><h2>{title}</h2>{cards}</section>'


def sidebar(writer: Writer, classes: str = "sidebar widget-area", tag: str = "aside") -> str:
    return (
        f'<{tag} class="{classes}"><div class="widget"><h3 class="widget-title">Most read</h3>'
        f"{links(headlines(writer, 8), 'most-read')}</div>"
        f'<div class="widget widget_text"><h3>About this site</h3><p>{writer.paragraph(3)}</p></div>'
        f'<div class="widget ad"><p>Advertisement</p></div></{tag}>'
    )


def author_box(writer: Writer) -> str:
    name = writer.name()
    return (
        f'<div class="author-box"><img src="a.jpg" alt=""><h4>About {name}</h4>'
        f'<p class="author-bio">{name} has written for this paper since 2009. {writer.sentence()}</p></div>'
    )


def newsletter(writer: Writer) -> str:
    return (
        '<div class="newsletter-signup"><h3>Get the morning letter</h3>'
        f'<p>{writer.sentence()} Sign up and we will send it to you.</p><form><input type="email">'
        "<button>Subscribe</button></form></div>"
    )


def tags(writer: Writer) -> str:
    words = [f'<a rel="tag" href="#">{word}</a>' for word in writer.headline().split()[:5]]
    return f'<div class="post-tags tags">Tags: {", ".join(words)}</div>'


def byline(writer: Writer) -> str:
    return (
        f'<div class="byline entry-meta">By <a rel="author" href="#">{writer.name()}</a> '
        '<time class="published" datetime="2024-03-05">March 5, 2024, 9:12 am</time></div>'
    )


def cookies(writer: Writer) -> str:
    return (
        '<div id="cookie-consent" class="cookie-banner" role="dialog"><p>We and our 312 partners store cookies '
        f"on your device. {writer.paragraph(3)} You may change your choice at any time.</p>"
        "<button>Accept all</button><button>Reject</button></div>"
    )


def comments(
    writer: Writer, count: int, classes: str = "comments-area", identity: str = "comments"
) -> str:
    items = "".join(
        f'<li class="comment even" id="comment-{n}"><div class="comment-author vcard">{writer.name()} says:</div>'
        f'<div class="comment-meta">March {n + 1}, 2024 at 10:0{n % 10}</div>'
        f'<div class="comment-content"><p>{writer.paragraph()}</p></div><a class="comment-reply-link">Reply</a></li>'
        for n in range(count)
    )
    return (
        f'<div id="{identity}" class="{classes}"><h2 class="comments-title">{count} thoughts on this</h2>'
        f'<ol class="comment-list">{items}</ol><div id="respond" class="comment-respond">'
        "<h3>Leave a reply</h3><p>Your email address will not be published.</p></div></div>"
    )


def document(
    title: str, body: str, *, classes: str = "", language: str = "en", head: str = ""
) -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{escape(title)}</title>{head}'
        f'</head>\n<body class="{classes}">\n{body}\n</body></html>\n'
    )
