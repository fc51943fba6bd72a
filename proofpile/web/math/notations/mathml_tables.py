"""Tables of MathML: matrices, cases, aligned and gathered equations, arrays with lines, numbers of equations.

What a table is, MathML does not say. It follows from the delimiters around it, from how its columns are
aligned (right and left in turn are equations), from lines, and from what its cells begin with.
"""

import re

from proofpile.web.math.notations.mathml_elements import convert, element, unwrapped
from proofpile.web.math.notations.mathml_fences import delimiter
from proofpile.web.math.notations.mathml_rows import row
from proofpile.web.math.tree import Node

_MATRICES = {
    ("(", ")"): "pmatrix", ("[", "]"): "bmatrix", ("{", "}"): "Bmatrix", ("|", "|"): "vmatrix",
    ("∣", "∣"): "vmatrix", ("‖", "‖"): "Vmatrix", ("∥", "∥"): "Vmatrix", ("||", "||"): "Vmatrix",
}  # fmt: skip
_RELATION = re.compile(
    r"(?:\{\})?\s*(?:[=<>:]|\\(?:leq?|geq?|neq?|approx|equiv|sim|simeq|cong|propto|in|subset(?:eq)?|coloneqq"
    r"|to|rightarrow|Rightarrow|Leftrightarrow|iff|implies|triangleq|ll|gg)(?![A-Za-z]))"
)
_EQUATION = re.compile(r"[^\\]=|\\(?:leq?|geq?|neq|approx|equiv|sim|cong)(?![A-Za-z])|[<>]")
_NUMBER_CLASSES = frozenset(("mtr-eqn-num", "mml-eqn-num", "eqn-num", "tml-tag"))
_GLUE = re.compile(r"width:\s*50%")
_ALIGNMENTS = {"left": "l", "right": "r", "center": "c"}
_CLASSES = {
    "tml-left": "l",
    "tml-right": "r",
    "ltx_align_left": "l",
    "ltx_align_right": "r",
    "ltx_align_center": "c",
}
_STYLE = re.compile(r"text-align:\s*(left|right|center)")
_WIDEST = 500  # columns and spans; what claims more is a mistake


