"""What a finished build has to say: the funnel, where things are, what to try next."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from proofpile.cli.found import contamination, near_duplicates
from proofpile.words import columns, human_size, plural, share

if TYPE_CHECKING:
    from proofpile.manifest import Manifest

_UNCHANGED = "nothing had changed: every shard was reused, no file was rewritten"


@dataclass(frozen=True)
class Outcome:
    """A build that has just ended."""

    out: Path
    manifest: "Manifest"
    report: Path
    made: int
    reused: int
    unchanged: bool

    def as_json(self) -> str:
        """The result for programs."""
        facts = self.manifest.facts
        names = (
            *("source", "fingerprint", "kept", "dropped", "passes", "findings"),
            *("over_budget", "shards"),
        )
        run = {
            "out": str(self.out),
            "report": str(self.report),
            "complete": not self.manifest.over_budget,
            "shards_made": self.made,
            "shards_reused": self.reused,
            "unchanged": self.unchanged,
        }
        return json.dumps(run | {name: facts[name] for name in names}, indent=2)

    def lines(self) -> Iterator[str]:
        """The result for people."""
        yield ""
        yield from funnel(self.manifest.facts)
        yield ""
        yield (
            _UNCHANGED if self.unchanged else f"shards: {self.made:,} made, {self.reused:,} reused"
        )
        yield from places(self.manifest.facts, self.out)
        yield from near_duplicates(self.manifest.facts, self.out)
        yield from contamination(self.manifest.facts, self.out)
        yield f"report: {self.report}"
        yield from alarms(self.manifest.facts)
        yield ""
        yield from next_steps(self.manifest.facts, self.out)


def funnel(facts: Mapping[str, Any]) -> list[str]:
    """Per pass: what went in, each reason with its count and share, largest first, what was kept."""
    rows = [row for one in facts["passes"] for row in _pass_rows(one, facts["reasons"])]
    return columns(rows, "<>><")


def _pass_rows(one: Mapping[str, Any], reasons: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    given = one["in"]
    yield one["name"], f"{given:,}", "", "in"
    for reason, count in sorted(one["dropped"].items(), key=lambda item: (-item[1], item[0])):
        yield f"  {reason}", f"−{count:,}", share(count, given), reasons.get(reason, "")
    yield "  kept", f"{one['kept']:,}", share(one["kept"], given), ""


def places(facts: Mapping[str, Any], out: Path) -> Iterator[str]:
    """Where the corpus is and how much there is of it."""
    rows: Counter[str] = Counter()
    for shard in facts["shards"]:
        rows[Path(shard["file"]).parent.name] += shard["rows"]
    splits = ", ".join(f"{split} {count:,}" for split, count in rows.items())
    yield (
        f"corpus: {plural(facts['kept'], 'document')}, {human_size(facts['kept_text_bytes'])} of text"
        f"{f' ({splits})' if splits else ''} in {out / 'documents'}"
    )
    for reason in facts["over_budget"]:
        yield f"over the error budget: {reason} ({facts['dropped'][reason]:,})"


def alarms(facts: Mapping[str, Any]) -> Iterator[str]:
    """What the filters found alarming in the corpus as a whole."""
    for name, found in sorted(facts["findings"].items()):
        yield from (f"ALARM: {name}: {alarm}" for alarm in found.get("alarms", []))


def next_steps(facts: Mapping[str, Any], out: Path) -> Iterator[str]:
    """Commands that work on this very build."""
    yield "next:"
    if origin := _some_dropped(facts, out):
        yield f"  proofpile explain {_quoted(origin)} --out {_quoted(str(out))}"
    if facts["shards"]:
        files = f"{out}/documents/train/*.arrow"
        yield f'  datasets.load_dataset("arrow", data_files={files!r})'
    yield f"  proofpile verify {_quoted(str(out))}"


def _some_dropped(facts: Mapping[str, Any], out: Path) -> str:
    from proofpile.shard import read_batches

    for ledger in facts["ledgers"]:
        for batch in read_batches(out / ledger["file"]):
            for row in batch.slice(0, 1).to_pylist():
                return str(row["origin"] or row["id"])
    return ""


def _quoted(text: str) -> str:
    import shlex

    return shlex.quote(text)


def stamps(out: Path) -> dict[str, tuple[int, int]]:
    """Which files a build publishes and when each was last written, to see whether any was touched."""
    patterns = (
        "manifest.json",
        "documents/*/*",
        "dropped/*",
        "*.arrow",
        "report/*.arrow",
        "contamination/*",
    )
    published = [path for pattern in patterns for path in out.glob(pattern)]
    found = [(path, path.stat()) for path in published if path.is_file()]
    return {str(path): (stat.st_ino, stat.st_mtime_ns) for path, stat in found}
