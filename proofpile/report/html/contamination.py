"""What was found of benchmarks, in figures; and the section on it in the report of a build."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from proofpile.contamination.hits import LAYERS, VERDICTS
from proofpile.report.contamination import PAGE, Built
from proofpile.report.html.charts import bar, parts, short
from proofpile.report.html.corpus import figure, note, table
from proofpile.report.html.duplicates import warning
from proofpile.report.html.markup import Child, Html, tag
from proofpile.report.html.samples import cut
from proofpile.words import plural, share

MOST_ROWS = 60
COLOURS = {"contaminated": "dropped", "partial": "by-1", "template": "by-2", "allowed": "kept"}
_NGRAMS = (30, 20, 15, 10)
_WIDTH, _HEIGHT, _LEFT, _RIGHT, _TOP, _BOTTOM = 380, 170, 44, 12, 34, 36  # of a curve


def contamination(found: Built | None) -> Child:
    """The section of a build's report; None where no benchmark was looked for."""
    if found is None:
        return None
    documents = found.facts["corpus"]["documents"]
    held = found.facts["verdicts"].get("contaminated", {}).get("documents", 0)
    names = ", ".join(cut(one["name"], 60) for one in found.facts["benchmarks"])
    said = f"Of {plural(documents, 'document')}, {held:,} ({share(held, documents)}) held items of {names}. "
    link = tag("a", "Item and document side by side", href=PAGE)
    return [
        tag("p", said, link, ", what they share marked.", class_="abstract"),
        [warning(alarm) for alarm in found.facts.get("alarms", ())],
        _by_part(found),
        _done(found),
        canaries(found.facts.get("canaries")),
    ]


def _by_part(found: Built) -> Html:
    rows: list[Sequence[Child]] = [
        (
            f"{cut(one['benchmark'], 60)}, {one['part']}",
            one["of"],
            *(_counts(one.get(verdict)) for verdict in VERDICTS),
        )
        for one in found.facts["by_part"]
    ]
    heads = ("Part", "Items", *map(str.capitalize, VERDICTS))
    return table("Hits by part and verdict", heads, rows)


def _done(found: Built) -> Html:
    """What the policy did; a build that only reports says so."""
    rows = [
        (f"{cut(benchmark, 60)}, {part}", action, hits, documents)
        for (benchmark, part), counted in sorted(found.actions.items())
        for action, (hits, documents) in sorted(counted.items())
        if action not in ("", "report")
    ]
    if not rows:
        return note("Nothing was dropped or cut for it.")
    dropped, trimmed = (found.facts["actions"][name] for name in ("drop-document", "cut-passage"))
    said = f"{plural(dropped, 'document')} dropped for it"
    if trimmed:
        said += (
            f"; {plural(trimmed, 'document')} cut: {plural(found.passages, 'passage')} with "
            f"{plural(found.characters, 'character')}, which contamination/removed.arrow holds"
        )
    asked = table("What the policy asked", ("Part", "Action", "Hits", "Documents"), rows)
    return tag("div", asked, note(f"{said}."))


def benchmarks(facts: Mapping[str, Any]) -> list[Child]:
    """Which benchmarks, in which version."""
    rows = [
        (
            tag("b", cut(one["name"], 80)),
            tag("code", str(one["sha256"])[:12]),
            one["items"],
            ", ".join(f"{count:,} {part}" for part, count in one["parts"].items()),
            len(one.get("uncheckable", ())),
            one.get("licence") or "not stated",
        )
        for one in facts["benchmarks"]
    ]
    heads = ("Benchmark", "Version", "Items", "Parts", "Uncheckable", "Licence")
    notes = [
        note(f"{cut(one['name'], 80)}: {cut(str(said), 400)}")
        for one in facts["benchmarks"]
        for said in list(one.get("notes", ()))[:20]
    ]
    return [tag("div", table("Benchmarks", heads, rows), class_="prose"), notes]


