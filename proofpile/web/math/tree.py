"""A light tree of markup, for the converters that read MathML and renderers' output."""

from proofpile.native import Node
from proofpile.native import parse_tree as parse
from proofpile.native.reference_tree import attributes_of

__all__ = ["Node", "attributes_of", "parse"]
