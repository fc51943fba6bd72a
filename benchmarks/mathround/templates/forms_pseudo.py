# ruff: noqa: E501 - markup stands as sites write it
"""Rows 105 and 106: letters, sub and sup, for the formulas that they can say."""

import re

from templates.form import form

_GREEK = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho"
_SYMBOLS = {
    r"\sigma": "σ", r"\tau": "τ", r"\phi": "φ", r"\chi": "χ", r"\psi": "ψ", r"\omega": "ω",
    r"\varepsilon": "ε", r"\varphi": "φ", r"\Gamma": "Γ", r"\Delta": "Δ", r"\Sigma": "Σ", r"\Omega": "Ω",
    r"\geq": "≥", r"\ge": "≥", r"\leq": "≤", r"\le": "≤", r"\ne": "≠", r"\neq": "≠", r"\to": "→",
    r"\cup": "∪", r"\cap": "∩", r"\in": "∈", r"\notin": "∉", r"\times": "×", r"\cdot": "·", r"\pm": "±",
    r"\infty": "∞", r"\subset": "⊂", r"\subseteq": "⊆", r"\approx": "≈", r"\equiv": "≡", r"\nabla": "∇",
    r"\partial": "∂", r"\forall": "∀", r"\exists": "∃", r"\wedge": "∧", r"\vee": "∨", r"\neg": "¬",
    r"\land": "∧", r"\lor": "∨", r"\lnot": "¬", r"\Rightarrow": "⇒", r"\mapsto": "↦", r"\circ": "∘",
    r"\emptyset": "∅", r"\ldots": "…", r"\dots": "…", r"\cdots": "⋯", r"\sim": "∼", r"\perp": "⊥",
    r"\otimes": "⊗", r"\oplus": "⊕", r"\vdash": "⊢", r"\models": "⊨", r"\div": "÷", r"\ell": "ℓ",
    r"\hbar": "ℏ", r"\aleph": "ℵ", r"\langle": "⟨", r"\rangle": "⟩", r"\,": "\u2009", r"\ ": " ",
    r"\log": "log", r"\sin": "sin", r"\cos": "cos", r"\exp": "exp", r"\gcd": "gcd", r"\det": "det",
    r"\dim": "dim", r"\ker": "ker", r"\{": "{", r"\}": "}", r"\%": "%", r"\mid": "|", r"\ll": "≪", r"\gg": "≫",
}  # fmt: skip
for _place, _name in enumerate(_GREEK.split()):
    _SYMBOLS[rf"\{_name}"] = chr(0x3B1 + _place)
_TOKEN = re.compile(r"\\[a-zA-Z]+|\\.|[\s\S]")


class _UnsayableError(ValueError):
    pass


class _Writer:
    """Reads tokens of TeX and writes HTML; a template for fractions may be given."""

    def __init__(self, tex: str, fraction: str) -> None:
        self.tokens = _TOKEN.findall(tex)[::-1]
        self.fraction = fraction

    def run(self, until: str = "") -> str:
        out: list[str] = []
        while self.tokens and self.tokens[-1] != until:
            token = self.tokens.pop()
            if token in "^_":
                tag = "sup" if token == "^" else "sub"
                out.append(f"<{tag}>{self.argument()}</{tag}>")
            else:
                self.tokens.append(token)
                out.append(self.argument())
        return "".join(out)

    def argument(self) -> str:
        token = self._next()
        if token == "{":
            inner = self.run("}")
            self._next()
            return inner
        if token == r"\frac" and self.fraction:
            return self.fraction.format(self.argument(), self.argument())
        if token in _SYMBOLS:
            return _SYMBOLS[token]
        if token.isalpha():
            return f"<i>{token}</i>"
        if token.startswith("\\") or token in "&~$%#}":
            raise _UnsayableError(token)
        return {"-": "−", "'": "′", "<": "&lt;", ">": "&gt;", "*": "∗"}.get(token, token)

    def _next(self) -> str:
        if not self.tokens:
            raise _UnsayableError("the end")
        return self.tokens.pop()


def pseudo(tex: str, fraction: str = "") -> str | None:
    """HTML for a formula of letters, numbers, scripts and symbols; None for any other."""
    try:
        return _Writer(tex, fraction).run()
    except _UnsayableError:
        return None


@form("row-105-sub-sup", 105, carries="pseudo")
def sub_sup(tex: str, display: bool, n: int) -> str | None:
    markup = pseudo(tex)
    if markup is None or not display:
        return markup
    return f'<p align="center">{markup}</p>'


@form("row-105-codeforces-span", 105, carries="pseudo")
def tex_span(tex: str, display: bool, n: int) -> str | None:
    markup = pseudo(tex)
    if markup is None:
        return None
    span = f'<span class="tex-span">{markup}</span>'
    return f"<center>{span}</center>" if display else span


_SFRAC = (
    '<span class="sfrac"><span class="tion"><span class="num">{}</span><span class="sr-only">/</span>'
    '<span class="den">{}</span></span></span>'
)


@form("row-106-texhtml", 106, carries="pseudo")
def texhtml(tex: str, display: bool, n: int) -> str | None:
    markup = pseudo(tex, _SFRAC)
    if markup is None:
        return None
    span = f'<span class="texhtml">{markup}</span>'
    return f"<dl><dd>{span}</dd></dl>" if display else span
