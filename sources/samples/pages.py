"""The sample's texts, in a small Markdown of their own, and the pages that the sites make of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

from sources.samples.sites import SITES, Site

TEXTS = Path(__file__).parent / "openwebmath"
_INLINE = (
    (re.compile(r"`([^`]+)`"), r"<code>\1</code>"),
    (re.compile(r"\*\*([^*]+)\*\*"), r"<strong>\1</strong>"),
)
_RAISED = (
    (re.compile(r"\^([^^\s]{1,3})\^"), r"<sup>\1</sup>"),
    (re.compile(r"_([^_\s]{1,3})_"), r"<sub>\1</sub>"),
)
_MENU = ("Home", "About", "Archive", "Contact")


@dataclass(frozen=True)
class Text:
    """What somebody wrote, the kind of site it stands on, and where."""

    title: str
    site: str
    address: str
    parts: tuple[str, ...]  # a question and its answers, or one
    language: str = "en"

    @property
    def url(self) -> str:
        return f"https://www.{self.address}"


def texts(name: str) -> list[Text]:
    """The texts of one file: ``# title``, ``@ [language] site address``, then blocks."""
    whole = (TEXTS / f"{name}.md").read_text(encoding="utf-8")
    return [_text(piece) for piece in re.split(r"^# ", whole, flags=re.MULTILINE)[1:]]


def _text(piece: str) -> Text:
    title, where, body = piece.split("\n", 2)
    *language, site, address = where.removeprefix("@ ").split()
    parts = tuple(part.strip() for part in body.split("\n---\n"))
    return Text(title, site, address, parts, *language)


