"""Whether two formulas look alike: the trees of presentation MathML that KaTeX draws of both.

Rows are flattened, styles, spaces and invisible operators dropped, letters of one upright word joined, limits
taken for indices and the cells of equation numbers away, so that trees differ where the drawing does, its
style aside. Trees that differ are compared by edit distance (Zhang and Shasha,
SIAM J. Comput. 18, 1989), similarity being 1 - distance / nodes of the larger (TEDS).
"""

import json
import re
import subprocess
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree

from rapidfuzz.distance import Levenshtein

from mathround.metrics.counts import Measured

Tree = tuple[str, tuple["Tree", ...]]
Formula = tuple[str, bool]

_WORKER = Path(__file__).parents[1] / "equivalence.mjs"
_TAG = re.compile(
    r"\\tag\*?\s*\{(?:[^{}]|\{[^{}]*\})*\}|\\label\s*\{[^{}]*\}|\\(?:notag|nonumber)\b"
)
_LEAVES = frozenset(("mi", "mn", "mo", "mtext", "ms"))
_ROWS = frozenset(("span", "math", "mrow", "mstyle", "mpadded", "semantics", "merror"))
_DROPPED = frozenset(("annotation", "annotation-xml", "mspace", "mphantom", "none", "mprescripts"))
_LETTERS = frozenset(("mi", "mtext", "ms"))
_OF_A_ROW = frozenset(("msqrt", "mtd", "menclose"))
_LIMITS = {"munder": "msub", "mover": "msup", "munderover": "msubsup"}
_SCRIPTS = frozenset(_LIMITS.values())
_LARGE = frozenset("∑∏∐∫∬∭∮⋃⋂⨁⨂⨀⨄⨆⋁⋀")
_SAME = str.maketrans({"−": "-", "‖": "∥", "∣": "|", "⋯": "…"})
_ALPHABET = re.compile(
    r"(?:MATHEMATICAL |(?=DOUBLE-STRUCK|SCRIPT|BLACK-LETTER))(.*?) ?(?:CAPITAL|SMALL|DIGIT|ITALIC)\b"
)
_ALPHABETS = re.compile(
    "[\u2102-\u2134\U0001d400-\U0001d7ff]"
)  # letters that are others in another type
_INVISIBLE = re.compile("[\u2061-\u2064\u200b\ufe0e\ufe0f\\s]+")
_MOST_PRODUCT = 60_000  # nodes × nodes up to which trees are compared as trees
_DEEPEST = 200


class NoRenderer(Exception):  # noqa: N818
    """Node or its katex is not installed."""


def compare(pages: Iterable[Measured]) -> str:
    """Add the counts of trees to every page; KaTeX's version. Raises NoRenderer.

    Formulas of the truth that KaTeX refuses are left out and counted, and so is what came for them.
    """
    pages = list(pages)
    asked = {pair for page in pages for pair in _formulas(page)}
    drawn, version = draw(sorted(asked))
    for page in pages:
        page.counts.update(_counts(page, drawn))
    return version


def draw(formulas: list[Formula]) -> tuple[dict[Formula, Tree | None], str]:
    """The tree of each formula, None where KaTeX refuses it, and KaTeX's version. Raises NoRenderer."""
    lines = "".join(
        json.dumps({"tex": _TAG.sub(" ", tex), "display": display}) + "\n"
        for tex, display in formulas
    )
    try:
        done = subprocess.run(
            ["node", str(_WORKER)], input=lines, capture_output=True, text=True, timeout=1800
        )
    except OSError as error:
        raise NoRenderer(str(error)) from None
    said = [json.loads(line) for line in done.stdout.splitlines()]
    if done.returncode or not said:
        raise NoRenderer(done.stderr.strip().rpartition("\n")[2] or "node ended")
    trees = {
        formula: tree(answer["mathml"]) if "mathml" in answer else None
        for formula, answer in zip(formulas, said[1:], strict=True)
    }
    return trees, said[0]["version"]


def _formulas(page: Measured) -> Iterable[Formula]:
    """What has to be drawn: the truth in its mode, what came in that of its partner, and else as display."""
    yield from page.case.formulas
    for pair in page.matching.pairs:
        yield page.found[pair.found].tex, page.case.formulas[pair.true][1]
    for formula in page.found:
        yield formula.tex, True


def _counts(page: Measured, drawn: dict[Formula, Tree | None]) -> dict[str, float]:
    true = [drawn[formula] for formula in page.case.formulas]
    partner = {pair.true: page.found[pair.found].tex for pair in page.matching.pairs}
    exact = similar = 0.0
    for n, whole in enumerate(true):
        if whole is None or n not in partner:
            continue
        found = drawn[partner[n], page.case.formulas[n][1]]
        if found is not None:
            exact += whole == found
            similar += similarity(whole, found)
    excused = {pair.found for pair in page.matching.pairs if true[pair.true] is None}
    parsed = [f.tex for n, f in enumerate(page.found) if n not in excused]
    return {
        "tree_true": sum(whole is not None for whole in true),
        "tree_exact": exact,
        "tree_similarity": similar,
        "refused_true": sum(whole is None for whole in true),
        "refused_found": sum(drawn[tex, True] is None for tex in parsed),
        "parsed_found": len(parsed),
    }


# --- trees


def tree(mathml: str) -> Tree:
    """The canonical tree of KaTeX's MathML, `mathml` being its span."""
    root = ElementTree.fromstring(mathml.replace("&nbsp;", "\u00a0"))
    return ("math", tuple(_joined(_row(root, 0))))


