"""What is counted on one page, and the figures that sums of counts give."""

import re
from dataclasses import dataclass

import numpy as np

from mathround.metrics.delimited import Delimited, delimited, without
from mathround.metrics.matching import Matching, common, match
from mathround.metrics.normal import canonical_tokens
from mathround.metrics.page import Case, Found, Output
from mathround.metrics.prose import code_kept, leaked, overlap

_FIELDS = (
    "pages errors seconds true found exact matched mode true_tokens found_tokens common_tokens "
    "duplicates false bare dollars dollar_false lossy prose_common prose_true prose_found boilerplate "
    "leaked code code_exact tree_true tree_exact tree_similarity refused_true refused_found parsed_found"
)
FIELDS = tuple(_FIELDS.split())
_AT = {name: n for n, name in enumerate(FIELDS)}
_SOURCE = re.compile(r"[\\^_]")


@dataclass(frozen=True)
class Measured:
    """A page, what a tool made of it, and what of that is right."""

    case: Case
    output: Output
    found: list[Found]
    matching: Matching
    rest: str  # the text without formulas and code
    counts: dict[str, float]


def measure(case: Case, output: Output) -> Measured:
    """Count everything that needs no renderer."""
    pieces = delimited(output.text)
    found = output.formulas
    if found is None:
        found = [Found(piece.tex, piece.display) for piece in pieces if not piece.code]
    rest = _without_code(case.code, output.text, pieces)
    matching = match(case.formulas, [(formula.tex, formula.display) for formula in found])
    return Measured(
        case, output, found, matching, rest, _counts(case, output, found, matching, rest)
    )


def _without_code(code: list[str], text: str, pieces: list[Delimited]) -> str:
    rest = without(text, pieces)
    for block in code:
        if block.strip() and block.strip("\n") in rest:
            rest = rest.replace(block.strip("\n"), " ", 1)
    return rest


def _counts(
    case: Case, output: Output, found: list[Found], matching: Matching, rest: str
) -> dict[str, float]:
    pairs = matching.pairs
    modes = [case.formulas[p.true][1] == found[p.found].display for p in pairs]
    shared = [common(_tokens(case.formulas[p.true][0]), _tokens(found[p.found].tex)) for p in pairs]
    prose_common, prose_true, prose_found = overlap(case.prose, rest)
    return {
        "pages": 1,
        "errors": bool(output.error),
        "seconds": output.seconds,
        "true": len(case.formulas),
        "found": len(found),
        "exact": sum(p.exact for p in pairs),
        "matched": len(pairs),
        "mode": sum(modes),
        "true_tokens": sum(len(_tokens(tex)) for tex, _ in case.formulas),
        "found_tokens": sum(len(_tokens(formula.tex)) for formula in found),
        "common_tokens": sum(shared),
        "duplicates": len(matching.duplicates),
        "false": len(matching.false),
        "bare": _bare(case, matching, rest),
        "dollars": case.dollars,
        "dollar_false": len(matching.false) if case.dollars else 0,
        "lossy": sum(formula.lossy for formula in found),
        "prose_common": prose_common,
        "prose_true": prose_true,
        "prose_found": prose_found,
        "boilerplate": len(case.boilerplate),
        "leaked": leaked(case.boilerplate, rest),
        "code": len(case.code),
        "code_exact": sum(code_kept(code, output.text) for code in case.code),
    }


def _tokens(tex: str) -> tuple[str, ...]:
    return canonical_tokens(tex)


def _bare(case: Case, matching: Matching, rest: str) -> int:
    """Missed formulas whose source stands in the text without delimiters."""
    missed = ["".join(case.formulas[n][0].split()) for n in matching.missed]
    there = "".join(rest.split()) if missed else ""
    return sum(_SOURCE.search(tex) is not None and tex in there for tex in missed)


def row(counts: dict[str, float]) -> np.ndarray:
    """Counts in the order of FIELDS, for adding up."""
    return np.array([counts.get(name, 0) for name in FIELDS], dtype=np.float64)


def _ratio(part: np.ndarray, whole: np.ndarray) -> np.ndarray:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where(whole > 0, part / whole, np.nan)


def figures(sums: np.ndarray) -> dict[str, np.ndarray]:
    """Every figure from sums of counts, whose last axis is FIELDS; NaN where there was nothing to measure.

    exact      F1 of formulas whose canonical forms are equal, each used once
    token      F1 of tokens: those that matched formulas share in order, of all tokens of the truth and found
    mode       of matched formulas, inline or display as in the truth; matched: at least half alike
    product    token × mode
    tree, teds  of the true formulas that KaTeX draws: drawn alike; mean likeness of the drawings
    delim      of formulas whose TeX came through, those that came with delimiters
    dup        copies too many, a true formula
    false      formulas that are none of the truth, a page
    dollar     the same on pages with dollar signs, a dollar sign
    undefined  formulas that KaTeX refuses, of those found
    lossy      formulas that the tool itself calls put together from a rendering, of those found
    prose      F1 of character 5-grams of the text without formulas and code
    leak       strings of the page's furniture that are in the text
    code       pieces of code that are there to the byte
    ms         processor time a page
    """

    def n(name: str) -> np.ndarray:
        return sums[..., _AT[name]]

    mode, token = (
        _ratio(n("mode"), n("matched")),
        _f1(n("common_tokens"), n("true_tokens"), n("found_tokens")),
    )
    return {
        "exact": _f1(n("exact"), n("true"), n("found")),
        "token": token,
        "tree": _ratio(n("tree_exact"), n("tree_true")),
        "teds": _ratio(n("tree_similarity"), n("tree_true")),
        "mode": mode,
        "delim": _ratio(n("matched"), n("matched") + n("bare")),
        "dup": _ratio(n("duplicates"), n("true")),
        "false": _ratio(n("false"), n("pages")),
        "dollar": _ratio(n("dollar_false"), n("dollars")),
        "undefined": _ratio(n("refused_found"), n("parsed_found")),
        "lossy": _ratio(n("lossy"), n("found")),
        "prose": _f1(n("prose_common"), n("prose_true"), n("prose_found")),
        "leak": _ratio(n("leaked"), n("boilerplate")),
        "code": _ratio(n("code_exact"), n("code")),
        "ms": 1000 * _ratio(n("seconds"), n("pages")),
        "errors": n("errors"),
        "product": token * np.where(n("matched") > 0, mode, 0),
    }


def _f1(common: np.ndarray, true: np.ndarray, found: np.ndarray) -> np.ndarray:
    return _ratio(2 * common, true + found)