def page(text: Text) -> str:
    """`text` as a whole HTML page of its site."""
    site = SITES[text.site]
    parts = [_blocks(part, site, text.site == "subsup") for part in text.parts]
    host = text.address.partition("/")[0]
    body = _LAYOUTS[site.layout](escape(text.title, quote=False), parts, host)
    return (
        f'<!DOCTYPE html>\n<html lang="{text.language}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(text.title, quote=False)} | {host}</title>\n{site.head}\n"
        f"<style>body {{ margin: 2em }}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _blocks(part: str, site: Site, raised: bool) -> str:
    return "\n".join(_block(block, site, raised) for block in _split(part))


def _split(part: str) -> Iterator[str]:
    """Blocks are separated by blank lines, but code keeps its own."""
    for n, piece in enumerate(re.split(r"^```\n", part, flags=re.MULTILINE)):
        if n % 2:
            yield "```" + piece
        else:
            yield from (b for b in re.split(r"\n{2,}", piece.strip()) if b)


def _block(block: str, site: Site, raised: bool) -> str:
    def inline(text: str) -> str:
        return _inline(text, site, raised)

    lines = block.split("\n")
    if block.startswith("```"):
        code = block.removeprefix("```").removesuffix("\n").removesuffix("```").rstrip("\n")
        return f"<pre><code>{escape(code, quote=False)}\n</code></pre>"
    if block.startswith("## "):
        return f"<h2>{inline(block[3:])}</h2>"
    if block.startswith("> "):
        return f"<blockquote><p>{inline(block[2:])}</p></blockquote>"
    if block.startswith("- "):
        return "<ul>\n" + "".join(f"<li>{inline(line[2:])}</li>\n" for line in lines) + "</ul>"
    if block.startswith("1. "):
        items = (line.partition(" ")[2] for line in lines)
        return "<ol>\n" + "".join(f"<li>{inline(item)}</li>\n" for item in items) + "</ol>"
    if block.startswith("| "):
        return _table([[inline(c.strip()) for c in line.strip("| ").split("|")] for line in lines])
    only = site.formulas.fullmatch(block)
    return inline(block) if only and only["display"] else f"<p>{inline(block)}</p>"


def _table(rows: list[list[str]]) -> str:
    def row(cells: list[str], tag: str) -> str:
        return "<tr>" + "".join(f"<{tag}>{c}</{tag}>" for c in cells) + "</tr>\n"

    body = "".join(row(cells, "td") for cells in rows[1:])
    return f"<table>\n<thead>{row(rows[0], 'th')}</thead>\n<tbody>{body}</tbody>\n</table>"


def _inline(text: str, site: Site, raised: bool) -> str:
    html, at = "", 0
    for found in site.formulas.finditer(text):
        if not found[0]:
            continue
        html += _words(text[at : found.start()], site, raised)
        html += site.write(found["display"] or found["inline"], bool(found["display"]))
        at = found.end()
    return html + _words(text[at:], site, raised)


def _words(text: str, site: Site, raised: bool) -> str:
    html = escape(text.replace(r"\$", site.dollar), quote=False)
    for pattern, replacement in _INLINE + (_RAISED if raised else ()):
        html = pattern.sub(replacement, html)
    return html


def _menu(host: str) -> str:
    items = "".join(f'<li><a href="/{m.lower()}">{m}</a></li>' for m in _MENU)
    return f'<nav class="menu"><ul>{items}</ul></nav>'


def _footer(host: str) -> str:
    links = '<a href="/privacy">Privacy</a> <a href="/imprint">Imprint</a>'
    return f"<footer><p>© 2023 {host}. {links}</p></footer>"


def _plain(title: str, parts: list[str], host: str) -> str:
    return f'<h1>{title}</h1>\n{parts[0]}\n<hr>\n<address><a href="/">{host}</a></address>'


def _blog(title: str, parts: list[str], host: str) -> str:
    return (
        f'<header><a class="brand" href="/">{host}</a>{_menu(host)}</header>\n'
        f'<main><article class="post"><h1 class="entry-title">{title}</h1>\n'
        f'<div class="entry-content">\n{parts[0]}\n</div></article></main>\n'
        '<aside class="sidebar"><h3>Recent posts</h3><ul><li><a href="/1">A walk</a></li>'
        '<li><a href="/2">Another walk</a></li></ul><h3>Share this</h3><a href="#">Mail</a></aside>\n'
        + _footer(host)
    )


def _docs(title: str, parts: list[str], host: str) -> str:
    return (
        '<div class="sphinxsidebar"><h3>Table of contents</h3><ul><li><a href="index.html">Start</a></li>'
        '<li><a href="api.html">Reference</a></li></ul></div>\n<div class="document" role="main">'
        f'<section id="main"><h1>{title}<a class="headerlink" href="#main">¶</a></h1>\n{parts[0]}\n'
        f'</section></div>\n<div class="footer">Built for {host}.</div>'
    )


def _wiki(title: str, parts: list[str], host: str) -> str:
    return (
        f'<div id="content" class="mw-body" role="main"><h1 id="firstHeading">{title}</h1>\n'
        f'<div id="siteSub">From {host}</div>\n<div id="jump-to-nav">'
        '<a href="#search">Jump to search</a></div>\n'
        f'<div id="mw-content-text"><div class="mw-parser-output">\n{parts[0]}\n</div></div>\n'
        '<div id="catlinks"><a href="/wiki/Category:All">Category: All</a></div></div>\n'
        '<div id="mw-navigation"><ul><li><a href="/wiki/Main_Page">Main page</a></li>'
        '<li><a href="/wiki/Special:Random">Random page</a></li></ul></div>'
    )


def _questions(title: str, parts: list[str], host: str) -> str:
    question, *answers = parts
    posts = "".join(
        f'<div class="answer"><div class="votecell"><span class="vote-count">{7 - n}</span></div>'
        f'<div class="post-text s-prose">\n{answer}\n</div>'
        f'<div class="user-info">answered by u{n}</div></div>\n'
        for n, answer in enumerate(answers)
    )
    return (
        f'<div id="question-header"><h1><a class="question-hyperlink" href="#">{title}</a></h1></div>\n'
        f'<div id="mainbar" role="main"><div class="question"><div class="post-text s-prose">\n{question}\n'
        f'</div></div>\n<div id="answers"><h2>{len(answers)} answers</h2>\n{posts}</div></div>\n'
        + _footer(host)
    )


def _forum(title: str, parts: list[str], host: str) -> str:
    posts = "".join(
        f'<div class="post" id="p{n}"><div class="author"><a href="/u/{n}">member{n}</a> '
        f'<span>Posts: {40 + n}</span></div><div class="postbody">\n{part}\n</div>'
        '<div class="signature">Sent from my garden</div></div>\n'
        for n, part in enumerate(parts)
    )
    crumbs = f'<div class="breadcrumbs"><a href="/">{host}</a></div>'
    return f'{crumbs}<h1>{title}</h1>\n<div role="main">{posts}</div>'


def _journal(title: str, parts: list[str], host: str) -> str:
    return (
        f'<header><a href="/">{host}</a><p>Volume 12, number 3</p></header>\n<article>'
        f'<h1 class="title">{title}</h1>\n<div class="body">\n{parts[0]}\n</div></article>\n{_footer(host)}'
    )


def _paper(title: str, parts: list[str], host: str) -> str:
    return (
        f'<div class="ltx_page_main"><article class="ltx_document"><h1 class="ltx_title">{title}</h1>\n'
        f'{parts[0]}\n</article></div>\n<footer class="ltx_page_footer">Generated by LaTeXML</footer>'
    )


def _shop(title: str, parts: list[str], host: str) -> str:
    return (
        f'<header><a href="/">{host}</a>{_menu(host)}<a href="/cart">Cart (0)</a></header>\n'
        f'<main><div class="product"><h1>{title}</h1>\n{parts[0]}\n'
        "<button>Add to cart</button></div></main>\n"
        '<section class="related"><h3>You may also like</h3><a href="/p/1">Gift card, $25</a></section>\n'
        + _footer(host)
    )


def _slides(title: str, parts: list[str], host: str) -> str:
    return (
        f'<div class="reveal"><div class="slides"><section><h1>{title}</h1></section>\n'
        f"<section>\n{parts[0]}\n</section></div></div>"
    )


_LAYOUTS = {
    "plain": _plain,
    "blog": _blog,
    "docs": _docs,
    "wiki": _wiki,
    "questions": _questions,
    "forum": _forum,
    "journal": _journal,
    "paper": _paper,
    "shop": _shop,
    "slides": _slides,
}
