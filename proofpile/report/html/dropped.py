"""Reasons one by one: where a threshold fell, what lies on either side of it, and a sample."""

from collections.abc import Iterator, Mapping
from typing import Any

from proofpile.report.html.charts import Series, bar, histogram, short
from proofpile.report.html.corpus import MOST_KINDS, figure, note, table
from proofpile.report.html.funnel import Colours, swatch
from proofpile.report.html.markup import Child, Html, tag
from proofpile.report.html.samples import dropped_row, kept_row
from proofpile.report.statistics import Reason, Statistics
from proofpile.report.tallies import Histogram
from proofpile.words import plural, share


def thresholds(stats: Statistics, facts: Mapping[str, Any], colours: Colours) -> Iterator[Html]:
    """For each reason that is a matter of more or less, what it dropped and what it let pass."""
    for slug, reason in stats.reasons.items():
        if reason.thresholds and reason.scores.total:
            yield _threshold(slug, reason, stats, colours)
    for slug, cut in facts.get("cuts", {}).items():
        mark = stats.numbers.get(cut["mark"])
        if slug not in stats.reasons and mark is not None and mark.total:
            yield _idle(slug, cut, mark, colours)


def samples(stats: Statistics, facts: Mapping[str, Any], colours: Colours) -> Iterator[Html]:
    """For each reason a few of the rows it dropped."""
    for slug, reason in stats.reasons.items():
        count = facts["dropped"][slug]
        head = tag("code", slug), " ", swatch(reason.by, colours), " ", tag("b", f"{count:,}")
        meaning = tag("span", facts["reasons"].get(slug, ""), class_="meaning")
        rows: Child = [dropped_row(row) for row in reason.sample]
        if not reason.listed:
            rows = tag("p", "Counted only: the ledger lists none of these.", class_="note")
        by_detail = _by_detail(reason) if _is_telling(reason) else None
        yield tag("details", tag("summary", *head, meaning), by_detail, rows, id=f"dropped-{slug}")


def _is_telling(reason: Reason) -> bool:
    """Whether details are kinds (rules, languages, versions), and not a name for each document."""
    kinds = len(reason.details.counts)
    return kinds > 0 and (kinds <= MOST_KINDS or 2 * kinds <= reason.details.documents)


def _by_detail(reason: Reason) -> Html:
    top = reason.details.top(MOST_KINDS)
    rows = [
        (name, bar(0, n / top[0][1], "dropped"), n, share(n, reason.listed)) for name, n, _ in top
    ]
    rest = len(reason.details.counts) - len(rows)
    said = note(f"{plural(rest, 'further detail')}.") if rest else None
    return tag(
        "div", table("Rows of the ledger by detail", ("Detail", "", "Rows", "Share"), rows), said
    )


def _threshold(slug: str, reason: Reason, stats: Statistics, colours: Colours) -> Html:
    head = tag("h3", tag("code", slug), " ", swatch(reason.by, colours))
    sides = tag(
        "details",
        tag("summary", "Nearest to the threshold"),
        tag("div", _side("Dropped", [dropped_row(r) for r in reason.nearest]),
            _side("Kept", [kept_row(d) for d in reason.nearest_kept]), class_="sides"),
    )  # fmt: skip
    return tag("section", head, _drawn(slug, reason, stats), sides, class_="threshold-card")


def _idle(slug: str, cut: Mapping[str, Any], mark: Histogram, colours: Colours) -> Html:
    """A line that refused nothing: how near to it what was kept came."""
    head = tag("h3", tag("code", slug), " ", swatch(cut["by"], colours))
    said = (
        f"{cut['mark']} of the {mark.total:,} documents kept, against {short(cut['value'])}; "
        "nothing was dropped."
    )
    label = f"Histogram of {cut['mark']} of kept documents. {said}"
    drawn = histogram(label, Series("kept", "kept", mark), thresholds=[cut["value"]])
    return tag("section", head, figure(drawn, said), class_="threshold-card")


def _drawn(slug: str, reason: Reason, stats: Statistics) -> Html:
    lines = sorted(reason.thresholds)
    below = Series("dropped", "dropped", reason.scores)
    mark = stats.numbers.get(reason.measure or "")
    told = ", ".join(short(t) for t in lines)
    said = f"{plural(reason.scores.total, 'score')} of dropped rows, against {told}."
    if mark is None or not mark.total:
        label = f"Histogram of the scores dropped for {slug}. {said}"
        return figure(histogram(label, below, thresholds=lines), said)
    said += f" Above the axis: {reason.measure} of the {mark.total:,} documents kept."
    label = (
        f"Histogram of {reason.measure} of kept documents and of scores dropped for {slug}. {said}"
    )
    return figure(histogram(label, Series("kept", "kept", mark), below, lines), said)


def _side(name: str, rows: list[Html]) -> Html:
    return tag("div", tag("h4", name), rows or tag("p", "None.", class_="note"))
