"""The whole page: a headline, the funnel, then what was kept, what was dropped, and from what."""

import base64
import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from proofpile.report.contamination import Built
from proofpile.report.duplicates import Duplicates
from proofpile.report.html import corpus, dropped, formulas, provenance
from proofpile.report.html.contamination import contamination
from proofpile.report.html.duplicates import duplicates, warning
from proofpile.report.html.funnel import colours_of, funnel
from proofpile.report.html.markup import Child, Html, tag
from proofpile.report.html.samples import kept_row
from proofpile.report.statistics import Statistics
from proofpile.words import human_size, plural, share

_STYLE = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")


def page(
    facts: Mapping[str, Any],
    stats: Statistics,
    stamp: str = "",
    found: Duplicates | None = None,
    held: Built | None = None,
) -> str:
    """The report as one HTML document that asks for nothing else; `stamp` says what it was made from."""
    sections = _sections(facts, stats, found, held)
    body = (
        tag("a", "To the funnel", class_="skip", href="#funnel"),
        _header(facts),
        _contents(sections),
        tag("main", [_section(n, *section) for n, section in enumerate(sections, 1)]),
        tag("footer", _footer(facts)),
    )
    return framed(f"{facts['source']}: report of a corpus", stamp, *body)


def framed(title: str, stamp: str, *body: Child) -> str:
    """A whole HTML document in the style of the report, whose policy forbids everything else."""
    head = _head(title, stamp)
    return f'<!doctype html>\n<html lang="en">\n{head}\n{tag("body", *body)}\n</html>\n'


def _head(title: str, stamp: str) -> Html:
    style = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'"
    return tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("meta", name="generator", content=f"proofpile {stamp}".strip()),
        tag("title", title),
        tag("style", Html(_STYLE)),
    )


def _sections(
    facts: Mapping[str, Any],
    stats: Statistics,
    found_duplicates: Duplicates | None,
    found_items: Built | None,
) -> list[tuple[str, str, Child]]:
    """Anchor, title and content of every section that has something to say."""
    colours = colours_of(facts)
    plots = list(corpus.numbers(stats))
    kinds = list(corpus.kinds(stats))
    cards = list(dropped.thresholds(stats, facts, colours))
    kept = facts["kept"] > 0
    found: list[tuple[str, str, Child]] = [
        ("funnel", "From records to documents", funnel(facts, colours)),
        ("corpus", "The corpus", _corpus(facts, stats) if kept else _nothing()),
        ("formulas", "Formulas", formulas.formulas(stats)),
        ("duplicates", "Near-duplicates", duplicates(found_duplicates)),
        ("contamination", "Benchmarks", contamination(found_items)),
        ("marks", "Marks", [_grid(plots), _grid(kinds)] if plots or kinds else None),
        ("thresholds", "Thresholds", _grid(cards) if cards else None),
        ("dropped", "A sample of what was dropped", _dropped(facts, stats, colours)),
        ("kept", "A sample of what was kept", [kept_row(d) for d in stats.kept]),
        ("inputs", "Inputs", provenance.inputs(facts)),
        ("provenance", "Provenance", _provenance(facts)),
    ]
    return [section for section in found if section[2]]


def _header(facts: Mapping[str, Any]) -> Html:
    read, kept = facts["passes"][0]["in"], facts["kept"]
    size = human_size(facts["kept_text_bytes"])
    figures = [
        (f"{kept:,}", "document kept" if kept == 1 else "documents kept"),
        (f"{read:,}", "records read"),
        (share(kept, read), "of records kept"),
        (size, "of text"),
    ]
    numbers = tag("dl", [tag("div", tag("dt", what), tag("dd", n)) for n, what in figures])
    return tag("header", tag("p", "Report of a corpus", class_="kicker"),
               tag("h1", facts["source"]), numbers, tag("p", _abstract(facts), class_="abstract"),
               _warnings(facts))  # fmt: skip


def _abstract(facts: Mapping[str, Any]) -> Child:
    read, kept = facts["passes"][0]["in"], facts["kept"]
    units = plural(len(facts["inputs"]), "unit")
    said = (
        f"{units} held {plural(read, 'record')}, of which {kept:,} ({share(kept, read)}) are in this corpus "
        f"and {read - kept:,} are not. "
    )
    if most := Counter(facts["dropped"]).most_common(3):
        named = ", ".join(f"{reason} ({count:,})" for reason, count in most)
        said += f"The commonest of {plural(len(facts['dropped']), 'reason')}: {named}. "
    return said, "Fingerprint of the build: ", tag("code", facts["fingerprint"]), "."


def _warnings(facts: Mapping[str, Any]) -> list[Html]:
    said = [
        f"Over the error budget: {reason} ({facts['dropped'][reason]:,} records). The build was told to "
        "complete all the same."
        for reason in facts["over_budget"]
    ]
    if facts["limit"]:
        said.append(f"A trial: at most {facts['limit']:,} records of each unit were read.")
    said += [
        alarm for found in facts.get("findings", {}).values() for alarm in found.get("alarms", [])
    ]
    return [warning(text) for text in said]


def _contents(sections: Iterable[tuple[str, str, Child]]) -> Html:
    items = [tag("li", tag("a", title, href=f"#{anchor}")) for anchor, title, _ in sections]
    return tag("nav", tag("ol", items), aria_label="Contents")


def _section(number: int, anchor: str, title: str, content: Child) -> Html:
    head = tag("h2", tag("span", str(number), class_="number"), " ", title)
    return tag("section", head, content, id=anchor)


def _corpus(facts: Mapping[str, Any], stats: Statistics) -> Child:
    licences = [c for c in stats.licences.counts if c]
    shown = _licences(stats) if licences else None
    domains = corpus.domains(stats) if stats.domains.counts else None
    return [_grid([corpus.lengths(stats), tag("div", corpus.splits(facts, stats), shown)]), domains]


def _licences(stats: Statistics) -> Html:
    total = sum(stats.rows.values())
    rows = [(name or "none stated", n, share(n, total)) for name, n, _ in stats.licences.top(12)]
    return corpus.table("Licences", ("Licence", "Documents", "Share"), rows)


def _nothing() -> Html:
    return tag("p", "No document was kept. The funnel says why.", class_="note")


def _grid(children: list[Html]) -> Html:
    return tag("div", children, class_="grid")


def _dropped(facts: Mapping[str, Any], stats: Statistics, colours: Mapping[str, str]) -> Child:
    rest = len(facts["dropped"]) - len(stats.reasons)
    more = [corpus.note(f"{plural(rest, 'rarer reason')} without a sample here.")] if rest else []
    rows = list(dropped.samples(stats, facts, colours))
    intro = corpus.note("Drawn by a hash of the id: the same in every build of this corpus.")
    return [intro, rows, more] if rows else None


def _provenance(facts: Mapping[str, Any]) -> Child:
    return [
        provenance.recipes(facts),
        _grid([provenance.versions(facts), provenance.files(facts)]),
    ]


def _footer(facts: Mapping[str, Any]) -> str:
    return (
        f"Made by proofpile {facts['versions'].get('proofpile', '')} from manifest.json, the ledger and the "
        "documents beside it. Texts belong to their authors."
    )
