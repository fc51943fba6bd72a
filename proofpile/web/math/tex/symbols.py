"""Unicode to TeX: one character, one command. Data for the MathML, MathJax and KaTeX converters."""

import unicodedata
from functools import lru_cache

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
    "ϖ": "\\varpi", "ς": "\\varsigma", "µ": "\\mu", "ϝ": "\\digamma", "ο": "o",
}  # fmt: skip

_TABLE = """
    × times ÷ div ± pm ∓ mp · cdot ⋅ cdot ⋆ star ∘ circ ∙ bullet • bullet ⊕ oplus ⊖ ominus ⊗ otimes
    ⊘ oslash ⊙ odot ⊚ circledcirc ⊛ circledast ⊝ circleddash † dagger ‡ ddagger ⨿ amalg ∩ cap ∪ cup
    ⊎ uplus ⊓ sqcap ⊔ sqcup ⋒ Cap ⋓ Cup ∨ vee ∧ wedge ⋎ curlyvee ⋏ curlywedge ⊻ veebar ⊼ barwedge
    ⌅ barwedge ⩞ doublebarwedge ∖ setminus ⧵ setminus ≀ wr ⋄ diamond ◇ diamond △ triangle ▵ triangle
    ∆ triangle ▽ triangledown ▿ triangledown ◁ triangleleft ▷ triangleright ◃ triangleleft
    ▹ triangleright ▲ blacktriangle ▼ blacktriangledown ◀ blacktriangleleft ▶ blacktriangleright
    ◯ bigcirc ○ bigcirc ⋉ ltimes ⋊ rtimes ⋋ leftthreetimes ⋌ rightthreetimes ⋈ bowtie ∔ dotplus
    ⋇ divideontimes ⊺ intercal ⊞ boxplus ⊟ boxminus ⊠ boxtimes ⊡ boxdot ≤ leq ≥ geq ⩽ leqslant ⩾ geqslant
    ≦ leqq ≧ geqq ≪ ll ≫ gg ⋘ lll ⋙ ggg ≺ prec ≻ succ ⪯ preceq ⪰ succeq ≼ preccurlyeq ≽ succcurlyeq
    ⋞ curlyeqprec ⋟ curlyeqsucc ≾ precsim ≿ succsim ⪷ precapprox ⪸ succapprox ∼ sim ∽ backsim ≃ simeq
    ⋍ backsimeq ≂ eqsim ≈ approx ≊ approxeq ≅ cong ≡ equiv ≍ asymp ≐ doteq ≑ doteqdot ≒ fallingdotseq
    ≓ risingdotseq ≖ eqcirc ≗ circeq ≏ bumpeq ≎ Bumpeq ∝ propto ≠ neq ≜ triangleq ≔ coloneqq ≕ eqqcolon
    ∹ eqcolon ∷ dblcolon ⩴ Coloneqq ≲ lesssim ≳ gtrsim ⪅ lessapprox ⪆ gtrapprox ⋖ lessdot ⋗ gtrdot
    ≶ lessgtr ≷ gtrless ⋚ lesseqgtr ⋛ gtreqless ⪋ lesseqqgtr ⪌ gtreqqless ⪕ eqslantless ⪖ eqslantgtr
    ≬ between ⋔ pitchfork ≮ nless ≯ ngtr ≰ nleq ≱ ngeq ⪇ lneq ⪈ gneq ≨ lneqq ≩ gneqq ⋦ lnsim ⋧ gnsim
    ⪉ lnapprox ⪊ gnapprox ⊀ nprec ⊁ nsucc ⋠ npreceq ⋡ nsucceq ⋨ precnsim ⋩ succnsim ⪵ precneqq ⪶ succneqq
    ⪹ precnapprox ⪺ succnapprox ≁ nsim ≇ ncong ≆ ncong ≢ not\\equiv ≄ not\\simeq ≉ not\\approx
    ≭ not\\asymp ⊄ not\\subset ⊅ not\\supset ∌ not\\ni ⊂ subset ⊃ supset ⊆ subseteq ⊇ supseteq
    ⫅ subseteqq ⫆ supseteqq ⋐ Subset ⋑ Supset ⊊ subsetneq ⊋ supsetneq ⫋ subsetneqq ⫌ supsetneqq
    ⊈ nsubseteq ⊉ nsupseteq ⊏ sqsubset ⊐ sqsupset ⊑ sqsubseteq ⊒ sqsupseteq ∈ in ∊ in ∋ ni ∍ ni ∉ notin
    ⊢ vdash ⊣ dashv ⊨ models ⊧ models ⊩ Vdash ⊪ Vvdash ⊬ nvdash ⊭ nvDash ⊮ nVdash ⊯ nVDash ⊥ perp ⟂ perp
    ∣ mid ∤ nmid ∥ parallel ∦ nparallel ⌣ smile ⌢ frown ⊲ vartriangleleft ⊳ vartriangleright
    ⊴ trianglelefteq ⊵ trianglerighteq ⋪ ntriangleleft ⋫ ntriangleright ⋬ ntrianglelefteq
    ⋭ ntrianglerighteq ⊶ origof ⊷ imageof ⊸ multimap ← leftarrow → rightarrow ↔ leftrightarrow
    ⇐ Leftarrow ⇒ Rightarrow ⇔ Leftrightarrow ↑ uparrow ↓ downarrow ↕ updownarrow ⇑ Uparrow ⇓ Downarrow
    ⇕ Updownarrow ↦ mapsto ⟵ longleftarrow ⟶ longrightarrow ⟷ longleftrightarrow ⟸ Longleftarrow
    ⟹ Longrightarrow ⟺ iff ⟼ longmapsto ↪ hookrightarrow ↩ hookleftarrow ↗ nearrow ↘ searrow ↙ swarrow
    ↖ nwarrow ⇀ rightharpoonup ⇁ rightharpoondown ↼ leftharpoonup ↽ leftharpoondown ⇌ rightleftharpoons
    ⇋ leftrightharpoons ↠ twoheadrightarrow ↞ twoheadleftarrow ↣ rightarrowtail ↢ leftarrowtail
    ⇝ rightsquigarrow ⤳ rightsquigarrow ↝ rightsquigarrow ↭ leftrightsquigarrow ⇢ dashrightarrow
    ⇠ dashleftarrow ⇇ leftleftarrows ⇉ rightrightarrows ⇈ upuparrows ⇊ downdownarrows ⇆ leftrightarrows
    ⇄ rightleftarrows ⇚ Lleftarrow ⇛ Rrightarrow ↫ looparrowleft ↬ looparrowright ↶ curvearrowleft
    ↷ curvearrowright ↺ circlearrowleft ↻ circlearrowright ↰ Lsh ↱ Rsh ↾ upharpoonright ↿ upharpoonleft
    ⇂ downharpoonright ⇃ downharpoonleft ↚ nleftarrow ↛ nrightarrow ↮ nleftrightarrow ⇍ nLeftarrow
    ⇏ nRightarrow ⇎ nLeftrightarrow ∑ sum ∏ prod ∐ coprod ∫ int ∬ iint ∭ iiint ∮ oint ∯ oiint ∰ oiiint
    ⋃ bigcup ⋂ bigcap ⋁ bigvee ⋀ bigwedge ⨁ bigoplus ⨂ bigotimes ⨀ bigodot ⨄ biguplus ⨆ bigsqcup ∞ infty
    ∂ partial ∇ nabla ∅ emptyset ⌀ varnothing ∀ forall ∃ exists ∄ nexists ¬ neg ∠ angle ∡ measuredangle
    ∢ sphericalangle ⊤ top ℓ ell ℘ wp ℜ Re ℑ Im ℏ hbar ħ hbar ı imath ȷ jmath 𝚤 imath 𝚥 jmath ℵ aleph
    ℶ beth ℷ gimel ℸ daleth √ surd ♭ flat ♮ natural ♯ sharp ♠ spadesuit ♡ heartsuit ♥ heartsuit
    ♢ diamondsuit ♣ clubsuit … ldots ⋯ cdots ⋮ vdots ⋱ ddots ∴ therefore ∵ because □ square ◻ square
    ☐ square ▫ square ■ blacksquare ◼ blacksquare ∎ blacksquare ★ bigstar ℧ mho ∁ complement ð eth
    ⧫ blacklozenge ♦ blacklozenge ⬧ blacklozenge ◆ blacklozenge ◊ lozenge Ⅎ Finv ⅁ Game ╱ diagup
    ╲ diagdown ✓ checkmark ✠ maltese § S ¶ P ¥ yen £ pounds ® circledR Ⓢ circledS ϝ digamma ⟨ langle
    ⟩ rangle 〈 langle 〉 rangle 〈 langle 〉 rangle ⌈ lceil ⌉ rceil ⌊ lfloor ⌋ rfloor ‖ | ⟦ llbracket
    ⟧ rrbracket ⟮ lgroup ⟯ rgroup ⎰ lmoustache ⎱ rmoustache ⌜ ulcorner ⌝ urcorner ⌞ llcorner ⌟ lrcorner
    ┌ ulcorner ┐ urcorner └ llcorner ┘ lrcorner ′ prime ‵ backprime
"""
_words = _TABLE.split()
_RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻ⁿ"
_LOWERED = "₀₁₂₃₄₅₆₇₈₉"
_VULGAR = {
    "½": "12",
    "⅓": "13",
    "⅔": "23",
    "¼": "14",
    "¾": "34",
    "⅕": "15",
    "⅙": "16",
    "⅛": "18",
    "⅜": "38",
}
# Characters that TeX's fonts have and Unicode has not, where KaTeX and MathJax put them.
_PRIVATE = {
    "\ue006": "\\nshortmid", "\ue007": "\\nshortparallel", "\ue00c": "\\lvertneqq",
    "\ue00d": "\\gvertneqq", "\ue00e": "\\ngeqq", "\ue00f": "\\ngeqslant", "\ue010": "\\nleqslant",
    "\ue011": "\\nleqq", "\ue016": "\\nsubseteqq", "\ue017": "\\varsubsetneqq",
    "\ue018": "\\nsupseteqq", "\ue019": "\\varsupsetneqq", "\ue01a": "\\varsubsetneq",
    "\ue01b": "\\varsupsetneq", "\ue131": "\\imath", "\ue237": "\\jmath",
}  # fmt: skip
OPERATORS = {
    **_PRIVATE,
    **{char: f"\\{name}" for char, name in zip(_words[::2], _words[1::2], strict=True)},
    **{char: f"^{plain}" for char, plain in zip(_RAISED, "0123456789+-n", strict=True)},
    **{char: f"_{plain}" for char, plain in zip(_LOWERED, "0123456789", strict=True)},
    **{char: f"\\frac{{{pair[0]}}}{{{pair[1]}}}" for char, pair in _VULGAR.items()},
    "−": "-", "‐": "-", "‑": "-", "﹣": "-", "－": "-", "＋": "+", "∗": "*", "＊": "*", "⁄": "/", "∕": "/",
    "∶": ":", "：": ":", "＝": "=", "＜": "<", "＞": ">", "，": ",", "（": "(", "）": ")", "｜": "|",
    "″": "''", "‴": "'" * 3, "⁗": "'" * 4, "’": "'", "°": "^\\circ", "º": "^\\circ",
    "$": "\\$", "%": "\\%", "#": "\\#", "&": "\\&", "_": "\\_", "{": "\\{", "}": "\\}",
    "~": "\\sim ", "^": "\\hat{}", "\\": "\\backslash", "⫫": "\\perp\\!\\!\\!\\perp",
    "ⅅ": "\\mathrm{D}", "ⅆ": "\\mathrm{d}", "ⅇ": "\\mathrm{e}", "ⅈ": "\\mathrm{i}", "ⅉ": "\\mathrm{j}",
}  # fmt: skip
# Operators of several characters, as programmers and older tools write them.
DIGRAPHS = {
    "<=": "\\leq", ">=": "\\geq", "!=": "\\neq", "<>": "\\neq", "->": "\\to", "<-": "\\leftarrow",
    "=>": "\\Rightarrow", "||": "\\|", "...": "\\ldots",
}  # fmt: skip
# Characters that say how neighbours relate (function application, times, comma, plus), and joiners.
INVISIBLE = "\u2061\u2062\u2063\u2064\u200b\u200c\u200d\u2060\ufeff\ufe00\ufe0e\u200e\u200f\u061c"
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
        "injlim",
        "ker",
        "lg",
        "lim",
        "liminf",
        "limsup",
        "ln",
        "log",
        "max",
        "min",
        "projlim",
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
    "¯": "bar", "ˉ": "bar", "̄": "bar", "‾": "overline", "―": "overline", "̅": "overline",
    "_": "overline", "^": "hat", "ˆ": "hat", "̂": "hat", "~": "tilde", "˜": "tilde", "∼": "tilde",
    "̃": "tilde", "→": "vec", "⃗": "vec", "⟶": "overrightarrow", "˙": "dot", "̇": "dot", ".": "dot",
    "¨": "ddot", "̈": "ddot", "..": "ddot", "⃛": "dddot", "...": "dddot", "⃜": "ddddot",
    "....": "ddddot", "ˇ": "check", "̌": "check", "˘": "breve", "̆": "breve", "´": "acute",
    "ˊ": "acute", "́": "acute", "`": "grave", "ˋ": "grave", "̀": "grave", "˚": "mathring",
    "̊": "mathring", "⏞": "overbrace", "︷": "overbrace", "←": "overleftarrow", "⃖": "overleftarrow",
    "⟵": "overleftarrow", "↔": "overleftrightarrow", "⃡": "overleftrightarrow", "⇀": "overrightharpoon",
    "↼": "overleftharpoon", "⇒": "Overrightarrow", "⏠": "overgroup", "⏜": "overgroup", "⌒": "overgroup",
    "⌢": "overgroup", "⎴": "overbracket", "…": "dddot", "˙˙˙": "dddot", "˙˙": "ddot",
    "⃯": "underrightarrow", "⃮": "underleftarrow", "̰": "utilde", "̲": "underline",
}  # fmt: skip
WIDE_ACCENTS = {
    "hat": "widehat", "tilde": "widetilde", "vec": "overrightarrow", "bar": "overline", "check": "widecheck",
}  # fmt: skip
UNDER_ACCENTS = {
    "⏟": "underbrace", "︸": "underbrace", "_": "underline", "¯": "underline", "‾": "underline",
    "―": "underline", "̲": "underline", "ˍ": "underline", "→": "underrightarrow", "←": "underleftarrow",
    "↔": "underleftrightarrow", "⃯": "underrightarrow", "⃮": "underleftarrow", "˜": "utilde", "~": "utilde",
    "̰": "utilde", "⏡": "undergroup", "⏝": "undergroup", "⌣": "undergroup", "⎵": "underbracket",
}  # fmt: skip
VARIANTS = {
    "bold": "mathbf", "double-struck": "mathbb", "mathscr": "mathscr", "script": "mathcal",
    "bold-script": "mathcal", "fraktur": "mathfrak", "bold-fraktur": "mathfrak", "sans-serif": "mathsf",
    "bold-sans-serif": "mathsf", "monospace": "mathtt", "bold-italic": "boldsymbol", "normal": "mathrm",
    "italic": "", "sans-serif-italic": "mathsf", "sans-serif-bold-italic": "mathsf",
    "-tex-calligraphic": "mathcal", "-tex-bold-calligraphic": "mathcal", "-tex-oldstyle": "",
    "-tex-script": "mathscr",
}  # fmt: skip
# Words of the Unicode names of the Mathematical Alphanumerics and letterlike symbols, longest first.
_STYLES = (
    ("SANS-SERIF BOLD ITALIC ", "mathsf"), ("SANS-SERIF BOLD ", "mathsf"), ("SANS-SERIF ITALIC ", "mathsf"),
    ("SANS-SERIF ", "mathsf"), ("BOLD ITALIC ", "boldsymbol"), ("BOLD SCRIPT ", "mathcal"),
    ("BOLD FRAKTUR ", "mathfrak"), ("DOUBLE-STRUCK ", "mathbb"), ("MONOSPACE ", "mathtt"), ("FRAKTUR ",
    "mathfrak"),
    ("BLACK-LETTER ", "mathfrak"), ("SCRIPT ", "mathcal"), ("BOLD ", "mathbf"), ("ITALIC ", ""),
)  # fmt: skip
_LETTERLIKE = frozenset("ℂℍℕℙℚℝℤℬℰℱℋℐℒℳℛℯℊℴℭℌℨℼℽℾℿℎ")


