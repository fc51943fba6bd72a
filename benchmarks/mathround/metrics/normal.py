"""When two TeX formulas are the same: a canonical form in which spelling does not count and structure does.

Spaces, redundant braces, sizes of delimiters and aliases (``\\le`` = ``\\leq``) are spelling. What is above,
below, inside or beside what is structure: ``x^{12}`` and ``x^12`` differ. Of a table, rows and cells are
structure and the alignment of columns is not; a ``$`` inside text only ends the text. The form is itself
TeX, as tokens: an argument of one token stands bare, any other in braces, and braces stand nowhere else.
"""

import re
from collections.abc import Callable
from functools import lru_cache

_TOKEN = re.compile(
    r"\\(?:begin|end)\s*\{[^{}]*\}|\\(?:operatorname|hspace|tag)\*|\\[A-Za-z]+|\\.|[^\s]", re.DOTALL
)
_COMMENT = re.compile(r"(?<!\\)%[^\n]*")
_ROW_GAP = re.compile(r"\\\\\s*\[-?[\d.]+\s*[a-z]{2}\]")
_EMPTY_FENCE = re.compile(r"\\(?:left|right)\s*\.")
_BRACE = re.compile(r"\\[lr]brace(?![A-Za-z])")
_NOTHING_NAMES = (
    "\\, \\; \\: \\! \\> \\enspace \\enskip \\quad \\qquad \\thinspace \\medspace \\thickspace "
    "\\negthinspace \\nobreakspace \\displaystyle \\textstyle \\scriptstyle \\scriptscriptstyle \\left "
    "\\right \\middle \\limits \\nolimits \\displaylimits \\hline \\big \\Big \\bigg \\Bigg \\bigl "
    "\\bigr \\bigm \\Bigl \\Bigr \\Bigm \\biggl \\biggr \\biggm \\Biggl \\Biggr \\Biggm \\nonumber "
    "\\notag \\allowbreak \\nobreak \\strut \\mathstrut \\mathop \\mathbin \\mathrel \\mathord "
    "\\mathopen \\mathclose \\mathpunct \\mathinner \\ensuremath \\relax \\null ~ \u200b \u2061 \u2062 \u2063"
)
_NOTHING = frozenset([*_NOTHING_NAMES.split(), "\\ ", "\\\n", "\u00a0"])
_ALIASES = {
    "\\le": "\\leq", "\\ge": "\\geq", "\\ne": "\\neq", "\\to": "\\rightarrow", "\\gets": "\\leftarrow",
    "\\dots": "\\ldots", "\\dotsc": "\\ldots", "\\dotsb": "\\ldots", "\\cdots": "\\ldots",
    "\\dotsm": "\\ldots", "\\dotsi": "\\ldots", "\\dotso": "\\ldots", "\\hdots": "\\ldots",
    "…": "\\ldots", "⋯": "\\ldots",
    "−": "-", "\\vert": "|", "\\lvert": "|", "\\rvert": "|",
    "\\mid": "|", "\\Vert": "\\|", "\\lVert": "\\|", "\\rVert": "\\|", "\\parallel": "\\|",
    "\\lbrace": "\\{", "\\rbrace": "\\}", "\\lbrack": "[", "\\rbrack": "]",
    "\\dfrac": "\\frac", "\\tfrac": "\\frac", "\\cfrac": "\\frac", "\\implies": "\\Longrightarrow",
    "\\impliedby": "\\Longleftarrow", "\\iff": "\\Longleftrightarrow",
    "\\land": "\\wedge", "\\lor": "\\vee", "\\lnot": "\\neg", "\\colon": ":", "\\ast": "*",
    "\\owns": "\\ni", "\\ordinarycolon": ":",
    "\\mathrm": "\\text", "\\textnormal": "\\text", "\\textrm": "\\text", "\\mbox": "\\text",
    "\\hbox": "\\text", "\\textup": "\\text",
    "\\operatorname": "\\text", "\\operatorname*": "\\text", "\\bm": "\\boldsymbol",
    "\\pmb": "\\boldsymbol", "\\textbf": "\\mathbf", "\\textit": "\\mathit", "\\emph": "\\mathit",
    "\\Bbb": "\\mathbb", "\\frak": "\\mathfrak",
    "\\emptyset": "\\varnothing",
    "\\lt": "<", "\\gt": ">", "\\widehat": "\\hat", "\\widetilde": "\\tilde",
    "\\dbinom": "\\binom", "\\tbinom": "\\binom", "\\stackrel": "\\overset",
    "\\bot": "\\perp", "\\square": "\\Box", "\\textsf": "\\mathsf", "\\texttt": "\\mathtt",
    "\\leadsto": "\\rightsquigarrow", "\\mathscr": "\\mathcal", "\\mod": "\\bmod",
    "\\lhd": "\\vartriangleleft", "\\rhd": "\\vartriangleright", "\\unlhd": "\\trianglelefteq",
    "\\unrhd": "\\trianglerighteq",
    "\\cr": "\\\\", "\\sp": "^", "\\sb": "_", "\\dag": "\\dagger", "\\ddag": "\\ddagger",
}  # fmt: skip
_TWO = frozenset(("\\frac", "\\binom", "\\overset", "\\underset"))
_WITH_ARGUMENT = (
    "\\sqrt \\hat \\bar \\vec \\tilde \\dot \\ddot \\overline \\underline \\mathbf \\mathbb \\mathcal "
    "\\mathsf \\mathfrak \\mathtt \\mathit \\boldsymbol \\overbrace \\underbrace \\boxed "
    "\\check \\breve \\acute \\grave \\mathring \\overrightarrow \\overleftarrow \\overleftrightarrow "
    "\\xrightarrow \\xleftarrow \\cancel \\bcancel \\xcancel \\sout"
)
_ONE = frozenset(_WITH_ARGUMENT.split())
_OPTIONAL = frozenset(("\\sqrt", "\\xrightarrow", "\\xleftarrow"))
_VERBATIM = frozenset(("\\text", "\\mathsf", "\\mathtt"))
_DROPPED = frozenset(
    ("\\tag", "\\tag*", "\\label", "\\hspace", "\\hspace*", "\\mspace", "\\vphantom", "\\phantom",
     "\\hphantom", "\\kern", "\\mkern", "\\color")
)  # fmt: skip
_SECOND = frozenset(("\\textcolor", "\\colorbox", "\\href", "\\class", "\\cssId", "\\style"))
_SWITCHES = {
    "\\rm": "\\text", "\\bf": "\\mathbf", "\\it": "\\mathit", "\\cal": "\\mathcal",
    "\\sf": "\\mathsf", "\\tt": "\\mathtt",
}  # fmt: skip
_INFIX = {"\\over": "\\frac", "\\choose": "\\binom", "\\atop": "\\atop"}
_OLD_MATRICES = {
    "\\matrix": "matrix", "\\pmatrix": "pmatrix", "\\cases": "cases", "\\substack": "matrix",
    "\\eqalign": "aligned",
}  # fmt: skip
_KETS = {
    "\\bra": ("\\langle", "|"),
    "\\ket": ("|", "\\rangle"),
    "\\braket": ("\\langle", "\\rangle"),
}
_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{([^{}*]*)\*?\}")
_WITH_COLUMNS = frozenset(("array", "alignat", "alignedat", "tabular", "subarray"))
_TABLES = frozenset(
    ("align", "aligned", "gather", "gathered", "array", "split", "alignat", "alignedat", "flalign",
     "smallmatrix", "eqnarray", "subarray", "darray", "multline", "multlined")
)  # fmt: skip
_FENCED = {
    "pmatrix": ("(", ")"), "bmatrix": ("[", "]"), "Bmatrix": ("\\{", "\\}"), "vmatrix": ("|", "|"),
    "Vmatrix": ("\\|", "\\|"), "cases": ("\\{", ""), "dcases": ("\\{", ""), "rcases": ("", "\\}"),
}  # fmt: skip
_TRANSPARENT = frozenset(("equation", "displaymath", "math"))
_NEGATED = {
    "=": "\\neq", "\\in": "\\notin", "\\ni": "\\not\\ni", "<": "\\nless", ">": "\\ngtr",
    "\\leq": "\\nleq", "\\geq": "\\ngeq", "\\subseteq": "\\nsubseteq", "\\exists": "\\nexists",
    "|": "\\nmid", "\\|": "\\nparallel", "\\sim": "\\nsim", "\\cong": "\\ncong",
}  # fmt: skip
_FUNCTIONS = (
    "sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh coth log ln lg exp max min det dim "
    "ker deg gcd lim sup inf arg hom Pr limsup liminf argmax argmin"
)
_NAMES = frozenset(_FUNCTIONS.split())
_LIMITS = frozenset(
    f"\\{name}"
    for name in (
        "lim",
        "max",
        "min",
        "sup",
        "inf",
        "sum",
        "prod",
        "limsup",
        "liminf",
        "argmax",
        "argmin",
    )
)
_MARKS = frozenset("_^'’")
_PUNCTUATION = frozenset(".,;")
_DEEPEST = 64  # levels that are read as structure; what is deeper is compared as it stands
_LONGEST = 20_000  # characters


