"""Content MathML to TeX."""
