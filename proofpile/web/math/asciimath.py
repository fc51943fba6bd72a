"""AsciiMath to TeX: the notation of ``<mathjax>``, ``math/asciimath`` and back-ticked formulas.

A reader by recursive descent over the grammar of asciimath.org, §"Grammar": an expression is simple parts
with scripts and fractions between them. Depth is limited, so that no input can exhaust the stack.
"""

import re
from dataclasses import dataclass

_SYMBOLS = {
    "*": "\\cdot", "**": "\\ast", "***": "\\star", "//": "/", "\\\\": "\\backslash", "xx": "\\times",
    "-:": "\\div",
    "@": "\\circ", "o+": "\\oplus", "ox": "\\otimes", "o.": "\\odot", "sum": "\\sum", "prod": "\\prod",
    "^^": "\\wedge",
    "^^^": "\\bigwedge", "vv": "\\vee", "vvv": "\\bigvee", "nn": "\\cap", "nnn": "\\bigcap", "uu": "\\cup",
    "uuu": "\\bigcup", "!=": "\\ne", "lt": "<", "gt": ">", "<=": "\\le", ">=": "\\ge", "-<": "\\prec",
    ">-": "\\succ",
    "-<=": "\\preceq", ">-=": "\\succeq", "in": "\\in", "!in": "\\notin", "sub": "\\subset",
    "sup": "\\supset",
    "sube": "\\subseteq", "supe": "\\supseteq", "-=": "\\equiv", "~=": "\\cong", "~~": "\\approx",
    "prop": "\\propto",
    "and": "\\text{ and }", "or": "\\text{ or }", "not": "\\neg", "=>": "\\implies", "if": "\\text{ if }",
    "<=>": "\\iff", "AA": "\\forall", "EE": "\\exists", "_|_": "\\bot", "TT": "\\top", "|--": "\\vdash",
    "|==": "\\models", "int": "\\int", "oint": "\\oint", "del": "\\partial", "grad": "\\nabla",
    "+-": "\\pm",
    "O/": "\\emptyset", "oo": "\\infty", "aleph": "\\aleph", "...": "\\ldots", ":.": "\\therefore",
    ":'": "\\because",
    "/_": "\\angle", "cdots": "\\cdots", "vdots": "\\vdots", "ddots": "\\ddots", "diamond": "\\diamond",
    "square": "\\square", "|_": "\\lfloor", "_|": "\\rfloor", "|~": "\\lceil", "~|": "\\rceil",
    "CC": "\\mathbb{C}",
    "NN": "\\mathbb{N}", "QQ": "\\mathbb{Q}", "RR": "\\mathbb{R}", "ZZ": "\\mathbb{Z}", "uarr": "\\uparrow",
    "darr": "\\downarrow", "rarr": "\\rightarrow", "->": "\\to", "|->": "\\mapsto", "larr": "\\leftarrow",
    "harr": "\\leftrightarrow", "rArr": "\\Rightarrow", "lArr": "\\Leftarrow", "hArr": "\\Leftrightarrow",
    "quad": "\\quad", "qquad": "\\qquad", "%": "\\%", "$": "\\$", "#": "\\#", "&": "\\&",
}  # fmt: skip
_FUNCTIONS = frozenset(
    [
        "sin",
        "cos",
        "tan",
        "sec",
        "csc",
        "cot",
        "sinh",
        "cosh",
        "tanh",
        "log",
        "ln",
        "exp",
        "det",
        "dim",
        "gcd",
        "lim",
        "max",
        "min",
        "arcsin",
        "arccos",
        "arctan",
    ]
)
_GREEK = frozenset(
    [
        "alpha",
        "beta",
        "gamma",
        "delta",
        "epsilon",
        "varepsilon",
        "zeta",
        "eta",
        "theta",
        "vartheta",
        "iota",
        "kappa",
        "lambda",
        "mu",
        "nu",
        "xi",
        "pi",
        "rho",
        "sigma",
        "tau",
        "upsilon",
        "phi",
        "varphi",
        "chi",
        "psi",
        "omega",
        "Gamma",
        "Delta",
        "Theta",
        "Lambda",
        "Xi",
        "Pi",
        "Sigma",
        "Phi",
        "Psi",
        "Omega",
    ]
)
_UNARY = {
    "sqrt": "sqrt", "hat": "hat", "bar": "overline", "ul": "underline", "vec": "vec", "dot": "dot",
    "ddot": "ddot",
    "tilde": "tilde", "cancel": "cancel", "bb": "mathbf", "bbb": "mathbb", "cc": "mathcal", "tt": "mathtt",
    "fr": "mathfrak", "sf": "mathsf", "abs": "abs", "norm": "norm", "floor": "floor", "ceil": "ceil",
}  # fmt: skip
_BINARY = {
    "frac": "\\frac",
    "root": "\\root",
    "stackrel": "\\stackrel",
    "overset": "\\overset",
    "underset": "\\underset",
}
_PAIRED = {
    "abs": ("|", "|"),
    "norm": ("\\|", "\\|"),
    "floor": ("\\lfloor ", "\\rfloor "),
    "ceil": ("\\lceil ", "\\rceil "),
}
_OPENING = {"(": "(", "[": "[", "{": "\\{", "(:": "\\langle ", "<<": "\\langle ", "{:": "."}
_CLOSING = {")": ")", "]": "]", "}": "\\}", ":)": "\\rangle ", ">>": "\\rangle ", ":}": "."}
_WORDS = sorted(
    {*_SYMBOLS, *_FUNCTIONS, *_GREEK, *_UNARY, *_BINARY, *_OPENING, *_CLOSING},
    key=len,
    reverse=True,
)
_TOKEN = re.compile(
    r'\s*(?:"(?P<quoted>[^"]*)"|text\((?P<text>[^)]*)\)|(?P<number>\d+(?:\.\d+)?)|(?P<tex>\\[A-Za-z]+)|(?P<word>'
    + "|".join(map(re.escape, _WORDS))
    + r")|(?P<char>\S))",
    re.DOTALL,
)
_DEEPEST = 40


