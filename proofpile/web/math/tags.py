"""The number that a page shows beside a displayed formula, as ``\\tag{…}`` in the formula.

It stands in an element of its own: a class names it, or it is the last cell of the formula's row. A
number of which nothing says that it belongs to the formula stays where it is.
"""

import re

from proofpile.web.dom import Element

_EQUATIONS = (
    ".c-article-equation, .Equation, .display-eqn, .display-equation, .disp-formula, .displayed-equation, "
    ".ql-center-displayed-equation, .ql-left-displayed-equation, .numberedequation, .equation, "
    ".equation-wrapper, div.math, .formulaDsp, .stemblock, .mathdisplay"
)
_NUMBERS = (
    ".c-article-equation__number, .EquationNumber, .equation-number, .equation__number, .eqno, .eqnum, "
    ".eqn-number, .eqn-num, .eqn-label, .display-eqn-number, .disp-formula-label, .ql-right-eqno, "
    ".ql-left-eqno, .equationNumber, .eq-number, .number"
)
_LABEL = re.compile(
    r"\s*(?:Equation|Eqn?\.?)?\s*[(\[]\s*([A-Za-z]{0,3}[.\-]?\d[\w.\-–']{0,12}|\*{1,3}|[A-Za-z])\s*[)\]]\s*[¶#]?\s*"
)
_LAST_ENVIRONMENT = re.compile(
    r"\\end\{(?:equation|align|gather|multline|eqnarray|alignat|flalign|dmath)\*?\}\s*$"
)


def tagged(tex: str, label: str) -> str:
    """`tex` with the number `label`; as it is without one, or if it has its own."""
    if not label or "\\tag" in tex:
        return tex
    end = _LAST_ENVIRONMENT.search(tex)
    at = end.start() if end else len(tex.rstrip())
    return f"{tex[:at].rstrip()} \\tag{{{label}}}{tex[at:]}"


def label_of(number: Element) -> str:
    """The label in the text of `number`, which is ``(3.1)`` or ``Equation (3)``; "" if it is another text."""
    found = _LABEL.fullmatch((number.text or "")[:80])
    return found[1] if found else ""


def number_of(formula: Element) -> tuple[str, Element | None]:
    """The label of the number that belongs to `formula` and the element to remove for it."""
    before = formula.previous_element_sibling if formula.tag == "div" else None
    if before is not None and before.matches(".equation-number"):
        return label_of(before), before
    number = formula.query_selector(_NUMBERS)
    if number is None:
        around = formula.closest(_EQUATIONS)
        number = around.query_selector(_NUMBERS) if around is not None else None
    if number is None:
        number = _last_cell(formula)
    if number is None or number.contains(formula):
        return "", None
    return label_of(number), number if label_of(number) or not (number.text or "").strip() else None


def _last_cell(formula: Element) -> Element | None:
    """The cell that ends the formula's row, if it holds a number."""
    cell = formula.closest("td")
    last: Element | None = None
    after = cell.next_element_sibling if cell is not None else None
    for _ in range(8):
        if after is None:
            break
        last, after = after, after.next_element_sibling
    return last if last is not None and after is None and label_of(last) else None
