import shutil
from pathlib import Path

import pytest
from mathround.metrics import equivalence
from mathround.metrics.counts import measure
from mathround.metrics.equivalence import NoRenderer, compare, draw, similarity, tree
from mathround.metrics.page import Case, Output


def drawing(body: str) -> str:
    """As KaTeX writes it."""
    opening = '<span class="katex"><math xmlns="http://www.w3.org/1998/Math/MathML"><semantics>'
    return f"{opening}<mrow>{body}</mrow><annotation>source</annotation></semantics></math></span>"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<mi>x</mi>", "<mrow><mstyle><mi>x</mi></mstyle></mrow>"),
        ("<mi>a</mi><mspace width='1em'/><mi>b</mi>", "<mi>a</mi><mi>b</mi>"),
        ("<mi>sin</mi><mo>\u2061</mo><mi>x</mi>", "<mtext>sin </mtext><mi>x</mi>"),
        ("<mn>1</mn><mn>2</mn>", "<mn>12</mn>"),
        ("<mi mathvariant='double-struck'>R</mi>", "<mi>ℝ</mi>"),
        ("<mi mathvariant='script'>L</mi>", "<mi>ℒ</mi>"),
        ("<mi mathvariant='bold'>v</mi>", "<mi>𝐯</mi>"),
        ("<mo>−</mo>", "<mo>-</mo>"),
        (
            "<munder><mi>lim</mi><mi>n</mi></munder>",
            "<msub><mi>lim</mi><mi>n</mi></msub>",
        ),
        (
            "<msup><mrow><mo>(</mo><mi>a</mi><mo>)</mo></mrow><mn>2</mn></msup>",
            "<mo>(</mo><mi>a</mi><msup><mo>)</mo><mn>2</mn></msup>",
        ),
        (
            "<mtable><mtr><mtd></mtd><mtd><mi>x</mi></mtd><mtd></mtd></mtr></mtable>",
            "<mi>x</mi>",
        ),
        ("<mo><mover><mo>=</mo><mo>!</mo></mover></mo>", "<mover><mo>=</mo><mo>!</mo></mover>"),
    ],
)
def test_drawings_that_look_alike_have_one_tree(one: str, other: str) -> None:
    assert tree(drawing(one)) == tree(drawing(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("<mi>x</mi>", "<mi mathvariant='normal'>x</mi>"),
        ("<mi>R</mi>", "<mi mathvariant='double-struck'>R</mi>"),
        ("<mi>φ</mi>", "<mi>ϕ</mi>"),
        ("<mfrac><mi>a</mi><mi>b</mi></mfrac>", "<mfrac linethickness='0px'><mi>a</mi><mi>b</mi></mfrac>"),
        ("<mover><mi>x</mi><mi>n</mi></mover>", "<msup><mi>x</mi><mi>n</mi></msup>"),
        ("<menclose notation='box'><mi>x</mi></menclose>", "<mi>x</mi>"),
    ],
)  # fmt: skip
def test_drawings_that_look_different_have_two(one: str, other: str) -> None:
    assert tree(drawing(one)) != tree(drawing(other))


def leaves(*labels: str) -> tuple:
    return tuple((label, ()) for label in labels)


@pytest.mark.parametrize(
    ("one", "other", "value"),
    [
        (("r", leaves("a", "b")), ("r", leaves("a", "b")), 1.0),
        (("r", leaves("a", "b")), ("r", leaves("a", "c")), 2 / 3),
        (("r", leaves("a", "b", "c")), ("r", leaves("a", "c")), 3 / 4),
        (("r", (("s", leaves("a", "b")),)), ("r", leaves("a", "b")), 3 / 4),
        (("r", leaves("a")), ("q", leaves("z")), 0.0),
        # Zhang and Shasha's own example, whose distance is 2.
        (
            ("f", (("d", (("a", ()), ("c", leaves("b")))), ("e", ()))),
            ("f", (("c", (("d", leaves("a", "b")),)), ("e", ()))),
            4 / 6,
        ),
    ],
)
def test_similarity_is_that_of_the_edit_distance(one: tuple, other: tuple, value: float) -> None:
    assert similarity(one, other) == pytest.approx(value)
    assert similarity(other, one) == pytest.approx(value)


def test_huge_trees_are_compared_by_their_labels() -> None:
    one, other = ("r", leaves(*"ab" * 400)), ("r", leaves(*"ab" * 399, "a", "c"))
    assert similarity(one, other) == pytest.approx(800 / 801)


def test_without_node_there_is_no_renderer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with pytest.raises(NoRenderer):
        draw([("x", False)])


@pytest.fixture
def katex() -> None:
    modules = Path(equivalence._WORKER).parent / "node_modules" / "katex"
    if shutil.which("node") is None or not modules.is_dir():
        pytest.skip("node and katex are not installed in benchmarks/mathround")


@pytest.mark.usefixtures("katex")
def test_pages_get_counts_of_trees() -> None:
    true = [(r"\frac12", False), (r"x^2", True), (r"\unknown", False), ("y", False)]
    text = r"$\frac{1}{2}$ and $$x^{3}$$ and $\unknown$ and $\foo + \bar$"
    page = measure(Case("p", b"", "r", "tex", "blog", "none", formulas=true), Output(text))
    assert compare([page])
    counts = page.counts
    assert (counts["tree_true"], counts["refused_true"], counts["tree_exact"]) == (3, 1, 1)
    assert counts["tree_similarity"] == pytest.approx(1 + 3 / 4)
    assert (counts["parsed_found"], counts["refused_found"]) == (3, 1)
