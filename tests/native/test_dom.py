"""The flat tree: what it answers, and that the compiled kernel and its twin answer the same."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofpile.native import Element, Phrases, compiled, deepest, parse_dom, reference_dom
from proofpile.web.dom import parse

needs_kernels = pytest.mark.skipif(not compiled, reason="kernels are not compiled")

PAGE = (
    '<!DOCTYPE html><html><head><title>T</title></head><body class="a b" id="top">'
    '<div class="post noSidebar"><p>one &amp; <a href="#x">two</a>, three.</p><!-- no --><ul><li>x<li>y</ul>'
    '<img alt="a &quot;b&quot;"><script type="math/tex">x<y</script></div>'
    '<ol start="3"><li value="7">z</li></ol><pre>a\n b</pre></body></html>'
)


def page() -> Element:
    return parse(PAGE)


def test_what_the_parser_repaired_is_taken_over() -> None:
    body = page().query_selector("body")
    assert body is not None
    assert [child.tag for child in body.children] == ["div", "ol", "pre"]
    assert body.query_selector("script").text == "x<y"
    assert body.query_selector("img")["alt"] == 'a "b"'
    assert body.query_selector("p").outer_html == ('<p>one &amp; <a href="#x">two</a>, three.</p>')
    with pytest.raises(KeyError):
        body["style"]


@pytest.mark.parametrize(
    ("selector", "tags"),
    [
        ("li", ["li", "li", "li"]),
        ("ul > li + li", ["li"]),
        ("body.b#top div.post p", ["p"]),
        ("[type^='MATH/' i], img[alt*='b']", ["img", "script"]),
        ("li:not(ul li)", ["li"]),
        ("[class~=post]", ["div"]),
        ("[class~=pos], [href$=y], nav, .none", []),
        ('img[alt$="\\""]', ["img"]),
    ],
)
def test_selectors(selector: str, tags: list[str]) -> None:
    assert [e.tag for e in page().query_selector_all(selector)] == tags


@pytest.mark.parametrize(
    "selector", ["", "a:hover", "a >", "[x", "a,,b", "a:not(", "p~p", "[x='y]"]
)
@pytest.mark.parametrize("parse_", [parse_dom, reference_dom.parse_dom])
def test_unknown_selectors_are_refused(selector: str, parse_) -> None:
    with pytest.raises(ValueError, match="no selector"):
        parse_("<p>x</p>").query_selector(selector)


def test_changes_show_in_text_and_outline_but_not_in_selections() -> None:
    root = page()
    root.query_selector("a").replace_with("2")
    root.query_selector("ul").replace_with_paragraph("list")
    root.query_selector("ol").prepend("first", paragraph=True)
    root.query_selector("div").paragraph_before("before")
    removed = root.query_selector("pre")
    removed.remove()
    removed.remove()
    assert not removed.alive
    assert removed.text == "a\n b"
    assert [told for told in root.query_selector("body").outline() if told[0] != "/li"] == [
        ("", "before"), ("", "one & 2, three."), ("", "list"), ("", "x<y"),
        ("ol", "3"), ("", "first"), ("li", "7"), ("", "z"), ("/ol", ""),
    ]  # fmt: skip
    assert [e.text for e in root.query_selector_all("p")] == ["one & 2, three."]


def test_an_outline_collapses_blanks_and_keeps_lines_that_a_page_breaks() -> None:
    root = parse("<p> a\n\tb&nbsp; <i>c </i> d<br>e<br> <br>f % g\n h 5\\% i\nj</p>")
    assert root.query_selector("p").outline("|") == [("", "a b c d\ne"), ("", "f % g| h 5\\% i j")]


@pytest.mark.parametrize(
    ("block", "alone"),
    [
        ("<p><b>x</b></p>", True),
        ("<p> <span><b>x</b></span>. </p>", True),
        ("<p>and <b>x</b></p>", False),
        ("<p><i>&nbsp;</i><b>x</b><i>y</i></p>", False),
        ("<p><img><b>x</b></p>", False),
        ("<b>x</b>", False),
        ("<table><tr><td><b>x</b></td></tr></table>", True),
        ("<table><tr><td><b>x</b></td><td></td></tr></table>", False),
        ("<p><b>x</b>" + "<i></i>" * 100 + "</p>", False),
    ],
)
def test_standing_alone(block: str, alone: bool) -> None:
    assert parse(f"<body>{block}</body>").query_selector("b").stands_alone is alone


def test_sums_count_links_stops_and_formulas() -> None:
    root = parse("<div><p>one, <a>two.</a></p><p>\\(x\\) $$y$$ \U00100010</p></div>")
    root.measure()
    div = root.query_selector("div")
    assert (div.characters, div.linked, div.stops, div.slots) == (8 + 5 + 5 + 1, 4, 2, 4)
    assert div.prose == 5 + 5 + 4 + 4 * 12


def test_prose_is_what_reads_like_paragraphs() -> None:
    long = "word " * 20
    root = parse(
        f"<div>{long}<p>{long}<b>{long}</b></p><p>short</p><h2>{long}</h2>"
        f"<li><a>{long}</a> and</li><pre>{'x' * 30}</pre></div><p>{'数学' * 10}</p>"
    )
    root.measure()
    assert root.query_selector("div").prose == 80 + 160 + 30
    assert root.query_selector("body").prose == 80 + 160 + 30 + 60


@pytest.mark.parametrize(
    ("name", "bits"),
    [
        ("share", 1), ("post-share-buttons", 1), ("postShare", 1), ("shareholder", 0), ("no-share", 0),
        ("share2", 1), ("related", 2), ("related-posts", 0), ("x__related", 0), ("read_more_links", 4),
        ("", 0), ("中文", 0),
    ],
)  # fmt: skip
@pytest.mark.parametrize("kind", [Phrases, reference_dom.Phrases])
def test_phrases_are_whole_words(kind, name: str, bits: int) -> None:
    assert kind({"share": 1, "^related$": 2, "read-more": 4}, ["no"])(name) == bits


# --- the kernel against its twin

TAGS = [
    "p",
    "div",
    "ul",
    "li",
    "br",
    "a",
    "script",
    "td",
    "h2",
    "math",
    "b",
    "ol",
    "dl",
    "dt",
    "xmp",
]
ATTRIBUTES = [
    'class="a b-c"',
    'id="x1"',
    'start="2"',
    'class="postShare no-share"',
    "hidden",
    'title="&quot;&amp;x"',
]
TEXTS = [
    "a", " ", "\n", "%", "\\%", "x &lt; y", "&nbsp;", "&bogus;", "\U00100012", "$$", "\\(", ".", "。", "é",
    "<!-- c -->", "<!x>",
]  # fmt: skip
pieces = st.one_of(
    st.builds(lambda t, a: f"<{t} {a}>", st.sampled_from(TAGS), st.sampled_from(ATTRIBUTES)),
    st.builds("<{}>".format, st.sampled_from(TAGS)),
    st.builds("</{}>".format, st.sampled_from(TAGS)),
    st.sampled_from(TEXTS),
    st.text(alphabet='<>/="& a', max_size=6),
)
SELECTORS = [
    "p, .b-c, #x1, [hidden], li > b, script:not(.a)",
    "td, nav, .none, * > math, [title], br, h2:not(.a)",
    "p",
    ".a",
    "div > .b-c",
    "li + li",
    "[title*='\"']",
    "#x1",
    "ul li:not(.a)",
    "[CLASS], [class~=a]",
    "*",
]


def told(parse_, phrases, markup: str, seed: int) -> object:
    """Everything that a tree says, before and after changes that `seed` chooses."""
    root = parse_(markup)
    draw = random.Random(seed)
    said: list[object] = [root.end, root.outer_html]
    for _ in range(2):
        root.measure()
        elements = root.query_selector_all("*")
        said.append(root.outline("|"))
        said.append([[e.index for e in root.query_selector_all(s)] for s in SELECTORS])
        said.append(
            [
                (e.tag, e.text, e.outer_html, e.class_name, e.end, e.stands_alone, e.characters, e.linked,
                 e.stops, e.slots, e.prose, e.child_element_count, e.getattr("title"), e.matches("div *"))
                for e in elements
            ]
        )  # fmt: skip
        said.append(
            [(e.index, *bits) for e, *bits in root.marked(phrases({"share": 1, "^a$": 2}, ["no"]))]
        )
        for element in draw.sample(elements, len(elements) // 3):
            change = draw.choice(
                [
                    "remove",
                    "replace_with",
                    "replace_with_paragraph",
                    "paragraph_before",
                    "prepend",
                    "append",
                    "rename",
                ]
            )
            if change == "remove":
                element.remove()
            else:
                getattr(element, change)("div" if change == "rename" else f"<{draw.random():.3f}>")
            said.append(element.alive)
    return said


@needs_kernels
@settings(max_examples=300, deadline=None)
@given(st.lists(pieces, max_size=40).map("".join), st.integers(0, 1000))
def test_the_kernel_answers_as_its_twin(markup: str, seed: int) -> None:
    mine = told(parse_dom, Phrases, markup, seed)
    twin = told(reference_dom.parse_dom, reference_dom.Phrases, markup, seed)
    assert mine == twin
    assert deepest(parse_dom(markup)) == reference_dom.deepest(reference_dom.parse_dom(markup))


def test_a_flat_tree_takes_time_in_proportion_to_its_size() -> None:
    """A page of a million nodes and one of a thousand levels are both read."""
    root = parse_dom("<p>x</p>" * 200_000)
    root.measure()
    assert root.characters == 200_000
    assert len(root.outline()) == 200_000
    deep = parse_dom("<b>" * 100_000 + "x" + "</b>" * 100_000)
    assert deep.text == "x"
    assert deepest(deep) == 100_000