def llemma_table(facts: Mapping[str, Any]) -> list[Child]:
    """Items and documents by the length of what they share, as in Llemma's study."""
    cells: dict[tuple[str, str], dict[int, Mapping[str, Any]]] = {}
    for one in facts["llemma_table"]:
        cells.setdefault((one["benchmark"], one["part"]), {})[one["n"]] = one
    rows = [
        tag("tr", tag("th", cut(benchmark, 60), scope="row"), tag("td", part),
            [tag("td", f"{by_n.get(n, {}).get(what, 0):,}", class_="n")
             for n in _NGRAMS for what in ("items", "documents")])
        for (benchmark, part), by_n in cells.items()
    ]  # fmt: skip
    top = [tag("th", f"{n} words", scope="colgroup", colspan=2, class_="n") for n in _NGRAMS]
    under = [
        tag("th", word, scope="col", class_="n") for _ in _NGRAMS for word in ("items", "documents")
    ]
    head = (
        tag("tr", tag("th", "Benchmark", scope="col", rowspan=2),
            tag("th", "Part", scope="col", rowspan=2), top),
        tag("tr", under, class_="under"),
    )  # fmt: skip
    caption = "Overlaps of words between blanks"
    inner = tag("caption", tag("b", caption)), tag("thead", head), tag("tbody", rows)
    drawn = tag("div", tag("table", *inner, class_="study"), class_="scroll", tabindex="0",
                role="region", aria_label=caption)  # fmt: skip
    said = (
        "Items of which, and documents in which, at least so many words in a row are the same, as they are: "
        "the rule of Llemma's study (arXiv 2310.10631, section 3.5), which took 30. Fewer words count what "
        "more words count, too."
    )
    return [drawn, note(said)] if rows else [note("This layer found nothing.")]


def layers(facts: Mapping[str, Any]) -> list[Child]:
    """Hits by how they were seen and what to think of them."""
    told = facts["layers"]
    rows: list[Sequence[Child]] = [
        (
            tag("span", tag("code", layer), tag("span", LAYERS.get(layer, ""), class_="meaning")),
            *(_counts(told[layer].get(verdict)) for verdict in VERDICTS),
        )
        for layer in [*LAYERS, *sorted(set(told) - set(LAYERS))]
        if layer in told
    ]
    rows.append(("all layers", *(_counts(facts["verdicts"].get(verdict)) for verdict in VERDICTS)))
    meanings = [
        tag("div", tag("dt", verdict), tag("dd", said)) for verdict, said in VERDICTS.items()
    ]
    return [
        table("Hits by layer and verdict", ("Layer", *map(str.capitalize, VERDICTS)), rows),
        tag("dl", meanings, class_="terms"),
    ]


def _counts(counted: Mapping[str, int] | None) -> Child:
    if not counted or not counted["hits"]:
        return "–"
    said = f"{plural(counted['documents'], 'document')}, {plural(counted['items'], 'item')}"
    return [f"{counted['hits']:,}", tag("span", said, class_="meaning")]


def canaries(facts: Mapping[str, Any] | None) -> list[Child]:
    """How many of the planted items were found, by what was done to them, and how many of others were not."""
    if not facts:
        return [note("No canaries were planted: how much was missed is not known.")]
    drawn = [
        table(
            f"Canaries of {cut(name, 60)}",
            ("Planted", "", "Recall", "Found", "Partly", "As template", "Missed", "Of"),
            [_canary(*one) for one in found.items()],
        )
        for name, found in facts["benchmarks"].items()
    ]
    key = [
        tag("li", tag("span", class_=f"swatch {colour}"), said)
        for said, colour in (("found", "kept"), ("partly", "by-1"), ("as template", "by-2"))
    ]
    legend = tag("ul", key, class_="legend")
    missed = _samples("Canaries that were missed", facts.get("missed"))
    strays = _samples("Hits that no canary explains", facts.get("strays"))
    return [legend, drawn, note(_precision(facts)), missed, strays]


