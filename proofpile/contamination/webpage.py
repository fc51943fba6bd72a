r"""A benchmark item as a web page, in the ways the web writes mathematics.

What an extractor makes of the page is what a corpus holds: so a perturbation by HTML is honest only with the
extractor that the corpus was made with, which the caller names.
"""

import re
from collections.abc import Callable
from html import escape

from proofpile.contamination.draws import Dice
from proofpile.contamination.pieces import Piece, pieces


def as_html(text: str, seed: int) -> str | None:
    """A whole page whose main content is `text`; None for an empty one."""
    if not text.strip():
        return None
    dice = Dice("html", seed, text)
    head, formula = dice.one(_MARKUPS)
    quoted = dice.one((_typographic, _entities, _plain))
    line_break = dice.one(("<br>", "<br />\n", " "))
    blocks = "".join(
        f"<p>{_block(paragraph, formula, quoted, line_break)}</p>\n"
        for paragraph in _paragraphs(text)
    )
    return _PAGE.format(head=head, blocks=blocks)


def _paragraphs(text: str) -> list[list[Piece]]:
    """Prose is cut at blank lines; formulas never are."""
    found: list[list[Piece]] = [[]]
    for piece in pieces(text):
        if piece.is_formula:
            found[-1].append(piece)
            continue
        first, *others = re.split(r"\n\s*\n", piece.body)
        found[-1].append(Piece("", first, ""))
        found += [[Piece("", other, "")] for other in others]
    return [p for p in found if "".join(map(str, p)).strip()]


def _block(
    paragraph: list[Piece], formula: Callable[[Piece], str], quoted: Callable[[str], str], line: str
) -> str:
    return "".join(
        formula(p) if p.is_formula else quoted(p.body).replace("\n", line) for p in paragraph
    )


# --- prose


def _typographic(prose: str) -> str:
    """Curly quotes, as word processors and forums set them."""
    prose = re.sub(r'"(?=\w)', "\N{LEFT DOUBLE QUOTATION MARK}", prose)
    prose = prose.replace('"', "\N{RIGHT DOUBLE QUOTATION MARK}")
    prose = prose.replace("'", "\N{RIGHT SINGLE QUOTATION MARK}")
    return _plain(prose)


def _plain(prose: str) -> str:
    """No more entities than there must be."""
    return escape(prose, quote=False)


def _entities(prose: str) -> str:
    """Everything that has a common name as an entity, and a no-break space for a double blank."""
    prose = _plain(prose).replace('"', "&quot;").replace("'", "&#39;")
    prose = prose.replace("\N{RIGHT SINGLE QUOTATION MARK}", "&rsquo;").replace("  ", "&nbsp; ")
    return "".join(c if c < "\x7f" else f"&#{ord(c)};" for c in prose)


# --- formulas


def _is_display(formula: Piece) -> bool:
    return formula.opener not in ("$", r"\(")


def _tex(formula: Piece) -> str:
    """What stands between delimiters; an environment is all of itself."""
    return str(formula) if formula.opener.startswith(r"\begin") else formula.body.strip()


def _delimited(formula: Piece) -> str:
    opener, closer = (r"\[", r"\]") if _is_display(formula) else (r"\(", r"\)")
    return escape(f"{opener}{_tex(formula)}{closer}", quote=False)


def _script(formula: Piece) -> str:
    mode = "; mode=display" if _is_display(formula) else ""
    tex = _tex(formula).replace("</", "< /")
    return f'<span class="MathJax_Preview"></span><script type="math/tex{mode}">{tex}</script>'


def _semantics(formula: Piece) -> str:
    """MathML whose layout is crude and whose annotation is the source, which is what readers go by."""
    tex = _tex(formula)
    words = re.findall(r"\\[A-Za-z]+|[0-9.]+|[A-Za-z]|[^\s\\{}&$]", tex)
    layout = "".join(
        f"<mn>{w}</mn>" if w[0].isdigit() else f"<mi>{escape(w.lstrip(chr(92)))}</mi>"
        for w in words
    )
    note = f'<annotation encoding="application/x-tex">{escape(tex, quote=False)}</annotation>'
    return f"<semantics><mrow>{layout}</mrow>{note}</semantics>"


def _mathml(formula: Piece) -> str:
    display = "block" if _is_display(formula) else "inline"
    space = "http://www.w3.org/1998/Math/MathML"
    return f'<math xmlns="{space}" display="{display}">{_semantics(formula)}</math>'


def _katex(formula: Piece) -> str:
    drawn = "".join(
        f'<span class="mord">{escape(c)}</span>' for c in _tex(formula)[:40] if c.isalnum()
    )
    rendered = (
        f'<span class="katex"><span class="katex-mathml">{_mathml(formula)}</span>'
        f'<span class="katex-html" aria-hidden="true"><span class="base">{drawn}</span></span></span>'
    )
    return f'<span class="katex-display">{rendered}</span>' if _is_display(formula) else rendered


_MARKUPS: tuple[tuple[str, Callable[[Piece], str]], ...] = (
    ('<script src="https://cdn.example.org/mathjax/3/tex-mml-chtml.js"></script>', _delimited),
    ('<script src="https://cdn.example.org/mathjax/2.7/MathJax.js"></script>', _script),
    ('<link rel="stylesheet" href="https://cdn.example.org/katex/katex.min.css">', _katex),
    ("", _mathml),
)

_PAGE = """<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>Exercises of the week</title>{head}</head>
<body>
<nav class="navbar"><ul><li><a href="/">Home</a></li><li><a href="/tags">Tags</a></li>
<li><a href="/about">About this site</a></li></ul></nav>
<main><article class="post">
<h1>Exercises of the week</h1>
<div class="entry-content">
{blocks}</div>
</article></main>
<aside class="sidebar"><h3>Recent posts</h3><ul><li><a href="/p/1">An older set</a></li>
<li><a href="/p/2">Answers to the older set</a></li></ul></aside>
<footer><p>Copyright. <a href="/privacy">Privacy</a> <a href="/terms">Terms of use</a></p></footer>
</body>
</html>
"""
