"""The section on near-duplicates: what was compared and how, how surely pairs are found, what went."""

from collections.abc import Iterator, Mapping
from typing import Any

from proofpile.report.duplicates import Duplicates
from proofpile.report.html.charts import bar, parts, short
from proofpile.report.html.corpus import figure, note, table
from proofpile.report.html.markup import Child, Html, tag
from proofpile.report.html.samples import cut
from proofpile.report.html.scurve import is_shown, s_curve
from proofpile.words import plural, share

EXPLORER = "duplicates.html"
MOST_SOURCES = 50
MERGES = {
    "star": "star: a document goes only if it is itself as near as that to the document that stays",
    "chain": "chain: of all documents that such pairs connect, one stays",
}
KEEPS = {"longest": "the most tokens", "newest": "the newest"}


def duplicates(found: Duplicates | None) -> Child:
    """None where no near-duplicates were looked for."""
    if found is None:
        return None
    return [
        tag("p", _summary(found), class_="abstract"),
        [warning(said) for said in found.findings.get("alarms", [])],
        _how(found),
        _explorer(found),
        tag(
            "div",
            tag("div", _curve(found)),
            tag("div", _counts(found), _sizes(found)),
            class_="grid",
        ),
        _sources(found),
    ]


def warning(said: str) -> Html:
    """Something that whoever reads the report must see."""
    return tag("p", said, class_="warning", role="note")


def _summary(found: Duplicates) -> str:
    facts = found.findings
    removed, documents = facts["removed"], facts["documents"]
    return (
        f"Of {plural(documents, 'document')}, {removed:,} ({share(removed, documents)}) repeat one that "
        f"stays, with a Jaccard of at least {found.threshold:g}. Every removal was verified on the exact "
        "sets of shingles; the ledger names the document that stays, and the Jaccard."
    )


def _explorer(found: Duplicates) -> Html | None:
    if not found.pairs:
        return None
    pairs = len({(pair.kept_id, pair.removed_id) for pair in found.pairs})
    link = tag("a", f"{plural(pairs, 'pair')} side by side", href=EXPLORER)
    said = ", what differs marked: from the largest clusters, either side of the threshold, and at random."
    return tag("p", link, said, class_="abstract")


def _how(found: Duplicates) -> Html:
    items = [tag("div", tag("dt", word), tag("dd", said)) for word, said in terms(found)]
    return tag("dl", items, class_="terms")


def terms(found: Duplicates) -> Iterator[tuple[str, str]]:
    """The parameters in the words of the field."""
    p, facts = found.parameters, found.findings
    n, unit = p["n_grams"], "characters" if p.get("characters") else "tokens"
    yield (
        "token",
        (
            "a word as it stands between blanks, digits included; in a formula a token of TeX, spacing and "
            "spellings of the same folded"
        ),
    )
    yield "shingles", f"{n} {unit} in a row (n_grams={n}), as a set"
    if short_ones := facts.get("short"):
        yield (
            "short",
            (
                f"{plural(short_ones, 'document')} with fewer than {n} {unit}: compared as a whole only"
            ),
        )
    yield (
        "candidates",
        (
            f"two documents that share one of {p['num_buckets']} buckets of {p['hashes_per_bucket']} "
            f"min-hashes each (num_buckets, hashes_per_bucket; seed {p['seed']})"
        ),
    )
    yield "edges", f"candidates whose exact Jaccard is at least {found.threshold:g} (threshold)"
    yield "merge", MERGES.get(facts.get("merge", ""), str(facts.get("merge", "")))
    yield "stays", _rank(p)
    if older := p.get("against_sha256"):
        yield (
            "against",
            f"also {plural(len(older), 'file')} of earlier builds, of which nothing goes",
        )


def _rank(p: Mapping[str, Any]) -> str:
    prefer = [f"a source that comes first in {', '.join(p['prefer'])}"] if p.get("prefer") else []
    return "; then ".join([*prefer, KEEPS.get(p.get("keep", ""), ""), "by a hash of the id"])


def _curve(found: Duplicates) -> Html | None:
    if not found.curve:
        return None
    p = found.parameters
    dots = sum(is_shown(one) for one in found.curve)
    missed, above = found.missed()
    at = ", ".join(f"{_percent(found.chance(j))} at {short(j)}" for j in _telling(found.threshold))
    said = f"A pair is found with a chance of {at}."
    if above:
        rest = f"about {missed:,.0f}" if missed >= 1 else "fewer than one"
        said += (
            f" By that, {_percent(above / (above + missed))} of all pairs at or above the threshold were "
            f"found: {above:,}, and {rest} not."
        )
    read = (
        f" Dots: measured on this corpus, with 95 % intervals, for {p['num_buckets'] - 1} buckets (dashed): "
        "of pairs that one bucket found, how many another one found, too. Faint where few pairs tell; too "
        "narrow where many pairs are of one cluster. Below, the pairs that were verified; brown are edges."
    )
    drawn = s_curve(
        found, f"S-curve of {p['num_buckets']} buckets of {p['hashes_per_bucket']} hashes. {said}"
    )
    formula = f"The S-curve 1−(1−Jʳ)ᵇ with b={p['num_buckets']}, r={p['hashes_per_bucket']}. "
    return figure(drawn, formula, said, read if dots else " Too few pairs for a measured curve.")


def _telling(threshold: float) -> list[float]:
    """The threshold, and the middle between it and 1."""
    return sorted({threshold, round((threshold + 1) / 2, 2)})


def _percent(chance: float) -> str:
    """``97.8 %``; what is not sure is not said to be."""
    shown = f"{100 * chance:.1f}"
    return (
        "more than 99.9\N{NO-BREAK SPACE}%"
        if shown == "100.0" and chance < 1
        else f"{shown}\N{NO-BREAK SPACE}%"
    )


def _counts(found: Duplicates) -> Html:
    facts = found.findings
    rows = [
        ("documents", facts["documents"]),
        ("candidate pairs", facts["candidates"]),
        ("edges: verified, at or above the threshold", facts["edges"]),
        ("clusters of two or more", facts["components"]),
        ("documents of the largest", facts["largest_component"]),
        ("removed", facts["removed"]),
        ("of these token for token the same", facts["same_tokens"]),
    ]
    said = None
    if capped := facts.get("capped_buckets"):
        said = note(
            f"{plural(capped, 'bucket')} held more documents than are compared each with each; their members "
            "were compared with the best of them."
        )
    return tag("div", table("What was found", ("Step", "Number"), rows), said)


def _sizes(found: Duplicates) -> Html | None:
    sizes = found.findings.get("component_sizes", {})
    if not sizes:
        return None
    largest = max(sizes.values())
    ordered = sorted(sizes.items(), key=lambda item: int(item[0].partition("-")[0]))
    rows = [(size, bar(0, count / largest, "by-0"), count) for size, count in ordered]
    return table("Clusters by size", ("Documents", "", "Clusters"), rows)


def _sources(found: Duplicates) -> Html | None:
    told = found.findings.get("sources", [])[:MOST_SOURCES]
    if not told:
        return None
    rows: list[tuple[Child, ...]] = [
        (
            cut(source or "(none)", 60),
            parts(
                [
                    (1 - removed / max(documents, 1), "kept"),
                    (removed / max(documents, 1), "dropped"),
                ]
            ),
            documents,
            removed,
            share(removed, documents),
        )
        for source, documents, removed in told
    ]
    heads = ("Source", "", "Documents", "Removed", "Share")
    return table("Sources by removal", heads, rows)
