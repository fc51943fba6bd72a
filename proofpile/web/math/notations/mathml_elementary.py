"""Elementary mathematics of MathML 3: sums in columns and long divisions, as arrays set to the right."""

from proofpile.web.math.notations.mathml_elements import convert, element
from proofpile.web.math.notations.mathml_rows import row
from proofpile.web.math.tree import Node

_LINE = "\\hline"


@element("mstack")
def _stack(node: Node) -> str:
    """Rows under each other, with lines between."""
    return _array(_lines(node))


@element("mlongdiv")
def _long_division(node: Node) -> str:
    """Quotient above, divisor and dividend below it, then the steps."""
    nodes = node.nodes
    if len(nodes) < 3:
        return _array(_lines(node))
    divisor, quotient = convert(nodes[0]), convert(nodes[1])
    steps = [line for item in nodes[2:] for line in _line(item)]
    dividend = steps[0] if steps else ""
    return _array([quotient, _LINE, f"{divisor} \\,\\big)\\, {dividend}", *steps[1:]])


@element("msgroup")
def _group(node: Node) -> str:
    return _array(_lines(node))


@element("msrow", "mscarry")
def _row(node: Node) -> str:
    return row(node.children)


@element("mscarries")
def _carries(node: Node) -> str:
    """Carried digits stand small above their column."""
    digits = [convert(item) for item in node.nodes if item.name != "none"]
    return "{\\scriptstyle " + "\\,".join(filter(None, digits)) + "}" if any(digits) else ""


@element("msline")
def _rule(node: Node) -> str:
    return ""


def _lines(node: Node) -> list[str]:
    return [line for item in node.nodes for line in _line(item)]


def _line(item: Node) -> list[str]:
    if item.name == "msline":
        return [_LINE]
    if item.name == "msgroup":
        return _lines(item)
    tex = convert(item)
    return [tex] if tex else []


def _array(lines: list[str]) -> str:
    """An array of one column; a line belongs to the row that follows it."""
    rows: list[str] = []
    pending = ""
    for line in lines:
        if line == _LINE:
            pending = f"{_LINE} "
        else:
            rows.append(pending + ("{}" + line if line[:1] in ("[", "*") and rows else line))
            pending = ""
    if not rows:
        return ""
    end = f" \\\\ {_LINE}" if pending else ""
    body = " \\\\ ".join(rows)
    return f"\\begin{{array}}{{r}} {body}{end} \\end{{array}}"
