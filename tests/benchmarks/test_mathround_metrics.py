import json
from pathlib import Path

import numpy as np
import pytest
from mathround.metrics.counts import figures, measure, row
from mathround.metrics.delimited import delimited, without
from mathround.metrics.matching import match
from mathround.metrics.page import Case, Found, Output, load
from mathround.metrics.prose import code_kept, leaked, overlap
from mathround.metrics.show import show


@pytest.mark.parametrize(
    ("text", "formulas"),
    [
        ("a $x$ b", [("x", False)]),
        ("a $$x$$ b", [("x", True)]),
        (r"a \(x\) b \[y\]", [("x", False), ("y", True)]),
        ("$$\nx\n$$", [("x", True)]),
        (r"\begin{align*}a\end{align*}", [(r"\begin{align*}a\end{align*}", True)]),
        (r"$\text{if $x>0$}$ and $y$", [(r"\text{if $x>0$}", False), ("y", False)]),
        ("It costs $5 and $10.", []),
        ("from $ 5 to 6$", []),
        (r"\$5 and $x$", [("x", False)]),
        (r"$a\$b$", [(r"a\$b", False)]),
        ("$a\n\nb$", []),
        ("$$a\n\nb$$ $c$", [("c", False)]),
        ("`$x$` and ``a ` $x$``", []),
        ("```sh\necho $x$\n```\n$y$", [("y", False)]),
        ("~~~\n$x$\n~~~", []),
        ("`a $x$", [("x", False)]),
        ("```\n$x$", [("x", False)]),
        ("$$", []),
        ("$x", []),
    ],
)
def test_formulas_are_read_by_their_delimiters(text: str, formulas: list) -> None:
    assert [(f.tex, f.display) for f in delimited(text) if not f.code] == formulas


@pytest.mark.parametrize(
    "part", ["$", "$x ", "{$", r"\(", r"\[", "`", "```\n", "\\begin{align}", "$a{ "]
)
@pytest.mark.timeout(5)
def test_reading_is_linear(part: str) -> None:
    assert isinstance(delimited(part * 20_000), list)


def test_text_without_formulas_and_code() -> None:
    text = "a $x$ b `c` d"
    assert without(text, delimited(text)).split() == ["a", "b", "d"]


def test_equal_formulas_are_matched_first_and_by_mode() -> None:
    true = [("x^2", False), ("x^2", True), (r"\frac{a}{b}+c", False)]
    found = [
        ("x^{2}", True),
        ("{x}^2", False),
        (r"\frac ab+d", False),
        ("x^2", False),
        ("q", False),
    ]
    matching = match(true, found)
    assert [(p.true, p.found) for p in matching.pairs] == [(0, 1), (1, 0), (2, 2)]
    assert [p.exact for p in matching.pairs] == [True, True, False]
    assert (matching.missed, matching.duplicates, matching.false) == ([], [3], [4])


def test_formulas_too_different_are_missed_and_false() -> None:
    matching = match([("abcd", False)], [("abxy", False), ("zzzz", False)])
    assert [(p.found, p.similarity) for p in matching.pairs] == [(0, 0.5)]
    matching = match([("abcd", False)], [("axyz", False)])
    assert (matching.pairs, matching.missed, matching.false) == ([], [0], [0])


def test_the_assignment_is_the_best_one_not_the_first() -> None:
    true = [("abcdef", False), ("abcdeg", False)]
    matching = match(true, [("abcdeq", False), ("abcdex", False)])
    assert len(matching.pairs) == 2
    true = [("abcd", False), ("abce", False)]
    found = [("abc", False), ("abcdxx", False)]
    assert [(p.true, p.found) for p in match(true, found).pairs] == [(0, 1), (1, 0)]


def test_many_formulas_are_matched_quickly() -> None:
    true = [(f"x_{{{n}}} + y^{{{n}}}", False) for n in range(500)]
    found = [(f"x_{{{n}}} - y^{{{n}}}", True) for n in range(500)]
    assert len(match(true, found).pairs) == 500


def case(**truth: object) -> Case:
    return Case("a/b", b"", "a", "tex", "blog", "none", **truth)


def counted(truth: Case, text: str, formulas: list[Found] | None = None) -> dict:
    return measure(truth, Output(text, formulas)).counts