def canonical(tex: str) -> str:
    """The canonical form of a formula, as TeX."""
    return join(canonical_tokens(tex))


def join(tokens: tuple[str, ...]) -> str:
    """Tokens as TeX, with a blank only where a command would swallow a letter."""
    out: list[str] = []
    for token in tokens:
        if out and token[0].isalpha() and out[-1][0] == "\\" and out[-1][-1].isalpha():
            out.append(" ")
        out.append(token)
    return "".join(out)


@lru_cache(maxsize=1 << 16)
def canonical_tokens(tex: str) -> tuple[str, ...]:
    """The canonical form of a formula, token by token; total, and linear in the length."""
    if len(tex) > _LONGEST:
        return tuple(tex.split())
    tex = _COMMENT.sub("", tex) if "%" in tex else tex
    tex = _ROW_GAP.sub(r"\\\\", tex.replace("...", r"\ldots "))
    tex = _BRACE.sub(lambda m: "\\{" if m[0][1] == "l" else "\\}", _EMPTY_FENCE.sub("", tex))
    tex = tex.replace("\\coloneqq", ":=").replace("\\vcentcolon", ":")
    tokens = [_ALIASES.get(token, token) for token in _TOKEN.findall(tex)]
    found = _Reader(tokens).whole()
    while len(found) > 1 and found[-1] in _PUNCTUATION:
        found.pop()
    return tuple(found)


