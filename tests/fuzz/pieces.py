# ruff: noqa: E501  (words in rows)
"""What pages that write formulas are made of: words for a fuzzer's dictionary, seeds for its corpus.

Every seed is ours. A piece is short, so that what goes wrong between two of them is found.
"""

TEXT = [
    "a",
    "x",
    "1",
    " ",
    "\n",
    "5",
    ".",
    "word ",
    "é",
    "中",
    "𝑥",
    "\u200b",
    "\u00a0",
    "α",
    "∑",
    "≤",
    "−",
]
# Characters that stand for formulas inside the extractor, and neighbours of theirs.
PRIVATE = [chr(c) for c in (0xE000, 0xF8FF, 0xF0000, 0xFFFFD, 0x100000, 0x100001, 0x100003, 0x100010, 0x100011,
                            0x10FFFD)] + ["&#x100010;", "&#1048592;", "&#x10FFFD", "&amp;#x100010;"]  # fmt: skip
DELIMITERS = ["$", "$$", "$$$", "\\(", "\\)", "\\[", "\\]", "\\\\(", "\\$", "`", "[tex]", "[/tex]", "[itex]", "[/itex]",
              "[math]", "[/math]", "[latex]", "[/latex]", "$latex ", "&lt;math&gt;", "&lt;/math&gt;", "#", "%", "%\n",
              "\\begin{align}", "\\end{align}", "\\begin{equation*}", "\\end{equation*}", "\\begin{"]  # fmt: skip
TEX = ["{", "}", "^", "_", "&", "\\", "\\\\", "\\{", "\\}", "\\frac", "\\frac{a}{b}", "\\left(", "\\right)", "\\left.",
       "\\sqrt[3]{x}", "\\text{if $x$}", "\\alpha", "\\tag{1}", "\\label{e}", "\\newcommand{\\RR}{\\mathbb{R}}",
       "\\displaystyle", "\\verb|{|", "x^2", "x_{ij}", "'", "|"]  # fmt: skip
TAGS = ["<p>", "</p>", "<div>", "</div>", "<span>", "</span>", "<td>", "<tr>", "<table>", "</table>", "<li>", "<ul>", "</ul>",
        "<ol start=3>", "<blockquote>", "</blockquote>", "<pre>", "</pre>", "<code>", "</code>", "<h1>", "</h1>", "<br>",
        "<sup>", "</sup>", "<sub>", "</sub>", "<i>", "</i>", "<a href=x>", "</a>", "<noscript>", "</noscript>", "<template>",
        "<svg>", "</svg>", "<title>", "</title>", "<body>", "</body>", "<script>", "</script>", "<style>", "</style>",
        "<!--", "-->", "<![CDATA[", "]]>", "<", ">", "</", "&", "&amp;", "&lt;", "&#", "&#x"]  # fmt: skip
MATHML = ["<math>", "</math>", "<mml:math>", "</mml:math>", "<mrow>", "</mrow>", "<mi>x</mi>", "<mo>(</mo>", "<mo>)</mo>",
          "<mo>&#x2211;</mo>", "<mn>1</mn>", "<mfrac>", "</mfrac>", "<msup>", "</msup>", "<msub>", "<msubsup>", "<munder>",
          "<mover accent='true'>", "<munderover>", "<msqrt>", "<mroot>", "<mtable>", "<mtr>", "<mtd>", "<mlabeledtr>",
          "<mfenced open='[' close='' separators='|'>", "<menclose notation='updiagonalstrike box'>", "<mmultiscripts>",
          "<mprescripts/>", "<none/>", "<mtext>if </mtext>", "<mspace width='2em'/>", "<mstyle mathvariant='bold'>",
          "<semantics>", "<annotation encoding='application/x-tex'>", "</annotation>", "<apply>", "<plus/>", "<ci>x</ci>",
          "<math alttext='x' display='block'>", "<mo stretchy='false'>|</mo>", "<maligngroup/>", "<mphantom>"]  # fmt: skip
