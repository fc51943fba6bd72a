"""What a contamination report has to say, for people: counts, what nobody can check, what to make of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from proofpile.words import columns, human_size, human_time, plural, share

_LISTED = 5  # sources, alarms, stale entries that are named; report.json has all
_WORST = {"contaminated": 0, "partial": 1, "template": 2, "allowed": 3}


_IN_A_ROW = (
    ("llemma", "llemma_table", "as Llemma's study counts, words as they are"),
    ("words", "words_table", "normalised words, of hits that tell something"),
)


@dataclass(frozen=True)
class Told:
    """A report that has just been written."""

    facts: Mapping[str, Any]
    out: Path
    page: Path
    searching: float  # seconds
    seconds: float
    reused: int  # units

    def lines(self) -> Iterator[str]:
        """The report for people."""
        facts = self.facts
        yield ""
        yield from _corpus(facts)
        yield ""
        yield from _verdict(facts)
        yield from _by_part(facts)
        yield from _by_layer(facts)
        yield from _study(facts)
        yield from _sources(facts)
        yield ""
        yield from _uncheckable(facts)
        yield from _canaries(facts["canaries"])
        yield from allowed_by(facts)
        yield from (f"ALARM: {alarm}" for alarm in facts["alarms"])
        yield ""
        yield f"hits: {self.out / 'hits.arrow'}, numbers: {self.out / 'report.json'}"
        yield f"look at them: {self.page}"
        yield self.speed()

    def speed(self) -> str:
        """How long it took, and how fast the search was."""
        size, took = self.facts["corpus"]["text_bytes"], max(self.searching, 1e-9)
        searched = f"indexed, and searched {human_size(size)} of text, in {human_time(took)}"
        if self.reused:
            how = f", {plural(self.reused, 'unit')} known from an earlier run"
        else:
            how = f" ({human_size(size / took)}/s)"
        return f"{searched}{how}; {human_time(self.seconds)} in all"


def contaminated(facts: Mapping[str, Any]) -> int:
    """Documents with a hit that somebody could act upon."""
    return int(facts["verdicts"]["contaminated"]["documents"])


def _corpus(facts: Mapping[str, Any]) -> Iterator[str]:
    for one in facts["benchmarks"]:
        parts = ", ".join(f"{part} {count:,}" for part, count in one["parts"].items())
        licence = one["licence"] or "licence unknown"
        yield f"benchmark: {one['name']}, {plural(one['items'], 'item')} ({parts}; {licence})"
        yield from (f"  {note}" for note in one["notes"])
    corpus = facts["corpus"]
    yield (
        f"corpus: {plural(corpus['documents'], 'document')}, {human_size(corpus['text_bytes'])} of text "
        f"in {plural(len(corpus['inputs']), 'unit')}"
    )
    if refused := corpus["refused"]:
        reasons = ", ".join(f"{reason} {count:,}" for reason, count in sorted(refused.items()))
        yield f"not read: {plural(sum(refused.values()), 'record')} ({reasons}); nothing is known of them"


def _verdict(facts: Mapping[str, Any]) -> Iterator[str]:
    found, documents = facts["verdicts"]["contaminated"], facts["corpus"]["documents"]
    if found["documents"]:
        yield (
            f"contaminated: {found['documents']:,} of {plural(documents, 'document')} "
            f"({share(found['documents'], documents)}) hold {plural(found['items'], 'item')} or much of them"
        )
    else:
        yield f"contaminated: none of {plural(documents, 'document')}. {_worth(facts)}"
    others = {v: c for v, c in facts["verdicts"].items() if v != "contaminated" and c["hits"]}
    for verdict, count in others.items():
        yield (
            f"{verdict}: {plural(count['hits'], 'hit')} in {plural(count['documents'], 'document')}, "
            f"of {plural(count['items'], 'item')}"
        )


def _by_part(facts: Mapping[str, Any]) -> Iterator[str]:
    rows = [
        (
            f"{row['benchmark']} {row['part']}",
            f"{row['of']:,}",
            *(_pair(row[verdict]) for verdict in _WORST),
        )
        for row in facts["by_part"]
        if any(row[verdict]["hits"] for verdict in _WORST)
    ]
    if rows:
        yield ""
        head = ("items / documents", "there are", *_WORST)
        yield from columns([head, *rows], "<>>>>>")


def _by_layer(facts: Mapping[str, Any]) -> Iterator[str]:
    rows = [
        (layer, *(_pair(found[verdict]) for verdict in _WORST))
        for layer, found in facts["layers"].items()
    ]
    if any(found["hits"] for found in facts["verdicts"].values()):
        yield ""
        yield from columns([("items / documents", *_WORST), *rows], "<>>>>")


def _study(facts: Mapping[str, Any]) -> Iterator[str]:
    for layer, key, how in _IN_A_ROW:
        if layer in facts["layers"]:
            yield ""
            yield from _in_a_row(facts[key], how)


def _in_a_row(found: Sequence[Mapping[str, Any]], how: str) -> Iterator[str]:
    table: dict[tuple[str, str], list[str]] = {}
    for row in found:
        table.setdefault((row["benchmark"], row["part"]), []).append(_pair(row))
    ns = sorted({row["n"] for row in found})
    rows = [
        (f"{name} {part}", *cells)
        for (name, part), cells in table.items()
        if any(cell != _NONE for cell in cells)
    ]
    if not rows:
        yield f"{how}: no {ns[0]} words in a row of any item"
        return
    yield f"{how}: items / documents with n in a row"
    yield from columns([("", *(f"n = {n}" for n in ns)), *rows], "<" + ">" * len(ns))


def _sources(facts: Mapping[str, Any]) -> Iterator[str]:
    bad = [row for row in facts["by_source"] if row[1]]
    if not bad or len(facts["by_source"]) == 1:
        return
    yield ""
    for source, count, documents in bad[:_LISTED]:
        which = source or "(no source)"
        yield f"  {which}: {count:,} of {documents:,} contaminated ({share(count, documents)})"
    if more := len(bad) - _LISTED:
        yield from [f"  and {plural(more, 'source')} more, in report.json"] if more > 0 else []


def _uncheckable(facts: Mapping[str, Any]) -> Iterator[str]:
    for one in facts["benchmarks"]:
        if blind := one["uncheckable"]:
            parts: dict[str, int] = {}
            for row in blind:
                parts[row["part"]] = parts.get(row["part"], 0) + 1
            which = ", ".join(f"{part} {count:,}" for part, count in parts.items())
            yield (
                f"cannot be checked: {plural(len(blind), 'part')} of {one['name']} ({which}): too short to "
                "tell from chance; report.json and the page list them, each with why"
            )


def _canaries(facts: Mapping[str, Any] | None) -> Iterator[str]:
    if facts is None:
        yield "canaries: none were planted, so nobody knows what this check finds"
    else:
        from proofpile.contamination.recall import lines

        yield from lines(facts)


def _worth(facts: Mapping[str, Any]) -> str:
    """What finding nothing is worth."""
    if facts["canaries"] is None:
        return "What that is worth nobody knows: no canaries were planted"
    from proofpile.contamination.recall import shown

    shares = [
        f"{name} {shown(count['recall'])}"
        for name, count in facts["canaries"]["perturbations"].items()
        if count["planted"]
    ]
    return f"Of items that were planted it finds: {', '.join(shares) or 'nobody knows'}"


def allowed_by(facts: Mapping[str, Any]) -> Iterator[str]:
    """What came of the allow-lists; no line where none was given."""
    allowed = facts["allowed"]
    if not allowed["file"]:
        return
    hits = facts["verdicts"]["allowed"]["hits"]
    said = [
        f"{allowed['honoured']:,} honoured ({plural(hits, 'hit')})",
        f"{allowed['unused']:,} met nothing",
        f"{len(allowed['stale']):,} stale",
    ]
    if allowed["elsewhere"]:
        said.append(f"{allowed['elsewhere']:,} of benchmarks that were not looked for")
    yield f"allowed by {allowed['file']}: {', '.join(said)}"
    for entry in allowed["stale"][:_LISTED]:
        yield f"  stale: {entry['benchmark']} {entry['item']} ({entry['part']}): {entry['why']}; look again"
    if (more := len(allowed["stale"]) - _LISTED) > 0:
        yield f"  and {more:,} more, in report.json"


_NONE = "–"


def _pair(count: Mapping[str, int]) -> str:
    """Items and documents."""
    if not count["documents"]:
        return _NONE
    return f"{count['items']:,} / {count['documents']:,}"
