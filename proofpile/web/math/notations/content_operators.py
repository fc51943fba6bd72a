"""Operators of content MathML that are written in a way of their own: arithmetic, logic, calculus.

Each is a function from bound variables, qualifiers by name (limits, conditions, degrees) and arguments.
"""

from proofpile.web.math.notations.content_expressions import (
    ATOM,
    FUNCTIONS,
    LOOSE,
    NEGATIVE,
    NOT,
    OPERATORS,
    POWER,
    PREFIX,
    PRODUCT,
    SUM,
    Expression,
    Operator,
    applied,
    arguments_of,
    around,
    braced,
    expression,
    infix,
    inner_of,
    is_tall,
    parenthesised,
    tex_of,
    variable,
)
from proofpile.web.math.notations.mathml_elements import group, join
from proofpile.web.math.tree import Node

# --- arithmetic


def _plus(bound: list[Node], qualifiers: dict[str, Node], arguments: list[Node]) -> Expression:
    pieces: list[str] = []
    for argument in arguments:
        tex = tex_of(argument, SUM)
        pieces += [tex] if not pieces or tex.startswith("-") else ["+", tex]
    return Expression(join(pieces), SUM if len(arguments) > 1 else ATOM)


def _minus(bound: list[Node], qualifiers: dict[str, Node], arguments: list[Node]) -> Expression:
    if len(arguments) == 1:
        return Expression(f"-{tex_of(arguments[0], PRODUCT)}", NEGATIVE)
    return Expression(
        join([tex_of(arguments[0], SUM), "-", *(tex_of(a, PRODUCT) for a in arguments[1:])]), SUM
    )


def _times(bound: list[Node], qualifiers: dict[str, Node], arguments: list[Node]) -> Expression:
    factors = [expression(argument) for argument in arguments]
    pieces: list[str] = []
    for at, (tex, binds) in enumerate(factors):
        following = factors[at + 1].tex if at + 1 < len(factors) else ""
        loose = binds < PRODUCT and not (binds == NEGATIVE and at == 0)
        swallows = following and _runs_on(tex, binds) and not following.startswith(_NAMED)
        if loose or swallows:
            tex = parenthesised(tex)
        elif pieces and tex[:1].isdigit():
            pieces.append("\\cdot")
        pieces.append(tex)
    return Expression(join(pieces), NEGATIVE if factors[0].binds == NEGATIVE else PRODUCT)


_NAMED = tuple(tex for tex in FUNCTIONS.values() if not tex.startswith("\\nabla"))


def _runs_on(tex: str, binds: int) -> bool:
    """Whether what follows would be read as part of it: ``\\sin x``, a sum, an integral."""
    if binds == PREFIX:
        return not tex.endswith(")")
    return binds == PRODUCT and tex.startswith(("\\sum", "\\prod", "\\int", "\\lim", "\\big"))


def _divide(bound: list[Node], qualifiers: dict[str, Node], arguments: list[Node]) -> Expression:
    if len(arguments) != 2:
        return Expression("/".join([tex_of(a, PREFIX) for a in arguments]), PRODUCT)
    return Expression(f"\\frac{group(tex_of(arguments[0]))}{group(tex_of(arguments[1]))}", PRODUCT)


def _power(bound: list[Node], qualifiers: dict[str, Node], arguments: list[Node]) -> Expression:
    if len(arguments) < 2:
        return Expression("".join(map(tex_of, arguments)), ATOM)
    base, exponent = arguments[0], group(tex_of(arguments[1]))
    if len(exponent) == 3:
        exponent = exponent[1]
    head = arguments_of(base)[:1] if base.name == "apply" else []
    if (
        head
        and head[0].name in FUNCTIONS
        and head[0].name in _RAISED
        and len(arguments_of(base)) == 2
    ):
        return applied(f"{FUNCTIONS[head[0].name]}^{exponent}", arguments_of(base)[1:])
    tex, binds = expression(base)
    if binds < ATOM or "^" in tex:
        tex = parenthesised(tex)
    return Expression(f"{tex}^{exponent}", POWER)


_RAISED = frozenset(
    ("sin", "cos", "tan", "sec", "csc", "cot", "sinh", "cosh", "tanh", "coth", "ln")
)


def _root(bound: list[Node], qualifiers: dict[str, Node], arguments: list[Node]) -> Expression:
    degree = inner_of(qualifiers["degree"]) if "degree" in qualifiers else ""
    if len(arguments) == 2 and not degree:  # OpenMath gives the degree as the second argument
        degree = tex_of(arguments[1])
    index = f"[{degree}]" if degree and degree != "2" else ""
    return Expression(f"\\sqrt{index}{group(tex_of(arguments[0]))}", ATOM)


def _factorial(bound: list[Node], qualifiers: dict[str, Node], arguments: list[Node]) -> Expression:
    return Expression(f"{tex_of(arguments[0], ATOM)}!", POWER)


