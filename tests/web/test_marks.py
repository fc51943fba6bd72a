"""What a page's formulas become as columns."""

from proofpile.shard import ARROW_TYPES
from proofpile.web import Page
from proofpile.web.marks import MARKS, marks_of
from proofpile.web.math.slots import Formula


def formula(tex: str, rule: str, lossy: bool = False, display: bool = False) -> Formula:
    return Formula(tex, display, rule, lossy)


PAGE = Page(
    "text and [formula image] and [formula image]",
    "Title",
    (
        formula("x", "dollar"),
        formula("x^2^3", "mathml", lossy=True),
        formula(r"\frac{1}{2", "codecogs", display=True),
        formula("y", "mathml", lossy=True),
        formula("{", "codecogs"),
    ),
    "utf-8",
    (formula("z", "codecogs"), formula("z", "mathml", lossy=True), formula("", "mathml")),
)


def test_counts_and_the_rules_behind_them() -> None:
    marks = marks_of(PAGE)
    assert {name: value for name, value in marks.items() if name.startswith("formula")} == {
        "formulas": 5,
        "formulas_found": 8,
        "formulas_lost": 3,
        "formulas_lossy": 2,
        "formulas_broken": 3,
        "formulas_display": 1,
        "formulas_sourceless": 2,
        "formula_chars": 1 + 5 + 10 + 1 + 1,
        "formula_rules": "codecogs:2,dollar:1,mathml:2",
        "formula_rules_lost": "codecogs:1,mathml:2",
        "formula_rules_lossy": "mathml:2",
        "formula_rules_broken": "codecogs:2,mathml:1",
        "formula_defects": "double-script:1,unbalanced-braces:2",
    }
    assert (marks["title"], marks["charset"]) == ("Title", "utf-8")


def test_a_page_without_formulas() -> None:
    marks = marks_of(Page("text", "", (), ""))
    assert set(marks.values()) == {"", 0}


def test_every_mark_is_declared_with_a_type_that_a_column_can_have() -> None:
    marks = marks_of(PAGE)
    assert {name: type(value) for name, value in marks.items()} == MARKS
    assert set(MARKS.values()) <= set(ARROW_TYPES)


def test_the_expressions_that_the_module_teaches(tmp_path) -> None:
    import duckdb
    import polars as pl

    corpus = pl.DataFrame([marks_of(PAGE), marks_of(PAGE), marks_of(Page("", "", (), ""))])
    pairs = corpus.select(
        pl.col("formula_rules_lost").str.split(",").list.explode().str.split(":")
    ).to_series()
    assert [p.to_list() for p in pairs if len(p) == 2] == 2 * [["codecogs", "1"], ["mathml", "2"]]
    corpus.write_parquet(tmp_path / "corpus.parquet")
    corpus = duckdb.read_parquet(str(tmp_path / "corpus.parquet"))
    rows = duckdb.sql(
        "SELECT split_part(pair, ':', 1), sum(split_part(pair, ':', 2)::INT) "
        "FROM (SELECT unnest(string_split(formula_rules_lost, ',')) AS pair FROM corpus) "
        "WHERE pair <> '' GROUP BY 1 ORDER BY 1"
    ).fetchall()
    assert rows == [("codecogs", 2), ("mathml", 4)]
