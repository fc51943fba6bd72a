"""AsciiMath to TeX: the notation of ``<mathjax>``, ``math/asciimath`` and back-ticked formulas.

A reader by recursive descent over the published grammar: an expression is simple parts with scripts and
fractions between them. Every token is read once (a matrix is recognised from the cells that its brackets were
read into), and depth is limited, so that no input can exhaust the stack or cost more than its length.
"""

import re
from dataclasses import dataclass, field

from proofpile.web.math.notations.asciimath_symbols import (
    AROUND,
    BINARY,
    CLOSING,
    CONSTANTS,
    FUNCTIONS,
    OPENING,
    UNARY,
)
from proofpile.web.math.notations.mathml_elements import join
from proofpile.web.math.notations.mathml_scripts import bare_script
from proofpile.web.math.notations.mathml_tokens import text as text_in_tex

_WORDS = sorted(
    {*CONSTANTS, *FUNCTIONS, *UNARY, *BINARY, *AROUND, *OPENING, *CLOSING}, key=len, reverse=True
)
_TOKEN = re.compile(
    r'\s*+(?:"(?P<quoted>[^"]*)"|(?:text|mbox)\((?P<text>[^)]{0,1000})\)|(?P<number>\d+(?:\.\d+)?|\.\d+)'
    r"|(?P<word>" + "|".join(map(re.escape, _WORDS)) + r")|(?P<tex>\\[A-Za-z]+)|(?P<char>\S))"
)
_DEEPEST = 40
_MATRICES = {("[", "]"): "bmatrix", ("(", ")"): "pmatrix", ("|", "|"): "vmatrix", ("{", "}"): "Bmatrix",
             ("{", ":}"): "cases", ("{:", ":}"): "matrix", ("{:", "}"): "rcases"}  # fmt: skip
_DROPPED = frozenset(("(", "[", "{", "{:"))  # brackets that a fraction or a script needs no more
_TALL = re.compile(r"\\(?:frac|begin|sum|prod|int|left|binom)")
_RELATION = re.compile(r"[=<>]|\\(?:leq?|geq?|approx|equiv)(?![A-Za-z])")


@dataclass(slots=True)
class _Piece:
    """TeX and, for a bracketed group, what is inside (scripts and fractions drop their brackets)."""

    tex: str
    inner: str | None = None
    brackets: tuple[str, str] = ("", "")
    cells: list[str] = field(default_factory=list)
    is_infix: bool = False  # a minus after it belongs to what follows

    @property
    def argument(self) -> str:
        return self.tex if self.inner is None else self.inner


def to_tex(source: str) -> str:
    """TeX for an AsciiMath formula. What is no AsciiMath comes out as it is. Never raises."""
    return _Reader(source).read()