class Table:
    """A table read: its cells as TeX, one alignment a column, lines, and equation numbers."""

    __slots__ = ("borders", "cells", "columns", "labels", "lines", "node", "upright")

    def __init__(self, node: Node) -> None:
        self.node = node
        self.cells: list[list[str]] = []
        self.labels: list[str] = []
        self.lines: set[int] = set()  # rows above which a line is drawn
        self.borders: set[int] = set()  # columns on whose right a line is drawn
        self.columns: list[str] = []  # l, r, c; "" where nothing is said
        for item in node.nodes:
            cells, label = _cells(item)
            if not cells and not label and item.name != "mtr":
                continue
            texts: list[str] = []
            for cell in cells[:_WIDEST]:
                self._borders(cell, len(texts))
                # Here and not in a method: tables in tables shall not use up the stack.
                texts.append(row(cell.children) if cell.name == "mtd" else convert(cell))
                texts.extend([""] * (_span(cell) - 1))
            if label or any(texts) or not texts or len(self.cells) not in self.lines:
                self.cells.append(texts)  # else LaTeXML wrote a line as a row of empty cells
                self.labels.append(label)
        self._trim()
        self._attributes()

    def _borders(self, cell: Node, at: int) -> None:
        """Take in alignment and lines of a cell."""
        self._align(at, _alignment(cell))
        style = cell.attrs.get("style", "")
        if not cell.classes and not style:
            return
        drawn = {
            name[len("ltx_border_") :][:1]
            for name in cell.classes
            if name.startswith("ltx_border_")
        }
        drawn |= {
            side[:1] for side in ("right", "left", "top", "bottom") if f"border-{side}" in style
        }
        if "r" in drawn:
            self.borders.add(at + 1)
        if "l" in drawn:
            self.borders.add(at)
        if "t" in drawn:
            self.lines.add(len(self.cells))
        if "b" in drawn:
            self.lines.add(len(self.cells) + 1)

    def _align(self, at: int, side: str) -> None:
        while len(self.columns) <= at:
            self.columns.append("")
        self.columns[at] = self.columns[at] or side

    def _trim(self) -> None:
        """Columns at the end that are empty in every row are no columns."""
        width = max(
            (max((k + 1 for k, tex in enumerate(r) if tex), default=0) for r in self.cells),
            default=0,
        )
        self.cells = [r[: max(width, 1)] for r in self.cells]
        del self.columns[max(width, 1) :]

    def _attributes(self) -> None:
        attrs = self.node.attrs
        sides = attrs.get("columnalign", "").split()[:_WIDEST]
        while len(self.columns) < self.width:
            self.columns.append("")
        for at in range(len(self.columns)):
            if sides and not self.columns[at]:
                self.columns[at] = _ALIGNMENTS.get(sides[min(at, len(sides) - 1)], "")
        lines = attrs.get("columnlines", "").split()
        if any(kind != "none" for kind in lines):
            self.borders |= {
                at for at in range(1, self.width) if lines[min(at, len(lines)) - 1] != "none"
            }
        lines = attrs.get("rowlines", "").split()
        if any(kind != "none" for kind in lines):
            self.lines |= {
                at for at in range(1, len(self.cells)) if lines[min(at, len(lines)) - 1] != "none"
            }
        frame = attrs.get("frame", "none")
        frame = "left right top bottom" if frame in ("solid", "dashed") else frame
        sides_drawn = {"left": 0, "right": self.width}
        self.borders |= {sides_drawn[side] for side in frame.split() if side in sides_drawn}
        edges_drawn = {"top": 0, "bottom": len(self.cells)}
        self.lines |= {edges_drawn[edge] for edge in frame.split() if edge in edges_drawn}

    @property
    def width(self) -> int:
        """Columns that hold something."""
        return max(map(len, self.cells), default=0)

    @property
    def ruled(self) -> bool:
        """Whether lines are drawn."""
        return bool(self.lines or self.borders)

    def body(self, labelled: bool = False, gap: str = " & ") -> str:
        """Cells with ``&`` and ``\\\\`` between, lines as ``\\hline``, numbers as ``\\tag``."""
        rows = []
        for at, cells in enumerate(self.cells):
            line = gap.join(cells)
            if at and line[:1] in ("[", "*"):
                line = "{}" + line  # after \\ it would be an argument
            if labelled and self.labels[at]:
                line += f" {self.labels[at]}"
            rows.append("\\hline " + line if at in self.lines else line)
        end = " \\\\ \\hline" if len(self.cells) in self.lines else ""
        return " \\\\ ".join(rows) + end

    def environment(self, name: str, labelled: bool = False) -> str:
        """The table as a LaTeX environment."""
        columns = f"{{{self._specification()}}}" if name == "array" else ""
        gap = " &" if name in ("aligned", "align*") else " & "  # x &= y
        return f"\\begin{{{name}}}{columns} {self.body(labelled, gap)} \\end{{{name}}}"

    def _specification(self) -> str:
        sides = [side or "c" for side in self.columns[: self.width]]
        return "".join(
            ["|" * (0 in self.borders)]
            + [s + "|" * (k in self.borders) for k, s in enumerate(sides, 1)]
        )


# --- cells


def _cells(item: Node) -> tuple[list[Node], str]:
    """The cells of a row that hold mathematics, and its number; what is no row is one with one cell."""
    if item.name not in ("mtr", "mlabeledtr"):
        return ([] if item.name in ("mspace", "none") else [item]), ""
    cells = item.nodes
    label = ""
    if item.name == "mlabeledtr" and cells:
        label, cells = _number(cells[0]), cells[1:]
    kept = []
    for cell in cells:
        if _is_number(cell):
            label = _number(cell) or label
        elif not _is_glue(cell):
            kept.append(cell)
    if kept and len(cells) > 2 and cells[-1] is kept[-1] and _is_glue(cells[-2]):
        label = _number(kept.pop())  # KaTeX: glue, equation, glue, number
    return kept, label


def _alignment(cell: Node) -> str:
    if side := _ALIGNMENTS.get(cell.attrs.get("columnalign", "")):
        return side
    for name in cell.classes:
        if name in _CLASSES:
            return _CLASSES[name]
    found = _STYLE.search(cell.attrs.get("style", ""))
    return _ALIGNMENTS[found[1]] if found else ""


def _span(cell: Node) -> int:
    span = cell.attrs.get("columnspan") or cell.attrs.get("colspan") or "1"
    return min(int(span), 20) if span.isascii() and span.isdigit() and len(span) < 4 else 1