@lru_cache(maxsize=4_000)
def styled(char: str) -> tuple[str, str]:
    """A Mathematical Alphanumeric as (plain character, TeX command or ""); others as they are."""
    if not ("\U0001d400" <= char <= "\U0001d7ff" or char in _LETTERLIKE):
        return char, ""
    # One step only: normalisation would go on and make of a variant, ϱ, the letter that it varies.
    steps = unicodedata.decomposition(char).split()
    plain = chr(int(steps[-1], 16)) if steps else char
    name = unicodedata.name(char, "").removeprefix("MATHEMATICAL ")
    return plain, for_sign(
        next((tex for words, tex in _STYLES if name.startswith(words)), ""), plain
    )


def for_sign(alphabet: str, plain: str) -> str:
    """TeX's upright bold alphabet has no small Greek letters and no signs: those are ``\\boldsymbol``."""
    return "boldsymbol" if alphabet == "mathbf" and plain not in _IN_BOLD else alphabet


_IN_BOLD = frozenset("ΓΔΘΛΞΠΣΥΦΨΩABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")


@lru_cache(maxsize=4_000)
def command(char: str) -> str:
    """TeX for one character; a letter of a styled alphabet comes in its alphabet command."""
    plain, alphabet = styled(char)
    tex = GREEK.get(plain) or OPERATORS.get(plain) or SPACES.get(plain, plain)
    return f"\\{alphabet}{{{tex}}}" if alphabet else tex