@dataclass(slots=True)
class _Piece:
    """TeX and, for a bracketed group, what is inside (scripts and fractions drop their brackets)."""

    tex: str
    inner: str | None = None

    @property
    def argument(self) -> str:
        return self.tex if self.inner is None else self.inner


def to_tex(source: str) -> str:
    """TeX for an AsciiMath formula. What is no AsciiMath comes out as it is. Never raises."""
    return _Reader(source).read()


class _Reader:
    def __init__(self, source: str) -> None:
        self._tokens = [(m.lastgroup or "", m[m.lastgroup or 0]) for m in _TOKEN.finditer(source)]
        self._at = 0
        self._depth = 0

    def read(self) -> str:
        pieces = []
        while self._at < len(self._tokens):
            pieces.append(self._expression())
            if self._at < len(self._tokens):  # a bracket that closes nothing
                pieces.append(_CLOSING.get(self._next()[1], ""))
        return _joined([piece for piece in pieces if piece])

    def _peek(self) -> str:
        if self._at >= len(self._tokens):
            return ""
        kind, text = self._tokens[self._at]
        return text if kind in ("word", "char") else ""

    def _next(self) -> tuple[str, str]:
        self._at += 1
        return self._tokens[self._at - 1]

    def _expression(self) -> str:
        """Parts until a closing bracket or the end."""
        parts = []
        while self._at < len(self._tokens) and self._peek() not in _CLOSING:
            if self._peek() == "|" and self._bars:
                break
            part = self._scripted()
            if self._peek() == "/":
                self._next()
                below = self._scripted() if self._at < len(self._tokens) else _Piece("")
                part = _Piece(f"\\frac{{{part.argument}}}{{{below.argument}}}")
            parts.append(part.tex)
        return _joined(parts)

    _bars = False

    def _scripted(self) -> _Piece:
        part = self._simple()
        scripts = ""
        for mark in "_^":
            if self._peek() == mark:
                self._next()
                scripts += f"{mark}{{{self._simple().argument}}}"
        return _Piece(part.tex + scripts) if scripts else part

    def _simple(self) -> _Piece:
        if self._at >= len(self._tokens):
            return _Piece("")
        kind, text = self._next()
        self._depth += 1
        try:
            return self._part(kind, text)
        finally:
            self._depth -= 1

    def _part(self, kind: str, text: str) -> _Piece:
        if kind in ("quoted", "text"):
            return _Piece(f"\\text{{{text}}}")
        if kind in ("number", "tex"):
            return _Piece(text)
        if text in _OPENING and self._depth < _DEEPEST:
            return self._group(text)
        if text == "|" and not self._bars and "|" in [t for _, t in self._tokens[self._at :]]:
            return self._absolute()
        if text in _UNARY and self._depth < _DEEPEST:
            return self._unary(_UNARY[text])
        if text in _BINARY and self._depth < _DEEPEST:
            return self._binary(_BINARY[text])
        return _Piece(self._symbol(text))

    def _symbol(self, text: str) -> str:
        if text in _FUNCTIONS or text in _GREEK:
            return f"\\{text}"
        return _SYMBOLS.get(text) or {"{": "\\{", "}": "\\}"}.get(text, text)

    def _absolute(self) -> _Piece:
        self._bars = True
        inner = self._expression()
        self._bars = False
        if self._peek() == "|":
            self._next()
        return _Piece(f"|{inner}|")

    def _group(self, opening: str) -> _Piece:
        bars, self._bars = self._bars, False
        start = self._at
        inner = self._expression()
        self._bars = bars
        closing = self._next()[1] if self._at < len(self._tokens) else ""
        if matrix := _matrix(opening, closing, self._tokens[start : self._at - 1]):
            return _Piece(matrix)
        left, right = _OPENING[opening], _CLOSING.get(closing, ".")
        if "\\frac" in inner or "." in (left, right) or "\\begin" in inner:
            return _Piece(f"\\left{left}{inner}\\right{right}", inner)
        return _Piece(f"{left}{inner}{right}", inner)

    def _unary(self, command: str) -> _Piece:
        argument = self._simple().argument
        if command in _PAIRED:
            left, right = _PAIRED[command]
            return _Piece(f"{left}{argument}{right}")
        return _Piece(f"\\{command}{{{argument}}}")

    def _binary(self, command: str) -> _Piece:
        first, second = self._simple().argument, self._simple().argument
        if command == "\\root":
            return _Piece(f"\\sqrt[{first}]{{{second}}}")
        return _Piece(f"{command}{{{first}}}{{{second}}}")


