"""The symbols of AsciiMath and what TeX calls them: the published syntax, names of TeX included."""

_WORDS = """
    * cdot ** ast *** star setminus setminus xx times -: div divide div |>< ltimes ><| rtimes
    |><| bowtie @ circ o+ oplus ox otimes o. odot sum sum prod prod ^^ wedge ^^^ bigwedge vv vee
    vvv bigvee nn cap nnn bigcap uu cup uuu bigcup != ne <= le >= ge mlt ll mgt gg -< prec >- succ
    -<= preceq >-= succeq in in !in notin sub subset sup supset sube subseteq supe supseteq -= equiv
    ~= cong ~~ approx ~ sim prop propto not neg => Rightarrow <=> Leftrightarrow AA forall EE exists
    _|_ bot TT top |-- vdash |== models int int oint oint del partial grad nabla +- pm -+ mp
    O/ emptyset oo infty aleph aleph ... ldots :. therefore :' because /_ angle /_\\ triangle
    frown frown cdots cdots vdots vdots ddots ddots diamond diamond square square |__ lfloor
    __| rfloor |~ lceil ~| rceil lceiling lceil rceiling rceil uarr uparrow darr downarrow
    rarr rightarrow -> to >-> rightarrowtail ->> twoheadrightarrow |-> mapsto larr leftarrow
    harr leftrightarrow rArr Rightarrow lArr Leftarrow hArr Leftrightarrow quad quad qquad qquad
    lim lim Lim operatorname{Lim} lamda lambda
"""
_words = _WORDS.split()
# Names of TeX that AsciiMath knows, and that mean the same in both.
_TEX_NAMES = (
    "cdot ast star times div ltimes rtimes bowtie circ oplus otimes odot wedge bigwedge vee "
    "bigvee cap bigcap cup bigcup ne le leq ge geq ll gg prec preceq succ succeq notin subset "
    "supset subseteq supseteq equiv cong approx propto neg implies iff forall exists bot top "
    "vdash models partial nabla pm emptyset infty therefore because angle triangle ldots lfloor "
    "rfloor uparrow downarrow rightarrow rightarrowtail twoheadrightarrow to mapsto leftarrow "
    "leftrightarrow Rightarrow Leftarrow Leftrightarrow backslash sim"
)
_GREEK = (
    "alpha beta gamma delta epsilon varepsilon zeta eta theta vartheta iota kappa lambda mu nu "
    "xi pi rho sigma tau upsilon phi varphi chi psi omega Gamma Delta Theta Lambda Xi Pi Sigma "
    "Phi Psi Omega"
)
CONSTANTS = {
    **{name: f"\\{name}" for name in (_TEX_NAMES + " " + _GREEK).split()},
    **{source: f"\\{name}" for source, name in zip(_words[::2], _words[1::2], strict=True)},
    "//": "/", "\\\\": "\\backslash", "lt": "<", "gt": ">", ">->>": "\\twoheadrightarrow", "\\ ": "\\ ",
    "and": "\\text{ and }", "or": "\\text{ or }", "if": "\\text{ if }", "CC": "\\mathbb{C}",
    "NN": "\\mathbb{N}", "QQ": "\\mathbb{Q}", "RR": "\\mathbb{R}", "ZZ": "\\mathbb{Z}",
    "%": "\\%", "$": "\\$", "#": "\\#", "&": "\\&",
    "dx": "dx", "dy": "dy", "dz": "dz", "dt": "dt", "mod": "\\bmod", "'": "'", "~~~": "\\approx",
}  # fmt: skip
_TEX_FUNCTIONS = (
    "sin cos tan sec csc cot arcsin arccos arctan sinh cosh tanh coth exp log ln det dim gcd min max ker deg "
    "arg"
)
FUNCTIONS = {
    **{name: f"\\{name}" for name in _TEX_FUNCTIONS.split()},
    **{
        name: f"\\operatorname{{{name}}}"
        for name in ("sech", "csch", "lcm", "lub", "glb", "Sin", "Cos", "Tan", "Log", "Ln")
    },
    "f": "f", "g": "g",
}  # fmt: skip
UNARY = {
    "sqrt": "sqrt", "hat": "hat", "bar": "overline", "overline": "overline", "ul": "underline",
    "underline": "underline", "vec": "vec", "dot": "dot", "ddot": "ddot", "tilde": "tilde",
    "cancel": "cancel",
    "ubrace": "underbrace", "underbrace": "underbrace", "obrace": "overbrace", "overbrace": "overbrace",
    "overarc": "overgroup", "overparen": "overgroup", "bb": "mathbf", "mathbf": "mathbf", "bbb": "mathbb",
    "mathbb": "mathbb", "cc": "mathcal", "mathcal": "mathcal", "tt": "mathtt", "mathtt": "mathtt",
    "fr": "mathfrak", "mathfrak": "mathfrak", "sf": "mathsf", "mathsf": "mathsf",
}  # fmt: skip
BINARY = {
    "frac": "\\frac", "stackrel": "\\stackrel", "overset": "\\overset", "underset": "\\underset",
    "root": "", "color": "", "class": "", "id": "",
}  # fmt: skip
AROUND = {
    "abs": ("|", "|"), "Abs": ("|", "|"), "norm": ("\\|", "\\|"), "floor": ("\\lfloor", "\\rfloor"),
    "ceil": ("\\lceil", "\\rceil"),
}  # fmt: skip
OPENING = {
    "(": "(", "[": "[", "{": "\\{", "(:": "\\langle", "<<": "\\langle", "langle": "\\langle", "{:": "",
}  # fmt: skip
CLOSING = {
    ")": ")", "]": "]", "}": "\\}", ":)": "\\rangle", ">>": "\\rangle", "rangle": "\\rangle", ":}": "",
}  # fmt: skip
