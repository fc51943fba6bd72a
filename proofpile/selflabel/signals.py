"""What a page shows that says what it is, without a word of it being understood: the ground of a label.

Two kinds. How sure the rules were that found its formulas, for positives; and signs of the things that are
mistaken for mathematics (price lists, code, lists of references, tables of chemistry and finance, talk about
TeX), for hard negatives. All are counts over the text, linear in its length.
"""

import re
from collections.abc import Iterable, Mapping

from proofpile.text.signs import signs

# Rules that guess from text or drawing what may be no formula: a pair of dollars may be two prices, italics
# with an index a footnote, a fraction a score, a picture's name anything. All others read markup that is
# written for mathematics only, and are trusted.
_GUESSES = (
    "dollar double-dollar html-script sfrac symbol-font atcoder-var named-image sourceless-image"
    " asciimath-backtick drawn-math role-math"
)
GUESSES = frozenset(_GUESSES.split())
# Commands that set text or space, or belong to chemistry and units: three of these are no mathematics.
_PLAIN = (
    "text textrm textbf textit texttt textsf textnormal mbox hbox mathrm mathbf mathit mathsf mathtt rm bf it"
    " quad qquad hspace vspace left right big Big displaystyle textstyle ce cf pu si SI num unit begin end"
    " label tag ref eqref color textcolor href url cite LaTeX TeX"
)
_NO_MATHEMATICS = frozenset(_PLAIN.split())
_COMMAND = re.compile(r"\\([A-Za-z]+)")
_DELIMITED = re.compile(r"\$\$([^$]{1,4000})\$\$|\$([^$\n]{1,2000})\$")


def commands(formulas: Iterable[str]) -> int:
    """How many distinct TeX commands of mathematics occur in `formulas`."""
    found: set[str] = set()
    for tex in formulas:
        found.update(_COMMAND.findall(tex))
    return len(found - _NO_MATHEMATICS)


def formulas_of(text: str) -> Iterable[str]:
    """The formulas of an extracted text, in its dollars."""
    return (found[1] or found[2] for found in _DELIMITED.finditer(text))


def signs_outside(text: str) -> int:
    """How many signs of mathematics (`text.signs`) an extracted text has outside of its dollars."""
    return signs(_DELIMITED.sub(" ", text) if "$" in text else text)


def by_rule(text: str) -> dict[str, int]:
    """A mark such as ``"dollar:2,mathml:12"`` (see `web.marks`) as counts."""
    pairs = (pair.rpartition(":") for pair in text.split(","))
    return {rule: int(n) for rule, _, n in pairs if n.isascii() and n.isdigit()}


def trusted(rules: Mapping[str, int]) -> int:
    """How many formulas were found by rules that do not guess."""
    return sum(count for rule, count in rules.items() if rule not in GUESSES)


# --- signs of what is mistaken for mathematics

