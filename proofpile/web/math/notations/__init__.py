"""Other notations of mathematics, each to TeX: MathML, Content MathML, OMML, AsciiMath."""
