"""What extraction learnt about a page, as columns of a corpus."""

from collections import Counter

from proofpile.web.page import Page

MARKS: dict[str, type] = {
    "title": str,
    "charset": str,
    "formulas": int,
    "display_formulas": int,
    "lossy_formulas": int,
    "formula_chars": int,  # characters of TeX, without delimiters
    "formula_rules": str,  # what found them: "katex-annotation:3,mathjax-script:1"
}


def marks_of(page: Page) -> dict[str, str | int]:
    """A value for each of `MARKS`."""
    rules = Counter(formula.rule for formula in page.formulas)
    return {
        "title": page.title,
        "charset": page.charset,
        "formulas": len(page.formulas),
        "display_formulas": sum(formula.display for formula in page.formulas),
        "lossy_formulas": sum(formula.lossy for formula in page.formulas),
        "formula_chars": sum(len(formula.tex) for formula in page.formulas),
        "formula_rules": ",".join(f"{rule}:{rules[rule]}" for rule in sorted(rules)),
    }