def test_a_perfect_page_has_perfect_figures() -> None:
    truth = case(
        formulas=[("x^2", False), (r"\alpha", True)],
        prose=["Let ⟦F⟧ be given.", "Then ⟦F⟧"],
        boilerplate=["About us"],
        code=["a = $b\n"],
        dollars=2,
    )
    text = "Let $x^2$ be given.\n\nThen\n\n$$\n\\alpha\n$$\n\n```\na = $b\n```\n"
    values = figures(row(counted(truth, text)))
    assert all(values[m] == 1 for m in ("exact", "token", "mode", "delim", "prose", "code"))
    assert all(values[m] == 0 for m in ("dup", "false", "dollar", "leak"))


@pytest.mark.parametrize(
    ("text", "count", "value"),
    [
        ("$x^2$ and $x^2$", "duplicates", 1),
        ("$x^2$ costs $q$", "false", 1),
        ("$x^2$ costs $q$", "dollar_false", 1),
        ("$$x^2$$", "mode", 0),
        ("$x^2$", "bare", 0),
        ("so x^ 2 it is", "bare", 1),
        ("so x2 it is", "bare", 0),
        ("$x^3$", "exact", 0),
        ("$x^3$", "common_tokens", 2),
    ],
)
def test_each_fault_is_counted(text: str, count: str, value: int) -> None:
    assert counted(case(formulas=[("x^2", False)], dollars=1), text)[count] == value


def test_formulas_that_a_tool_reports_count_instead_of_its_text() -> None:
    truth = case(formulas=[("x", False)])
    assert counted(truth, "$y$", [Found("x", False, "rule", True)])["exact"] == 1
    assert counted(truth, "$y$", [Found("x", False, "rule", True)])["lossy"] == 1


def test_figures_without_anything_to_measure_are_nan() -> None:
    values = figures(row(counted(case(), "")))
    assert all(np.isnan(values[m]) for m in ("exact", "token", "mode", "prose", "code", "dollar"))


def test_prose_is_compared_by_its_words() -> None:
    truth = ["The *curve* ⟦F⟧ is smooth; see [1]."]
    common, true, found = overlap(truth, "the curve is [smooth](https://x.example/a), see 1")
    assert common == true == found
    common, true, found = overlap(truth, "the curve")
    assert common == found < true


def test_furniture_is_found_as_words() -> None:
    assert leaked(["About us", "Home"], "… ABOUT  us | Homer") == 1


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("```\na\n  b\n```", True),
        ("    a\n      b", True),
        ("a b", False),
        ("a\nb", False),
    ],
)
def test_code_is_kept_to_the_byte(text: str, kept: bool) -> None:
    assert code_kept("a\n  b\n", text) is kept


def test_pages_are_loaded_with_their_truth(tmp_path: Path) -> None:
    folder = tmp_path / "row-1"
    folder.mkdir()
    (folder / "p.html").write_bytes(b"<p>\\(x\\)")
    truth = {"representation": "row-1", "rows": [1], "carries": "tex", "renderer": "by hand",
             "skeleton": "blog", "nuisance": "", "formulas": [{"tex": "x", "display": False}],
             "prose": ["⟦F⟧"], "boilerplate": [], "code": [{"text": "a", "language": ""}],
             "dollars": 0}  # fmt: skip
    (folder / "p.json").write_text(json.dumps(truth))
    (loaded,) = load(tmp_path)
    assert (loaded.name, loaded.html, loaded.formulas) == ("row-1/p", b"<p>\\(x\\)", [("x", False)])
    assert (loaded.code, loaded.nuisance) == (["a"], "none")
    with pytest.raises(SystemExit, match="no pages"):
        load(tmp_path / "none")


def test_what_went_wrong_is_shown() -> None:
    truth = case(
        formulas=[("x^2+1", False), ("y^2", True), (r"\beta_k", False)],
        prose=["Let ⟦F⟧ be that, then", "It follows that ⟦F⟧ holds."],
        boilerplate=["About us"],
        code=["a = 1"],
    )
    text = "About us\n\nLet $x^2+2$ be that, then $y^2$\n\nIt follows that βk holds. $q$"
    shown = "\n".join(show(measure(truth, Output(text))))
    for part in (
        "0.80   #0   $x^2+1$",
        "got: $x^2+2$",
        "MODE   #1   display, got inline",
        r"MISSED #2   $\beta_k$",
        "text: It follows that βk holds. $q$",
        "FALSE       $q$",
        "LEAK        About us",
        "CODE        a = 1",
    ):
        assert part in shown
