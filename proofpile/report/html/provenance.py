"""Where it came from: inputs, recipes and parameters, versions, files."""

import json
from collections.abc import Mapping
from typing import Any

from proofpile.report.html.corpus import note, table
from proofpile.report.html.markup import Html, tag
from proofpile.report.html.samples import cut
from proofpile.words import human_size, share

MOST_UNITS, MOST_FILES = 100, 50


def inputs(facts: Mapping[str, Any]) -> Html:
    """What was read, unit by unit in the order of the source."""
    units = facts["inputs"]
    rows = [
        (cut(u["unit"], 90), u["read"], u["kept"], share(u["kept"], u["read"]))
        for u in units[:MOST_UNITS]
    ]
    if rest := units[MOST_UNITS:]:
        read, kept = (sum(u[key] for u in rest) for key in ("read", "kept"))
        rows.append((f"{len(rest):,} further units", read, kept, share(kept, read)))
    empty = sum(not u["read"] for u in units)
    heads = ("Unit", "Records", "Kept by the first pass", "Share")
    said = [f"{empty:,} of {len(units):,} units held no record."] if empty else []
    return tag("div", table("Inputs", heads, rows), map(note, said))


def recipes(facts: Mapping[str, Any]) -> Html:
    """What decided, with its fingerprint and parameters."""
    rows = [
        (
            tag("code", name),
            tag("code", fingerprint),
            _parameters(facts["parameters"].get(name, {})),
        )
        for name, fingerprint in facts["recipe"].items()
    ]
    return tag(
        "div", table("Recipes", ("Recipe", "Fingerprint", "Parameters"), rows), class_="prose"
    )


def versions(facts: Mapping[str, Any]) -> Html:
    """Software that decides bytes."""
    rows = [(name, tag("code", version)) for name, version in facts["versions"].items()]
    return table("Versions", ("Software", "Version"), rows)


def files(facts: Mapping[str, Any]) -> Html:
    """Files and their hashes."""
    every = [*facts["shards"], *facts["ledgers"]]
    rows = [
        (
            tag("code", f["file"]),
            f["rows"],
            human_size(f["bytes"]),
            tag("code", f["sha256"][:16] + "…"),
        )
        for f in every[:MOST_FILES]
    ]
    rest = len(every) - len(rows)
    said = note(f"{rest:,} further files are in manifest.json.") if rest else None
    return tag("div", table("Files", ("File", "Rows", "Size", "SHA-256"), rows), said)


def _parameters(values: Mapping[str, Any]) -> Html:
    pairs = [
        f"{key}={cut(json.dumps(value, ensure_ascii=False), 70)}" for key, value in values.items()
    ]
    return tag("span", [tag("code", pair, class_="pair") for pair in pairs])
