"""What a build produced and from what: ``manifest.json``, sorted, the same bytes for the same build.

Nothing that belongs to a run is in it: no time, no host, no path of a machine, no number of workers.
"""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from proofpile.assemble import Part
from proofpile.atomic import write_text
from proofpile.errors import ConservationError, UsageError
from proofpile.passes import tally
from proofpile.shard import Shard, file_sha256
from proofpile.workspace import FORMAT


@dataclass(frozen=True, slots=True)
class Manifest:
    """The facts of one build, as ``manifest.json`` holds them."""

    facts: Mapping[str, Any]

    @property
    def kept(self) -> int:
        """Documents in the corpus."""
        return int(self.facts["kept"])

    @property
    def dropped(self) -> dict[str, int]:
        """Refusals by reason, over all passes."""
        return dict(self.facts["dropped"])

    @property
    def over_budget(self) -> list[str]:
        """Reasons that went over the error budget of a build that was told to go on."""
        return list(self.facts["over_budget"])

    @classmethod
    def load(cls, out: Path) -> "Manifest":
        """The manifest of the build in `out`; UsageError if there is none."""
        path = out / "manifest.json" if out.is_dir() else out
        try:
            facts = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            page = out / "index.html"
            is_report = page.is_file() and (out / "hits.arrow").is_file()
            there = f"it is a contamination report, to be looked at: {page}"
            raise UsageError(
                f"{path} does not exist: {out} holds no finished build; "
                f"{there if is_report else f'run proofpile build --out {out}'}"
            ) from None
        except ValueError as error:
            raise UsageError(
                f"{path} is damaged ({error}); run the build again to mend it"
            ) from None
        if facts.get("format") != FORMAT:
            raise UsageError(
                f"{path} has format {facts.get('format')}; this proofpile reads {FORMAT}"
            )
        return cls(facts)

    def save(self, out: Path) -> bool:
        """Write it to `out`; says whether that changed anything."""
        text = json.dumps(self.facts, indent=2, sort_keys=True, ensure_ascii=False)
        return write_text(out / "manifest.json", text + "\n")

    @property
    def files(self) -> list[dict[str, Any]]:
        """Every published file, of documents, of the ledger and of filters: `file`, `bytes`, `sha256`."""
        return [*self.facts["shards"], *self.facts["ledgers"], *self.facts.get("tables", [])]

    def damage(self, out: Path, advance: Callable[[int], None] = lambda size: None) -> list[str]:
        """What is no longer as the build left it, a sentence each; every byte is read.

        `advance` is told the size of each file that was looked at.
        """
        found = []
        for shard in self.files:
            path = out / shard["file"]
            if not path.exists():
                found.append(f"{shard['file']} is gone")
            elif path.stat().st_size != shard["bytes"]:
                size = path.stat().st_size
                found.append(f"{shard['file']} has {size:,} bytes instead of {shard['bytes']:,}")
            elif file_sha256(path) != shard["sha256"]:
                found.append(f"{shard['file']} has other content (SHA-256 differs)")
            advance(shard["bytes"])
        return found


def summary_of_passes(
    names: Sequence[str], passes: Sequence[Sequence[Shard]]
) -> list[dict[str, Any]]:
    """For each pass what went in, what stayed, and why the rest did not."""
    return [
        {
            "name": name,
            "in": sum(s.read for s in shards),
            "kept": sum(s.rows for s in shards),
            "kept_text_bytes": sum(s.text_bytes for s in shards),
            "dropped": dict(sorted(tally(shards).items())),
            "counted_only": sum(sum(s.dropped.values()) - s.listed for s in shards),
        }
        for name, shards in zip(names, passes, strict=True)
    ]


def check_conserved(passes: Sequence[Mapping[str, Any]], parts: Sequence[Part]) -> None:
    """Raises ConservationError unless everything read is kept or dropped, in every pass and over all."""
    for before, after in zip([None, *passes], passes, strict=False):
        if before and before["kept"] != after["in"]:
            raise ConservationError(
                f"pass {before['name']} kept {before['kept']:,} documents and {after['name']} got "
                f"{after['in']:,}; remove the folder passes/ and build again"
            )
        if after["in"] != after["kept"] + sum(after["dropped"].values()):
            raise ConservationError(f"the counts of pass {after['name']} do not add up")
    written = Counter[str]()
    for part in parts:
        written["ledger" if part.kind == "dropped" else "documents"] += part.rows
    listed = sum(sum(p["dropped"].values()) - p["counted_only"] for p in passes)
    for what, want in (("documents", passes[-1]["kept"]), ("ledger", listed)):
        if written[what] != want:
            raise ConservationError(
                f"the {what} written hold {written[what]:,} rows, the passes counted {want:,}"
            )