def _canary(perturbation: str, one: Mapping[str, Any]) -> tuple[Child, ...]:
    planted, partial, template = one["planted"], one.get("partial", 0), one.get("template", 0)
    counts = ((one["found"], "kept"), (partial, "by-1"), (template, "by-2"))
    recall = one.get("recall")
    shown = "–" if recall is None or not planted else f"{_cut(recall)}"
    return (
        perturbation,
        parts([(n / max(planted, 1), colour) for n, colour in counts]),
        shown,
        one["found"],
        partial,
        template,
        one.get("missed", 0),
        planted,
    )


def _cut(share: float) -> str:
    """Three places, cut and not rounded: 0.9996 is not all; 0.57 is what it is, though stored as less."""
    return f"{int(share * 1000 + 1e-6) / 1000:.3f}"


def _samples(name: str, told: Sequence[Mapping[str, str]] | None) -> Html | None:
    """Some of them, which say more than a number of what the search is blind to."""
    if not told:
        return None
    rows = [
        tag("li", tag("b", cut(one["item"], 80)), f" {cut(one['benchmark'], 60)}, {one['part']}, "
            f"{one['perturbation'] or 'as it is'}, in {cut(one['document'], 80)}: ", cut(one["why"], 200))
        for one in told[:MOST_ROWS]
    ]  # fmt: skip
    summary = tag("summary", f"{name}: {plural(len(told), 'sample')}")
    return tag("details", summary, tag("ul", rows, class_="listed"))


def _precision(facts: Mapping[str, Any]) -> str:
    precision, documents = facts.get("precision"), facts.get("documents", 0)
    said = "Items were planted into copies of sampled documents, which reach no output. "
    if precision is None:
        return said
    return said + (
        f"Precision {_cut(precision)}: of the items flagged in copies of "
        f"{plural(documents, 'document')}, the share that had been planted there."
    )


def sources(
    facts: Mapping[str, Any], by_domain: Sequence[tuple[str, int, int]], partly: bool = False
) -> list[Child]:
    """Where contaminated documents come from. `by_domain`: domain, its documents, its hits; `partly`: of
    the hits that are on the page only.
    """
    told = facts["by_source"]
    rows = [
        (cut(str(source) or "(none)", 80), bar(0, held / max(total, 1), "dropped"), held, total,
         share(held, total))
        for source, held, total in told[:MOST_ROWS]
    ]  # fmt: skip
    most = max((held for _, held, _ in by_domain), default=1)
    sites = [
        (cut(site or "(no address)", 80), bar(0, held / most, "dropped"), held, hits)
        for site, held, hits in by_domain[:MOST_ROWS]
    ]
    more = [
        note(f"{plural(len(every) - MOST_ROWS, 'further ' + word)}.")
        for every, word in ((told, "source"), (by_domain, "domain"))
        if len(every) > MOST_ROWS
    ]
    if partly:
        more.append(note("Domains are counted over the hits that are on this page."))
    heads = ("Source", "", "Contaminated", "Documents", "Share")
    return [
        tag("div", tag("div", table("By source", heads, rows)),
            tag("div", table("By registered domain", ("Domain", "", "Contaminated", "Hits"), sites)
                if sites else None), class_="grid"),
        more,
    ]  # fmt: skip


def curves(facts: Mapping[str, Any]) -> list[Child]:
    """Documents and items by the least overlap that counts, a drawing for each benchmark."""
    drawn = [_curve(name, points) for name, points in facts["curve"].items() if points]
    if not drawn:
        return [note("There is no curve: layer words found nothing.")]
    said = (
        "Documents and items of which at least this share of a part, by weight of its words, was found by "
        "layer words; values show under the pointer. A steep end at the right is copies, a long slope on the "
        "left is common phrases."
    )
    return [tag("div", drawn, class_="grid"), note(said)]