class _Reader:
    def __init__(self, source: str) -> None:
        self._tokens = [
            (m.lastgroup or "", m[m.lastgroup or 0]) for m in _TOKEN.finditer(source.strip())
        ]
        self._at = 0
        self._depth = 0
        self._bars = False  # inside |…|, where a bar closes
        self._last_bar = max(
            (
                at
                for at, (kind, token) in enumerate(self._tokens)
                if token == "|" and kind == "char"
            ),
            default=-1,
        )

    def read(self) -> str:
        pieces: list[str] = []
        while self._at < len(self._tokens):
            pieces.extend(piece.tex for piece in self._expression())
            if self._at < len(self._tokens):  # a bracket that closes nothing
                pieces.append(CLOSING.get(self._next()[1], ""))
        return join(pieces).strip()

    def _peek(self) -> str:
        if self._at >= len(self._tokens):
            return ""
        kind, token = self._tokens[self._at]
        return token if kind in ("word", "char") else ""

    def _next(self) -> tuple[str, str]:
        self._at += 1
        return self._tokens[self._at - 1]

    # --- the grammar

    def _expression(self, commas: bool = False) -> list[_Piece]:
        """Parts until a closing bracket or the end; where `commas` count, until one of them too."""
        parts: list[_Piece] = []
        while self._at < len(self._tokens):
            token = self._peek()
            if token in CLOSING or (token == "|" and self._bars) or (token == "," and commas):
                break
            part = self._scripted()
            if self._peek() == "/":
                self._next()
                below = self._scripted(after_infix=True) if self._more() else _Piece("")
                part = _Piece(f"\\frac{{{part.argument}}}{{{below.argument}}}")
            parts.append(part)
        return parts

    def _more(self) -> bool:
        return self._at < len(self._tokens) and self._peek() not in CLOSING

    def _scripted(self, after_infix: bool = False) -> _Piece:
        part = self._simple(after_infix)
        scripts = ""
        for _ in range(2):
            mark = self._peek()
            if mark not in ("_", "^") or mark in scripts[:1]:
                break
            self._next()
            script = self._simple(after_infix=True).argument if self._more() else ""
            scripts += mark + (script if bare_script(script) else f"{{{script}}}")
        return _Piece(part.tex + scripts) if scripts else part

    def _simple(self, after_infix: bool = False) -> _Piece:
        if self._at >= len(self._tokens):
            return _Piece("")
        kind, token = self._next()
        self._depth += 1
        try:
            if (
                after_infix
                and token == "-"
                and kind == "char"
                and self._depth < _DEEPEST
                and self._more()
            ):
                return _Piece("-" + self._simple().tex)
            return self._part(kind, token)
        finally:
            self._depth -= 1

    def _part(self, kind: str, token: str) -> _Piece:
        if kind in ("quoted", "text"):
            return _Piece(text_in_tex(token))
        if kind in ("number", "tex"):
            return _Piece(token)
        shallow = self._depth < _DEEPEST
        if token in OPENING and shallow:
            return self._group(token)
        if token == "|" and self._opens_bars() and shallow:
            return self._group("|")
        if token in FUNCTIONS:
            return self._function(token) if shallow else _Piece(FUNCTIONS[token])
        if token in AROUND and shallow:
            left, right = AROUND[token]
            return _Piece(_around(left, self._simple().argument, right))
        if token in UNARY and shallow:
            return self._unary(UNARY[token])
        if token in BINARY and shallow:
            return self._binary(token)
        return _Piece(_symbol(token))

    def _opens_bars(self) -> bool:
        """Whether the bar just read has a partner; one between commas is a line in a matrix."""
        return not self._bars and self._at <= self._last_bar and self._peek() != ","

    def _function(self, token: str) -> _Piece:
        """A function takes what follows with it, so that ``sin x/2`` is one fraction; brackets stay."""
        name = FUNCTIONS[token]
        following = self._peek()
        if not self._more() or following in ("_", "^", "/", "|", ",", "'"):
            return _Piece(name)
        if len(token) == 1 and following not in ("(", "["):
            return _Piece(name)
        return _Piece(join([name, self._simple().tex]))

    def _unary(self, command: str) -> _Piece:
        if command.startswith("math") and self._at < len(self._tokens):
            kind, token = self._tokens[self._at]
            if kind in ("quoted", "text"):
                self._next()
                return _Piece(f"\\{command}{{{token}}}")
        return _Piece(f"\\{command}{{{self._simple().argument}}}")

    def _binary(self, token: str) -> _Piece:
        first, second = self._simple(), self._simple()
        if token == "root":
            return _Piece(f"\\sqrt[{first.argument}]{{{second.argument}}}")
        if not BINARY[token]:  # colours and classes say how it looks
            return _Piece(second.argument)
        return _Piece(f"{BINARY[token]}{{{first.argument}}}{{{second.argument}}}")

    def _group(self, opening: str) -> _Piece:
        """A bracketed group; one of groups of one length is a matrix."""
        bars, self._bars = self._bars, opening == "|"
        items = [self._expression(commas=True)]
        while self._peek() == ",":
            self._next()
            items.append(self._expression(commas=True))
        self._bars = bars
        closing = self._next()[1] if self._at < len(self._tokens) else ""
        if matrix := _matrix(opening, closing, items):
            return _Piece(matrix)
        cells = [join([piece.tex for piece in item]) for item in items]
        inner = ",".join(cells)
        left = OPENING.get(opening, opening)
        right = CLOSING.get(closing, closing)
        if not closing:
            return _Piece(join([left, inner]))
        tex = _around(left, inner, right) or "{}"
        return _Piece(tex, inner if opening in _DROPPED else None, (opening, closing), cells)


def _symbol(token: str) -> str:
    return (
        CONSTANTS.get(token)
        or OPENING.get(token)
        or {"{": "\\{", "}": "\\}", "_": "\\_"}.get(token, token)
    )


def _around(left: str, inner: str, right: str) -> str:
    """Delimiters as tall as what is in them; an invisible one is there only beside a tall one."""
    if (left or right) and _TALL.search(inner):
        return join([f"\\left{left or '.'}", inner, f"\\right{right or '.'}"])
    return join([left, inner, right])


# --- matrices


def _matrix(opening: str, closing: str, items: list[list[_Piece]]) -> str:
    """``[[a,b],[c,d]]`` as a matrix; "" for anything else."""
    if len(items) < 2 or any(len(item) != 1 or item[0].inner is None for item in items):
        return ""
    rows = [item[0].cells for item in items]
    brackets = {item[0].brackets for item in items}
    if len({len(row) for row in rows}) != 1 or brackets not in ({("(", ")")}, {("[", "]")}):
        return ""
    name = _MATRICES.get((opening, closing), "")
    ruled = {
        at for at, cell in enumerate(rows[0]) if cell == "|" and all(row[at] == "|" for row in rows)
    }
    if ruled:
        columns = "".join(["|" if at in ruled else "c" for at in range(len(rows[0]))])
        rows = [[cell for at, cell in enumerate(row) if at not in ruled] for row in rows]
        return _fenced(
            opening, f"\\begin{{array}}{{{columns}}} {_lines(rows)} \\end{{array}}", closing
        )
    if name == "matrix" and len(rows[0]) > 1 and all(_RELATION.match(row[1]) for row in rows):
        name = "aligned"
    if name:
        return f"\\begin{{{name}}} {_lines(rows)} \\end{{{name}}}"
    return _fenced(opening, f"\\begin{{matrix}} {_lines(rows)} \\end{{matrix}}", closing)


def _lines(rows: list[list[str]]) -> str:
    return " \\\\ ".join([" & ".join(map(_cell, row)) for row in rows])


def _cell(tex: str) -> str:
    return tex.replace("\\text{ if }", "\\text{if }", 1) if tex.startswith("\\text{ if }") else tex


def _fenced(opening: str, body: str, closing: str) -> str:
    left, right = OPENING.get(opening, opening) or ".", CLOSING.get(closing, closing) or "."
    return join([f"\\left{left}", body, f"\\right{right}"])
