"""What of a page is its content: each row is a page that was once read wrongly, in small."""

import pytest

from proofpile.web import extract

# Two hundred bytes of prose each.
ONE = (
    "One committee measured the old bridge twice, because the first report had left out the tides. "
    * 2
)
TWO = (
    "Two engineers then compared the maps line by line, and found that the northern pier had moved. "
    * 2
)
AWAY = (
    "Away from all this, the weather will be fine, say those who look at clouds for a living here. "
    * 2
)


def paragraphs(text: str, count: int) -> str:
    return f"<p>{text}</p>" * count


def body(inner: str, classes: str = "") -> str:
    return f'<html><body class="{classes}">{inner}</body></html>'


ARTICLE = f"<h1>The bridge</h1>{paragraphs(ONE, 2)}{paragraphs(TWO, 2)}"


@pytest.mark.parametrize(
    "page",
    [
        body(f'<article>{ARTICLE}</article><aside id="sidebar">{paragraphs(AWAY, 7)}</aside>'),
        body(f'<div class="x">{ARTICLE}</div><div class="comments">{paragraphs(AWAY, 15)}</div>'),
        body(
            f'<div class="x">{ARTICLE}<div class="related-posts">{paragraphs(AWAY, 1)}</div></div>'
        ),
        body(
            f'<div class="x">{ARTICLE}</div><div style="display:none">{paragraphs(AWAY, 1)}</div>'
        ),
        body(f'<div class="x">{ARTICLE}</div><div class="postShareButtons">{AWAY}</div>'),
        body(f'<div class="main">{ARTICLE}</div><div class="right">{paragraphs(AWAY, 1)}</div>'),
        body(
            f'<div id="content"><div class="a">{ARTICLE}</div>'
            f'<div class="b">{paragraphs(AWAY, 2)}</div></div>'
        ),
        body(f'<div class="text">{ARTICLE}</div><div class="pinglun">{paragraphs(AWAY, 6)}</div>'),
        body(f"<div>{ARTICLE}</div><div>{'clouds weather fine Away ' * 3000}</div>"),
    ],
    ids=[
        "a sidebar longer than the article",
        "comments longer than the article",
        "related posts inside the article",
        "hidden",
        "a name by capitals",
        "the other column, without a name",
        "two columns within what is called content",
        "comments in pinyin",
        "words for search engines",
    ],
)
def test_what_is_not_content_goes(page: str) -> None:
    text = extract(page).text
    assert "One committee" in text
    assert "Two engineers" in text
    assert "Away" not in text


