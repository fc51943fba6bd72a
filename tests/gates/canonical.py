"""When two TeX formulas are the same: a canonical form in which spelling does not count and structure does.

Spaces, redundant braces, sizes of delimiters and aliases (``\\le`` = ``\\leq``) are spelling. What is above,
below, inside or beside what is structure: ``x^{12}`` and ``x^12`` differ.
"""

import re

_TOKEN = re.compile(r"\\(?:begin|end)\s*\{[^{}]*\}|\\[A-Za-z]+\*?|\\.|[^\s]", re.DOTALL)
_ROW_GAP = re.compile(r"\\\\\s*\[[\d.]+(?:ex|em|pt)\]")
_SPACES = (
    "\\, \\; \\: \\! \\enspace \\quad \\qquad \\displaystyle \\textstyle \\scriptstyle \\left "
    "\\right \\middle \\limits \\nolimits \\hline \\big \\Big \\bigg \\Bigg \\bigl \\bigr \\Bigl \\Bigr "
    "\\biggl \\biggr \\nonumber \\notag \\allowbreak ~"
)
_NOTHING = frozenset([*_SPACES.split(), "\\ "])
_ALIASES = {
    "\\le": "\\leq", "\\ge": "\\geq", "\\ne": "\\neq", "\\to": "\\rightarrow", "\\gets": "\\leftarrow",
    "\\dots": "\\ldots", "\\dotsc": "\\ldots", "\\dotsb": "\\ldots", "\\cdots": "\\ldots",
    "\\hdots": "\\ldots", "−": "-", "\\vert": "|", "\\lvert": "|", "\\rvert": "|",
    "\\mid": "|", "\\Vert": "\\|", "\\lVert": "\\|", "\\rVert": "\\|", "\\parallel": "\\|",
    "\\lbrace": "\\{", "\\rbrace": "\\}",
    "\\dfrac": "\\frac", "\\tfrac": "\\frac", "\\implies": "\\Longrightarrow",
    "\\iff": "\\Longleftrightarrow",
    "\\land": "\\wedge", "\\lor": "\\vee", "\\lnot": "\\neg", "\\colon": ":", "\\ast": "*",
    "\\owns": "\\ni",
    "\\mathrm": "\\text", "\\textnormal": "\\text", "\\textrm": "\\text", "\\mbox": "\\text",
    "\\hbox": "\\text",
    "\\operatorname": "\\text", "\\operatorname*": "\\text", "\\bm": "\\boldsymbol",
    "\\emptyset": "\\varnothing",
    "\\thinspace": "\\,", "\\lt": "<", "\\gt": ">", "\\widehat": "\\hat", "\\widetilde": "\\tilde",
    "\\dbinom": "\\binom",
    "\\bot": "\\perp", "\\square": "\\Box", "\\textsf": "\\mathsf", "\\texttt": "\\mathtt",
}  # fmt: skip
_TWO = frozenset(("\\frac", "\\binom", "\\overset", "\\underset", "\\stackrel"))
_WITH_ARGUMENT = (
    "\\sqrt \\hat \\bar \\vec \\tilde \\dot \\ddot \\overline \\underline \\mathbf \\mathbb \\mathcal "
    "\\mathsf \\mathfrak \\mathscr \\mathtt \\mathit \\boldsymbol \\overbrace \\underbrace \\boxed "
    "\\check \\breve "
    "\\acute \\grave"
)
_ONE = frozenset(_WITH_ARGUMENT.split())
_VERBATIM = frozenset(("\\text", "\\mathsf", "\\mathtt"))
_DROPPED = frozenset(
    ("\\tag", "\\label", "\\hspace", "\\vphantom", "\\phantom", "\\kern", "\\tag*")
)
_ENVIRONMENT = re.compile(r"\\(begin|end)\s*\{(\w+)\*?\}")
_SAME = {
    "align": "aligned",
    "gather": "gathered",
    "array": "matrix",
    "split": "aligned",
    "alignat": "aligned",
    "alignedat": "aligned",
}
_FUNCTIONS = "sin cos tan log ln exp max min det dim ker deg gcd lim sup inf arg"
_NAMES = frozenset(_FUNCTIONS.split())


def canonical(tex: str) -> str:
    """The canonical form of a formula."""
    tex = _ROW_GAP.sub(r"\\\\", tex.replace("...", r"\ldots "))
    tokens = [_ALIASES.get(token, token) for token in _TOKEN.findall(tex)]
    return _Reader(tokens).row()[0].rstrip(".,;")


class _Reader:
    def __init__(self, tokens: list[str]) -> None:
        self._tokens, self._at = tokens, 0

    def row(self) -> tuple[str, int]:
        """Items until a closing brace or the end, and how many they were."""
        out: list[str] = []
        while self._at < len(self._tokens) and self._tokens[self._at] != "}":
            item = self._item()
            if item.startswith("\\end(") and out and out[-1] == "\\\\":
                out.pop()
            if item:
                out.append(item)
        self._at += 1
        while out and out[-1] == "\\\\":
            out.pop()
        return "".join(out), len(out)

    def _item(self) -> str:
        base = self._bare()
        below, above = "", ""
        while self._at < len(self._tokens) and self._tokens[self._at] in ("_", "^", "'"):
            mark = self._tokens[self._at]
            self._at += 1
            if mark == "_":
                below += self._argument()
            elif mark == "^":
                above += self._argument()
            else:
                above += "\\prime"
        return base + (f"_({below})" if below else "") + (f"^({above})" if above else "")

    def _bare(self) -> str:
        token = self._tokens[self._at]
        self._at += 1
        if token in _NOTHING:
            return ""
        if token == "{":
            return self.row()[0]
        if token in _DROPPED:
            self._argument()
            return ""
        if token in _TWO:
            return f"{token}({self._argument()})({self._argument()})"
        if token in _VERBATIM:
            text = self._argument()
            return f"\\{text}" if text in _NAMES else f"{token}({text})"
        if token in _ONE:
            index = self._optional() if token == "\\sqrt" else ""
            return f"{token}{index}({self._argument()})"
        if found := _ENVIRONMENT.match(token):
            return self._environment(found)
        return token

    def _environment(self, found: re.Match[str]) -> str:
        if found[1] == "begin" and found[2] in ("array", "alignat", "alignedat"):
            self._argument()  # columns
        name = _SAME.get(found[2], found[2])
        return "" if name in ("equation", "displaymath") else f"\\{found[1]}({name})"

    def _argument(self) -> str:
        while self._at < len(self._tokens) and self._tokens[self._at] in _NOTHING:
            self._at += 1
        return self._bare() if self._at < len(self._tokens) else ""

    def _optional(self) -> str:
        if self._at >= len(self._tokens) or self._tokens[self._at] != "[":
            return ""
        end = self._tokens.index("]", self._at) if "]" in self._tokens[self._at :] else self._at
        inner = "".join(self._tokens[self._at : end + 1])
        self._at = end + 1
        return inner
