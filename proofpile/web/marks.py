"""What extraction learnt about a page, as columns of a corpus.

Each count of formulas has a twin that says which rules they are of, as text: ``"dollar:2,mathml:12"``, a
rule and its count each, sorted, "" for none. One form for all of them, so that one expression reads it:

    polars   pl.col("formula_rules_lost").str.split(",").list.explode().str.split(":")
    duckdb   SELECT split_part(pair, ':', 1), sum(split_part(pair, ':', 2)::INT)
             FROM (SELECT unnest(string_split(formula_rules_lost, ',')) AS pair FROM corpus)
             WHERE pair <> '' GROUP BY 1

Rejected: a column a rule (there are a hundred, and a new one would change the schema), and structs, which
are not what a mark can be.
"""

from collections import Counter
from collections.abc import Iterable

from proofpile.web.math.alternatives import MARK
from proofpile.web.math.slots import Formula
from proofpile.web.math.tex.soundness import defect
from proofpile.web.page import Page

MARKS: dict[str, type] = {
    "title": str,
    "charset": str,
    "page_language": str,  # that the page says it is in: "fr", or "" if it says none
    "formulas": int,  # in the text
    "formulas_found": int,  # those and the lost ones
    "formulas_lost": int,  # read from the page, and not in the text
    "formulas_lossy": int,  # in the text, and put together from a rendering
    "formulas_broken": int,  # in the text, and no parser takes them
    "formulas_display": int,
    "formulas_sourceless": int,  # pictures of formulas of which the page has no source, marked in the text
    "formula_chars": int,  # characters of TeX, without delimiters
    "formula_rules": str,  # of those in the text: "katex-annotation:3,mathjax-script:1"
    "formula_rules_lost": str,
    "formula_rules_lossy": str,
    "formula_rules_broken": str,
    "formula_defects": str,  # of the broken ones: "double-script:1"
}


def marks_of(page: Page) -> dict[str, str | int]:
    """A value for each of `MARKS`."""
    formulas = page.formulas
    lossy = [formula for formula in formulas if formula.lossy]
    defects = [(formula, slug) for formula in formulas if (slug := defect(formula.tex))]
    broken = [formula for formula, _ in defects]
    return {
        "title": page.title,
        "charset": page.charset,
        "page_language": page.language,
        "formulas": len(formulas),
        "formulas_found": len(formulas) + len(page.lost),
        "formulas_lost": len(page.lost),
        "formulas_lossy": len(lossy),
        "formulas_broken": len(broken),
        "formulas_display": sum(formula.display for formula in formulas),
        "formulas_sourceless": page.text.count(MARK),
        "formula_chars": sum(len(formula.tex) for formula in formulas),
        "formula_rules": _by_rule(formulas),
        "formula_rules_lost": _by_rule(page.lost),
        "formula_rules_lossy": _by_rule(lossy),
        "formula_rules_broken": _by_rule(broken),
        "formula_defects": _counted(slug for _, slug in defects),
    }


def _by_rule(formulas: Iterable[Formula]) -> str:
    return _counted(formula.rule for formula in formulas)


def _counted(names: Iterable[str]) -> str:
    return ",".join(f"{name}:{count}" for name, count in sorted(Counter(names).items()))
