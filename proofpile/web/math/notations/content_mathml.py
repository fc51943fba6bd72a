"""Content MathML to TeX: formulas given by their meaning, where nothing says how they look.

An operator puts parentheses around an argument that binds less tightly than its place needs. What has no
notation of its own is written as a function, so that nothing is lost.
"""

from collections.abc import Callable

from proofpile.web.math.notations import content_operators  # noqa: F401  (operators register themselves)
from proofpile.web.math.notations.content_expressions import (
    AROUND,
    ATOM,
    CONSTANTS,
    FUNCTIONS,
    INFIX,
    LARGE,
    LOOSE,
    NEGATIVE,
    OPERATORS,
    POWER,
    PRODUCT,
    QUALIFIERS,
    READERS,
    RELATION,
    SHORT_CONSTANTS,
    SUM,
    SYMBOLS,
    Expression,
    applied,
    arguments_of,
    around,
    braced,
    expression,
    infix,
    inner_of,
    is_name,
    operator_name,
    parenthesised,
    tex_of,
    variable,
)
from proofpile.web.math.notations.content_operators import large
from proofpile.web.math.notations.mathml_elements import convert, element, group, join
from proofpile.web.math.notations.mathml_rows import row
from proofpile.web.math.notations.mathml_tokens import function, letters, stray_text, text
from proofpile.web.math.tex import symbols
from proofpile.web.math.tree import Node

# --- tokens


def _ci(node: Node) -> Expression:
    if node.nodes:
        tex = row(node.children)
    else:
        alphabet, body = letters(Node("mi", node.attrs, node.classes, node.children))
        kind = {"vector": "mathbf", "matrix": "mathbf"}.get(node.attrs.get("type", ""), "")
        alphabet = alphabet or (symbols.for_sign(kind, node.text.strip()) if kind else "")
        tex = f"\\{alphabet}{group(body)}" if alphabet else body
    return Expression(tex, ATOM)


def _cn(node: Node) -> Expression:
    parts = [[]] if not node.children else _separated(node)
    # No generators: each would be a frame more a level, and levels may be many.
    numbers = []
    for part in parts:
        numbers.append("".join(map(_number, part)))
    kind = node.attrs.get("type", "real")
    if kind == "constant" and not node.nodes:
        return Expression(stray_text(node.text), ATOM)
    if len(numbers) > 1:
        first, second = numbers[0], numbers[1]
        if kind == "rational":
            return Expression(f"\\frac{group(first)}{group(second)}", PRODUCT)
        if kind == "e-notation":
            return Expression(f"{first}\\times 10^{braced(second)}", PRODUCT)
        if kind in ("complex-cartesian", "complex"):
            imaginary = second.lstrip("+")
            sign = "" if imaginary.startswith("-") else "+"
            return Expression(f"{first}{sign}{imaginary}i", SUM)
        if kind == "complex-polar":
            return Expression(f"{first}e^{group(f'{second}i')}", PRODUCT)
        return Expression(",".join(numbers), ATOM)
    base = node.attrs.get("base", "10").strip()
    tex = numbers[0]
    if base != "10" and base.isalnum():
        digits = tex if tex.isdigit() else f"\\mathrm{group(tex)}"
        return Expression(f"{digits}_{braced(base)}", ATOM)
    return Expression(tex, NEGATIVE if tex.startswith("-") else ATOM)


def _separated(node: Node) -> list[list["Node | str"]]:
    """The children between ``<sep/>``."""
    parts: list[list[Node | str]] = [[]]
    for item in node.children:
        if isinstance(item, Node) and item.name == "sep":
            parts.append([])
            parts[-1].extend(item.children)  # an HTML parser puts what follows inside
        else:
            parts[-1].append(item)
    return parts


def _number(item: "Node | str") -> str:
    return "".join(stray_text(item).split()) if isinstance(item, str) else convert(item)


