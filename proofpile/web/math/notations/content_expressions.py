"""Expressions of content MathML: TeX, how tightly it binds, and the names of operators and constants.

Names are those of MathML 2, 3 and 4, as elements (``<plus/>``) and as symbols of the OpenMath dictionaries
(``<csymbol>plus</csymbol>``).
"""

from collections.abc import Callable
from typing import NamedTuple

from proofpile.web.math.notations.mathml_elements import IGNORED, join
from proofpile.web.math.notations.mathml_rows import row
from proofpile.web.math.notations.mathml_tokens import function
from proofpile.web.math.tree import Node


class Expression(NamedTuple):
    """TeX and how tightly its outermost operator binds."""

    tex: str
    binds: int


# How tightly operators bind, loosest first.
LOOSE, IFF, OR, AND, NOT, RELATION, UNION, SUM, NEGATIVE, PRODUCT, PREFIX, POWER, ATOM = range(13)

INFIX: dict[str, tuple[str, int]] = {
    "eq": ("=", RELATION), "neq": ("\\neq", RELATION), "lt": ("<", RELATION), "gt": (">", RELATION),
    "leq": ("\\leq", RELATION), "geq": ("\\geq", RELATION), "equivalent": ("\\equiv", IFF),
    "approx": ("\\approx", RELATION), "factorof": ("\\mid", RELATION), "tendsto": ("\\to", RELATION),
    "in": ("\\in", RELATION), "notin": ("\\notin", RELATION), "subset": ("\\subseteq", RELATION),
    "prsubset": ("\\subset", RELATION), "notsubset": ("\\nsubseteq", RELATION),
    "notprsubset": ("\\not\\subset", RELATION), "union": ("\\cup", UNION),
    "intersect": ("\\cap", UNION), "setdiff": ("\\setminus", UNION),
    "cartesianproduct": ("\\times", PRODUCT), "and": ("\\land", AND), "or": ("\\lor", OR),
    "xor": ("\\oplus", OR), "implies": ("\\implies", IFF), "compose": ("\\circ", PRODUCT),
    "vectorproduct": ("\\times", PRODUCT), "scalarproduct": ("\\cdot", PRODUCT),
    "outerproduct": ("\\otimes", PRODUCT), "rem": ("\\bmod", PRODUCT),
}  # fmt: skip
FUNCTIONS = {
    "ln": "\\ln", "exp": "\\exp", "determinant": "\\det", "gcd": "\\gcd", "max": "\\max", "min": "\\min",
    "real": "\\Re", "imaginary": "\\Im", "arg": "\\arg", "grad": "\\nabla", "divergence": "\\nabla\\cdot",
    "curl": "\\nabla\\times", "laplacian": "\\nabla^2", "sin": "\\sin", "cos": "\\cos", "tan": "\\tan",
    "sec": "\\sec", "csc": "\\csc", "cot": "\\cot", "sinh": "\\sinh", "cosh": "\\cosh", "tanh": "\\tanh",
    "coth": "\\coth", "arcsin": "\\arcsin", "arccos": "\\arccos", "arctan": "\\arctan",
    **{
        name: f"\\operatorname{{{name}}}"
        for name in (
            "lcm", "sech", "csch", "arccot", "arccsc", "arcsec", "arccosh", "arccoth", "arccsch", "arcsech",
            "arcsinh", "arctanh", "codomain", "image", "domain", "trace",
        )
    },
}  # fmt: skip
CONSTANTS = {
    "sdev": "\\sigma", "variance": "\\sigma^2",
    "pi": "\\pi", "infinity": "\\infty", "exponentiale": "e", "imaginaryi": "i",
    "eulergamma": "\\gamma", "emptyset": "\\emptyset", "true": "\\text{true}", "false": "\\text{false}",
    "integers": "\\mathbb{Z}", "reals": "\\mathbb{R}", "rationals": "\\mathbb{Q}",
    "naturalnumbers": "\\mathbb{N}", "primes": "\\mathbb{P}", "complexes": "\\mathbb{C}",
    "notanumber": "\\text{NaN}", "ident": "\\operatorname{id}",
}  # fmt: skip
# Constants of OpenMath that have short names.
SHORT_CONSTANTS = {
    "Z": "\\mathbb{Z}",
    "R": "\\mathbb{R}",
    "Q": "\\mathbb{Q}",
    "N": "\\mathbb{N}",
    "C": "\\mathbb{C}",
    "e": "e",
    "i": "i",
    "gamma": "\\gamma",
}
AROUND = {"abs": ("|", "|"), "floor": ("\\lfloor", "\\rfloor"), "ceiling": ("\\lceil", "\\rceil"),
           "card": ("|", "|"), "norm": ("\\|", "\\|"), "mean": ("\\langle", "\\rangle")}  # fmt: skip
