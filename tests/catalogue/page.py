"""docs/math-on-the-web.md from the forms and from the rules' own words.

    python tests/catalogue/page.py

writes it. tests/web/test_math_catalogue.py fails where the page is stale, a rule has no form, or an example
does not come out as its row says.
"""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))  # to run it as a script
from catalogue.forms import FAMILIES, Form

from proofpile.web import Page, extract
from proofpile.web import math as rooms
from proofpile.web.math import RULES

TARGET = Path(__file__).parents[2] / "docs" / "math-on-the-web.md"
OPENING = """\
# Mathematics on the web

How pages write formulas, which rule of `proofpile.web.math` reads each way, and what comes out. Made by
`python tests/catalogue/page.py` from a table of examples and the rules' own words; every example is extracted
by `tests/web/test_math_catalogue.py`, so a row says what is and not what was meant.

*Rule* is what the column `formula_rules` of a corpus and `proofpile extract --formulas` say. *Mode* is what
tells a formula in the line from a display. *Status*: **exact**, the page's own TeX comes out; **rebuilt**,
the page holds no TeX, and a rendering or another notation was translated (`lossy`); **marked** and
**not read**: the page holds nothing that could be read; a mark stands in its place, or nothing.
"""


def text() -> str:
    """The whole page."""
    parts = [OPENING]
    number = 0
    for family in FAMILIES:
        parts.append(f"## {family.title}\n\n{family.said}\n")
        rows = [
            "| # | form | where | in the page | rule | mode | status |",
            "|--|--|--|--|--|--|--|",
        ]
        for form in family.forms:
            number += 1
            rows.append(_row(number, form))
        parts.append("\n".join(rows) + "\n")
    parts.append("## Rules in their own words\n\nIn the order in which they are tried.\n")
    parts.append("\n".join(f"- `{slug}`: {said}" for slug, said in _own_words()) + "\n")
    return "\n".join(parts)


def read(form: Form) -> Page:
    """A page that holds the example."""
    return extract(
        f"<html><head>{form.head}</head><body><article><p>a {form.example} b</p></article></body></html>"
    )


def slugs() -> set[str]:
    """Every slug that a formula may carry: of rules, of pairs of delimiters, of readers of source text."""
    found = {rule.slug for rule in RULES}
    for path in Path(rooms.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                found |= set(_named(node))
    return found


def _named(call: ast.Call) -> Iterator[str]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    place = {"Pair": 3, "formula": 2, "next": 1}.get(
        name
    )  # next: the name of what a page configures
    if place is not None and len(call.args) > place:
        value = getattr(call.args[place], "value", None)
        if isinstance(value, str) and (name != "next" or "-" in value):
            yield value


def _own_words() -> Iterator[tuple[str, str]]:
    for rule in RULES:
        yield rule.slug, " ".join((rule.read.__doc__ or "").split()).replace("``", "`")


def _row(number: int, form: Form) -> str:
    rules = ", ".join(f"`{slug}`" for slug in (form.rule, *form.also) if slug)
    name = f"{form.name}; {form.note}" if form.note else form.name
    cells = (str(number), name, form.where, _code(form.example), rules, form.mode, _status(form))
    return f"| {' | '.join(cells)} |"


def _status(form: Form) -> str:
    if form.rule:
        return "rebuilt" if form.lossy else "exact"
    return "marked" if "sourceless-image" in form.also else "not read"


def _code(example: str) -> str:
    """One line of code that a table cell of Markdown takes."""
    line = " ".join(example.split()).replace("|", "\\|")
    return f"`` {line} ``" if "`" in line else f"`{line}`"


if __name__ == "__main__":
    TARGET.write_text(text(), encoding="utf-8")
