r"""The same mathematics in another notation: other delimiters, other spellings, other space.

Only what TeX prints alike is exchanged, so the canonical tokens of a formula stay what they are
(`proofpile.native.text_tokens`), but for ``\text`` and ``\mathrm``. A text without formulas has its
numbers and its simple arithmetic set as formulas, as people do who post a word problem on a forum.
"""

import re
from collections.abc import Callable, Sequence

from proofpile.contamination.draws import Dice
from proofpile.contamination.pieces import Piece, pieces

_LONGEST_INLINE = 4096  # characters; longer bodies keep delimiters that take them
_BLANK_LINE = re.compile(r"\n\s*\n")


def retex(text: str, seed: int) -> str | None:
    """`text` with its formulas written otherwise, or set where it had none; None without both."""
    dice = Dice("retex", seed, text)
    parts = pieces(text)
    if not any(p.is_formula for p in parts):
        changed = _with_numbers_set(text, dice)
    else:
        changed = _rewritten(parts, _Style(dice))
    return changed if changed != text else None


class _Style:
    """What one author does everywhere in one text."""

    def __init__(self, dice: Dice) -> None:
        self.inline = dice.order(("$", r"\(", "$$"))
        self.display = dice.order(("$$", r"\["))
        self.rules = [rule for pair in _RULES if (rule := dice.one((*pair, None)))]


# --- delimiters

_CLOSERS = {"$": "$", "$$": "$$", r"\(": r"\)", r"\[": r"\]"}


def _rewritten(parts: Sequence[Piece], style: _Style) -> str:
    said: list[str] = []
    for piece, following in zip(parts, [*parts[1:], None], strict=True):
        if not piece.is_formula:
            said.append(piece.body)
            continue
        body = piece.body
        for rule in style.rules:
            body = rule(body)
        said.append(_delimited(piece, body, style, str(following or "")[:1]))
    return "".join(said)


def _delimited(piece: Piece, body: str, style: _Style, following: str) -> str:
    """`body` between other delimiters than it had, if any others take it."""
    if piece.opener not in _CLOSERS:
        return piece.opener + body + piece.closer
    wanted = style.inline if piece.opener in ("$", r"\(") else style.display
    openers = [opener for opener in wanted if opener != piece.opener] + [piece.opener]
    opener = next(o for o in openers if o == piece.opener or _takes(o, body, following))
    inner = body.strip() if opener in ("$", r"\(") and not body.rstrip().endswith("\\") else body
    return opener + inner + _CLOSERS[opener]


def _takes(opener: str, body: str, following: str) -> bool:
    if opener[0] == "$" and ("$" in body or following == "$"):
        return False
    if opener == r"\[":
        return r"\[" not in body and r"\]" not in body and not body.endswith("\\")
    if _BLANK_LINE.search(body) or not body.strip() or body.rstrip().endswith("\\"):
        return False
    if opener == r"\(" and (r"\(" in body or r"\)" in body):
        return False
    return len(body) < _LONGEST_INLINE and not (opener == "$" and following.isdigit())


# --- rules: pairs of opposite directions, each from a body to a body

Rule = Callable[[str], str]


def _sub(pattern: str, replacement: str) -> Rule:
    compiled = re.compile(pattern)
    return lambda body: compiled.sub(replacement, body)


def _named(names: str) -> Rule:
    r"""From command to command: `names` is "old new, old new", without backslashes."""
    to = dict(pair.split() for pair in names.split(","))
    compiled = re.compile(rf"\\({'|'.join(to)})(?![A-Za-z])")
    return lambda body: compiled.sub(lambda m: "\\" + to[m[1]], body)


def _reversed(names: str) -> str:
    return ",".join(" ".join(reversed(pair.split())) for pair in names.split(","))


_RELATIONS = "le leq, ge geq, ne neq, to rightarrow, gets leftarrow, implies Longrightarrow"
_RELATIONS += (
    ", iff Longleftrightarrow, land wedge, lor vee, lnot neg, dots ldots, lbrace {, rbrace }"
)
_LETTERS = "mathbb Bbb, mathbf bold, mbox textrm, binom dbinom"
_SIGN = re.compile(r"(?<=[\w)}\]]) *([=+]|(?<![-<>=])-(?![->])) *(?=[\w({\[\\])")


def _tight(body: str) -> str:
    return _SIGN.sub(r"\1", body)


def _loose(body: str) -> str:
    return _SIGN.sub(r"\\;\1\\; ", body)


_PARENTHESIS = re.compile(
    r"\\(?:left|right|[bB]igg?[lr]?)?(?![A-Za-z])\s*[()]|\\.|[(){}&]", re.DOTALL
)


def _stretched(body: str) -> str:
    r"""``\left(`` and ``\right)`` where both stand in one group, in one cell and on one line."""
    pairs: list[tuple[int, int]] = []
    opened: list[int] = []  # places of "(", and -1 for a brace
    for found in _PARENTHESIS.finditer(body):
        match found[0]:
            case "(":
                opened.append(found.start())
            case "{":
                opened.append(-1)
            case ")" if opened and opened[-1] >= 0:
                pairs.append((opened.pop(), found.start()))
            case "}":
                while opened and opened.pop() >= 0:
                    pass
            case "&" | "\\\\" | ")":
                opened = [-1 for place in opened if place < 0]
    marks = sorted([(a, r"\left") for a, _ in pairs] + [(b, r"\right") for _, b in pairs])
    said: list[str] = []
    at = 0
    for place, mark in marks:
        said += body[at:place], mark
        at = place
    return "".join((*said, body[at:]))