KATEX = ['<span class="katex">', '<span class="katex-html">', '<span class="base">', '<span class="mord">',
         '<span class="mord mathnormal">x</span>', '<span class="mfrac">', '<span class="vlist-t vlist-t2">',
         '<span class="vlist-r">', '<span class="vlist" style="height:1em;">', '<span style="top:-3em;">',
         '<span class="msupsub">', '<span class="mord sqrt">', '<span class="frac-line">', '<span class="mopen">(</span>',
         '<span class="mop op-limits">', '<span class="strut">', '<span class="katex-display">']  # fmt: skip
MATHJAX = ['<mjx-container jax="CHTML" display="true">', "</mjx-container>", "<mjx-math>", '<mjx-math data-latex="x">',
           "<mjx-mi>", "</mjx-mi>", '<mjx-c class="mjx-c1D465 TEX-I"></mjx-c>', "<mjx-mfrac>", "<mjx-frac>", "<mjx-num>",
           "<mjx-den>", "<mjx-msup>", "<mjx-script>", "<mjx-munder>", "<mjx-row>", "<mjx-mtable>", "<mjx-itable>",
           "<mjx-mtr>", "<mjx-mtd>", '<mjx-stretchy-v class="mjx-c28">', "<mjx-assistive-mml>", "</mjx-assistive-mml>",
           '<g data-mml-node="math">', '<g data-mml-node="mi">', '<g data-mml-node="msup" data-latex="x">', "</g>",
           '<use data-c="1D465"></use>', '<use xlink:href="#MJX-1-TEX-I-1D465"></use>', '<span class="MathJax">',
           '<span class="mjpage">', '<span class="mjx-chtml">', '<span class="mjx-math" aria-label="x">',
           '<span class="mjx-mrow">', '<span class="mjx-char">', '<span class="mjx-msup">', '<span class="mi">',
           '<span class="MathJax_Preview">', '<span class="math">', '<span class="mrow">', '<span class="mfrac">',
           '<script type="math/tex">', '<script type="math/tex; mode=display">', '<script type="math/mml">',
           '<script type="math/asciimath">']  # fmt: skip
CARRIERS = ['<img class="latex" alt="$x$">', '<img alt="\\frac{', '">', '<img src="https://latex.codecogs.com/gif.latex?%5Cfrac',
            '<img class="Wirisformula" data-mathml="«math»«mi»x«/mi»«/math»">', '<span class="math-container">',
            '<span class="math inline">', '<div class="math notranslate nohighlight">', '<span data-math="', '<span data-latex="',
            '<span class="ql-formula" data-value="', '<div class="latex-rendered" data-attrs="{&quot;', '<d-math block>',
            '<eq env="displaymath">', "<mathjax>#", '<table class="ltx_equation">', '<span class="mwe-math-element">',
            '<span role="math" aria-label="', '<span class="texhtml">', '<span class="sfrac">', '<dd class="formula">',
            '<table class="display dcenter">', '<p class="formulaDsp">', '<div class="formula">',
            "<!-- MATH $x$ -->", "<!--[if gte msEquation 12]>", "<m:oMath>", "</m:oMath>", "<![endif]-->",
            '<ac:structured-macro ac:name="mathblock">']  # fmt: skip
JAVASCRIPT = ["{", "}", "[", "]", "(", ")", ",", ":", ";", "=", '"', "'", "`", "\\", "\\u0041", "\\x41", "\\u{1F600}", "\\\n",
              "//", "/*", "*/", "/", "${", "1e9", "-0.5", "true", "null", "function", "=>", "macros", "macros:", "delimiters",
              "inlineMath: [['$','$']]", "katex.render(", "renderMathInElement(document.body, {", "String.raw`",
              "MathJax.Hub.Config({", "window.MathJax = {", "tex2jax: {", "tex: {", "displayMode: true", 'left: "$"',
              'right: "$"', 'display: true', "&quot;", "new RegExp("]  # fmt: skip
