"""Pages of the nineties, pages without structure, pages in other languages."""

# ruff: noqa: E501  Markup and prose are in lines as long as they are.

from collections.abc import Iterator

from prose_pages import chrome
from prose_pages.page import Page
from prose_pages.writing import FORMULAS, Writer, article, html, plain


def pages() -> Iterator[Page]:
    yield _tables()
    yield _homepage()
    yield _unclosed()
    yield _breaks()
    yield _bare_text()
    for language in ("de", "fr", "ru", "zh", "ja"):
        yield _foreign_news(language)
    yield _foreign_blog()
    yield _portal()


def _tables() -> Page:
    """Nested layout tables, font tags, a menu column, text in the widest cell."""
    writer = Writer("tables")
    title, paragraphs = writer.headline(), [writer.paragraph() for _ in range(6)]
    menu = "".join(
        f'<tr><td><font size="1"><a href="{n}.htm">{s}</a></font></td></tr>'
        for n, s in enumerate(chrome.SECTIONS)
    )
    text = "".join(
        f'<p><font face="Arial" size="2">{paragraph}</font></p>' for paragraph in paragraphs
    )
    body = (
        '<center><table width="760" border="0"><tr><td colspan="3" bgcolor="#003366"><font color="white">The Gull Online'
        f'</font></td></tr><tr><td width="120" valign="top"><table>{menu}</table></td><td width="480" valign="top">'
        f'<table><tr><td><font size="5"><b>{title}</b></font></td></tr><tr><td>{text}</td></tr></table></td>'
        f'<td width="160" valign="top"><table><tr><td bgcolor="#cccccc">Other news</td></tr><tr><td>'
        f"{'<br>'.join(f'<a href=x>{line}</a>' for line in chrome.headlines(writer, 7))}</td></tr></table></td></tr>"
        '<tr><td colspan="3" align="center"><font size="1">Copyright 1998 The Gull Online. Best viewed at 800x600.</font>'
        "</td></tr></table></center>"
    )
    return Page("old-tables", "old", chrome.document(title, body), "\n".join(paragraphs))


def _homepage() -> Page:
    """A course page by hand: rules, lists, formulas as text."""
    writer = Writer("homepage")
    blocks = article(writer, 5, rich=True, formulas=3)
    inner = html(blocks).replace('<div class="math">', "<p>").replace("\\]</div>", "\\]</p>")
    body = (
        f'<h1 align="center">Lecture notes</h1><hr>{inner}<hr><address>Last modified: 5 Mar 1999</address>'
        '<a href="../index.html">Back to the index</a>'
    )
    return Page("old-homepage", "maths", chrome.document("Lecture notes", body), plain(blocks), 3)


def _unclosed() -> Page:
    writer = Writer("unclosed")
    paragraphs = [writer.paragraph() for _ in range(7)]
    body = (
        f"<table><tr><td valign=top>{''.join(f'<a href=x>{s}</a><br>' for s in chrome.SECTIONS)}<td>"
        f"<h2>{writer.headline()}</h2>{''.join(f'<p>{paragraph}' for paragraph in paragraphs)}"
        '<p align=center><a href="#top">Top</a> | <a href="/">Home</a></table>'
    )
    return Page("old-unclosed", "old", chrome.document("Untitled", body), "\n".join(paragraphs))


def _breaks() -> Page:
    """No paragraph: one `div`, text, and pairs of line breaks; lists of links around it likewise."""
    writer = Writer("breaks")
    title, paragraphs = writer.headline(), [writer.paragraph() for _ in range(8)]
    menu = " | ".join(f'<a href="{n}">{section}</a>' for n, section in enumerate(chrome.SECTIONS))
    body = (
        f'<div class="h">{menu}</div><div class="t"><b>{title}</b><br><br>{"<br><br>".join(paragraphs)}</div>'
        f'<div class="m">{"<br>".join(f"<a href=y>{line}</a>" for line in chrome.headlines(writer, 12))}</div>'
        f'<div class="f">Copyright 2003 | <a href="m">Contact</a></div>'
    )
    return Page("old-breaks", "old", chrome.document(title, body), "\n".join(paragraphs))


