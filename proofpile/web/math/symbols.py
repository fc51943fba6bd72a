"""Unicode to TeX: one character, one command. Data for the MathML, MathJax and KaTeX converters."""

import unicodedata

_GREEK = """
    α alpha β beta γ gamma δ delta ε varepsilon ζ zeta η eta θ theta ι iota κ kappa λ lambda μ mu ν nu ξ xi
    ο omicron π pi ρ rho σ sigma τ tau υ upsilon φ varphi χ chi ψ psi ω omega
"""
_greek = _GREEK.split()
GREEK = {
    **{char: f"\\{name}" for char, name in zip(_greek[::2], _greek[1::2], strict=True)},
    "Γ": "\\Gamma", "Δ": "\\Delta", "Θ": "\\Theta", "Λ": "\\Lambda", "Ξ": "\\Xi", "Π": "\\Pi",
    "Σ": "\\Sigma", "Υ": "\\Upsilon", "Φ": "\\Phi", "Ψ": "\\Psi", "Ω": "\\Omega",
    "ϵ": "\\epsilon", "ϑ": "\\vartheta", "ϰ": "\\varkappa", "ϕ": "\\phi", "ϱ": "\\varrho",
    "ϖ": "\\varpi", "ς": "\\varsigma", "µ": "\\mu",
}  # fmt: skip

_TABLE = """
    × times ÷ div ± pm ∓ mp · cdot ⋅ cdot ∗ ast ⋆ star ∘ circ ∙ bullet • bullet ⊕ oplus ⊖ ominus ⊗ otimes
    ⊘ oslash ⊙ odot † dagger ‡ ddagger ⨿ amalg ∩ cap ∪ cup ⊎ uplus ⊓ sqcap ⊔ sqcup ∨ vee ∧ wedge ∖
    setminus ≀ wr ⋄ diamond ◇ diamond △ triangle ▽ triangledown ◁ triangleleft ▷ triangleright ⋉ ltimes ⋊
    rtimes ⋈ bowtie ≤ leq ≥ geq ⩽ leqslant ⩾ geqslant ≦ leqq ≧ geqq ≪ ll ≫ gg ≺ prec ≻ succ ⪯ preceq ⪰
    succeq ≼ preccurlyeq ≽ succcurlyeq ∼ sim ≃ simeq ≈ approx ≅ cong ≡ equiv ≍ asymp ≐ doteq ∝ propto ≠
    neq ≜ triangleq ≔ coloneqq ⊂ subset ⊃ supset ⊆ subseteq ⊇ supseteq ⊊ subsetneq ⊋ supsetneq ⊏ sqsubset
    ⊐ sqsupset ⊑ sqsubseteq ⊒ sqsupseteq ∈ in ∋ ni ∉ notin ⊢ vdash ⊣ dashv ⊨ models ⊩ Vdash ⊥ bot ⟂ perp ∣
    mid ∤ nmid ∥ parallel ∦ nparallel ⌣ smile ⌢ frown ≲ lesssim ≳ gtrsim ≮ nless ≯ ngtr ≰ nleq ≱ ngeq ≢
    not\\equiv ⊄ not\\subset ⊈ nsubseteq ∌ not\\ni ≉ not\\approx ← leftarrow → rightarrow ↔ leftrightarrow
    ⇐ Leftarrow ⇒ Rightarrow ⇔ Leftrightarrow ↑ uparrow ↓ downarrow ↕ updownarrow ⇑ Uparrow ⇓ Downarrow ↦
    mapsto ⟵ longleftarrow ⟶ longrightarrow ⟷ longleftrightarrow ⟸ Longleftarrow ⟹ Longrightarrow ⟺ iff ⟼
    longmapsto ↪ hookrightarrow ↩ hookleftarrow ↗ nearrow ↘ searrow ↙ swarrow ↖ nwarrow ⇀ rightharpoonup ⇁
    rightharpoondown ↼ leftharpoonup ↽ leftharpoondown ⇌ rightleftharpoons ⇋ leftrightharpoons ↠
    twoheadrightarrow ↣ rightarrowtail ⇝ rightsquigarrow ⤳ rightsquigarrow ∑ sum ∏ prod ∐ coprod ∫ int ∬
    iint ∭ iiint ∮ oint ∯ oiint ⋃ bigcup ⋂ bigcap ⋁ bigvee ⋀ bigwedge ⨁ bigoplus ⨂ bigotimes ⨀ bigodot ⨄
    biguplus ⨆ bigsqcup ∞ infty ∂ partial ∇ nabla ∅ emptyset ⌀ varnothing ∀ forall ∃ exists ∄ nexists ¬
    neg ∠ angle ∡ measuredangle ⊤ top ℓ ell ℘ wp ℏ hbar ħ hbar ı imath ȷ jmath ℵ aleph ℶ beth ℷ gimel √
    surd ♭ flat ♮ natural ♯ sharp ♠ spadesuit ♡ heartsuit ♢ diamondsuit ♣ clubsuit … ldots ⋯ cdots ⋮ vdots
    ⋱ ddots ∴ therefore ∵ because □ square ■ blacksquare ◻ square ∎ blacksquare ℧ mho ∁ complement ð eth ⟨
    langle ⟩ rangle 〈 langle 〉 rangle ⌈ lceil ⌉ rceil ⌊ lfloor ⌋ rfloor ∥ Vert ‖ Vert ⟦ llbracket ⟧
    rrbracket ⟮ lgroup ⟯ rgroup ⌜ ulcorner ⌝ urcorner ′ prime ‵ backprime △ triangle ⊞ boxplus ⊟ boxminus
    ⊠ boxtimes ⊡ boxdot ⪅ lessapprox ⪆ gtrapprox ≶ lessgtr ⊴ trianglelefteq ⊵ trianglerighteq ⊲
    vartriangleleft ⊳ vartriangleright ★ bigstar ⊻ veebar ⊼ barwedge ⋅ cdot ♦ blacklozenge ◊ lozenge
"""
_words = _TABLE.split()
OPERATORS = {
    **{char: f"\\{name}" for char, name in zip(_words[::2], _words[1::2], strict=True)},
    "−": "-", "‐": "-", "⁄": "/", "∕": "/", "∶": ":", "＝": "=", "″": "''", "‴": "'''",
    "$": "\\$", "%": "\\%", "#": "\\#", "&": "\\&", "_": "\\_", "{": "\\{", "}": "\\}",
    "~": "\\sim ", "^": "\\hat{}", "\\": "\\backslash", "∥": "\\parallel",
}  # fmt: skip
# Characters that say how neighbours relate (function application, times, comma, plus), and joiners.
INVISIBLE = "\u2061\u2062\u2063\u2064\u200b\u200c\u200d\u2060\ufeff\ufe00\ufe0e"
SPACES = {
    "\u00a0": "~", "\u2002": "\\enspace ", "\u2003": "\\quad ", "\u2004": "\\;", "\u2005": "\\:",
    "\u2006": "\\,", "\u2009": "\\,", "\u200a": "\\,", "\u202f": "\\,", "\u205f": "\\:",
}  # fmt: skip