LARGE = {
    "sum": "\\sum", "product": "\\prod", "union": "\\bigcup", "intersect": "\\bigcap", "and": "\\bigwedge",
    "or": "\\bigvee", "max": "\\max", "min": "\\min",
}  # fmt: skip
QUALIFIERS = frozenset(
    (
        "bvar", "lowlimit", "uplimit", "interval", "condition", "domainofapplication", "degree", "logbase",
        "momentabout",
    )
)  # fmt: skip
# OpenMath's names for what MathML has elements for.
SYMBOLS = {
    "unary_minus": "minus", "int": "int", "defint": "int", "intersection": "intersect", "neq": "neq",
    "cartesian_product": "cartesianproduct", "vector_selector": "selector",
    "matrix_selector": "selector", "absolute": "abs", "prod": "product", "nthdiff": "diff",

    "imaginary_part": "imaginary", "real_part": "real",
}  # fmt: skip


# --- expressions

Reader = Callable[[Node], Expression]
READERS: dict[str, Reader] = {}  # by element
Operator = Callable[[list[Node], dict[str, Node], list[Node]], Expression]
OPERATORS: dict[
    str, Operator
] = {}  # by the name of what is applied to (variables, qualifiers, arguments)


def expression(node: Node) -> Expression:
    """An element of content MathML as TeX with its binding; presentation inside counts as one symbol."""
    reader = READERS.get(node.name)
    if reader:
        return reader(node)
    if not node.children:
        if node.name in CONSTANTS:
            return Expression(CONSTANTS[node.name], ATOM)
        if is_name(node.name):
            return Expression(operator_name(node.name), ATOM)
    tex = row([node])
    return Expression(tex, ATOM if len(node.nodes) < 2 else SUM)


def tex_of(node: Node, place: int = LOOSE) -> str:
    """TeX for a place that needs that much binding."""
    tex, binds = expression(node)
    return tex if binds >= place else parenthesised(tex)


def is_name(name: str) -> bool:
    """Whether it is the name of an operator."""
    return (
        name in OPERATORS or name in INFIX or name in FUNCTIONS or name in LARGE or name in AROUND
    )


def is_tall(tex: str) -> bool:
    """Whether delimiters around it must stretch."""
    return "\\frac" in tex or "\\begin" in tex


def parenthesised(tex: str) -> str:
    """TeX in parentheses."""
    return f"\\left({tex}\\right)" if is_tall(tex) else f"({tex})"


def around(left: str, tex: str, right: str) -> str:
    """TeX between delimiters."""
    if is_tall(tex):
        return join(["\\left" + left, tex, "\\right" + right])
    return join([left, tex, right])


def braced(tex: str) -> str:
    """A script, in braces where it needs them."""
    return tex if len(tex) == 1 else f"{{{tex}}}"


def operator_name(name: str) -> str:
    """TeX of an operator that is applied to nothing."""
    if name in FUNCTIONS:
        return FUNCTIONS[name]
    if name in INFIX:
        return INFIX[name][0]
    signs = {"plus": "+", "minus": "-", "times": "\\times", "divide": "\\div", "not": "\\neg"}
    return signs.get(name) or LARGE.get(name) or function(name)


def arguments_of(node: Node) -> list[Node]:
    """The children that are no annotations."""
    return [item for item in node.nodes if item.name not in IGNORED]


def inner_of(node: Node) -> str:
    """What a qualifier holds."""
    return ",".join(map(tex_of, arguments_of(node))) or row(node.children)


def variable(bvar: Node) -> str:
    """A bound variable without its degree."""
    return "".join([tex_of(item) for item in arguments_of(bvar) if item.name != "degree"])


def infix(name: str, arguments: list[Node]) -> Expression:
    """Arguments with a sign between; arguments that bind no tighter are put in parentheses."""
    sign, binds = INFIX[name]
    if len(arguments) == 1:
        return Expression(join([sign, tex_of(arguments[0], binds + 1)]), binds)
    pieces = [tex_of(arguments[0], binds + 1)]
    for argument in arguments[1:]:
        pieces += [sign, tex_of(argument, binds + 1)]
    return Expression(join(pieces), binds)


def applied(head: str, arguments: list[Node]) -> Expression:
    """A named function: without parentheses around one symbol, ``\\sin x``."""
    if len(arguments) == 1:
        tex, binds = expression(arguments[0])
        bare = binds == ATOM and not tex.startswith(("(", "\\left"))
        if bare or (binds == PRODUCT and tex.startswith("\\frac")):
            return Expression(join([head, tex]), PREFIX)
        return Expression(head + parenthesised(tex), PREFIX)
    return Expression(f"{head}({','.join(map(tex_of, arguments))})", POWER)