def _quotient(bound: list[Node], qualifiers: dict[str, Node], arguments: list[Node]) -> Expression:
    inner = _divide(bound, qualifiers, arguments).tex
    return Expression(around("\\lfloor", inner, "\\rfloor"), ATOM)


def _log(bound: list[Node], qualifiers: dict[str, Node], arguments: list[Node]) -> Expression:
    base = (
        "".join(map(tex_of, arguments_of(qualifiers["logbase"]))) if "logbase" in qualifiers else ""
    )
    if not base and len(arguments) == 2:
        base, arguments = tex_of(arguments[0]), arguments[1:]
    return applied(f"\\log_{braced(base)}" if base and base != "10" else "\\log", arguments)


def _binomial(bound: list[Node], qualifiers: dict[str, Node], arguments: list[Node]) -> Expression:
    above, below = [*map(tex_of, arguments), ""][:2]
    return Expression(f"\\binom{group(above)}{group(below)}", ATOM)


def _conjugate(bound: list[Node], qualifiers: dict[str, Node], arguments: list[Node]) -> Expression:
    return Expression(f"\\overline{group(tex_of(arguments[0]))}", ATOM)


def _raised(sign: str) -> "Operator":
    def read(bound: list[Node], qualifiers: dict[str, Node], arguments: list[Node]) -> Expression:
        tex, binds = expression(arguments[0])
        tex = tex if binds == ATOM and "^" not in tex else parenthesised(tex)
        return Expression(f"{tex}^{sign}", ATOM if sign == "{-1}" else POWER)

    return read


def _selector(bound: list[Node], qualifiers: dict[str, Node], arguments: list[Node]) -> Expression:
    index = ",".join(map(tex_of, arguments[1:]))
    return Expression(
        f"{tex_of(arguments[0], ATOM)}_{group(index)}" if index else tex_of(arguments[0]), ATOM
    )


# --- logic


def _not(bound: list[Node], qualifiers: dict[str, Node], arguments: list[Node]) -> Expression:
    return Expression(join(["\\neg", tex_of(arguments[0], PREFIX)]), NOT)


def _quantified(sign: str) -> "Operator":
    def read(bound: list[Node], qualifiers: dict[str, Node], arguments: list[Node]) -> Expression:
        variables = ",".join(map(variable, bound))
        domain = qualifiers.get("domainofapplication")
        inside = f"\\in {inner_of(domain)}" if domain else ""
        condition = qualifiers.get("condition")
        pieces = [sign, variables, inside]
        if condition:
            pieces = [sign, _condition(condition, variables)]
        body = ",\\ ".join(map(tex_of, arguments))
        return Expression(join(pieces) + (f"\\colon {body}" if body else ""), LOOSE)

    return read


def _condition(condition: Node, variables: str) -> str:
    """A condition; with its variable before it unless it begins with it."""
    tex = inner_of(condition)
    return tex if not variables or tex.startswith(variables) else f"{variables},\\ {tex}"


# --- calculus and large operators


def large(
    sign: str, bound: list[Node], qualifiers: dict[str, Node], arguments: list[Node]
) -> Expression:
    bound, qualifiers, arguments = _from_lambda(bound, qualifiers, arguments)
    below, above = _range(bound, qualifiers)
    body = "".join([tex_of(a, PRODUCT) for a in arguments])
    tex = sign + (f"_{braced(below)}" if below else "") + (f"^{braced(above)}" if above else "")
    return Expression(join([tex, body]), PREFIX - 1 if body else ATOM)


def _from_lambda(
    bound: list[Node], qualifiers: dict[str, Node], arguments: list[Node]
) -> tuple[list[Node], dict[str, Node], list[Node]]:
    """OpenMath's way, a range and an anonymous function, as variables, an interval and a body."""
    if bound or qualifiers or not arguments or arguments[-1].name != "bind":
        return bound, qualifiers, arguments
    function = arguments_of(arguments[-1])
    if not function or function[0].text.strip() != "lambda":
        return bound, qualifiers, arguments
    if len(arguments) == 2:
        ends = arguments_of(arguments[0])
        ends = ends[1:] if arguments[0].name == "apply" else ends
        qualifiers = {"interval": Node("interval", children=ends)}
    inside = function[1:]
    variables = [item for item in inside if item.name == "bvar"]
    return variables, qualifiers, [item for item in inside if item.name != "bvar"]


def _range(bound: list[Node], qualifiers: dict[str, Node]) -> tuple[str, str]:
    """What stands below and above a large operator."""
    variables = ",".join(map(variable, bound))
    low, high = qualifiers.get("lowlimit"), qualifiers.get("uplimit")
    interval = qualifiers.get("interval")
    if interval is None and (domain := qualifiers.get("domainofapplication")):
        inner = arguments_of(domain)
        if len(inner) == 1 and inner[0].name == "interval":
            interval = inner[0]
        else:
            return (f"{variables}\\in {inner_of(domain)}" if variables else inner_of(domain)), ""
    if interval is not None:
        ends = [*map(tex_of, arguments_of(interval)), "", ""]
        return (f"{variables}={ends[0]}" if variables else ends[0]), ends[1]
    if condition := qualifiers.get("condition"):
        return _condition(condition, variables), ""
    below = inner_of(low) if low else ""
    if below and variables:
        below = f"{variables}={below}"
    return below or variables, inner_of(high) if high else ""


