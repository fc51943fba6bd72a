"""The explorer of near-duplicates: pairs side by side, what differs marked, and why each was chosen.

No script runs here either: pairs are in order of why they were chosen, and linked one to the next.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from proofpile.differences import Region, passages
from proofpile.report.duplicates import MOST_TEXT, Duplicates, Pair
from proofpile.report.html.corpus import note, table
from proofpile.report.html.markup import Child, Html, tag
from proofpile.report.html.page import framed
from proofpile.report.html.samples import address, cut
from proofpile.words import plural

CONTEXT = 160  # characters of what is equal, around what differs
MOST_EQUAL = 1_200  # of what lies between
WHY = {
    "largest": ("From the largest clusters", "What a template or a mirror looks like."),
    "near-threshold": (
        "Just above the threshold",
        "Removed with least to spare: a threshold that is too low shows here first.",
    ),
    "just-under": (
        "Just under the threshold",
        "Candidates that verification refused: both documents stay. A threshold that is too high shows here.",
    ),
    "random": ("Of all removals", "Drawn by a hash: the same in every build of this corpus."),
}


@dataclass(frozen=True, slots=True)
class _Shown:
    """A pair with its number, and what else it was chosen for."""

    number: int
    pair: Pair
    also: tuple[str, ...]


def explorer(facts: Mapping[str, Any], found: Duplicates, stamp: str = "") -> str:
    """The page of pairs, as one HTML document that asks for nothing else."""
    every = _ordered(found.pairs)
    groups = {why: list(group) for why, group in groupby(every, key=lambda one: one.pair.why)}
    sections = [
        _section(why, [_pair(one, len(every), found.threshold) for one in group])
        for why, group in groups.items()
    ]
    body = (
        tag("a", "To the first pair", class_="skip", href="#pair-1"),
        _header(facts, every),
        tag(
            "nav",
            tag("ol", [_item(why, group) for why, group in groups.items()]),
            aria_label="Contents",
        ),
        tag("main", _list(every), sections),
        tag("footer", "Texts belong to their authors."),
    )
    return framed(f"{facts['source']}: near-duplicates side by side", stamp, *body)


def _ordered(pairs: Sequence[Pair]) -> list[_Shown]:
    """By why they were chosen; one that was for several reasons is shown once. A small corpus has many."""
    reasons = [*WHY, *sorted({pair.why for pair in pairs} - {*WHY})]
    chosen: dict[tuple[str, str], list[Pair]] = {}
    for pair in sorted(pairs, key=lambda pair: reasons.index(pair.why)):
        chosen.setdefault((pair.kept_id, pair.removed_id), []).append(pair)
    return [
        _Shown(number, first, tuple(dict.fromkeys(pair.why for pair in rest)))
        for number, (first, *rest) in enumerate(chosen.values(), 1)
    ]


def _header(facts: Mapping[str, Any], every: Sequence[_Shown]) -> Html:
    back = tag("a", "the report", href="index.html#duplicates")
    said = (
        f"{plural(len(every), 'pair')}: left what stays, right what goes, and what differs is marked. "
        "Blanks are not compared, and neither are spellings of the same formula. Back to "
    )
    return tag("header", tag("p", "Near-duplicates side by side", class_="kicker"),
               tag("h1", facts["source"]), tag("p", said, back, ".", class_="abstract"))  # fmt: skip


def _item(why: str, group: Sequence[_Shown]) -> Html:
    return tag("li", tag("a", f"{_title(why)} ({len(group)})", href=f"#pair-{group[0].number}"))


def _title(why: str) -> str:
    return WHY[why][0] if why in WHY else cut(why, 40)


def _list(every: Sequence[_Shown]) -> Html:
    rows = [
        (
            tag("a", f"{one.number}", href=f"#pair-{one.number}"),
            cut(one.pair.removed_origin or one.pair.removed_id, 70),
            _title(one.pair.why),
            _shown(one.pair.jaccard),
            f"{one.pair.cluster_size:,}" if one.pair.cluster_size else "–",
        )
        for one in every
    ]
    heads = ("Pair", "Goes", "Chosen", "Jaccard", "In the cluster")
    return tag("details", tag("summary", "All pairs"), table("Pairs", heads, rows), class_="prose")


def _section(why: str, pairs: Sequence[Html]) -> Html:
    said = note(WHY[why][1]) if why in WHY else None
    return tag("section", tag("h2", _title(why)), said, pairs)


def _pair(one: _Shown, last: int, threshold: float) -> Html:
    pair = one.pair
    stays = pair.why == "just-under"
    steps = [(one.number - 1, "previous"), (one.number + 1, "next")]
    links = [tag("a", word, href=f"#pair-{n}") for n, word in steps if 1 <= n <= last]
    head = tag("h3", f"Pair {one.number}", tag("span", links, class_="steps"))
    facts = {"Jaccard": f"{_shown(pair.jaccard)}, threshold {threshold:g}"}
    if pair.cluster is not None and pair.cluster_size > 1:
        facts["cluster"] = f"{pair.cluster:,}, of {plural(pair.cluster_size, 'document')}"
    if one.also:
        facts["chosen also"] = ", ".join(_title(why).lower() for why in one.also)
    items = [tag("div", tag("dt", key), tag("dd", value)) for key, value in facts.items()]
    heads = [
        _origin("stays", pair.kept_origin, pair.kept_id),
        _origin("stays, too" if stays else "goes", pair.removed_origin, pair.removed_id),
    ]
    grid = tag("div", heads, list(_rows(pair)), class_="twins")
    return tag(
        "article",
        head,
        tag("dl", items, class_="facts"),
        grid,
        class_="twin-card",
        id=f"pair-{one.number}",
    )


def _origin(fate: str, origin: str, id: str) -> Html:
    shown = tag("p", cut(id, 160), class_="twin-id") if id != origin else None
    return tag(
        "div", tag("p", fate, class_="fate"), address(origin or id), shown, class_="twin-head"
    )


def _rows(pair: Pair) -> Iterator[Html]:
    """A row of two cells for each passage that differs, one across both for what lies between."""
    is_cut = max(len(pair.kept_text), len(pair.removed_text)) >= MOST_TEXT
    found = passages(pair.kept_text, pair.removed_text, CONTEXT, is_cut)
    for passage in found:
        if len(passage) == 1 and passage[0].same:
            yield _equal(passage[0], whole=len(found) == 1)
        else:
            yield _cell([_marked(r.left, r.same, "kept") for r in passage])
            yield _cell([_marked(r.right, r.same, "dropped") for r in passage])
    if is_cut:
        said = f"Of texts the first {MOST_TEXT:,} characters are shown."
        yield tag("p", said, class_="between")


def _equal(region: Region, whole: bool) -> Html:
    characters = plural(len(region.left), "character")
    said = f"Token for token the same: {characters}" if whole else f"{characters} the same"
    text = tag("div", cut(region.left, MOST_EQUAL), class_="excerpt", dir="auto")
    return tag("details", tag("summary", said), text, class_="between")


def _cell(children: Child) -> Html:
    return tag("div", children, class_="excerpt twin", dir="auto")


def _marked(text: str, same: bool, colour: str) -> Child:
    if same:
        return text
    marked = text.rstrip()
    return [tag("mark", marked, class_=colour), text[len(marked) :]]


def _shown(jaccard: float) -> str:
    """Three places, cut and not rounded: what is below the threshold stays below it."""
    return f"{int(jaccard * 1000) / 1000:.3f}"