_RULES: tuple[tuple[Rule, Rule], ...] = (
    (_sub(r"\\frac(?![A-Za-z])", r"\\dfrac"), _sub(r"\\[dtc]frac(?![A-Za-z])", r"\\frac")),
    (
        _sub(r"(\\[dtc]?frac)\s*([0-9])\s*([0-9])", r"\1{\2}{\3}"),
        _sub(r"(\\[dtc]?frac)\s*\{([0-9])\}\s*\{([0-9])\}(?![0-9])", r"\1\2\3"),
    ),
    (
        _sub(r"(?<!\\)([\^_])([A-Za-z0-9])", r"\1{\2}"),
        _sub(r"(?<!\\)([\^_])\{([A-Za-z0-9])\}(?![0-9A-Za-z])", r"\1\2"),
    ),
    (_named(_RELATIONS), _named(_reversed(_RELATIONS.split(", lbrace")[0]))),
    (_named(_LETTERS), _named(_reversed(_LETTERS))),
    (_stretched, _sub(r"\\(?:left|right)\s*(?=[()\[\]|])", "")),
    (_tight, _loose),
    (
        _sub(r"\s*\\cdot(?![A-Za-z])\s*(?=[0-9({\\])", r" \\cdot \\, "),
        _sub(r"\s*\\cdot(?![A-Za-z])\s*", r"\\cdot "),
    ),
    (_sub(r",[ ~](?=[A-Za-z0-9({])", r",\\ "), _sub(r",\\[ ,;](?=[A-Za-z])", ", ")),
    (_sub(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))", "{,}"), _sub(r"(?<=[0-9])\{,\}(?=[0-9]{3})", ",")),
    (
        _sub(r"\\text\{([A-Za-z]+)\}", r"\\mathrm{\1}"),
        _sub(r"\\mathrm\{([A-Za-z]+)\}", r"\\text{\1}"),
    ),
    (_sub(r"(?<=[A-Za-z])'(?!')", r"^{\\prime}"), _sub(r"\^\{?\\prime(?![A-Za-z])\}?", "'")),
)


# --- texts without formulas

_NUMBER = r"[0-9]+(?:,[0-9]{3}(?![0-9]))*(?:\.[0-9]+)?"
_CALCULATED = re.compile(r"<<[0-9\s.,+\-*/=%()]*>>")  # GSM8K's, which no print shows
_PLAIN = re.compile(
    rf"""(?<![\w.,/\\$^_{{-])(?:
      \$(?P<price>{_NUMBER})(?![\w^_]|[.,/*+-][0-9])
    | (?P<sum>{_NUMBER}(?:\s?[-+*/×÷]\s?{_NUMBER})+(?:\s?=\s?\$?{_NUMBER})?)(?![\w^_]|[.,][0-9])
    | (?P<number>{_NUMBER})(?P<percent>\s?%)?(?![\w^_]|[.,/:][0-9]|-[0-9])
    )""",
    re.VERBOSE,
)
_DATE = re.compile(r"[0-9]+([/-])[0-9]+\1[0-9]+")
_OPERATORS = {"*": r"\times", "×": r"\times", "÷": r"\div", "/": "/", "+": "+", "-": "-", "=": "="}


def _with_numbers_set(text: str, dice: Dice) -> str:
    opener = dice.one(("$", r"\("))
    point = dice.one(("\\cdot", "\\times"))
    comma = dice.one((",", "{,}"))
    price = dice.one(("{0}\\${1}{2}", "\\${1}"))

    def formula(found: re.Match[str]) -> str:
        if found["price"]:
            number = found["price"].replace(
                ",", comma if price[0] == "{" and "{0}" in price else ","
            )
            return price.format(opener, number, _CLOSERS[opener])
        if _DATE.fullmatch(found[0]):
            return found[0]
        if found["sum"]:
            return opener + _arithmetic(found["sum"], point).replace(",", comma) + _CLOSERS[opener]
        percent = r"\%" if found["percent"] else ""
        return opener + found["number"].replace(",", comma) + percent + _CLOSERS[opener]

    return _PLAIN.sub(formula, _CALCULATED.sub("", text))


_QUOTIENT = re.compile(rf"({_NUMBER})\s?/\s?({_NUMBER})")


def _arithmetic(said: str, point: str) -> str:
    """A sum or product as TeX; one division is a fraction, several are left as they are."""
    if said.count("/") == 1:
        said = _QUOTIENT.sub(r"\\frac{\1}{\2}", said)
    operators = {**_OPERATORS, "*": point}
    said = said.replace("$", r"\$")
    return re.sub(r"\s?([-+*/×÷=])\s?", lambda m: f" {operators[m[1]]} ", said)