def _integral(bound: list[Node], qualifiers: dict[str, Node], arguments: list[Node]) -> Expression:
    bound, qualifiers, arguments = _from_lambda(bound, qualifiers, arguments)
    below, above = _range([], qualifiers)
    tex = "\\int" + (f"_{braced(below)}" if below else "") + (f"^{braced(above)}" if above else "")
    bodies = [tex_of(a, SUM if len(arguments) == 1 else PRODUCT) for a in arguments]
    body = "".join(bodies)
    if len(arguments) == 1 and bound and _is_sum(arguments[0]):
        body = parenthesised(body)
    differentials = "".join([f"\\,d{variable(item)}" for item in bound])
    gap = " " if tex[-1:].isalnum() and body[:1].isalnum() else ""
    return Expression(tex + gap + body + differentials, PREFIX - 1)


def _is_sum(node: Node) -> bool:
    """Whether an expression is a sum, which an integral or a limit needs in parentheses."""
    return (
        node.name == "apply"
        and bool(node.nodes)
        and node.nodes[0].name in ("plus", "minus")
        and len(node.nodes) > 2
    )


def _derivative(d: str) -> "Operator":
    def read(bound: list[Node], qualifiers: dict[str, Node], arguments: list[Node]) -> Expression:
        if not bound:
            tex, binds = expression(arguments[-1])
            tex = tex if binds == ATOM else parenthesised(tex)
            if len(arguments) == 1 and d == "d":
                return Expression(f"{tex}'", POWER)
            return Expression(f"{d}_{group(_inner_list(arguments[:-1]))}{tex}", POWER)
        pieces, orders = [], []
        for item in bound:
            degree = next((n for n in item.nodes if n.name == "degree"), None)
            order = inner_of(degree) if degree else "1"
            orders.append(order)
            pieces.append(join([d, variable(item)]) + (f"^{braced(order)}" if order != "1" else ""))
        given = qualifiers.get("degree")
        total = inner_of(given) if given else _total(orders)
        over = d if total == "1" else f"{d}^{braced(total)}"
        body = [expression(a) for a in arguments]
        if (
            len(body) == 1
            and (body[0].binds == ATOM or body[0].tex.endswith(")"))
            and _is_short(body[0])
        ):
            return Expression(
                f"\\frac{group(join([over, body[0].tex]))}{group(''.join(pieces))}", PRODUCT
            )
        tail = "".join([tex if binds >= PRODUCT else parenthesised(tex) for tex, binds in body])
        return Expression(join([f"\\frac{group(over)}{group(''.join(pieces))}", tail]), PRODUCT)

    return read


def _is_short(body: Expression) -> bool:
    """Whether a function fits above the line of its derivative."""
    return body.binds >= POWER and len(body.tex) < 12 and not is_tall(body.tex)


def _inner_list(nodes: list[Node]) -> str:
    return ",".join([inner_of(item) if item.name == "list" else tex_of(item) for item in nodes])


def _total(orders: list[str]) -> str:
    """The order of a mixed derivative."""
    if all(order.isdigit() and len(order) < 6 for order in orders):
        return str(sum(map(int, orders)))
    return "+".join(orders)


def _limit(bound: list[Node], qualifiers: dict[str, Node], arguments: list[Node]) -> Expression:
    variables = ",".join(map(variable, bound))
    low, condition = qualifiers.get("lowlimit"), qualifiers.get("condition")
    below = (
        join([variables, "\\to", inner_of(low)])
        if low
        else inner_of(condition)
        if condition
        else variables
    )
    body = "".join([tex_of(a, PRODUCT) for a in arguments])
    return Expression(join([f"\\lim_{group(below)}", body]), PREFIX - 1)


def _tends(bound: list[Node], qualifiers: dict[str, Node], arguments: list[Node]) -> Expression:
    return infix("tendsto", arguments)


OPERATORS.update(
    {
    "plus": _plus, "minus": _minus, "times": _times, "divide": _divide, "power": _power, "root": _root,
    "factorial": _factorial, "quotient": _quotient, "log": _log, "binomial": _binomial,
    "conjugate": _conjugate, "inverse": _raised("{-1}"), "transpose": _raised("T"), "selector": _selector,
    "not": _not, "forall": _quantified("\\forall"), "exists": _quantified("\\exists"),
    "int": _integral, "diff": _derivative("d"), "partialdiff": _derivative("\\partial"), "limit": _limit,
    "tendsto": _tends,
}
)  # fmt: skip