def _csymbol(node: Node) -> Expression:
    name = "".join(node.text.split())
    if node.nodes or not name:
        return Expression(row(node.children), ATOM)
    if name in CONSTANTS:
        return Expression(CONSTANTS[name], ATOM)
    if len(name) > 1 and (is_name(name) or name in SYMBOLS):
        return Expression(operator_name(SYMBOLS.get(name, name)), ATOM)
    if name in SHORT_CONSTANTS and node.attrs.get("cd", "").startswith(("nums", "setname")):
        return Expression(SHORT_CONSTANTS[name], ATOM)
    return Expression(
        function(name.replace("_", "\\_")) if _is_word(name) else stray_text(name), ATOM
    )


def _is_word(name: str) -> bool:
    return len(name) > 1 and name.replace("_", "a").isalnum() and name.isascii()


# --- application


# What OpenMath writes as an application and MathML as an element.
_CONSTRUCTORS = {
    "set": ("set", ""), "list": ("list", ""), "vector": ("vector", ""), "matrix": ("matrix", ""),
    "matrixrow": ("matrixrow", ""), "lambda": ("lambda", ""), "piecewise": ("piecewise", ""),
    "interval": ("interval", "closed"), "interval_cc": ("interval", "closed"),
    "integer_interval": ("interval", "closed"), "interval_oo": ("interval", "open"),
    "interval_oc": ("interval", "open-closed"), "interval_co": ("interval", "closed-open"),
}  # fmt: skip


def _apply(node: Node) -> Expression:
    """``apply``, ``bind`` and ``reln``: an operator and what it is applied to."""
    parts = arguments_of(node)
    if not parts:
        return Expression(row(node.children), ATOM)
    head, rest = parts[0], parts[1:]
    name = head.name
    if name == "csymbol":
        name = "".join(head.text.split())
        if name in _CONSTRUCTORS:
            kind, closure = _CONSTRUCTORS[name]
            return READERS[kind](Node(kind, {"closure": closure}, children=rest))
        name = SYMBOLS.get(name, name)
    qualifiers: dict[str, Node] = {}
    bound: list[Node] = []
    arguments: list[Node] = []
    for item in rest:
        if item.name == "bvar":
            bound.append(item)
        elif item.name in QUALIFIERS and not (item.name == "interval" and name in INFIX):
            qualifiers[item.name] = item
        else:
            arguments.append(item)
    if name in LARGE and (
        bound or (qualifiers and name not in ("max", "min")) or name in ("sum", "product")
    ):
        return large(LARGE[name], bound, qualifiers, arguments)
    reader = OPERATORS.get(name)
    if reader and (arguments or bound):
        return reader(bound, qualifiers, arguments)
    if name in INFIX and arguments:
        return infix(name, arguments)
    if name in AROUND and arguments:
        left, right = AROUND[name]
        return Expression(around(left, ",".join(map(tex_of, arguments)), right), ATOM)
    if name in FUNCTIONS and arguments:
        if (bound or qualifiers) and name in ("max", "min"):
            return large(FUNCTIONS[name], bound, qualifiers, arguments)
        return applied(FUNCTIONS[name], arguments)
    return _call(head, bound, [*qualifiers.values()], arguments)


def _call(
    head: Node, bound: list[Node], qualifiers: list[Node], arguments: list[Node]
) -> Expression:
    """Any other function: ``f(x, y)``. Nothing that stands in it is lost."""
    name, binds = expression(head)
    if not name:
        name = function(head.name)  # of a dictionary that is not known here
    if binds < POWER or (head.name == "apply" and not name.startswith("\\operatorname")):
        name = name if head.name == "ci" or _is_inverse(name) else parenthesised(name)
    inside = [variable(item) for item in bound] + [tex_of(item) for item in arguments]
    inside += [row(item.children) for item in qualifiers]
    if not inside:
        return Expression(name, ATOM)
    listed = ",".join(inside)
    tall = "\\frac" in listed or "\\begin" in listed
    return Expression(name + (f"\\left({listed}\\right)" if tall else f"({listed})"), POWER)


def _is_inverse(name: str) -> bool:
    return name.endswith("^{-1}")


# --- constructors


