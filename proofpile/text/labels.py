"""Words that give away how mathematics is set on a page, and so the label of a self-labelled classifier.

Pages are positive because their markup carries formulas. The words below stand on such pages because of
that markup, and not because of what the page is about: a classifier that sees them learns to find MathJax
instead of mathematics. A page about rubber loses "latex" too; it has other words.
"""

# What stands where a formula or code was: proofpile.web's mark, and those of OpenWebMath's normaliser.
# Exact: "[equation]" in lower case may be an author's.
PLACEHOLDERS = ("[formula image]", "[EQUATION]", "[CODE]")

# As they are after normalisation: lower case, digits 0, whatever is no letter or digit a space.
_PROGRAMS = (
    "mathjax katex jsmath mathquill mathlive mathtex mimetex texvc temml mathml asciimath "
    "asciimathml tex0jax mml0jax asciimath0jax tex0svg mathml0tex itex texx wiris mathtype "
    "codecogs quicklatex latexml tex0ht hevea ttth"
)
_TEX = (
    "tex latex latex0e latex0 tex0 texlive miktex mactex ctan overleaf sharelatex xetex xelatex "
    "luatex lualatex pdftex pdflatex bibtex biblatex lyx texmaker texstudio amstex amslatex "
    "amsmath amssymb amsthm amsfonts mathtools tikz tikzcd pgf pgfplots pstricks xypic "
    "newcommand renewcommand usepackage documentclass displaystyle textstyle mathbb mathcal "
    "mathfrak mathrm mathbf mathsf mathit operatorname"
)
# What renderers and content management systems print beside, or instead of, a formula.
_MESSAGES = (
    "math processing error",
    "math input error",
    "processing math",
    "loading math",
    "typesetting math",
    "missing or unrecognized delimiter",
    "undefined control sequence",
    "extra open brace or missing close brace",
    "missing open brace for subscript",
    "missing open brace for superscript",
    "double subscript",
    "double superscript",
    "katex parse error",
    "failed to parse",
    "unknown function",
    "formula does not parse",
    "path not specified",
    "show math as",
    "math settings",
    "math renderer",
    "view the math",
    "equation image",
    "equation images",
    "formula image",
    "formula images",
    "image of formula",
    "image of equation",
    "math image",
    "rendered by",
    "typeset by",
    "typeset with",
    "typeset in",
)

PHRASES = (*_PROGRAMS.split(), *_TEX.split(), *_MESSAGES)