ASCIIMATH = ["sum_(i=1)^n", "sqrt(", "root(3)(", "(", ")", "[", "]", "{:", ":}", "[[a,b],[c,d]]", "/", "^", "_", '"text"', "text(",
             "hat x", "<=", "->", "oo", "alpha", "xx", "*", "|", "||", ",", "dy/dx", "int", "lim_(x->0)", "bb(A)",
             "color(red)(x)"]  # fmt: skip

PAGE = [*TEXT, *PRIVATE, *DELIMITERS, *TEX, *TAGS, *MATHML, *KATEX, *MATHJAX, *CARRIERS]
VOCABULARY = {
    "page": [*PAGE, *JAVASCRIPT],
    "mathml": [*TEXT, *PRIVATE, *TEX, *MATHML, "<", ">", "</", "&#x", "&"],
    "asciimath": [*TEXT, *TEX, *ASCIIMATH],
    "katex": [*TEXT, *PRIVATE, *KATEX, "</span>", '<span style="top:', 'em;">', "<svg>", "</svg>"],
    "mathjax": [*TEXT, *PRIVATE, *MATHJAX, "</span>", "</mjx-mfrac>", "</mjx-num>", "</mjx-den>", "<svg>", "</svg>"],
    "delimiters": [*TEXT, *PRIVATE, *DELIMITERS, *TEX],
    "javascript": [*TEXT, *JAVASCRIPT, "<script>", "</script>"],
    "tex": [*TEXT, *PRIVATE, *TEX, *DELIMITERS, "<![CDATA[", "]]>", "&nbsp;", "&amp;lt;"],
}  # fmt: skip

_SEEDS = {
    "mathml": ["<math><mfrac><mi>a</mi><msqrt><mi>b</mi></msqrt></mfrac></math>",
               "<mtable><mtr><mtd><mi>x</mi></mtd><mtd><mn>1</mn></mtd></mtr></mtable>",
               "<math><munderover><mo>&#x2211;</mo><mi>i</mi><mi>n</mi></munderover></math>"],
    "asciimath": ["sum_(i=1)^n i^3=((n(n+1))/2)^2", "[[a,b],[c,d]]((n),(k))", 'f(x) = {(1, if x > 0),(0,"else"):}'],
    "katex": ['<span class="katex"><span class="katex-html"><span class="base"><span class="mord mathnormal">x</span>'
              "</span></span></span>"],
    "mathjax": ['<mjx-container><mjx-math><mjx-mi><mjx-c class="mjx-c1D465"></mjx-c></mjx-mi></mjx-math></mjx-container>',
                '<svg><g data-mml-node="math"><g data-mml-node="mi"><use data-c="1D465"></use></g></g></svg>',
                '<span class="mjx-math"><span class="mjx-mrow"><span class="mjx-mi"><span class="mjx-char">x</span></span>'
                "</span></span>"],
    "delimiters": ["It costs $5 and $10; let $x_1$ be \\(y\\) and \\[z\\] or $$w$$.", "\\begin{align}a&=b\\\\\\end{align}"],
    "javascript": ["MathJax = {tex: {inlineMath: [['$', '$']], macros: {RR: '\\\\mathbb{R}', f: ['#1/#2', 2]}}};",
                   'renderMathInElement(document.body, {delimiters: [{left: "$", right: "$", display: false}]})',
                   'katex.render(String.raw`\\frac{a}{b}`, document.getElementById("m"), {displayMode: true});'],
    "tex": ["{\\displaystyle \\frac{a}{b}} % comment\n + c", "\\text{if $x$} \\ ", "x^{2}_1'"],
}  # fmt: skip


def seeds(target: str) -> list[str]:
    """Well-formed inputs to start from."""
    if target != "page":
        return _SEEDS[target]
    inner = [seed for name in ("mathml", "katex", "mathjax", "delimiters") for seed in _SEEDS[name]]
    words = "Some words that make this look like the text of a page, in a sentence of its own. " * 3
    page = "<html><head><title>T</title></head><body><article><p>{}</p><p>{} {} {}</p></article></body></html>"
    return [page.format(words, words, one, words) for one in inner] + [
        f"<script>{seed}</script><p>{words} $x$</p>" for seed in _SEEDS["javascript"]
    ]