def _group(tokens: list[str]) -> list[str]:
    """An argument: one token bare, anything else in braces."""
    return tokens if len(tokens) == 1 else ["{", *tokens, "}"]


def _append(out: list[str], item: list[str]) -> None:
    """Add an item, or continue the text that `out` ends with."""
    size = _text_at_end(out) if item[:1] == ["\\text"] else 0
    if not size:
        out += item
        return
    end = item.index("}") if item[1] == "{" and "}" in item else 1
    if "{" in item[2:end] or item[end] == "{":
        out += item  # braces in braces
        return
    before = out[-1:] if size == 2 else out[2 - size : -1]
    letters = item[2:end] if item[1] == "{" else item[1:2]
    out[-size:] = ["\\text", *_group(before + letters), *item[end + 1 :]]


def _text_at_end(out: list[str]) -> int:
    """How many tokens at the end of `out` are one text; 0 if it ends otherwise."""
    if out[-2:-1] == ["\\text"] and out[-1] != "}":
        return 2
    if out[-1:] != ["}"]:
        return 0
    start = len(out) - 1 - out[::-1].index("{") if "{" in out else 0
    return len(out) - start + 1 if start and out[start - 1] == "\\text" else 0


class _Reader:
    def __init__(self, tokens: list[str]) -> None:
        self._tokens, self._at, self._depth = tokens, 0, 0

    def whole(self) -> list[str]:
        """Everything; a closing brace that nothing opened stays, so that what follows it counts."""
        out = self._row()
        while self._at <= len(self._tokens) and self._tokens[self._at - 1 : self._at] == ["}"]:
            out += ["}", *self._row()]
        return out

    def _row(self) -> list[str]:
        """Items until a closing brace, which is taken, or the end."""
        out: list[str] = []
        while (token := self._peek()) and token != "}":
            if token in _SWITCHES:
                self._at += 1
                return [*out, *self._styled(_SWITCHES[token], self._nested(self._row))]
            if token in _INFIX:
                self._at += 1
                return [_INFIX[token], *_group(out), *_group(self._nested(self._row))]
            item = self._item()
            if item[:1] and item[0].startswith("\\end{") and out and out[-1] == "\\\\":
                out.pop()
            _append(out, item)
        self._at += 1
        while out and out[-1] == "\\\\":
            out.pop()
        return out

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _nested(self, read: Callable[[], list[str]]) -> list[str]:
        """What `read` reads one level deeper; beyond the deepest level one token as it stands."""
        if self._depth >= _DEEPEST:
            self._at += 1
            return self._tokens[self._at - 1 : self._at]
        self._depth += 1
        found = read()
        self._depth -= 1
        return found

    def _item(self) -> list[str]:
        base = self._bare()
        below: list[str] = []
        above: list[str] = []
        while (mark := self._peek()) in _MARKS:
            self._at += 1
            if mark == "_":
                below += self._argument()
            elif mark == "^":
                above += self._argument()
            else:
                above.append("\\prime")
        if below:
            base = [*base, "_", *_group(below)]
        return [*base, "^", *_group(above)] if above else base

    def _bare(self) -> list[str]:
        token = self._tokens[self._at]
        self._at += 1
        if token in _NOTHING:
            return []
        if token == "{":
            return self._nested(self._row)
        if token in _DROPPED:
            self._argument()
            return []
        if token in _SECOND:
            self._argument()
            return self._argument()
        if token in _TWO:
            return self._two(token, self._argument(), self._argument())
        if token in _VERBATIM:
            return self._styled(token, self._argument())
        if token in _KETS:
            left, right = _KETS[token]
            return [left, *self._argument(), right]
        if token in _OLD_MATRICES and self._peek() == "{":
            return self._old_matrix(token)
        if token == "\\genfrac":
            return self._fraction([self._argument() for _ in range(6)])
        if token == "\\bmod":
            return self._styled("\\text", list("mod"))
        if token in ("\\pmod", "\\pod"):
            name = self._styled("\\text", list("mod")) if token == "\\pmod" else []
            return ["(", *name, *self._argument(), ")"]
        if token in _ONE:
            index = self._optional() if token in _OPTIONAL else []
            return [token, *index, *_group(self._argument())]
        if token == "\\not":
            negated = self._argument()
            known = _NEGATED.get("".join(negated))
            return [known] if known else [token, *negated]
        if found := _ENVIRONMENT.match(token):
            return self._environment(found[1], found[2])
        return [token]

    def _old_matrix(self, command: str) -> list[str]:
        """``\\pmatrix{…}`` and its like; second columns of ``\\cases{…}`` are text."""
        name, cells, cell = _OLD_MATRICES[command], [], []
        for token in [*self._argument(), ""]:
            if token in ("&", "\\\\", ""):
                text = command == "\\cases" and cells[-1:] == ["&"]
                cells += [*(self._styled("\\text", cell) if text else cell), *filter(None, [token])]
                cell = []
            else:
                cell.append(token)
        return [*self._environment("begin", name), *cells, *self._environment("end", name)]

    @staticmethod
    def _two(command: str, one: list[str], other: list[str]) -> list[str]:
        if command == "\\underset" and len(other) == 1 and other[0] in _LIMITS:
            return [*other, "_", *_group(one)]
        return [command, *_group(one), *_group(other)]

    @staticmethod
    def _fraction(parts: list[list[str]]) -> list[str]:
        """``\\genfrac{left}{right}{thickness}{style}{above}{below}``"""
        left, right, thickness, _, above, below = parts
        bare = "".join(thickness)[:1] == "0"
        if bare and (left, right) == (["("], [")"]):
            return ["\\binom", *_group(above), *_group(below)]
        name = "\\atop" if bare else "\\frac"
        return [*left, name, *_group(above), *_group(below), *right]

    def _mixed(self, text: list[str]) -> list[str]:
        """Text with formulas between dollar signs: text, formula, text …"""
        out: list[str] = []
        part: list[str] = []
        formula = False
        for token in [*text, "$"]:
            if token != "$":
                part.append(token)
                continue
            _append(out, part if formula else self._styled("\\text", part))
            formula, part = not formula, []
        return out

    def _styled(self, command: str, text: list[str]) -> list[str]:
        if command == "\\text" and "$" in text:
            return self._mixed(text)
        name = "".join(text)
        if command == "\\text" and name in _NAMES:
            return [f"\\{name}"]
        return [command, *_group(text)] if text else []

    def _environment(self, edge: str, name: str) -> list[str]:
        if edge == "begin" and name in _WITH_COLUMNS:
            self._optional()
            self._argument()
        if name in _TRANSPARENT:
            return []
        if name in _FENCED:
            left, right = _FENCED[name]
            matrix = f"\\{edge}{{matrix}}"
            return [t for t in ([left, matrix] if edge == "begin" else [matrix, right]) if t]
        return [f"\\{edge}{{{'matrix' if name in _TABLES else name}}}"]

    def _argument(self) -> list[str]:
        while self._peek() in _NOTHING:
            self._at += 1
        return self._nested(self._bare) if self._at < len(self._tokens) else []

    def _optional(self) -> list[str]:
        """An optional argument as it stands, its brackets included."""
        if self._peek() != "[":
            return []
        for end in range(self._at, min(len(self._tokens), self._at + 100)):
            if self._tokens[end] == "]":
                inner = self._tokens[self._at : end + 1]
                self._at = end + 1
                return inner
        return []
