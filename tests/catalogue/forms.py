# ruff: noqa: E501  (one form a paragraph)
"""Every way in which we know pages to write formulas, with a small example of each.

An example is what stands in a page between two words. `tex` is what must come out of it, `rule` the slug that
must have read it; "" for what holds nothing that could be read. docs/math-on-the-web.md is made of this table.
"""

from dataclasses import dataclass

MATHJAX = "<script>MathJax = {tex: {inlineMath: [['$', '$']]}};</script>"
ASCIIMATH = '<script src="MathJax.js?config=AM_CHTML"></script>'


@dataclass(frozen=True, slots=True)
class Form:
    """One way. `mode` says what tells an inline formula from a display; `also` are rules that read variants."""

    name: str
    where: str
    example: str
    rule: str
    tex: str = "x"
    display: bool = False
    mode: str = ""
    lossy: bool = False
    also: tuple[str, ...] = ()
    head: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Family:
    """Forms that are read alike."""

    title: str
    said: str
    forms: tuple[Form, ...]


def _mi(letter: str = "x") -> str:
    return f"<math><mi>{letter}</mi></math>"


_CHTML = '<mjx-math><mjx-mi><mjx-c class="mjx-c1D465"></mjx-c></mjx-mi></mjx-math>'
_ANNOTATED = '<math><semantics><mi>x</mi><annotation encoding="application/x-tex">x</annotation></semantics></math>'
_KATEX_HTML = '<span class="katex-html" aria-hidden="true"><span class="base"><span class="mord mathnormal">x</span></span></span>'
_KATEX = f'<span class="katex"><span class="katex-mathml">{_ANNOTATED}</span>{_KATEX_HTML}</span>'
_PAIR = "delimiters"
_CLASS = "class"

