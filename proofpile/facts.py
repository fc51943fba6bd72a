"""The data manifest: what recipes take for granted about the world outside.

Where upstream data are, under which terms, what was published about them: facts that change without us,
kept in one JSON file, so that they can be looked over by somebody who reads no Python. A JSON Schema says
what each means and what it may look like; what a schema cannot say (names once only, shares that are the
weights', parts that exist) is checked here. The price: a fact that nobody looks at again stays as wrong
as it became, so each says whether it was verified.
"""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

from proofpile.errors import MissingError, UsageError
from proofpile.recipe import HOME
from proofpile.shard import file_sha256

MANIFEST = HOME / "data_manifest.json"
SCHEMA = HOME / "data_manifest.schema.json"

# Shares are given to four places.
_ROUNDING = 0.00005 + 1e-9

Facts = dict[str, Any]


def load(path: Path | None = None) -> Facts:
    """The facts in `path`, or those that ship. Raises UsageError if that is no JSON object."""
    return _read(path or MANIFEST)


def check(path: Path | None = None) -> list[str]:
    """What is wrong with the manifest in `path`, or with the one that ships, a sentence a problem.

    Raises UsageError if it cannot be read at all.
    """
    facts = load(path)
    return _against_schema(facts) or list(_against_sense(facts))


def check_model(path: Path) -> None:
    """Raises MissingError if `path` is called like a model whose published hash is another than its own.

    A truncated download, or another model under a known name, is found before it judges anything.
    """
    for model in load()["models"]:
        if model["name"] == path.name and model["sha256"]:
            found = file_sha256(path)
            if found != model["sha256"]:
                raise MissingError(
                    f"{path} has the SHA-256 {found}, and the published {path.name} has "
                    f"{model['sha256']}: get it again from {model['address']}, or give your own model "
                    "another name"
                )


def _read(path: Path) -> Facts:
    try:
        facts = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise UsageError(
            f"there is no data manifest {path} ({error.strerror}); give the path of one, "
            "or reinstall: pip install --force-reinstall proofpile"
        ) from None
    except ValueError as error:
        raise UsageError(f"{path} is no JSON: {error}") from None
    if not isinstance(facts, dict):
        raise UsageError(f"{path} holds a {type(facts).__name__}; expected a JSON object")
    return facts


def _against_schema(facts: Facts) -> list[str]:
    from jsonschema import Draft202012Validator

    errors = Draft202012Validator(_read(SCHEMA)).iter_errors(facts)
    return sorted(f"{_place(facts, error.absolute_path)}: {_said(error)}" for error in errors)


def _place(facts: Any, path: Any) -> str:
    """Where a problem is, with names instead of numbers: ``benchmarks / gsm8k / splits / test``."""
    words, here = [], facts
    for step in path:
        here = here[step]
        name = here.get("name") or here.get("group") if isinstance(here, dict) else None
        words.append(str(name or step) if isinstance(step, int) else str(step))
    return " / ".join(words) or "the manifest"


def _said(error: Any) -> str:
    """The validator's sentence, with the meaning of the field where that says more than a pattern."""
    meaning = error.schema.get("description", "") if isinstance(error.schema, dict) else ""
    return f"{error.message[:200]}{f' ({meaning})' if meaning else ''}"


def _against_sense(facts: Facts) -> Iterator[str]:
    for kind in ("corpora", "mixtures", "models", "benchmarks"):
        yield from _repeated(kind, [one["name"] for one in facts[kind]])
    for one in facts["benchmarks"]:
        yield from _benchmark(one)
    yield from _crawls(facts["common_crawl"]["crawls"])
    yield from _dates("common_crawl", facts["common_crawl"]["checked"])
    for one in facts["corpora"]:
        yield from _dates(f"corpora / {one['name']}", one["published"])
    known = {one["name"] for one in facts["corpora"]}
    for mixture in facts["mixtures"]:
        yield from _mixture(mixture, known)


def _repeated(place: str, names: list[str]) -> Iterator[str]:
    for name, times in Counter(names).items():
        if times > 1:
            yield f"{place}: {name} is there {times} times; a name must be there once"


def _benchmark(one: Mapping[str, Any]) -> Iterator[str]:
    place, splits = f"benchmarks / {one['name']}", one["splits"]
    yield from _repeated(place, [split["name"] for split in splits])
    files = [f for s in splits for f in (s["file"], *s.get("other_files", ())) if f]
    yield from _repeated(f"{place} / files", files)
    for file in files:
        if file.startswith("/") or {"", ".", ".."} & set(file.split("/")):
            yield f"{place}: {file} is no path below an address"
    if any("{subject}" in file for file in files) != ("subjects" in one):
        yield f"{place}: subjects belong to files with {{subject}} in their names, and these to subjects"
    if one.get("rules", {}).get("answer") == "choice" and not one["fields"].get("choices"):
        yield f"{place}: the answer is a choice, and no field holds the choices"
    for split in splits:
        if split["sha256"] and (not split["file"] or set("*{") & set(split["file"])):
            yield f"{place}: {split['name']} has a SHA-256, which only one file can have"
    if not any(split.get("held_out", True) for split in splits):
        yield f"{place}: models must be judged on some part of it"


def _crawls(groups: list[Mapping[str, Any]]) -> Iterator[str]:
    ids = [crawl for group in groups for crawl in group["ids"]]
    yield from _repeated("common_crawl / crawls", ids)
    for before, after in pairwise(ids):
        if before > after:
            yield f"common_crawl / crawls: {after} stands after {before}; oldest first"


def _dates(place: str, text: str) -> Iterator[str]:
    try:
        date.fromisoformat(text)
    except ValueError as error:
        yield f"{place}: {text} is no date ({error})"


def _mixture(mixture: Mapping[str, Any], known: set[str]) -> Iterator[str]:
    place, parts = f"mixtures / {mixture['name']}", mixture["parts"]
    yield from _repeated(place, [part["corpus"] for part in parts])
    whole = sum(part["weight"] for part in parts)
    for part in parts:
        share = part["weight"] / whole
        if part["corpus"] not in known:
            yield f"{place}: {part['corpus']} is not among the corpora"
        if abs(part["share"] - share) > _ROUNDING:
            yield (
                f"{place}: {part['corpus']} has the share {part['share']}; "
                f"by its weight it is {share:.4f}"
            )