def _curve(name: str, points: Sequence[Mapping[str, Any]]) -> Html:
    most = max(max(p["documents"], p["items"]) for p in points) or 1
    first, last = points[0], points[-1]
    label = (
        f"{name}: {first['documents']:,} documents at overlap {first['threshold']:g}, "
        f"{last['documents']:,} at {last['threshold']:g}."
    )
    drawn = [*_frame(most)]
    for what, colour in (("items", "by-1"), ("documents", "kept")):
        path = " ".join(f"{_across(p['threshold'])},{_up(p[what] / most)}" for p in points)
        drawn.append(tag("polyline", points=path, class_=f"curve {colour}"))
    drawn += [_stop(p, most, _reach(points)) for p in points]
    box = f"0 0 {_WIDTH} {_TOP + _HEIGHT + _BOTTOM}"
    svg = tag("svg", *drawn, class_="plot hover", viewBox=box, role="img", aria_label=label)
    rows = [(f"{p['threshold']:g}", p["documents"], p["items"]) for p in points]
    as_table = tag("details", tag("summary", "The same as a table"),
                   table(name, ("Overlap at least", "Documents", "Items"), rows))  # fmt: skip
    key = [tag("li", tag("span", class_=f"swatch {colour}"), what)
           for what, colour in (("documents", "kept"), ("items", "by-1"))]  # fmt: skip
    return tag(
        "div", figure(svg, tag("code", cut(name, 60)), tag("ul", key, class_="legend")), as_table
    )


def _frame(most: int) -> Iterator[Html]:
    yield tag(
        "rect", class_="frame", x=_LEFT, y=_TOP, width=_WIDTH - _LEFT - _RIGHT, height=_HEIGHT
    )
    for part in (0, 0.5, 1):
        y = _up(part)
        if part == 0.5:
            yield tag("line", class_="grid-line", x1=_LEFT, x2=_WIDTH - _RIGHT, y1=y, y2=y)
        if part != 0.5 or most % 2 == 0:
            yield tag("text", short(most * part), x=_LEFT - 6, y=y + 4, text_anchor="end")
    foot = _TOP + _HEIGHT
    for tick in (0, 0.25, 0.5, 0.75, 1):
        x = _across(tick)
        yield tag("line", class_="axis", x1=x, x2=x, y1=foot, y2=foot + 4)
        yield tag("text", f"{tick:g}", x=x, y=foot + 17, text_anchor="middle")
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    yield tag("text", "overlap at least", x=middle, y=foot + 32, text_anchor="middle")


def _reach(points: Sequence[Mapping[str, Any]]) -> float:
    """Half of the width that belongs to one point."""
    return (_across(1) - _across(0)) / max(len(points) - 1, 1) / 2


def _stop(point: Mapping[str, Any], most: int, reach: float) -> Html:
    """A point of the curve with what it says, which is seen while the pointer is over its strip."""
    x = _across(point["threshold"])
    counts = f"{plural(point['documents'], 'document')}, {plural(point['items'], 'item')}"
    said = f"{point['threshold']:.2f}: {counts}"
    left = max(x - reach, _LEFT)
    return tag(
        "g",
        tag("rect", class_="strip", x=round(left, 2), y=_TOP,
            width=round(min(x + reach, _WIDTH - _RIGHT) - left, 2), height=_HEIGHT),
        tag("line", class_="told threshold", x1=x, x2=x, y1=_TOP, y2=_TOP + _HEIGHT),
        tag("circle", class_="told by-1", cx=x, cy=_up(point["items"] / most), r=3.5),
        tag("circle", class_="told kept", cx=x, cy=_up(point["documents"] / most), r=3.5),
        tag("text", said, class_="told", x=_WIDTH - _RIGHT, y=_TOP - 10, text_anchor="end"),
        class_="stop",
    )  # fmt: skip


def _across(threshold: float) -> float:
    return round(_LEFT + threshold * (_WIDTH - _LEFT - _RIGHT), 2)


def _up(part: float) -> float:
    return round(_TOP + (1 - part) * _HEIGHT, 2)
