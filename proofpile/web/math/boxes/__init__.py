"""What renderers draw, read back: KaTeX's and MathJax's boxes, and the cells of old translators' tables."""