def _row(element: ElementTree.Element, depth: int) -> list[Tree]:
    """The nodes that an element stands for in a row."""
    name = element.tag.rpartition("}")[2]
    if name in _DROPPED or depth > _DEEPEST:
        return []
    if name in _LEAVES and not len(element):
        return _leaf(name, element)
    inner = [_row(child, depth + 1) for child in element]
    if name in _ROWS or name in _LEAVES:
        return [node for nodes in inner for node in nodes]
    if name in _OF_A_ROW:
        label = f"{name} {element.get('notation', '')}".strip()
        return [(label, tuple(_joined([node for nodes in inner for node in nodes])))]
    if name in ("mtr", "mlabeledtr"):
        return [("mtr", tuple(_cells(inner)))]
    children = tuple(map(_single, inner))
    if name == "mtable" and len(children) == 1 and len(children[0][1]) == 1:
        return list(children[0][1][0][1])  # an equation and its number
    if name == "mfrac" and element.get("linethickness", "1")[:1] == "0":
        name = "matop"
    if name in _LIMITS and (children[0][0].startswith("upright ") or children[0][0] in _LARGE):
        name = _LIMITS[name]
    if name in _SCRIPTS and children[0][0] == "mrow" and children[0][1]:
        *before, last = children[0][1]
        return [
            *before,
            (name, (last, *children[1:])),
        ]  # what a script hangs on is seen only of its end
    return [(name, children)]


def _cells(inner: list[list[Tree]]) -> list[Tree]:
    """The cells of a row without empty ones at its ends."""
    cells = [cell for nodes in inner for cell in nodes]
    while cells and not cells[-1][1]:
        cells.pop()
    while cells and not cells[0][1]:
        cells.pop(0)
    return cells


def _leaf(name: str, element: ElementTree.Element) -> list[Tree]:
    written = _INVISIBLE.sub("", "".join(element.itertext()))
    text = _ALPHABETS.sub(lambda m: unicodedata.normalize("NFKC", m[0]), written)
    text = unicodedata.normalize("NFC", text).translate(_SAME)
    if not text:
        return []
    if not text[0].isalnum():
        return [(text, ())]
    variant = element.get("mathvariant", "")
    if text != written and (known := _ALPHABET.match(unicodedata.name(written[0], ""))):
        variant = known[1].lower().replace("black-letter", "fraktur")
    elif name in _LETTERS and (
        variant == "normal" or (not variant and (name != "mi" or len(text) > 1))
    ):
        return [(f"upright {text}", ())]
    return [(text if variant in ("", "italic") else f"{variant} {text}", ())]


def _single(nodes: list[Tree]) -> Tree:
    nodes = _joined(nodes)
    return nodes[0] if len(nodes) == 1 else ("mrow", tuple(nodes))


def _joined(nodes: list[Tree]) -> list[Tree]:
    """Nodes with neighbours that are upright letters, or digits, made one."""
    out: list[Tree] = []
    for label, children in nodes:
        before = out[-1][0] if out and not out[-1][1] else ""
        if label.startswith("upright ") and before.startswith("upright "):
            out[-1] = (before + label.removeprefix("upright "), ())
        elif label.isdigit() and before.isdigit():
            out[-1] = (before + label, ())
        else:
            out.append((label, children))
    return out


# --- edit distance


@lru_cache(maxsize=1 << 16)
def similarity(one: Tree, other: Tree) -> float:
    """1 - edit distance / nodes of the larger tree; of huge trees the distance of their labels in order."""
    if one == other:
        return 1.0
    first, second = _Postorder(one), _Postorder(other)
    largest = max(len(first.labels), len(second.labels))
    if len(first.labels) * len(second.labels) > _MOST_PRODUCT:
        return 1 - Levenshtein.distance(first.labels, second.labels) / largest
    return 1 - distance(first, second) / largest


class _Postorder:
    """A tree as labels in postorder, with the leftmost leaf below each node, and its key roots."""

    def __init__(self, root: Tree) -> None:
        self.labels: list[str] = []
        self.leftmost: list[int] = []
        self._walk(root)
        last = {left: n for n, left in enumerate(self.leftmost)}
        self.roots = sorted(last.values())

    def _walk(self, node: Tree) -> int:
        below = [self._walk(child) for child in node[1]]
        self.labels.append(node[0])
        self.leftmost.append(below[0] if below else len(self.labels) - 1)
        return self.leftmost[-1]


def distance(one: _Postorder, other: _Postorder) -> int:
    """Fewest insertions, deletions and relabellings that make one tree the other."""
    trees = [[0] * len(other.labels) for _ in one.labels]
    for i in one.roots:
        for j in other.roots:
            _forest(one, other, i, j, trees)
    return trees[-1][-1]


def _forest(one: _Postorder, other: _Postorder, i: int, j: int, trees: list[list[int]]) -> None:
    left, up = one.leftmost[i], other.leftmost[j]
    rows, columns = i - left + 2, j - up + 2
    table = [list(range(columns))] + [[row] + [0] * (columns - 1) for row in range(1, rows)]
    for row in range(1, rows):
        x = left + row - 1
        for column in range(1, columns):
            y = up + column - 1
            kept = min(table[row - 1][column], table[row][column - 1]) + 1
            if one.leftmost[x] == left and other.leftmost[y] == up:
                changed = table[row - 1][column - 1] + (one.labels[x] != other.labels[y])
                table[row][column] = trees[x][y] = min(kept, changed)
            else:
                before = table[one.leftmost[x] - left][other.leftmost[y] - up]
                table[row][column] = min(kept, before + trees[x][y])
