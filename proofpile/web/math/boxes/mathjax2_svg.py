"""SVG of MathJax 2 back to MathML, where neither the script nor a title is left.

Nothing says what an element is: there are glyphs with their fonts (``#MJMATHI-78``), rules, and groups with
their places. But they keep the order of the MathML, so a small glyph above the line is a superscript of what
was drawn before it, a group of a rule and two more is a fraction, and a group of columns is a table.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from proofpile.web.math.boxes.mathjax_boxes import mark, raw, row, token
from proofpile.web.math.notations.mathml_tex import tex_of
from proofpile.web.math.tex import symbols
from proofpile.web.math.tree import Node, parse

_FONTS = {
    "MATHI": "I", "MATHBI": "BI", "MAINB": "B", "MAINI": "MI", "AMS": "A", "CAL": "C", "CALB": "CB",
    "SZ": "SZ", "FRAK": "FR", "FRAKB": "FRB", "SCR": "SC", "SS": "SS", "SSB": "SSB", "SSI": "SSI", "TT": "T",
}  # fmt: skip
_GLYPH = re.compile(r"MJ([A-Z]+?)\d?-([0-9A-F]{2,6})$")
_NUMBER = r"-?(?:\d{1,7}(?:\.\d{0,15})?|\.\d{1,15})"
_TRANSLATE = re.compile(rf"translate\(({_NUMBER})[, ]\s*({_NUMBER})\)")
_SCALE = re.compile(rf"scale\(({_NUMBER})")
_VALUE = re.compile(_NUMBER)
_ACCENTS = frozenset("^ˆ~˜¯ˉ˙¨ˇ˘´ˊ`ˋ˚\u20d7–")
_FRAME = "frame"  # in place of a font: a rule that goes around
_TALL = "SZ"  # fonts of large sizes
_ROOTS = frozenset("√\ue001⎷")
_BRACE_PIECES = frozenset("\ue150\ue151\ue152\ue153\ue154\ue155\ue156")
_RELATIONS = frozenset("=<>≤≥≈∼≃≅≡→←⇒⇐↔⇔⟶⟵↦")  # what is above one is over it


@dataclass(slots=True)
class _Item:
    """Something drawn: a glyph, a rule (no glyph, nothing inside), or a group."""

    x: float
    y: float
    size: float
    char: str = ""
    font: str = ""
    inner: "list[_Item]" = field(default_factory=list)
    label: bool = False  # the number of an equation

    @property
    def is_rule(self) -> bool:
        return not self.char and not self.inner

    def glyphs(self) -> "Iterator[_Item]":
        """All glyphs, in the order in which they were drawn."""
        waiting = [self]
        while waiting:
            item = waiting.pop()
            if item.char:
                yield item
            waiting.extend(reversed(item.inner))


def to_tex(markup: str) -> str:
    """TeX for the markup of a ``.MathJax_SVG`` element, or of the ``<svg>`` in it."""
    svg = parse(markup).find("svg")
    if svg is None:
        return ""
    items = _items(svg, 1.0)
    return tex_of(Node("math", children=[_group(_Item(0, 0, 1, inner=items))] if items else []))


# --- what is drawn


def _items(node: Node, size: float) -> list[_Item]:
    items = []
    for child in node.nodes:
        style = child.attrs.get("transform", "")
        scale = _SCALE.search(style)
        grown = size * abs(float(scale[1])) if scale and "matrix" not in style else size
        if child.name == "use":
            glyph = _GLYPH.search(child.attrs.get("xlink:href") or child.attrs.get("href") or "")
            if glyph and int(glyph[2], 16) < 0x110000:
                x, y = (_value(child, name) * (grown / size) for name in ("x", "y"))
                items.append(_Item(x, y, grown, chr(int(glyph[2], 16)), _FONTS.get(glyph[1], "")))
        elif child.name == "text":
            items += [_Item(0, 0, grown, char) for char in child.text if not char.isspace()]
        elif child.name == "rect":
            font = _FRAME if child.attrs.get("fill") == "none" else ""
            items.append(_Item(_value(child, "x"), _value(child, "y"), size, font=font))
        elif child.name in ("g", "a", "svg"):
            at = _TRANSLATE.search(style)
            x, y = (float(at[1]), float(at[2])) if at else (0.0, 0.0)
            # A piece that is only stretched keeps its size: pieces of braces and lines are.
            inner = _items(child, size if scale and "," in style[scale.start() :] else grown)
            label = child.attrs.get("id", "").startswith("mjx-eqn")
            if inner:
                items.append(_Item(x, y, inner[0].size, inner=inner, label=label))
    if sum(child.name == "line" for child in node.nodes) == 4:
        items.append(_Item(0, 0, size, font=_FRAME))
    return items


def _value(node: Node, name: str) -> float:
    found = _VALUE.match(node.attrs.get(name, ""))
    return float(found[0]) if found else 0.0


def _size(items: list[_Item]) -> float:
    """The size in which a row is set: that of its largest glyph."""
    return max((glyph.size for item in items for glyph in item.glyphs()), default=1.0)


# --- rows


def _row(items: list[_Item]) -> list[Node]:
    items = [item for item in items if item.char or item.inner or item.is_rule]
    size = _size(items)
    atoms: list[Node] = []
    starts: list[float] = []  # where each begins
    at = 0
    base = _Item(0, 0, size)
    while at < len(items):
        item = items[at]
        root = _root(items, at)
        if root:
            node, at = root
            atoms.append(node)
            starts.append(item.x)
            base = item
            continue
        if atoms and (sign := _accent(item)):
            wide = not item.char or item.font == _TALL
            near = item.x - (100 if not item.char else 900)
            first = next((k for k, x in enumerate(starts) if x > near), -1) if wide else -1
            atoms[first:] = [_accented(row(atoms[first:]), sign, item.y)]
            starts[first:] = starts[first:][:1]
        elif atoms and item.char == "\u0338":
            struck = "".join(str(child) for child in atoms[-1].children) + item.char
            atoms[-1] = Node("mo", children=[unicodedata.normalize("NFC", struck)])
        elif _is_script(item, size):
            atoms[-1:] = [_scripted(atoms[-1] if atoms else Node("mrow"), item, base)]
        elif item.char == "\\" and (word := _run(items, at + 1)):
            atoms.append(raw("\\" + "".join(letter.char for letter in word)))
            at += len(word)  # a command that MathJax did not know
        elif item.char:
            run = _run(items, at)
            at += len(run) - 1
            after = items[at + 1] if at + 1 < len(items) else None
            is_name = after is not None and (after.char == "(" or _is_script(after, size))
            atoms.append(_token(run, is_name))
            base = item
        elif not item.is_rule:
            atoms.append(_group(item))
            base = item
        starts += [item.x] * (len(atoms) - len(starts))
        at += 1
    return atoms


def _accented(base: Node, sign: str, rise: float) -> Node:
    under = sign in "⏟–" or rise < -200
    accent = mark(Node("mo", children=[sign]))
    return Node("munder" if under else "mover", {"accent": "true"}, children=[base, accent])


def _is_script(item: _Item, size: float) -> bool:
    own = max((glyph.size for glyph in item.glyphs()), default=size)
    return own < 0.9 * size and abs(_height(item)) > 120 * size


def _height(item: _Item) -> float:
    """The rise of what is drawn: of the group, or of the only thing in it."""
    return item.y + (_height(item.inner[0]) if len(item.inner) == 1 else 0.0)


def _scripted(base: Node, script: _Item, drawn: _Item) -> Node:
    """`base` with one more script or limit."""
    content = row(_group_row(script))
    above = _height(script) > 0
    limit = script.x < drawn.x + 100 and abs(_height(script)) > 450
    if base.name == "mo" and str(base.children[0]) in _RELATIONS:
        limit = True
    is_accent = "accent" in base.attrs
    if base.name in ("munder", "mover") and not is_accent:
        limit = True  # the other one is
    elif base.name in ("msub", "msup"):
        limit = False
    kinds = ("munder", "mover", "munderover") if limit else ("msub", "msup", "msubsup")
    other = kinds[0] if above else kinds[1]
    if base.name == other and len(base.children) == 2 and not is_accent:
        parts = [
            base.children[0],
            *((base.children[1], content) if above else (content, base.children[1])),
        ]
        return Node(kinds[2], children=parts)
    return Node(kinds[1] if above else kinds[0], children=[base, content])


def _accent(item: _Item) -> str:
    """The accent that a glyph or a group of pieces draws, "" if it draws none."""
    chars = "".join(glyph.char for glyph in item.glyphs())
    if item.char:
        return chars if chars in _ACCENTS and abs(item.y) < 400 else ""
    if chars and set(chars) <= _BRACE_PIECES:
        return "⏟" if chars[0] == "\ue152" else "⏞"
    if chars and set(chars) <= {"¯", "ˉ", "―", "–", "_"} and item.y:
        return "–" if item.y < 0 else "―"
    if item.y > 300 and set(chars) <= set("→←−-") and not set(chars) <= set("−-"):
        return "↔" if {"→", "←"} <= set(chars) else "→" if "→" in chars else "←"
    return ""


def _root(items: list[_Item], at: int) -> tuple[Node, int] | None:
    """A root that begins at `at`, and where it ends: an index, the sign, its line, the radicand."""
    index: list[_Item] = []
    k = at
    if k + 1 < len(items) and not _is_root_sign(items[k]) and _is_root_sign(items[k + 1]):
        first = max((glyph.size for glyph in items[k].glyphs()), default=1.0)
        sign = max(glyph.size for glyph in items[k + 1].glyphs())
        if first <= 0.75 * sign and _height(items[k]) > 0:
            index, k = [items[k]], k + 1
    if not _is_root_sign(items[k]) or k + 2 >= len(items) or not items[k + 1].is_rule:
        return None
    radicand = row(_group_row(items[k + 2]))
    if index:
        return Node("mroot", children=[radicand, row(_group_row(index[0]))]), k + 3
    return Node("msqrt", children=[radicand]), k + 3


def _is_root_sign(item: _Item) -> bool:
    return any(glyph.char in _ROOTS for glyph in item.glyphs())


def _run(items: list[_Item], at: int) -> list[_Item]:
    """Glyphs that make up one token: digits of a number, letters of a word in one font."""
    if at >= len(items) or not items[at].char:
        return []
    first = items[at]
    kind = (
        "digit"
        if first.char.isdigit()
        else "word"
        if first.char.isalpha() and first.font != "I"
        else ""
    )
    run = [first]
    for item in items[at + 1 :] if kind else ():
        same = item.char.isdigit() if kind == "digit" else item.char.isalpha()
        point = kind == "digit" and item.char == "." and items[-1] is not item
        if not item.char or not (same or point) or item.font != first.font:
            break
        if abs(item.y - first.y) > 1 or abs(item.size - first.size) > 0.01:
            break
        run.append(item)
    while len(run) > 1 and run[-1].char == ".":
        run.pop()
    return run


def _token(run: list[_Item], is_name: bool = False) -> Node:
    """A token; upright words are text, but where an argument or a script follows they are names."""
    text = "".join(item.char for item in run)
    glyphs = [(item.char, item.font) for item in run]
    if text[0].isdigit():
        return token("mn", glyphs)
    if len(text) > 1:
        word = not run[0].font and not is_name and text not in symbols.FUNCTIONS
        return token("mtext" if word else "mi", glyphs)
    return token("mi" if text.isalpha() else "mo", glyphs)


# --- groups


def _group_row(item: _Item) -> list[Node]:
    """What an item holds, set on a line of its own."""
    if item.char:
        return [_token([item])]
    return [_group(item)] if item.inner else []


def _group(item: _Item, nested: bool = False) -> Node:
    """What a group is; `nested` says that it is the only thing in another, as the column of a table is."""
    inner = item.inner
    if any(part.font == _FRAME for part in inner):
        rest = [part for part in inner if part.font != _FRAME]
        return Node("menclose", {"notation": "box"}, children=_row(rest))
    if len(inner) == 1 and inner[0].inner:
        return _group(inner[0], nested=True)
    if len(inner) == 3 and inner[0].is_rule:
        above, below = (row(_group_row(part)) for part in inner[1:])
        return Node("mfrac", children=[above, below])
    if nested and _is_column(inner) and inner[0].y > 250 and inner[-1].y < -250:
        cells = [Node("mtd", children=_group_row(part)) for part in inner]
        return Node("mtable", children=[Node("mtr", children=[cell]) for cell in cells])
    if _is_atop(inner):
        parts = [row(_group_row(part)) for part in inner]
        return Node("mfrac", {"linethickness": "0"}, children=parts)
    if (whole := _stretched(inner)) is not None:
        return whole
    return _table(inner) or row(_row(inner))


def _is_atop(inner: list[_Item]) -> bool:
    return len(inner) == 2 and inner[0].y > 250 and inner[1].y < -250


def _stretched(inner: list[_Item]) -> Node | None:
    """A delimiter or arrow that is drawn of pieces."""
    glyphs = [glyph for item in inner for glyph in item.glyphs()]
    chars = "".join(glyph.char for glyph in glyphs)
    if len(chars) < 2 or chars.isalnum():
        return None
    node = token("mo", [(char, "") for char in chars])
    return node if node.children and len(str(node.children[0])) == 1 else None


def _table(inner: list[_Item]) -> Node | None:
    """A table: columns side by side, in each its cells from above; numbers are a column of their own."""
    if not inner or any(item.char or item.is_rule for item in inner):
        inner = [item for item in inner if not item.is_rule]
        if not inner or any(item.char for item in inner):
            return None
    if max(item.y for item in inner) - min(item.y for item in inner) > 50:
        return None
    columns = [item.inner for item in inner]
    labels = [column for column in columns if any(cell.label for cell in column)]
    columns = [column for column in columns if column not in labels]
    if not columns:
        return None
    if labels and len(columns) == 1 and all(part.inner for part in columns[0]):
        columns = [part.inner for part in columns[0]]
    if not all(_is_column(column) for column in columns):
        return None
    if max(map(len, columns)) < 2 and not labels:
        return None
    heights: list[float] = []
    for y in sorted((cell.y for column in columns for cell in column), reverse=True):
        if not heights or heights[-1] - y > 400:
            heights.append(y)
    rows = []
    for height in heights:
        cells = [_cell(column, height) for column in columns]
        tag = [_cell(column, height) for column in labels]
        numbered = tag[:1] if tag and tag[0].children else []
        rows.append(Node("mlabeledtr" if numbered else "mtr", children=numbered + cells))
    return Node("mtable", children=rows)


def _is_column(cells: list[_Item]) -> bool:
    """Whether items stand above each other, as rows of a table do and nothing else of one size does."""
    heights = sorted(cell.y for cell in cells)
    return all(later - earlier > 600 for earlier, later in pairwise(heights))


def _cell(column: list[_Item], height: float) -> Node:
    found = next((cell for cell in column if abs(cell.y - height) < 400), None)
    return Node("mtd", children=_group_row(found) if found else [])
