"""What was kept: splits, lengths, domains, kinds of formula, and whatever else was marked."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from proofpile.report.fidelity import DEFECTS, RULES
from proofpile.report.html.charts import Series, bar, histogram, short
from proofpile.report.html.markup import Child, Html, tag
from proofpile.report.statistics import DATE, Kinds, Statistics
from proofpile.report.tallies import Histogram, Tally
from proofpile.words import human_size, plural, share

MOST_DOMAINS, MOST_KINDS, MOST_PLOTS = 25, 12, 24


def splits(facts: Mapping[str, Any], stats: Statistics) -> Html:
    """Documents, text and files of each split."""
    rows = []
    for split, count in stats.rows.items():
        files = [s for s in facts["shards"] if Path(s["file"]).parent.name == split]
        disk = sum(s["bytes"] for s in files)
        text = stats.text_bytes[split]
        cells = count, share(count, facts["kept"]), human_size(text), len(files), human_size(disk)
        rows.append((split, *cells))
    heads = ("Split", "Documents", "Share", "Text", "Files", "On disk")
    return table("Splits", heads, rows)


def lengths(stats: Statistics) -> Html:
    """Characters a document."""
    h = stats.lengths
    middle, high = h.quantile(0.5), h.quantile(0.9)
    said = (
        f"Half of the documents have at most about {_round(middle)} characters, "
        f"nine in ten at most about {_round(high)}."
    )
    label = f"Histogram of characters a document, logarithmic scale. {said}"
    drawn = histogram(label, Series("documents by characters", "kept", h))
    return figure(drawn, "Length of text. ", said)


def domains(stats: Statistics) -> Html:
    """The registered domains that gave most."""
    tally = stats.domains
    count = len(tally.counts)
    rows = _tally_rows(tally, MOST_DOMAINS, sum(stats.rows.values()), human_size)
    said = (
        f"{plural(count, 'registered domain')}; the {min(count, MOST_DOMAINS)} with most documents."
    )
    if tally.forgotten:
        said += f" Counts are lower bounds, short by at most {tally.forgotten:,}."
    heads = ("Domain", "", "Documents", "Share", "Text")
    return tag("div", table("Domains", heads, rows), note(said))


def kinds(stats: Statistics) -> Iterator[Html]:
    """A table for each mark that names kinds."""
    total = sum(stats.rows.values())
    for name, found in stats.kinds.items():
        if name not in (*RULES, DEFECTS) and _is_telling(found, total):
            yield _kinds_table(name, found, total)


def numbers(stats: Statistics) -> Iterator[Html]:
    """A histogram for each mark that is a number."""
    for name, h in list(stats.numbers.items())[:MOST_PLOTS]:
        if h.total:
            said = f"Median about {short(_sig(h.quantile(0.5)))}."
            label = f"Histogram of {name} over {plural(h.total, 'document')}. {said}"
            drawn = histogram(label, Series("documents", "kept", h))
            yield figure(drawn, tag("code", name), ". ", said, _odd(h))


def table(caption: str, heads: Sequence[str], rows: Iterable[Sequence[Child]]) -> Html:
    """A table whose first column is of row heads; drawn bars stand in columns without a head."""
    head = tag("tr", [_cell(h, n, "th", scope="col") for n, h in enumerate(heads)])
    body = [
        tag("tr", tag("th", first, scope="row"), [_cell(c, n, "td") for n, c in enumerate(rest, 1)])
        for first, *rest in rows
    ]
    inner = tag("caption", tag("b", caption)), tag("thead", head), tag("tbody", body)
    return tag("div", tag("table", *inner), class_="scroll", tabindex="0", role="region",
               aria_label=caption)  # fmt: skip


def figure(drawn: Html, *caption: Child) -> Html:
    """A drawing and what it says."""
    return tag("figure", drawn, tag("figcaption", *caption))


def note(said: str) -> Html:
    """A remark under a table."""
    return tag("p", said, class_="note")


def _cell(child: Child, column: int, name: str, **attributes: str) -> Html:
    drawn = child == "" or (isinstance(child, Html) and child.startswith("<svg"))
    class_ = "drawn" if drawn else "n" if column else None
    if isinstance(child, int):
        child = f"{child:,}"
    if child == "":
        return tag("td", class_=class_)  # a head without words would be read out as one
    return tag(name, child, class_=class_, **attributes)


def _tally_rows(tally: Tally, most: int, total: int, weigh: Any) -> list[Sequence[Child]]:
    top = tally.top(most)
    largest = max((documents for _, documents, _ in top), default=1)
    return [
        (
            name,
            bar(0, documents / largest, "kept"),
            documents,
            share(documents, total),
            weigh(weight),
        )
        for name, documents, weight in top
    ]


def _is_telling(found: Kinds, total: int) -> bool:
    """Whether the values of a mark are kinds, and not a name for each document."""
    count = len(found.tally.counts)
    return not found.free_text and count > 0 and (count <= MOST_KINDS or 2 * count <= total)


def _kinds_table(name: str, found: Kinds, total: int) -> Html:
    rows = _tally_rows(found.tally, MOST_KINDS, total, "{:,}".format)
    if all(DATE.fullmatch(str(row[0])) for row in rows):
        rows.sort(key=lambda row: str(row[0]))
    heads = ["Value", "", "Documents", "Share", "Number"]
    if not found.weighted:
        heads, rows = heads[:-1], [row[:-1] for row in rows]
    rest = len(found.tally.counts) - len(rows)
    said = note(f"{plural(rest, 'further value')}.") if rest else None
    return tag("div", table(name, heads, rows), said)


def _odd(h: Histogram) -> str:
    return f" {plural(h.odd, 'value')} are not numbers and not drawn." if h.odd else ""


def _round(value: float) -> str:
    return f"{int(_sig(value)):,}"


def _sig(value: float) -> float:
    return float(f"{value:.2g}")
