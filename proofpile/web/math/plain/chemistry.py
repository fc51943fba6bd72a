"""Chemistry in plain text: a word that is symbols of elements with counts or a charge, ``SO₄²⁻``."""

import re
from collections.abc import Sequence

from proofpile.web.math.plain.tokens import Part, Token
from proofpile.web.math.slots import Script, Slots

_SYMBOLS = """
    H He Li Be B C N O F Ne Na Mg Al Si P S Cl Ar K Ca Sc Ti V Cr Mn Fe Co Ni Cu Zn Ga Ge As Se Br Kr Rb Sr
    Y Zr Nb Mo Tc Ru Rh Pd Ag Cd In Sn Sb Te I Xe Cs Ba La Ce Pr Nd Pm Sm Eu Gd Tb Dy Ho Er Tm Yb Lu Hf Ta W
    Re Os Ir Pt Au Hg Tl Pb Bi Po At Rn Fr Ra Ac Th Pa U Np Pu Am Cm Bk Cf Es Fm Md No Lr
"""
_ELEMENTS = frozenset(_SYMBOLS.split())
_ELEMENT = re.compile(r"[A-Z][a-z]?")
_CHARGE = re.compile(r"\d*[+−–-]|[+−–-]\d*")
_LONGEST = 60  # tokens of a compound


def compound(tokens: Sequence[Token], at: int, slots: Slots) -> Part | None:
    """The compound or the isotope that begins at the token `at`, as an upright formula."""
    before = tokens[at - 1].kind if at else ""
    if tokens[at].kind == "script" and before in ("", "space"):
        return _isotope(tokens, at, slots)
    if tokens[at].kind not in ("word", "letter", "open") or before in ("word", "letter", "number"):
        return None
    return _compound(tokens, at, slots)


def _script(token: Token, mark: str, slots: Slots) -> str:
    slot = slots[token.text] if token.kind == "script" else None
    return slot.text if isinstance(slot, Script) and slot.mark == mark else ""


def _isotope(tokens: Sequence[Token], at: int, slots: Slots) -> Part | None:
    """``¹⁴C``, ``²³⁵₉₂U``"""
    mass = _script(tokens[at], "^", slots)
    number = _script(tokens[at + 1], "_", slots) if at + 1 < len(tokens) else ""
    symbol = at + 2 if number else at + 1
    if not mass.isdigit() or symbol >= len(tokens) or tokens[symbol].text not in _ELEMENTS:
        return None
    below = f"_{{{number}}}" if number else ""
    return Part(symbol + 1, f"{{}}^{{{mass}}}{below}\\mathrm{{{tokens[symbol].text}}}", True)


def _compound(tokens: Sequence[Token], start: int, slots: Slots) -> Part | None:
    pieces: list[str] = []
    symbols: list[str] = []
    counted = charged = False
    open_brackets, at = 0, start
    for token in tokens[start : start + _LONGEST]:
        text = token.text
        if token.kind in ("word", "letter"):
            found = _ELEMENT.findall(text)
            if "".join(found) != text or not _ELEMENTS.issuperset(found):
                return None
            symbols += found
            pieces.append(text)
        elif text in ("(", "[") or (open_brackets and text in (")", "]")):
            open_brackets += 1 if token.kind == "open" else -1
            pieces.append(text)
        elif token.kind == "script" and pieces:
            count, charge = _script(token, "_", slots), _script(token, "^", slots)
            if not count.isdigit() and not (charge and _CHARGE.fullmatch(charge)):
                return None
            counted, charged = counted or bool(count), charged or bool(charge)
            pieces.append(f"_{{{count}}}" if count else f"^{{{charge}}}")
        else:
            break
        at += 1
    if open_brackets or not symbols or not (counted or charged):
        return None
    if len(set(symbols)) < 2 and not (charged and len(symbols) == 1):
        return None  # ``H₂`` may as well be a variable
    return Part(at, f"\\mathrm{{{''.join(pieces)}}}", True)
