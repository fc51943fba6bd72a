"""Whether TeX can be parsed at all: what a page wrote wrong, or what reading it broke.

Judged by grammar alone, without a list of all commands: braces close, ``\\left`` meets ``\\right`` and
``\\begin`` its ``\\end`` at the same depth, a script has an argument and nothing has two of a kind, ``&``
stands inside something that has columns, no ``$`` stands in the open. TeX, KaTeX and MathJax refuse whatever
fails here; what passes may still hold a command that they do not know.
"""

import re

DEFECTS = {
    "empty": "nothing but blanks",
    "unbalanced-braces": "a brace without its partner",
    "unmatched-left-right": "\\left without \\right, or the other way round",
    "unmatched-environment": "\\begin without its \\end, or the other way round",
    "missing-script": "^ or _ with nothing behind it",
    "double-script": "two superscripts, or two subscripts, of one thing",
    "stray-alignment": "& outside of everything that has columns",
    "stray-dollar": "a dollar in the open: formulas and prose in one",
}

# Commands whose argument is text, a name or a notation of its own.
_OPAQUE = (
    r"(?:text(?:rm|bf|it|tt|sf|normal|up)?|[mh]box|label|ref|eqref|tag|href|url|cite|class|cssId|html(?:Class|Id|Data)"
    r"|includegraphics|(?:text)?color|unicode|require|c[ef]|pu|si|SI|num)(?![A-Za-z])"
)
_TOKEN = re.compile(
    rf"""(?P<brace>[{{}}])
    | (?P<script>[\^_])\s*(?P<argument>[^\s\\{{}}^_&$]|\\(?!left|right|begin|end|verb|{_OPAQUE})[A-Za-z]+)?
    | (?P<cell>&)
    | (?P<dollar>\$)
    | \\(?: (?P<edge>begin|end)\s*\{{(?P<name>[^{{}}]*)\}}
          | (?P<side>left|right)(?![A-Za-z])
          | (?P<opaque>{_OPAQUE}\*?\s*\{{)
          | (?P<line>\\)
          | verb\*?(?P<bar>[^A-Za-z\s*]).*?(?:(?P=bar)|\Z)
          | [^A-Za-z] )""",
    re.DOTALL | re.VERBOSE,
)
_SPECIAL = re.compile(r"[\\{}^_&$]")
# Diagrams use ^ and _ for labels, proof trees write \Axiom$…$, and a definition may hold half of a pair.
_OWN_GRAMMAR = re.compile(
    r"\\(?:xymatrix|xy|ar|Axiom|UnaryInf|BinaryInf|Deduce|def|gdef|edef|let|newcommand|renewcommand)(?![A-Za-z])"
)
_UNMATCHED = {"{": "unbalanced-braces", "left": "unmatched-left-right"}


def defect(tex: str) -> str:
    """The first of `DEFECTS` that `tex` shows, "" if there is none. Linear in its length."""
    if not _SPECIAL.search(tex):
        return "" if tex.strip() else "empty"
    if "\\" in tex and _OWN_GRAMMAR.search(tex):
        return _braces(tex)
    return _Parser(tex).defect()


def _braces(tex: str) -> str:
    depth = 0
    for token in _TOKEN.finditer(tex):
        depth += 1 if token["opaque"] or token[0] == "{" else -(token[0] == "}")
        if depth < 0:
            break
    return "unbalanced-braces" if depth else ""


class _Parser:
    """What is open, and which scripts the last thing has. Ordinary characters and commands are skipped."""

    def __init__(self, tex: str) -> None:
        self._tex = tex
        self._open: list[tuple[str, str]] = []  # "{", "left" or " name", and the scripts around it
        self._scripts = ""  # of what ends at `_at`
        self._at = 0
        self._awaits = False  # whether the last token was a script without an argument
        self._text = (
            0  # how many are open where the text lies that is being read; 0 outside of text
        )

    def defect(self) -> str:
        for token in _TOKEN.finditer(self._tex):
            kind = token.lastgroup
            if self._text:
                wrong = self._in_text(token[0], kind)
            elif kind in ("script", "argument"):
                wrong = self._script(token)
            elif self._awaits and self._ends(token[0], kind):
                wrong = "missing-script"
            else:
                wrong = self._edge(token, kind)
                self._awaits = False
            if wrong:
                return wrong
        if self._open:
            return _UNMATCHED.get(self._open[-1][0], "unmatched-environment")
        return "missing-script" if self._awaits else ""

    def _in_text(self, text: str, kind: str | None) -> str:
        if text == "{" or kind == "opaque":
            self._open.append(("{", ""))
        elif text == "}":
            self._close("{", 0)
            self._text = 0 if len(self._open) < self._text else self._text
        return ""

    def _script(self, token: re.Match[str]) -> str:
        if self._awaits:
            return "missing-script"
        mark = token["script"]
        if self._tex[self._at : token.start()].strip():
            self._scripts = ""
        if mark in self._scripts:
            return "double-script"
        self._scripts += mark
        self._awaits = token["argument"] is None
        self._at = token.end()
        return ""

    @staticmethod
    def _ends(text: str, kind: str | None) -> bool:
        return text == "}" or kind in ("cell", "dollar", "line") or text[:4] in ("\\rig", "\\end")

    def _edge(self, token: re.Match[str], kind: str | None) -> str:
        if kind == "brace":
            if token[0] == "}":
                return self._close("{", token.end())
            self._begin("{", self._scripts if self._awaits else "")
        elif kind == "opaque":
            self._begin("{")
            self._text = len(self._open)
        elif kind == "side":
            if token["side"] == "right":
                return self._close("left", token.end())
            self._begin("left")
        elif kind == "name":
            name = f" {token['name'].strip()}"
            if token["edge"] == "end":
                return self._close(name, token.end())
            self._begin(name)
        elif kind == "cell" and all(one == "left" for one, _ in self._open):
            return "stray-alignment"
        elif kind == "dollar" and all(one != "{" for one, _ in self._open):
            return "stray-dollar"
        return ""

    def _begin(self, kind: str, scripts: str = "") -> None:
        self._open.append((kind, scripts))

    def _close(self, kind: str, at: int) -> str:
        if not self._open:
            return _UNMATCHED.get(kind, "unmatched-environment")
        last, self._scripts = self._open.pop()
        self._at = at
        if last == kind:
            return ""
        return _UNMATCHED.get(last if kind == "{" else kind, "unmatched-environment")
