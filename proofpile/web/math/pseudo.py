"""Mathematics without TeX: ``10<sup>6</sup>``, ``x<sub>1</sub>``.

A ``sup`` or ``sub`` becomes a placeholder where it stands, because what it hangs on is known only when the
text of its block is together: after a number, a letter or a closing bracket it makes a formula, after a
word it stays visible as ``^`` or ``_``. Marks of footnotes and the endings of ordinals are no mathematics.
"""

import re

from proofpile.web.dom import Element

from proofpile.web.math.slots import SLOT, Formula, Script, Slots, Verbatim
from proofpile.web.math.symbols import GREEK, INVISIBLE, OPERATORS

_NOT_A_SCRIPT = re.compile(r"(?:st|nd|rd|th|er|re|e|ème|o|a|TM|SM|®|™|\[.*\]|[†‡*§¶✝]+)", re.DOTALL)
_CITES = "a, .reference, .footnote, [id*=cite], [class*=footnote], [class*=cite]"
_BASE = r"(?:(?<![^\W\d_])(?:[A-Za-zͰ-Ͽ]|\d+(?:[.,]\d+)*[A-Za-z]?)|\([^()\s]{1,40}\)|[)\]}])"
_SCRIPTED = re.compile(f"(?P<base>{_BASE}|{SLOT})(?P<scripts>{SLOT}+)")
_MOST = 400  # characters of a script; longer ones are layout


def mark_scripts(root: Element, slots: Slots) -> None:
    """Put each ``sup`` and ``sub`` of the page behind a placeholder."""
    for element in root.query_selector_all("sup, sub"):
        text = element.text or ""
        if not text.strip() or len(text) > _MOST or _is_note(element, text.strip()):
            continue
        mark = "^" if element.tag == "sup" else "_"
        element.replace_with(slots.put(Script(mark, _tex(text.strip()))))


def _is_note(element: Element, text: str) -> bool:
    if _NOT_A_SCRIPT.fullmatch(text):
        return True
    if (
        element.closest("a, .reference, .footnote") is not None
        or element.query_selector(_CITES) is not None
    ):
        return True
    return element.matches(_CITES)


def _tex(text: str) -> str:
    """Characters as TeX: ``−`` is a minus, ``π`` is ``\\pi``."""
    pieces = []
    for char in text:
        tex = GREEK.get(char) or (OPERATORS.get(char, char) if not char.isascii() else char)
        pieces.append(f"{tex} " if tex[0] == "\\" and tex[-1].isalpha() else tex)
    return "".join(pieces).strip().translate({ord(c): None for c in INVISIBLE})


def gather(text: str, slots: Slots) -> str:
    """`text` with each number, letter or bracket and the scripts behind it made a formula."""

    def formula(found: re.Match[str]) -> str:
        base, marks = found["base"], found["scripts"]
        scripts = [slot for char in marks if isinstance(slot := slots[char], Script)]
        if len(scripts) != len(marks):
            return found[0]
        before = slots[base] if len(base) == 1 else None
        if isinstance(before, Verbatim) or (before is not None and not isinstance(before, Formula)):
            return found[0]
        tex = slots.source(base) if isinstance(before, Formula) else _tex(base)
        if base in ")]}":
            return base + "".join(plain(script) for script in scripts)
        tail = "".join(f"{s.mark}{{{slots.source(s.text)}}}" for s in scripts)
        return slots.formula(
            f"{{{tex}}}{tail}" if before and len(tex) > 1 else tex + tail,
            False,
            "html-script",
            True,
        )

    return _SCRIPTED.sub(formula, text)


def plain(script: Script) -> str:
    """A script that hangs on a word: ``^2``, ``_{max}``."""
    return (
        f"{script.mark}{script.text}"
        if len(script.text) == 1
        else f"{script.mark}{{{script.text}}}"
    )