def _bare_text() -> Page:
    """Text directly in `body`, between formulas."""
    writer = Writer("bare")
    pieces = [writer.paragraph() for _ in range(5)]
    body = f"<h3>{writer.headline()}</h3>" + "".join(
        f"{piece}<br>\\[{FORMULAS[n]}\\]<br>" for n, piece in enumerate(pieces)
    )
    return Page("old-bare-text", "maths", chrome.document("Bare", body), "\n".join(pieces), 5)


_WORDS = {
    "de": (
        "Startseite Politik Wirtschaft Kultur Sport Wetter",
        "Lesen Sie auch",
        "Kommentare",
        "Impressum und Datenschutz",
    ),
    "fr": (
        "Accueil Politique Économie Culture Sport Météo",
        "À lire aussi",
        "Commentaires",
        "Mentions légales",
    ),
    "ru": (
        "Главная Политика Экономика Культура Спорт Погода",
        "Читайте также",
        "Комментарии",
        "Все права защищены",
    ),
    "zh": ("首页 政治 经济 文化 体育 天气", "相关新闻", "网友评论", "版权所有 未经许可不得转载"),
    "ja": ("ホーム 政治 経済 文化 スポーツ 天気", "関連記事", "コメント", "無断転載を禁じます"),
}
_NAMES = {
    "de": ("artikel__text", "weitere-artikel", "kommentare", "fusszeile"),
    "fr": ("texte-article", "a-lire-aussi", "commentaires", "pied-de-page"),
    "ru": ("article__text", "read-also", "b-comments", "b-footer"),
    "zh": ("TRS_Editor", "xgxw", "pinglun", "bottom-copyright"),
    "ja": ("honbun", "kanren-kiji", "comment-area", "copyright"),
}


def _foreign_news(language: str) -> Page:
    writer = Writer(f"news {language}", language)
    title, blocks = writer.headline(), article(writer, 6)
    sections, also, opinions, rights = _WORDS[language]
    text, more, comments, bottom = _NAMES[language]
    said = "".join(
        f"<div><b>{writer.name()}</b> 5.3.2024 10:{n}<p>{writer.paragraph()}</p></div>"
        for n in range(10, 18)
    )
    body = (
        f'<div class="top-line">{chrome.links(sections.split(), "m1")}</div><div class="col-l"><h1>{title}</h1>'
        f'<div class="{text}">{html(blocks)}</div><div class="{more}"><h3>{also}</h3>'
        f'{chrome.links(chrome.headlines(writer, 6))}</div><div class="{comments}"><h3>{opinions}</h3>{said}</div></div>'
        f'<div class="col-r">{chrome.links(chrome.headlines(writer, 12))}</div><div class="{bottom}">© 2024 {rights}</div>'
    )
    return Page(
        f"news-{language}", "intl", chrome.document(title, body, language=language), plain(blocks)
    )


def _foreign_blog() -> Page:
    writer = Writer("blog de", "de")
    title, blocks = writer.headline(), article(writer, 6, rich=True)
    body = (
        f'{chrome.masthead("Wehr und Schleuse")}<div id="inhalt"><article class="beitrag hentry"><h1>{title}</h1>'
        f'<p class="entry-meta">Veröffentlicht am 5. März 2024 von {writer.name()}</p><div class="entry-content">{html(blocks)}'
        f"</div></article>{chrome.comments(writer, 5)}</div>{chrome.sidebar(writer)}{chrome.footer('Wehr')}"
    )
    return Page("blog-de", "intl", chrome.document(title, body, language="de"), plain(blocks))


def _portal() -> Page:
    """Half of the page is one article, the other half teasers of two sentences each, all in the same markup."""
    writer = Writer("portal")
    title, blocks = writer.headline(), article(writer, 9)
    teasers = "".join(
        f'<div class="unit"><h3><a href="#">{writer.headline()}</a></h3><p>{writer.paragraph(2)} <a href="#">More</a></p></div>'
        for _ in range(10)
    )
    body = (
        f'<div class="unit-top">{chrome.div_menu()}</div><div class="cols"><div class="unit-main"><h1>{title}</h1>'
        f'{html(blocks)}</div><div class="unit-side">{teasers}</div></div>'
    )
    return Page("old-portal", "news", chrome.document(title, body), plain(blocks))
