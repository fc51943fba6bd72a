"""MathML to TeX: presentation MathML 3 and 4, and content MathML where a formula holds nothing else.

Each element has one small function, found by its name (`mathml_elements.element`); what has none is read
through to its children, so that no text is lost. Rejected: the XSLT that most corpora use (no prefixes,
unpaired ``\\left``, accents as ``\\stackrel``), and every converter on the package index (dependencies
measured: none is right on more than two thirds).
"""

import re
from functools import lru_cache

from proofpile.web.math.notations import (  # noqa: F401  (each registers its elements)
    content_mathml,
    mathml_elementary,
    mathml_layout,
    mathml_scripts,
    mathml_tables,
)
from proofpile.web.math.notations.mathml_elements import convert, group, join
from proofpile.web.math.notations.mathml_rows import row
from proofpile.web.math.tree import Node, parse

__all__ = ["convert", "group", "join", "tex_of", "to_tex"]
_BLANKS = re.compile(r"[ \t\n]+")


@lru_cache(maxsize=4_000)  # a page says "n" a hundred times
def to_tex(markup: str) -> str:
    """TeX for the markup of one ``<math>`` element, with any prefix; "" where it holds nothing."""
    return tex_of(parse(markup))


def tex_of(node: Node) -> str:
    """TeX for a tree of MathML."""
    tex = _BLANKS.sub(" ", row(node.children))
    return tex.strip() + " " * tex.endswith("\\ ")
