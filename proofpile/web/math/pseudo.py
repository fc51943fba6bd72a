"""Mathematics without TeX: ``10<sup>6</sup>``, ``x<sub>1</sub>``.

A ``sup`` or ``sub`` becomes a placeholder where it stands, because what it hangs on is known only when the
text of its block is together: `runs` makes formulas of numbers, letters and brackets with theirs; after a
word a script stays visible as ``^`` or ``_``. Marks of footnotes and the endings of ordinals are no
mathematics. Superscript characters of Unicode (``x²``) are text already and stay as they are.
"""

import re

from proofpile.web.dom import Element
from proofpile.web.math.markup import is_only
from proofpile.web.math.plain.runs import gather, is_ending
from proofpile.web.math.plain.tokens import characters
from proofpile.web.math.slots import ANY, Script, Slots

_NOT_A_SCRIPT = re.compile(r"(?:st|nd|rd|th|TM|SM|®|™|\[.*\]|[†‡*§¶✝]+)", re.DOTALL)
_CITES = ".reference, .footnote, [id*=cite], [class*=footnote], [class*=cite]"
# What sets letters in italics; the last is TeX's own font for them, as tex4ht names it.
_ITALIC = 'i, em, var, span[class^="cmmi-"], span[style*="font-style:italic"], span[class^="c0"]'
_SIGNATURES = "dt, code, pre, .sig"  # where Sphinx sets the parameters of functions in italics
_HEVEA = re.compile(r"c0\d\d")  # how HeVeA names its styles
_LONGEST_ITALIC = 40  # characters
_LETTERS = re.compile(r"[^\W\d_]+")
_DEEPEST = 8  # scripts in scripts
_MOST = 400  # characters of a script; longer ones are layout


def mark_scripts(root: Element, slots: Slots) -> None:
    """Put each ``sup`` and ``sub`` behind a placeholder, the innermost first, and letters in italics."""
    _mark_italics(root, slots)
    levels: dict[str, int] = {}  # of scripts in scripts, by placeholder
    for element in reversed(root.query_selector_all("sup, sub")):
        text = (element.text or "").strip()
        if not text or len(text) > _MOST or _is_note(element, text):
            continue
        level = 1 + max((levels.get(char, 0) for char in ANY.findall(text)), default=0)
        if level > _DEEPEST:
            continue
        mark = "^" if element.tag == "sup" else "_"
        char = slots.put(Script(mark, characters(text)))
        levels[char] = level
        element.replace_with(char)


def _mark_italics(root: Element, slots: Slots) -> None:
    """Put letters in italics behind placeholders, unless they are words."""
    for element in root.query_selector_all(_ITALIC):
        text = element.text or ""
        if not 0 < len(text) <= _LONGEST_ITALIC or element.child_element_count:
            continue
        name = element.class_name or ""
        if element.tag == "span" and name.startswith("c0") and not _HEVEA.fullmatch(name):
            continue
        runs = _LETTERS.findall(text)
        if not runs or max(map(len, runs)) > 3 or not (text.isascii() or len(text) <= 3):
            continue
        if element.closest(_SIGNATURES) is None:
            marked = _LETTERS.sub(lambda run: slots.put(Script("", characters(run[0]))), text)
            element.replace_with(marked)


def _is_note(element: Element, text: str) -> bool:
    """Whether a script is the mark of a note, of a trade or of an ordinal."""
    if _NOT_A_SCRIPT.fullmatch(text) or element.query_selector(f"a, {_CITES}") is not None:
        return True
    if element.matches(_CITES) or element.closest(".reference, .footnote") is not None:
        return True
    link = element.closest("a") if is_only(element) else None
    return link is not None and (link.text or "").strip() == text


def plain(script: Script) -> str:
    """A script that hangs on a word: ``^2``, ``_{max}``; the ending of an ordinal is text."""
    if not script.mark or is_ending(script):
        return script.text
    one = len(script.text) == 1
    return f"{script.mark}{script.text}" if one else f"{script.mark}{{{script.text}}}"


__all__ = ["gather", "mark_scripts", "plain"]
