"""Adobe's Symbol encoding: what a character means in the font that old pages write Greek with.

Browsers of the nineties had no Unicode, so ``<font face="symbol">a</font>`` is an alpha. The table is
the encoding's own, from 0x21 to 0xFE, in order; a blank stands for itself or for nothing.
"""

_LOW = (
    "!∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼"
)
_HIGH = "ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪ 〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭"
_TABLE = str.maketrans(
    {
        **{chr(0x21 + k): char for k, char in enumerate(_LOW)},
        **{chr(0xA1 + k): char for k, char in enumerate(_HIGH)},
        # The private-use characters that some browsers put in their place.
        **{chr(0xF021 + k): char for k, char in enumerate(_LOW)},
        **{chr(0xF0A1 + k): char for k, char in enumerate(_HIGH)},
    }
)


def unicode_of(text: str) -> str:
    """`text` of the Symbol font in Unicode."""
    return text.translate(_TABLE)