def _interval(node: Node) -> Expression:
    edges = {"open": "()", "open-closed": "(]", "closed-open": "[)"}
    pair = edges.get(node.attrs.get("closure", "closed"), "[]")
    return Expression(f"{pair[0]}{','.join(map(tex_of, arguments_of(node)))}{pair[1]}", ATOM)


def _collected(left: str, right: str) -> Callable[[Node], Expression]:
    """``set`` and ``list``, by their elements or by a condition."""

    def read(node: Node) -> Expression:
        parts = arguments_of(node)
        bound = [item for item in parts if item.name == "bvar"]
        conditions = [item for item in parts if item.name in ("condition", "domainofapplication")]
        members = [tex_of(item) for item in parts if item not in bound and item not in conditions]
        if not conditions:
            return Expression(join([left, ",".join(members), right]), ATOM)
        what = ",".join(members) or ",".join(map(variable, bound))
        said = ",".join([
            f"{','.join(map(variable, bound))}\\in {inner_of(c)}" if c.name != "condition" else inner_of(c)
            for c in conditions
        ])  # fmt: skip
        return Expression(join([left, what, "\\mid", said, right]), ATOM)

    return read


def _vector(node: Node) -> Expression:
    cells = " \\\\ ".join(map(tex_of, arguments_of(node)))
    return Expression(f"\\begin{{pmatrix}} {cells} \\end{{pmatrix}}", ATOM)


def _matrix(node: Node) -> Expression:
    rows = [
        " & ".join(map(tex_of, arguments_of(item))) if item.name == "matrixrow" else tex_of(item)
        for item in arguments_of(node)
    ]
    body = " \\\\ ".join(rows)
    return Expression(f"\\begin{{pmatrix}} {body} \\end{{pmatrix}}", ATOM)


def _piecewise(node: Node) -> Expression:
    rows = []
    for item in arguments_of(node):
        parts = arguments_of(item)
        if item.name == "otherwise":
            rows.append(f"{''.join(map(tex_of, parts))} & \\text{{otherwise}}")
        elif len(parts) > 1:
            rows.append(f"{tex_of(parts[0])} & \\text{{if }}{tex_of(parts[1])}")
        else:
            rows.append(inner_of(item))
    body = " \\\\ ".join(rows)
    return Expression(f"\\begin{{cases}} {body} \\end{{cases}}", RELATION)


def _lambda(node: Node) -> Expression:
    parts = arguments_of(node)
    variables = ",".join([variable(item) for item in parts if item.name == "bvar"])
    body = ",".join([tex_of(item) for item in parts if item.name not in QUALIFIERS])
    head = f"({variables})" if "," in variables else variables
    return Expression(join([head, "\\mapsto", body]), LOOSE)


def _condition_element(node: Node) -> Expression:
    return Expression(inner_of(node), RELATION)


def _string(node: Node) -> Expression:
    return Expression(text(f'"{node.text}"'), ATOM)


def _semantics(node: Node) -> Expression:
    inner = [item for item in node.nodes if not item.name.startswith("annotation")]
    if (
        inner
        and inner[0].name in READERS
        and not any("presentation" in item.attrs.get("encoding", "").lower() for item in node.nodes)
    ):
        return expression(inner[0])
    return Expression(row([node]), ATOM)


READERS.update(
    {
    "apply": _apply, "bind": _apply, "reln": _apply, "ci": _ci, "cn": _cn, "csymbol": _csymbol, "cs": _string,
    "interval": _interval, "set": _collected("\\{", "\\}"), "list": _collected("(", ")"), "vector": _vector,
    "matrix": _matrix, "matrixrow": _vector, "piecewise": _piecewise, "lambda": _lambda,
    "condition": _condition_element, "domainofapplication": _condition_element,
}
)  # fmt: skip


@element(*READERS, *CONSTANTS, *OPERATORS, *INFIX, *FUNCTIONS, *LARGE, *AROUND)
def _content(node: Node) -> str:
    if node.name not in READERS and node.children:
        return row(node.children)  # an element of another language by a name of this one
    return expression(node).tex


READERS["semantics"] = _semantics  # for its binding; as an element it is read like any other
