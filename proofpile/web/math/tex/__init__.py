"""TeX itself: normal form, soundness, macros, and the commands of Unicode characters."""