def _is_number(cell: Node) -> bool:
    if _NUMBER_CLASSES & set(cell.classes):
        return True
    inner = unwrapped(cell.nodes[0]) if len(cell.nodes) == 1 else cell
    return "tml-tag" in inner.classes


def _is_glue(cell: Node) -> bool:
    """A cell that only centres an equation beside its number."""
    if "mtr-glue" in cell.classes:
        return True
    wide = cell.attrs.get("width") == "50%" or _GLUE.search(cell.attrs.get("style", ""))
    return bool(wide) and not cell.text.strip()


def _number(cell: Node) -> str:
    """The ``\\tag`` of an equation: its number without brackets, or starred where it has none."""
    words = " ".join(cell.text.replace("∗", "*").split())
    bare = words[1:-1] if words[:1] in ("(", "[") and words[-1:] in (")", "]") else words
    bare = "".join([c for c in bare if c not in "{}\\$&#%^_~"]).strip()
    if not bare:
        return ""
    return f"\\tag{{{bare}}}" if bare != words or bare.isdigit() else f"\\tag*{{{bare}}}"


def single_column(node: Node) -> list[str]:
    """The lines of a table of one column; none where it has more."""
    rows = [item for item in node.nodes if item.name in ("mtr", "mlabeledtr")]
    if len(rows) < len(node.nodes) or any(len(item.nodes) > 1 for item in rows):
        return []  # not even read: a caller would read it again
    return [cells[0] if cells else "" for cells in Table(node).cells]


# --- which environment


@element("mtable")
def _table(node: Node) -> str:
    table = Table(node)
    if not table.cells:
        return ""
    labelled = any(table.labels)
    name = _environment(table)
    if labelled:
        if len(table.cells) == 1 and table.width <= 2:
            return f"{''.join(table.cells[0])} {table.labels[0]}"
        return table.environment("align*" if table.width > 1 else "gather*", labelled=True)
    if len(table.cells) == 1 and table.width == 1 and not table.ruled:
        return table.cells[0][0]
    return table.environment(name)


def _environment(table: Table) -> str:
    """The environment of a table without delimiters."""
    if table.ruled:
        return "array"
    if _is_aligned(table):
        return "aligned"
    if table.width == 1:
        equations = [r for r in table.cells if r and _EQUATION.search(f" {r[0]}")]
        if (
            len(table.cells) > 1
            and len(equations) * 2 >= len(table.cells)
            and not set(table.columns) & {"l", "r"}
        ):
            return "gathered"
    if set(table.columns) & {"l", "r"}:
        return "array"
    return "smallmatrix" if _is_small(table.node) else "matrix"


def _is_aligned(table: Table) -> bool:
    """Whether a table is a list of equations: right and left in turn, or relations between its columns."""
    if table.width < 2:
        return False
    sides = table.columns[: table.width]
    if sides[0] == "r" and all(side in ("", "rl"[k % 2]) for k, side in enumerate(sides)):
        return True
    if any(sides) and sides[0] != "r" and set(sides) != {"c"}:
        return False
    seconds = [cells[1] for cells in table.cells if len(cells) > 1 and cells[1]]
    return bool(seconds) and all(map(_RELATION.match, seconds)) and not table.ruled


def _is_small(node: Node) -> bool:
    return node.attrs.get("data-mjx-smallmatrix") == "true" or "tml-small" in node.classes


@element("fenced-table")
def _fenced(node: Node) -> str:
    """A table between two delimiters; a row gives it that name."""
    opening, closing = node.attrs.get("open", ""), node.attrs.get("close", "")
    table = Table(node.nodes[0])
    name = _environment(table)
    plain = not table.ruled and name != "smallmatrix" and not _reads_right_left(table)
    if plain and table.width <= 2 and name != "aligned":
        if (opening, closing) == ("{", ""):
            return table.environment("cases")
        if (opening, closing) == ("", "}"):
            return table.environment("rcases")
    matrix = _MATRICES.get((opening, closing))
    if plain and matrix and name != "array":
        return table.environment(matrix)
    if name == "gathered" or (name == "aligned" and plain and matrix):
        name = "matrix"
    inner = table.environment(name)
    return f"\\left{delimiter(opening)}{inner}\\right{delimiter(closing)}".rstrip()


def _reads_right_left(table: Table) -> bool:
    return table.columns[:1] == ["r"]