@pytest.mark.parametrize(
    "page",
    [
        body(
            f"<main>{ARTICLE}</main>", "has-sidebar no-header comments-open single-post popup-ready"
        ),
        body(f'<form action="/page.aspx"><div id="menu">Home</div><div>{ARTICLE}</div></form>'),
        body(f'<nav><a href="/">Home</a><div>{ARTICLE}</div></nav>'),
        body(
            f'<div class="comment">{paragraphs(ONE, 3)}</div><div class="comment">{paragraphs(TWO, 3)}</div>'
        ),
        body(
            f'<div class="permalink post"><h1>T</h1>{paragraphs(ONE, 1)}{paragraphs(TWO, 1)}</div>'
        ),
        body(f'<div class="twoThirds gutter">{paragraphs(ONE, 2)}{paragraphs(TWO, 2)}</div>'),
        body(
            f'<div class="elementor-widget elementor-widget-text">{paragraphs(ONE, 2)}</div>'
            f'<div class="elementor-widget elementor-widget-text">{paragraphs(TWO, 1)}</div>'
        ),
        body(
            f'<article role="main"><section id="a"><h1>A</h1><p>{ONE}</p><section id="b"><h2>B</h2>'
            f"{paragraphs(AWAY, 9)}</section><section id='comments'><h2>C</h2><p>{TWO}</p></section>"
            "</section></article>"
        ),
        body(
            f'<div class="post">{ONE}</div><div class="post">{paragraphs(AWAY, 9)}</div>'
            f'<div class="post">{TWO}</div>'
        ),
        body(
            f'<div id="question"><p>{ONE}</p></div>'
            + f'<div class="answer">{paragraphs(AWAY, 2)}{TWO}</div>' * 2
        ),
        body(
            f'<div id="q"><div class="s-prose js-body"><p>{ONE}</p></div></div><div id="answers">'
            f'<div class="s-prose js-body">{paragraphs(AWAY, 4)}<p>{TWO}</p></div></div>'
        ),
        body(
            f'<div style="visibility:hidden"><h1>T</h1>{paragraphs(ONE, 2)}{paragraphs(TWO, 2)}</div>'
        ),
        body(f'<div class="p"><p>{ONE}</p><div class="rest">{paragraphs(TWO, 4)}</div></div>'),
        body(f"<div>{ONE}<br><br>{TWO}</div><div><a href='/'>Home</a></div>"),
        body(f"<h2>{ONE}</h2><aside class='menu'>x</aside><p>{TWO}</p>"),
    ],
    ids=[
        "names on the body",
        "one form around the page",
        "one nav around the page",
        "a page that is its comments",
        "an article called permalink",
        "a column called gutter",
        "widgets of a page builder",
        "sections of documentation, one of them called comments",
        "posts of a thread, one long",
        "a question and its answers",
        "a question and a box of longer answers",
        "hidden until a script shows it",
        "a paragraph before the rest",
        "line breaks for paragraphs",
        "next to nothing",
    ],
)
def test_content_stays(page: str) -> None:
    text = extract(page).text
    assert "One committee" in text
    assert "Two engineers" in text


def test_code_stays_however_its_tabs_are_called() -> None:
    page = body(
        f"<article><p>{ONE}</p><p>{TWO}</p>"
        '<div class="dropdown"><pre>pump(level=3, sluice=1)</pre></div></article>'
    )
    assert "pump(level=3, sluice=1)" in extract(page).text


def test_a_heading_that_is_a_link_stays() -> None:
    page = body(
        f'<main><p>{ONE}</p><h2 id="t"><a class="header" href="#t">The second pier</a></h2>'
        f"<p>{TWO}</p></main>"
    )
    assert "## The second pier" in extract(page).text


def test_a_page_that_is_all_links_is_not_emptied() -> None:
    rows = "".join(
        f'<tr><td>{n}. <a href="/{n}">A headline about bridges, number {n}</a></td></tr>'
        for n in range(9)
    )
    assert extract(body(f"<table>{rows}</table>")).text.count("A headline about bridges") == 9


def test_lists_that_are_links_go_where_there_is_prose() -> None:
    links = "".join(
        f'<li><a href="/{n}">Another story of bridges, number {n}</a></li>' for n in range(5)
    )
    text = extract(body(f"<article>{ARTICLE}<ul>{links}</ul></article>")).text
    assert "Another story" not in text
    assert "Two engineers" in text


@pytest.mark.parametrize(
    "classes", ["comments", "sidebar", "related", "hidden", "author-box", "footer"]
)
def test_no_block_with_a_formula_is_lost(classes: str) -> None:
    page = body(
        f'<article>{ARTICLE}</article><div class="{classes}">'
        f"<p>Here \\(x^2+y^2=z^2\\) holds.</p><p>{AWAY}</p></div>"
    )
    found = extract(page)
    assert [formula.tex for formula in found.formulas] == ["x^2+y^2=z^2"]
    assert "$x^2+y^2=z^2$" in found.text


@pytest.mark.parametrize(
    "fold", ['class="solution hidden"', 'style="display: none"', 'class="x" hidden', 'class="hide"']
)
def test_a_proof_that_is_folded_away_stays_whole(fold: str) -> None:
    page = body(
        f"<article>{ARTICLE}<div {fold}><p>Assume \\(x>1\\). {AWAY}</p><p>Fine.</p></div></article>"
    )
    text = extract(page).text
    assert "Assume $x>1$. Away" in text
    assert "Fine." in text