_MATRICES = {
    ("[", "]"): "bmatrix",
    ("(", ")"): "pmatrix",
    ("{", ":}"): "cases",
    ("{:", ":}"): "matrix",
}


def _matrix(opening: str, closing: str, tokens: list[tuple[str, str]]) -> str:
    """``[[a,b],[c,d]]`` as a matrix; "" for anything else."""
    name = _MATRICES.get((opening, closing))
    rows = _split(tokens)
    if (
        not name
        or len(rows) < 2
        or any(len(row) < 2 or row[0][1] not in "([" or row[-1][1] not in ")]" for row in rows)
    ):
        return ""
    cells = [[_from_tokens(cell) for cell in _split(row[1:-1])] for row in rows]
    if len({len(row) for row in cells}) != 1 or len(cells[0]) < 2:
        return ""
    body = " \\\\ ".join(" & ".join(row) for row in cells)
    return f"\\begin{{{name}}} {body} \\end{{{name}}}"


def _split(tokens: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """Tokens between commas that stand outside brackets."""
    parts: list[list[tuple[str, str]]] = [[]]
    depth = 0
    for token in tokens:
        depth += (token[1] in _OPENING) - (token[1] in _CLOSING)
        if token[1] == "," and depth == 0:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _from_tokens(tokens: list[tuple[str, str]]) -> str:
    reader = _Reader("")
    reader._tokens = tokens
    return reader.read()


def _joined(parts: list[str]) -> str:
    whole = ""
    for part in parts:
        if part[:1].isalpha() and re.search(r"\\[A-Za-z]+$", whole[-24:]):
            whole += " "
        whole += part
    return whole