FUNCTIONS = frozenset(
    [
        "arccos",
        "arcsin",
        "arctan",
        "arg",
        "cos",
        "cosh",
        "cot",
        "coth",
        "csc",
        "deg",
        "det",
        "dim",
        "exp",
        "gcd",
        "hom",
        "inf",
        "ker",
        "lg",
        "lim",
        "liminf",
        "limsup",
        "ln",
        "log",
        "max",
        "min",
        "Pr",
        "sec",
        "sin",
        "sinh",
        "sup",
        "tan",
        "tanh",
    ]
)
ACCENTS = {
    "¯": "bar", "‾": "overline", "―": "overline", "_": "overline", "ˉ": "bar", "̄": "bar", "^": "hat",
    "ˆ": "hat",
    "̂": "hat", "~": "tilde", "˜": "tilde", "∼": "tilde", "̃": "tilde", "→": "vec", "⃗": "vec", "˙": "dot",
    "̇": "dot", "¨": "ddot", "̈": "ddot", "⃛": "dddot", "⃜": "ddddot", "ˇ": "check", "̌": "check",
    "˘": "breve", "̆": "breve",
    "´": "acute", "`": "grave", "˚": "mathring", "⏞": "overbrace", "︷": "overbrace", "←": "overleftarrow",
    "↔": "overleftrightarrow", ".": "dot", "..": "ddot", "⏜": "overparen",
}  # fmt: skip
WIDE_ACCENTS = {"hat": "widehat", "tilde": "widetilde", "vec": "overrightarrow", "bar": "overline"}
UNDER_ACCENTS = {
    "⏟": "underbrace", "︸": "underbrace", "_": "underline", "¯": "underline", "‾": "underline",
    "―": "underline",
    "̲": "underline", "→": "underrightarrow", "←": "underleftarrow", "˜": "utilde", "~": "utilde",
}  # fmt: skip
VARIANTS = {
    "bold": "mathbf", "double-struck": "mathbb", "script": "mathcal", "bold-script": "mathcal",
    "fraktur": "mathfrak", "bold-fraktur": "mathfrak", "sans-serif": "mathsf", "bold-sans-serif": "mathsf",
    "monospace": "mathtt", "bold-italic": "boldsymbol", "normal": "mathrm", "italic": "",
    "sans-serif-italic": "mathsf", "sans-serif-bold-italic": "mathsf", "-tex-calligraphic": "mathcal",
    "-tex-bold-calligraphic": "mathcal", "-tex-oldstyle": "",
}  # fmt: skip
# Words of the Unicode names of the Mathematical Alphanumerics and letterlike symbols, longest first.
_STYLES = (
    ("SANS-SERIF BOLD ITALIC ", "mathsf"), ("SANS-SERIF BOLD ", "mathsf"), ("SANS-SERIF ITALIC ", "mathsf"),
    ("SANS-SERIF ", "mathsf"), ("BOLD ITALIC ", "boldsymbol"), ("BOLD SCRIPT ", "mathcal"),
    ("BOLD FRAKTUR ", "mathfrak"), ("DOUBLE-STRUCK ", "mathbb"), ("MONOSPACE ", "mathtt"), ("FRAKTUR ",
    "mathfrak"),
    ("BLACK-LETTER ", "mathfrak"), ("SCRIPT ", "mathcal"), ("BOLD ", "mathbf"), ("ITALIC ", ""),
)  # fmt: skip
_LETTERLIKE = frozenset("ℂℍℕℙℚℝℤℬℰℱℋℐℒℳℛℯℊℴℭℌℑℜℨℼℽℾℿⅅⅆⅇⅈⅉℎ")


def styled(char: str) -> tuple[str, str]:
    """A Mathematical Alphanumeric as (plain character, TeX command or ""); others as they are."""
    if not ("\U0001d400" <= char <= "\U0001d7ff" or char in _LETTERLIKE):
        return char, ""
    plain = unicodedata.normalize("NFKC", char)
    name = unicodedata.name(char, "").removeprefix("MATHEMATICAL ")
    return plain, next((command for words, command in _STYLES if name.startswith(words)), "")


def command(char: str) -> str:
    """TeX for one character; a letter of a styled alphabet comes in its alphabet command."""
    plain, alphabet = styled(char)
    tex = GREEK.get(plain) or OPERATORS.get(plain) or SPACES.get(plain, plain)
    return f"\\{alphabet}{{{tex}}}" if alphabet else tex