# fmt: off
FAMILIES = (
    Family(
        "Between delimiters in the text",
        "The source is in the text of a paragraph. It is looked for after main content is found, one block at a time, so "
        "that a missing closer cannot swallow the page.",
        (
            Form("backslash and bracket", "MathJax without configuration: LibreTexts, lecture notes, Doxygen, kramdown 2", "\\(x\\)", "backslash-paren", mode=_PAIR, also=("backslash-bracket",), note="square brackets for displays"),
            Form("dollars, on a page that configures them", "MathOverflow's like, ProofWiki, notebooks, HackMD", "$x$", "dollar", mode=_PAIR, head=MATHJAX, also=("double-dollar",)),
            Form("dollars, on a page that does not say so", "sites whose MathJax lies in a bundle", "$x_1$", "dollar", tex="x_1", mode=_PAIR, note="only if what is between looks like TeX and not like two prices"),
            Form("the environment equation", "MathJax pages", "\\begin{equation}x\\end{equation}", "environment", tex="\\begin{equation}x\\end{equation}", display=True, mode="always display"),
            Form("gather, multline, eqnarray, starred ones", "papers, PreTeXt, Springer", "\\begin{gather*}x\\end{gather*}", "environment", tex="\\begin{gather*}x\\end{gather*}", display=True, mode="always display"),
            Form("the environment align", "everywhere", "\\begin{align}x&=1\\end{align}", "environment", tex="\\begin{align}x&=1\\end{align}", display=True, mode="always display"),
            Form("an environment between delimiters", "Springer, Stack Exchange", "$$\\begin{aligned}x\\end{aligned}$$", "double-dollar", tex="\\begin{aligned}x\\end{aligned}", display=True, mode=_PAIR),
            Form("itex and tex in brackets", "Physics Forums, boards on vBulletin and phpBB", "[itex]x[/itex]", "itex", mode="the tag", also=("tex-tag", "texx-tag")),
            Form("math in brackets", "Quora, Brainly, phpBB", "[math]x[/math]", "math-tag", mode="alone in its block"),
            Form("latex in brackets", "Lumen, Pressbooks, WordPress", "[latex]x[/latex]", "latex-tag", mode="alone in its block"),
            Form("dollar latex", "WordPress.com, where nothing rendered it", "$latex x&amp;s=2$", "wordpress-dollar", mode="inline"),
            Form("three dollars", "Codeforces", '<a href="//codeforces.com/"></a>$$$x$$$', "codeforces", mode="three or six", note="on pages of Codeforces only"),
            Form("the tag math, escaped", "wiki source shown as text", "&lt;math&gt;x&lt;/math&gt;", "escaped-math-tag", mode="alone in its block", also=("escaped-tex-tag",)),
            Form("whatever the page configures", "KaTeX's auto-render, tex2jax, MathJax 3 and 4", "@@x@@", "configured-delimiter", mode="the configuration", head='<script>renderMathInElement(document.body, {delimiters: [{left: "@@", right: "@@", display: false}]})</script>'),
            Form("AsciiMath in back-ticks", "pages that load MathJax with AsciiMath", "`x/y`", "asciimath-backtick", tex="\\frac{x}{y}", lossy=True, mode="inline", head=ASCIIMATH),
            Form("AsciiMath between escaped dollars", "AsciiDoctor", "\\$x/y\\$", "asciidoctor-asciimath", tex="\\frac{x}{y}", lossy=True, mode="inline", head="<script>MathJax = {asciimath2jax: {delimiters: [['\\\\$', '\\\\$']]}}</script><script src='MathJax.js?config=AM_CHTML'></script>"),
        ),
    ),
    Family(
        "In scripts, comments and attributes with code",
        "An HTML parser drops these or never shows them. Scripts whose type says mathematics are read from the tree; "
        "calls, comments and CDATA from the text of the page, before it is parsed. Nothing is ever run.",
        (
            Form("script of MathJax 2", "kramdown 1, python-markdown-math, pages saved from a browser", '<script type="math/tex">x</script>', "mathjax-script", mode="; mode=display in the type"),
            Form("script with a preview", "Material for MkDocs, arithmatex", '<span class="MathJax_Preview">x</span><script type="math/tex">x</script>', "mathjax-script", mode="the script's type"),
            Form("script with a rendering", "pages saved with MathJax 2", f'<span class="MathJax" data-mathml="&lt;math&gt;&lt;mi&gt;x&lt;/mi&gt;&lt;/math&gt;"><nobr>x</nobr><span class="MJX_Assistive_MathML">{_mi()}</span></span><script type="math/tex">x</script>', "mathjax-script", mode="the script's type", note="one of three copies stays"),
            Form("script with AsciiMath", "AsciiMath under MathJax 2", '<script type="math/asciimath">x/y</script>', "asciimath-script", tex="\\frac{x}{y}", lossy=True, mode="; mode=display in the type"),
            Form("script with MathML", "journals of the American Meteorological Society, data sheets", f'<script type="math/mml">{_mi()}</script>', "mathml-script", lossy=True, mode="; mode=display in the type, or the attribute"),
            Form("script for KaTeX", "loaders of one's own", '<script type="math/katex">x</script>', "katex-script", mode="; mode=display in the type"),
            Form("a call of KaTeX", "pages written by hand", '<span id="m"></span><script>katex.render("x", document.getElementById("m"));</script>', "katex-render", mode="displayMode", note="put at the element that the call names"),
            Form("script beside a lazy picture", "IOPscience", '<span class="inline-eqn"><span class="tex"><span class="texImage"><img alt="$x$" data-src="x.gif"></span><script type="math/tex">x</script></span></span>', "mathjax-script", mode="the script's type"),
            Form("JSON in an attribute", "Substack", '<div class="latex-rendered" data-attrs="{&quot;persistentExpression&quot;:&quot;x&quot;}"></div>', "substack-latex", display=True, mode="always display"),
            Form("a macro with CDATA", "Confluence's storage format", '<ac:structured-macro ac:name="mathinline"><ac:plain-text-body><![CDATA[x]]></ac:plain-text-body></ac:structured-macro>', "confluence-macro", mode="the macro's name", also=("confluence-text",)),
            Form("Office Math in a conditional comment", "Word saved as HTML, Outlook, text pasted from them", "<!--[if gte msEquation 12]><m:oMath><m:r><m:t>x</m:t></m:r></m:oMath><![endif]-->", "word-omml", lossy=True, mode="oMathPara"),
            Form("a comment before a picture", "LaTeX2HTML", '<!-- MATH\n $x$\n --><IMG SRC="img1.png" ALT="$x$">', "latex2html-comment", mode="delimiters", also=("latex2html-align",), note="the comment is whole where the alt is cut"),
        ),
    ),
    Family(
        "In an element that is there for it",
        "The text of the element is the TeX, with its delimiters or without. Class, tag or attribute say what it is.",
        (
            Form("span of Stack Exchange", "Stack Exchange, MathOverflow", '<span class="math-container">$x$</span>', "stackexchange-container", mode="delimiters inside", also=("documenter-math",)),
            Form("span of pandoc, delimited", "pandoc, Quarto, bookdown, Hakyll", '<span class="math inline">\\(x\\)</span>', "pandoc-span", mode=_CLASS),
            Form("span of pandoc, bare", "pandoc and Quarto for KaTeX, Hugo", '<span class="math inline">x</span>', "pandoc-span", mode=_CLASS),
            Form("eq with env", "pandoc for GladTeX", '<eq env="math">x</eq>', "gladtex", mode="env"),
            Form("span or div of Sphinx", "Sphinx, Read the Docs, Jupyter Book", '<span class="math notranslate nohighlight">\\(x\\)</span>', "sphinx-math", mode="delimiters, or the tag", also=("docutils-formula",)),
            Form("class math of jsMath", "jsMath, Sphinx and Sage before MathJax", '<span class="math">x</span>', "math-class", mode="the tag"),
            Form("class math of Discourse", "Discourse's plugin, unrendered", '<div class="math">x</div>', "math-class", display=True, mode="the tag", also=("asciimath-class",)),
            Form("math-tex", "CKEditor: Drupal, exam sites, forum drafts", '<span class="math-tex">\\(x\\)</span>', "math-tex", mode="delimiters inside"),
            Form("mathjax raw", "HackMD, CodiMD", '<span class="mathjax raw">$x$</span>', "math-tex", mode="delimiters inside"),
            Form("Moodle's loader", "Moodle since 2.7", '<span class="filter_mathjaxloader_equation"><span class="nolink">\\(x\\)</span></span>', "backslash-paren", mode="delimiters inside"),
            Form("mathjax-tex", "Springer Link, nature.com", '<span class="mathjax-tex">\\(x\\)</span>', "springer-mathjax", mode="delimiters inside; c-article-equation"),
            Form("process-math", "PreTeXt, Runestone", '<span class="process-math">\\(x\\)</span>', "pretext-math", mode="delimiters, or displaymath"),
            Form("math-inline, math-equation", "Wikidot", '<span class="math-inline">$x$</span>', "math-tex", mode=_CLASS, also=("wikidot-math", "wikidot-source")),
            Form("wp-katex-eq", "WordPress plugin for KaTeX", '<span class="wp-katex-eq" data-display="false">x</span>', "wp-katex-eq", mode="data-display"),
            Form("MathQuill's source", "MathQuill sites, exam banks", '<span class="mathquill-embedded-latex">x</span>', "mathquill", mode="inline"),
            Form("MathQuill, rendered", "saved pages with MathQuill", '<span class="mathquill-rendered-math"><span class="selectable">$x$</span><var>x</var></span>', "mathquill-rendered", mode="inline"),
            Form("math-renderer", "github.com", '<math-renderer class="js-inline-math">$x$</math-renderer>', "math-tex", mode=_CLASS),
            Form("code that is mathematics", "GitLab", '<code data-math-style="inline" class="js-render-math">x</code>', "gitlab-math", mode="data-math-style", also=("code-math",)),
            Form("d-math", "Distill, al-folio", "<d-math>x</d-math>", "distill-math", mode="block"),
            Form("var", "AtCoder", "<var>x_1</var>", "atcoder-var", tex="x_1", mode="inline", note="only if the content is TeX"),
            Form("mathjax of Socratic", "Socratic.org", "<mathjax>#x/y#</mathjax>", "socratic-mathjax", tex="\\frac{x}{y}", lossy=True, mode="inline"),
        ),
    ),
    Family(
        "In an attribute",
        "The element is empty or holds a rendering; the attribute has the source and wins.",
        (
            Form("data-tex of Zhihu", "Zhihu and its mirrors", '<span class="ztext-math" data-eeimg="1" data-tex="x"></span>', "zhihu-data-tex", mode="a line break at the end"),
            Form("data-tex, percent-encoded", "CK-12's editor", '<span class="x-ck12-mathEditor" data-tex="%78"></span>', "ck12-editor", mode="inline"),
            Form("data-expr", "Khan Academy", '<span class="tex" data-expr="x"></span>', "khan-data-expr", mode="inline"),
            Form("data-math", "OpenStax, exports of chats", '<span data-math="x"></span>', "data-attribute", mode="the tag, the class"),
            Form("data-math around KaTeX", "Gemini's exports, editors", f'<span class="math-inline" data-math="x">{_KATEX_HTML}</span>', "data-attribute", mode=_CLASS),
            Form("data-latex, data-tex, data-formula", "MathLive, Obsidian plugins", '<span data-latex="x"></span>', "data-attribute", mode="the tag, the class", also=("asciimath-attribute",)),
            Form("data-value of Quill", "Quill: learning platforms, questions and answers", '<span class="ql-formula" data-value="x"></span>', "quill-formula", mode="inline"),
            Form("role math", "e-books", '<span role="math" aria-label="x^2"></span>', "role-math", tex="x^2", mode="alone in its block", note="speech is no source"),
        ),
    ),
    Family(
        "KaTeX",
        "KaTeX writes MathML with the source for machines and boxes for the eye; either may be missing.",
        (
            Form("both halves", "KaTeX by default: Docusaurus, markdown-it, rehype", _KATEX, "katex-annotation", mode=".katex-display around it"),
            Form("boxes only", 'output: "html"', f'<span class="katex">{_KATEX_HTML}</span>', "katex-html", lossy=True, mode=".katex-display around it", note="rebuilt from classes and offsets, those of 0.19 too"),
            Form("MathML only", 'output: "mathml"', f'<span class="katex">{_ANNOTATED}</span>', "katex-annotation", mode=".katex-display around it", also=("katex-mathml",)),
            Form("wrapped by the site", "CSDN", f'<span class="katex--inline">{_KATEX}</span>', "katex-annotation", mode="the wrapper's class"),
            Form("an equation token", "Notion", f'<span class="notion-text-equation-token">{_KATEX}</span>', "katex-annotation", mode="the wrapper"),
        ),
    ),
    Family(
        "MathJax, rendered",
        "Saved from a browser or rendered on a server. MathJax 4 keeps the source on its nodes, mathjax-node-page in a "
        "label; else the MathML for screen readers is read, and without it the boxes.",
        (
            Form("boxes with a label", "LessWrong and its like, mathjax-node-page", '<span class="mjpage"><span class="mjx-chtml"><span class="mjx-math" aria-label="x"><span class="mjx-char">x</span></span></span></span>', "mjpage-aria-label", mode="mjpage__block"),
            Form("picture with a title", "mathjax-node-page with SVG", '<span class="mjpage"><svg><title>x</title><g></g></svg></span>', "mjpage-svg-title", mode="mjpage__block"),
            Form("CommonHTML with MathML", "pages saved with MathJax 3", f'<mjx-container jax="CHTML">{_CHTML}<mjx-assistive-mml>{_mi()}</mjx-assistive-mml></mjx-container>', "mathjax-assistive", lossy=True, mode="display on the container"),
            Form("CommonHTML alone", "pages saved without assistive MathML", f'<mjx-container jax="CHTML">{_CHTML}</mjx-container>', "mathjax-chtml", lossy=True, mode="display on the container", note="characters are code points in classes"),
            Form("SVG with MathML", "pages saved with MathJax 3", f'<mjx-container jax="SVG"><svg><g data-mml-node="math"></g></svg><mjx-assistive-mml>{_mi()}</mjx-assistive-mml></mjx-container>', "mathjax-assistive", lossy=True, mode="display on the container"),
            Form("SVG alone", "pages saved without assistive MathML", '<mjx-container jax="SVG"><svg><g data-mml-node="math"><g data-mml-node="mi"><use data-c="1D465"></use></g></g></svg></mjx-container>', "mathjax-svg", lossy=True, mode="display on the container"),
            Form("data-latex on the boxes", "MathJax 4", '<mjx-container jax="CHTML"><mjx-math data-latex="x"><mjx-mi data-latex="x"><mjx-c>x</mjx-c></mjx-mi></mjx-math></mjx-container>', "mathjax4-data-latex", mode="display on the container"),
            Form("data-latex on the MathML", "MathJax 4", '<mjx-container jax="CHTML"><mjx-math></mjx-math><mjx-assistive-mml><math data-latex="x"><mi data-latex="x">x</mi></math></mjx-assistive-mml></mjx-container>', "mathjax4-data-latex", mode="display on the container"),
            Form("data-latex on several pictures", "MathJax 4 with SVG and line breaks", '<mjx-container jax="SVG"><svg><g data-mml-node="math" data-latex="x"></g></svg><svg><g data-mml-node="math" data-latex="x"></g></svg></mjx-container>', "mathjax4-data-latex", mode="display on the container", note="one of several copies stays"),
            Form("inside a loaded span", "Obsidian Publish", f'<span class="math math-inline is-loaded"><mjx-container jax="CHTML">{_CHTML}</mjx-container></span>', "mathjax-chtml", lossy=True, mode="display on the container"),
        ),
    ),
    Family(
        "MathML",
        "Any prefix, any case. An annotation with TeX beats everything; then an alternative text that is TeX; then the "
        "presentation, or the content, is translated.",
        (
            Form("presentation alone, from TeX", "Temml, WikiTexVC, latex2mathml", "<math><mfrac><mi>x</mi><mn>2</mn></mfrac></math>", "mathml", tex="\\frac{x}{2}", lossy=True, mode="display"),
            Form("with an annotation", "Temml, pandoc, itex2MML", _ANNOTATED, "mathml-annotation", mode="display"),
            Form("presentation alone, from an editor", "LibreOffice, JATS, EPUB 3, Brightspace", _mi(), "mathml", lossy=True, mode="display"),
            Form("with an annotation, displayed", "pandoc, Quarto", _ANNOTATED.replace("<math>", '<math display="block">'), "mathml-annotation", display=True, mode="display"),
            Form("alttext of LaTeXML", "DLMF, ar5iv, PlanetMath", '<table class="ltx_equation"><tr><td><math class="ltx_Math" alttext="x"></math></td><td><span class="ltx_tag ltx_tag_equation">(1)</span></td></tr></table>', "latexml-equation", tex="x \\tag{1}", display=True, mode="the table, display", also=("latexml",), note="the cells of one equation are one formula"),
            Form("three annotations", "arxiv.org in HTML", '<math><semantics><mi>x</mi><annotation-xml encoding="MathML-Content"><ci>x</ci></annotation-xml><annotation encoding="application/x-tex">x</annotation><annotation encoding="application/x-llamapun">italic_x</annotation></semantics></math>', "mathml-annotation", mode="display"),
            Form("hidden, with a picture", "Wikipedia and MediaWiki", '<span class="mwe-math-element"><span class="mwe-math-mathml-inline" style="display: none;"><math alttext="{\\displaystyle x}"><mi>x</mi></math></span><img class="mwe-math-fallback-image-inline" alt="{\\displaystyle x}" src="x.svg"></span>', "mediawiki", mode="class, a definition list", also=("mediawiki-source", "texerror", "math-element-text", "mathml-alttext")),
            Form("prefix mml", "MDPI, Frontiers, PubMed Central", "<mml:math><mml:mi>x</mml:mi></mml:math>", "mathml", lossy=True, mode="display"),
            Form("prefix m", "OpenStax, DAISY", "<m:math><m:mi>x</m:mi></m:math>", "mathml", lossy=True, mode="display"),
            Form("an annotation of MathType", "Word exports, course platforms", '<math><semantics><mi>x</mi><annotation encoding="MathType-MTEF">MathType@MTEF@5@5@+=faaa</annotation></semantics></math>', "mathml", lossy=True, mode="display", note="the blob is dropped"),
        ),
    ),
    Family(
        "In a picture",
        "The source is in alt, title, a data attribute or the address. An alternative text is TeX only if it looks so. "
        "A picture of a formula without any source leaves [formula image] in the text, so that the gap can be seen.",
        (
            Form("class tex", "MediaWiki before 1.19, Wikia, mirrors", '<img class="tex" alt="x" src="/images/math/x.png">', "tex-image", mode="alone in its block"),
            Form("the fallback picture alone", "mirrors of Wikipedia, feeds", '<img class="mwe-math-fallback-image-inline" alt="{\\displaystyle x}" src="x.svg">', "mediawiki-image", mode=_CLASS),
            Form("latex.php", "WordPress.com", '<img class="latex" src="https://s0.wp.com/latex.php?latex=x&amp;bg=ffffff" alt="x">', "wordpress-latex", mode="alone in its block"),
            Form("loaded late, with a twin", "any site with lazy pictures", '<img class="latex" src="data:," data-lazy-src="https://s0.wp.com/latex.php?latex=x" alt="x"><noscript><img class="latex" src="https://s0.wp.com/latex.php?latex=x" alt="x"></noscript>', "wordpress-latex", mode="alone in its block", note="one of two copies stays"),
            Form("QuickLaTeX", "Baeldung, GeeksforGeeks, Pressbooks", '<img class="ql-img-inline-formula" alt="&#120;" src="q.png">', "quicklatex", mode=_CLASS),
            Form("codecogs", "blogs, READMEs", '<img src="https://latex.codecogs.com/gif.latex?%5Cinline%20x">', "codecogs", mode="inline in the address"),
            Form("codecogs, loaded late", "blogs with lazy pictures", '<img src="data:," data-src="https://latex.codecogs.com/svg.image?x">', "codecogs", mode="inline in the address"),
            Form("webtex", "pandoc --webtex", '<img class="math inline" src="https://latex.codecogs.com/png.latex?%5Ctextstyle%20x" alt="x">', "codecogs", mode=_CLASS),
            Form("mathtex.cgi, mimetex.cgi", "forums, Moodle 1", '<img src="/cgi-bin/mathtex.cgi?x">', "mimetex", mode="alone in its block"),
            Form("Google's charts", "blogs, Anki, old wikis", '<img src="https://chart.googleapis.com/chart?cht=tx&amp;chl=x">', "google-chart", mode="alone in its block"),
            Form("Zhihu's service", "Zhihu and its mirrors", '<img src="https://www.zhihu.com/equation?tex=x" alt="x" eeimg="1">', "zhihu-image", mode="eeimg, a line break at the end"),
            Form("Canvas", "Canvas, by Instructure", '<img class="equation_image" title="x" alt="LaTeX: x" data-equation-content="x" src="/equation_images/x">', "canvas-equation", mode="alone in its block", also=("equation-image",)),
            Form("Moodle's filter", "Moodle", '<a href="/filter/tex/displaytex.php?texexp=x"><img class="texrender" alt="x" src="/filter/tex/pix.php/1.png"></a>', "moodle-tex", mode="alone in its block"),
            Form("Wiris", "Moodle, Canvas, Blackboard, exam sites", '<img class="Wirisformula" data-mathml="«math»«mi»x«/mi»«/math»" alt="ex">', "wiris", lossy=True, mode="alone in its block", also=("wiris-address",), note="MathML with other brackets; the alt is speech"),
            Form("Art of Problem Solving", "AoPS", '<img class="latex" alt="$x$" src="x.png">', "tex-image", mode="class, delimiters"),
            Form("CK-12", "ck12.org", '<img class="x-ck12-math" alt="x" src="/flx/math/inline/x">', "ck12-image", mode="class, address"),
            Form("imgmath", "Sphinx without MathJax", '<img class="math" alt="x" src="_images/math/x.png">', "math-image", mode="div.math around it"),
            Form("Doxygen", "manuals of C++ libraries", '<img class="formulaInl" alt="$x$" src="form_1.png">', "doxygen-image", mode=_CLASS),
            Form("MathWorld", "MathWorld, functions.wolfram.com", '<img class="inlineformula" alt="sum_(n=1)^(infty)1/n^2" src="x.gif">', "mathworld-image", tex="\\sum_{n=1}^\\infty\\frac{1}{n^2}", lossy=True, mode=_CLASS),
            Form("data-latex on a picture", "EquatIO, Schoology", '<img data-latex="x" alt="ex">', "data-attribute", mode="alone in its block"),
            Form("any picture whose alt is TeX", "IOP, old journals", '<img alt="$x$" src="x.png">', "delimited-alt", mode="delimiters", also=("named-image",)),
            Form("a picture and nothing else", "Codeforces, before 2016", '<img class="tex-formula" src="x.png">', "", note="leaves a mark", also=("sourceless-image",)),
        ),
    ),
    Family(
        "In plain HTML",
        "No TeX was ever there: letters, Unicode, superscripts and tables that look like a formula.",
        (
            Form("sup and sub", "old textbooks, blogs", "x<sup>2</sup>", "html-script", tex="x^{2}", lossy=True, mode="inline", also=("codeforces-span", "symbol-font"), note="after a number, a letter or a bracket"),
            Form("templates of Wikipedia", "{{math}}, {{sfrac}}", '<span class="texhtml"><i>x</i><sup>2</sup></span>', "texhtml", tex="x^{2}", lossy=True, mode="inline", also=("sfrac",)),
            Form("tables as layout", "TtH, HeVeA, tex4ht", '</p><table class="display dcenter"><tr><td class="dcell"><span>x</span></td></tr></table><p>', "hevea-display", lossy=True, display=True, mode="always display", also=("tth-display", "tex4ht-image"), note="rows around a rule are a fraction; what stays unclear stays text"),
        ),
    ),
    Family(
        "Further forms",
        "Met in public code or on real pages, and in no list that we know.",
        (
            Form("Anki", "exported cards", "[$]x[/$]", "anki", mode=_PAIR),
            Form("edX", "course exports", "[mathjaxinline]x[/mathjaxinline]", "edx-mathjax", mode=_PAIR),
            Form("katex, eqn, asciimath in brackets", "boards, plugins", "[katex]x[/katex]", "katex-tag", mode="alone in its block", also=("eqn-tag", "asciimath-tag")),
            Form("tex in braces", "e107, Moodle's algebra", "{tex}x{/tex}", "tex-braces", mode="alone in its block", also=("redmine-latex",)),
            Form("Habr", "habr.com", "$inline$x$inline$", "habr", mode=_PAIR),
            Form("an element called after what it holds", "JATS, custom elements", "<tex>x_1</tex>", "tex-element", tex="x_1", mode="the tag"),
            Form("one formula written twice", "JATS on the web: journals", f"<inline-formula><alternatives><tex-math>x</tex-math>{_mi()}</alternatives></inline-formula>", "jats-formula", mode="the element"),
            Form("a picture whose address is the source", "services of one's own", '<img src="https://any.example/formula/%5Csqrt%7Bx%7D.png">', "encoded-path", tex="\\sqrt{x}", mode="alone in its block"),
            Form("drawn in italics and scripts", "pandoc without an option for mathematics", '<span class="math inline"><em>x</em><sub>1</sub></span>', "drawn-math", tex="x_{1}", lossy=True, mode="class"),
            Form("other services of pictures", "upmath, math.now.sh and a dozen more", '<img src="https://i.upmath.me/svg/x">', "formula-service", mode="alone in its block"),
            Form("MathJax 2's boxes without a source", "pages saved without scripts", '<span class="mjx-chtml"><span class="mjx-math"><span class="mjx-mrow"><span class="mjx-mi"><span class="mjx-char">x</span></span></span></span></span>', "mathjax2-chtml", lossy=True, mode="MJXc-display", also=("mathjax2-html", "mathjax2-svg", "mathjax2-data-mathml", "mathjax2-assistive")),
            Form("a preview whose script is gone", "pages cleaned of scripts", '<span class="MathJax_Preview">\\(x^2\\)</span>', "mathjax-preview", tex="x^2", mode="delimiters"),
            Form("MathLive's boxes", "MathLive", '<span class="ML__latex"><span class="ML__base"><span class="ML__mathit">x</span></span></span>', "mathlive", lossy=True, mode="inline"),
            Form("an error of KaTeX", "sources that KaTeX refuses", '<span class="katex-error" title="ParseError">\\foo</span>', "katex-error", tex="\\foo", mode=".katex-display around it"),
            Form("an error of MathJax", "saved pages", '<span class="MathJax_Error">[Math Processing Error]</span>', "", note="leaves nothing: there is nothing to recover", also=("mathjax-error",)),
        ),
    ),
)