_PRICE = re.compile(r"\\?[$€£¥₹]\s?\d|\d\s?(?:€|£|₽|USD|EUR|GBP|CHF|руб)(?!\w)")
_CODE = re.compile(r"^```[^\n]*\n(.*?)^```", re.DOTALL | re.MULTILINE)
# A line that cites: a number in brackets, or a name with initials, and then a year, pages or an identifier.
_REFERENCE = re.compile(
    r"^[ \t>]*(?:[-*•]\s*|\d+[.)]\s*)?(?:\[\w{1,12}\]|\(?\d{1,3}[.)]|\^|[A-Z][\w'’-]+,?(?:\s[A-Z]\.)+)"
    r"[^\n]{0,400}?(?:\b(?:19|20)\d\d[a-z]?\b|\bdoi\b|\barXiv\b|\bISBN\b|\bpp?\.\s?\d|\bvol\.)",
    re.MULTILINE | re.IGNORECASE,
)
_ELEMENTS = (
    "H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Ti Cr Mn Fe Co Ni Cu Zn"
    " Br Kr Ag Sn I Ba Pt Au Hg Pb"
)
_ELEMENT = "(?:" + "|".join(sorted(_ELEMENTS.split(), key=len, reverse=True)) + ")"
# Two elements or more with at least one number: H2O, NaHCO3, C6H12O6; in subscripts of Unicode, too.
_COMPOUND = re.compile(
    rf"(?<![A-Za-z0-9])(?=[A-Za-z()]{{0,8}}[0-9₀-₉])(?:{_ELEMENT}[0-9₀-₉]{{0,3}}){{2,9}}(?![A-Za-z0-9])"
)
# SSH2, I2P and hexadecimal numbers read like compounds; a text on chemistry has one of these, too.
_TELLING = re.compile("H[2₂]O|CO[2₂3₃]|NH[3₃4₄]|CH[3₃4₄]|SO[4₄]|NO[3₃]|PO[4₄]|SiO[2₂]|Cl[2₂]")
_FINANCE = re.compile(
    r"\b(?:EBITDA|NASDAQ|NYSE|dividends?|revenues?|earnings|fiscal|quarterly|shareholders?|stockholders?"
    r"|net income|gross profit|cash flow|balance sheet|mortgage|APR|IPO|ETF|equity|securities|interest rate"
    r"|market cap|share price|exchange rate)\b",
    re.IGNORECASE,
)
_ABOUT_TEX = re.compile(
    r"\\(?:documentclass|usepackage|newcommand|renewcommand|RequirePackage|ProvidesPackage|bibliography"
    r"|maketitle|includegraphics|DeclareOption|LaTeX|TeX)(?![A-Za-z])"
    r"|\b(?:(?:pdf|Xe|Lua)?LaTeX(?:2e)?|(?:pdf|Xe|Lua|plain )?TeX(?: Live)?|BibTeX|biber|MiKTeX|tlmgr|latexmk"
    r"|CTAN|tikz|beamer|KOMA-Script|[a-z]{2,20}\.(?:sty|cls|dtx|bst))\b"
)
# What each kind cannot be without: looked for first, because most pages have none of it and the patterns
# above take ten times as long.
_NEEDS = {
    _PRICE: re.compile("[$€£¥₹₽]|USD|EUR|GBP|CHF|руб"),
    _COMPOUND: re.compile("[A-Z][a-z]?[0-9₀-₉]"),
    _FINANCE: re.compile(
        "dividend|revenue|earnings|fiscal|shareholder|stockholder|mortgage|equity|securities|EBITDA|NASDAQ"
        "|NYSE|cash flow|interest rate|exchange rate|balance sheet|share price"
    ),
    _ABOUT_TEX: re.compile("TeX|TEX|CTAN|usepackage|documentclass|tikz"),
}
_LINE = re.compile(r"[^\n]*\S[^\n]*")

FEWEST_PRICES = 8
LEAST_CODE = 0.3  # of the text's characters
FEWEST_REFERENCES, LEAST_REFERENCES = 8, 0.3  # lines, and their share
FEWEST_COMPOUNDS = 5  # distinct ones
FEWEST_FINANCE = 8
FEWEST_ABOUT_TEX = 6


def kinds(text: str) -> tuple[str, ...]:
    """Of which kinds of hard negatives `text` shows signs, most telling first; it may still hold formulas."""
    tests = (
        ("about-tex", _is_about_tex(text)),
        ("code", code_share(text) >= LEAST_CODE),
        ("references", _is_references(text)),
        ("chemistry", _is_chemistry(text)),
        ("finance", _count(_FINANCE, text) >= FEWEST_FINANCE),
        ("prices", _count(_PRICE, text) >= FEWEST_PRICES),
    )
    return tuple(kind for kind, holds in tests if holds)


def code_share(text: str) -> float:
    """Which share of `text` stands in fenced blocks of code."""
    if "```" not in text:
        return 0.0
    inside = sum(found.end() - found.start() for found in _CODE.finditer(text))
    return inside / len(text)


def _is_about_tex(text: str) -> bool:
    return _count(_ABOUT_TEX, text) >= FEWEST_ABOUT_TEX


def _is_chemistry(text: str) -> bool:
    if not _NEEDS[_COMPOUND].search(text):
        return False
    found = {compound[0] for compound in _COMPOUND.finditer(text)}
    return len(found) >= FEWEST_COMPOUNDS and any(_TELLING.search(one) for one in found)


def _is_references(text: str) -> bool:
    cited = _count(_REFERENCE, text)
    return cited >= FEWEST_REFERENCES and cited >= LEAST_REFERENCES * _count(_LINE, text)


def _count(pattern: re.Pattern[str], text: str) -> int:
    if pattern in _NEEDS and not _NEEDS[pattern].search(text):
        return 0
    return sum(1 for _ in pattern.finditer(text))
