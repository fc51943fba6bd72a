"""The part of TeX that the sample's pages use, as presentation MathML.

For pages whose form needs MathML: KaTeX, MediaWiki, LaTeXML, MathJax's assistive markup. An unknown
command raises, so that no page goes into the sample half-written.
"""

import re
from html import escape

_TOKEN = re.compile(r"\\[A-Za-z]+\*?|\\.|\d+(?:\.\d+)?|\s+|.", re.DOTALL)
_IDENTIFIERS = {
    "alpha": "α", "beta": "β", "gamma": "γ", "Gamma": "Γ", "delta": "δ", "epsilon": "ϵ", "zeta": "ζ",
    "theta": "θ", "lambda": "λ", "mu": "μ", "nu": "ν", "xi": "ξ", "pi": "π", "sigma": "σ", "phi": "ϕ",
    "varphi": "φ", "omega": "ω", "ell": "ℓ", "infty": "∞", "partial": "∂", "sin": "sin", "cos": "cos",
    "log": "log", "ln": "ln", "det": "det", "min": "min", "max": "max", "lim": "lim", "dots": "…",
    "ldots": "…", "cdots": "⋯",
}  # fmt: skip
_OPERATORS = {
    "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠", "approx": "≈", "equiv": "≡",
    "sim": "∼", "in": "∈", "notin": "∉", "subset": "⊂", "cup": "∪", "cap": "∩", "to": "→",
    "mapsto": "↦", "cdot": "⋅", "times": "×", "pm": "±", "mid": "∣", "nabla": "∇", "sum": "∑",
    "prod": "∏", "int": "∫", "lfloor": "⌊", "rfloor": "⌋", "langle": "⟨", "rangle": "⟩",
}  # fmt: skip
_SPACES = {"\\,": "0.167em", "\\;": "0.278em", "\\quad": "1em", "\\qquad": "2em"}
_FONTS = {
    "mathbb": {"R": "ℝ", "Z": "ℤ", "Q": "ℚ", "N": "ℕ", "C": "ℂ", "F": "𝔽"},
    "mathcal": {"P": "𝒫"},
}
_ACCENTS = {"bar": "¯", "hat": "^"}


def mathml(tex: str) -> str:
    """The children of a ``<math>`` element that shows `tex`. Raises ValueError on what it does not know."""
    parser = _Parser([t for t in _TOKEN.findall(tex) if not t.isspace()])
    row = parser.row()
    if parser.tokens:
        raise ValueError(f"{tex!r}: {parser.tokens[0]!r} has nothing to close")
    return row


class _Parser:
    def __init__(self, tokens: list[str]) -> None:
        self.tokens = tokens

    def row(self) -> str:
        """Everything up to a closing brace, as one element."""
        parts = []
        while self.tokens and self.tokens[0] != "}":
            parts.append(self._scripted())
        return parts[0] if len(parts) == 1 else f"<mrow>{''.join(parts)}</mrow>"

    def _scripted(self) -> str:
        base = self._atom()
        scripts = {}
        while self.tokens and self.tokens[0] in ("_", "^"):
            mark = self.tokens.pop(0)
            scripts[mark] = self._atom()
        match sorted(scripts):
            case ["^", "_"]:
                return f"<msubsup>{base}{scripts['_']}{scripts['^']}</msubsup>"
            case ["_"]:
                return f"<msub>{base}{scripts['_']}</msub>"
            case ["^"]:
                return f"<msup>{base}{scripts['^']}</msup>"
        return base

    def _atom(self) -> str:
        token = self.tokens.pop(0)
        if token == "{":
            inner = self.row()
            self.tokens.pop(0)
            return inner
        if token in _SPACES:
            return f'<mspace width="{_SPACES[token]}"></mspace>'
        if token.startswith("\\"):
            return self._command(token[1:])
        if token[0].isdigit():
            return f"<mn>{token}</mn>"
        return f"<mi>{token}</mi>" if token.isalpha() else f"<mo>{_operator(token)}</mo>"

    def _command(self, name: str) -> str:
        if name in _IDENTIFIERS:
            return f"<mi>{_IDENTIFIERS[name]}</mi>"
        if name in _OPERATORS:
            return f"<mo>{_OPERATORS[name]}</mo>"
        if name in ("left", "right"):
            return self._atom()
        if name in ("frac", "cfrac"):
            return f"<mfrac>{self._atom()}{self._atom()}</mfrac>"
        if name == "binom":
            stack = f'<mfrac linethickness="0">{self._atom()}{self._atom()}</mfrac>'
            return f"<mrow><mo>(</mo>{stack}<mo>)</mo></mrow>"
        if name == "pmod":
            return f"<mrow><mo>(</mo><mi>mod</mi>{self._atom()}<mo>)</mo></mrow>"
        if name == "sqrt":
            return f"<msqrt>{self._atom()}</msqrt>"
        if name in _FONTS:
            return f"<mi>{_FONTS[name][self._letters()]}</mi>"
        if name in _ACCENTS:
            return f"<mover accent='true'>{self._atom()}<mo>{_ACCENTS[name]}</mo></mover>"
        if not name.isalpha():
            return f"<mo>{escape(name)}</mo>"
        raise ValueError(f"\\{name} is not among the commands that sources/samples/mathml.py knows")

    def _letters(self) -> str:
        token = self.tokens.pop(0)
        if token != "{":
            return token
        end = self.tokens.index("}")
        letters, self.tokens[: end + 1] = "".join(self.tokens[:end]), []
        return letters


def _operator(token: str) -> str:
    return {"-": "−", "'": "′", "*": "∗"}.get(token, escape(token, quote=False))
