"""The names of commands and options are a promise: a new one is a decision, taken here."""

from typing import Any

import typer

from proofpile.cli import app

COMPLETION = {"--install-completion", "--show-completion"}  # the framework's

NAMES = {
    "": {"--debug", "--version"},
    "build": {
        "--source",
        "--input",
        "--crawl",
        "--units",
        "--benchmark",
        "--policy",
        "--allow",
        "--sample",
        "--out",
        "--on",
        "--ray-address",
        "--workers",
        "--memory",
        "--limit",
        "--set",
        "--filter",
        "--without",
        "--max-errors",
        "--keep-going",
        "--held-out",
        "--dry-run",
        "--json",
    },
    "dedup": {
        "paths",
        "--out",
        "--text-column",
        "--id-column",
        "--source-column",
        "--drop-column",
        "--preset",
        "--n-grams",
        "--num-buckets",
        "--hashes-per-bucket",
        "--seed",
        "--threshold",
        "--merge",
        "--keep",
        "--prefer",
        "--most-removed",
        "--allow",
        "--against",
        "--keep-index",
        "--held-out",
        "--on",
        "--ray-address",
        "--workers",
        "--memory",
        "--max-errors",
        "--keep-going",
        "--dry-run",
        "--json",
    },
    "contamination-report": {
        "corpus",
        "--benchmark",
        "--out",
        "--allow",
        "--layer",
        "--fail-above",
        "--text-column",
        "--id-column",
        "--source-column",
        "--drop-column",
        "--tokenizer",
        "--most-bytes",
        "--canaries",
        "--no-canaries",
        "--on",
        "--ray-address",
        "--workers",
        "--memory",
        "--max-errors",
        "--keep-going",
        "--json",
    },
    "extract": {"page", "--formulas", "--json"},
    "explain": {"query", "--out", "--replay", "--warc", "--json"},
    "verify": {"out", "--json"},
    "show": {"what", "--json"},
    "tune": {
        "name",
        "--corpus",
        "--reason",
        "--terminal",
        "--port",
        "--no-browser",
        "--html",
        "--choose",
        "--labels",
        "--save-recipe",
    },
    "export": {"out", "--to", "--dest"},
    "doctor": {"--json"},
    "classifier": set(),
    "classifier evaluate": {
        "model",
        "--examples",
        "--split",
        "--prevalence",
        "--tags",
        "--out",
        "--json",
    },
    "classifier train": {
        "--input",
        "--out",
        "--on",
        "--ray-address",
        "--workers",
        "--memory",
        "--thin",
        "--max-per-domain",
        "--negatives",
        "--hard",
        "--rounds",
        "--dim",
        "--epochs",
        "--lr",
        "--word-ngrams",
        "--bucket",
        "--min-count",
        "--cutoff",
        "--seed",
        "--dry-run",
        "--json",
    },
    "classifier show": {"model", "--text", "--words"},
    "ngram": set(),
    "ngram train": {
        "inputs",
        "--out",
        "--order",
        "--memory",
        "--prune",
        "--vocab-limit",
        "--min-count",
        "--discount-fallback",
        "--workdir",
        "--json",
    },
    "ngram score": {"model", "inputs", "--words", "--summary", "--json"},
    "manifest": set(),
    "manifest check": {"path"},
}


def _names(command: Any, path: str = "") -> dict[str, set[str]]:
    params = {o for p in command.params for o in (p.opts if p.opts[0][0] == "-" else [p.name])}
    found = {path: params - COMPLETION - {"--help", "-h"}}
    for name, inner in getattr(command, "commands", {}).items():
        found |= _names(inner, f"{path} {name}".strip())
    return found


def test_commands_and_options_are_these() -> None:
    assert _names(typer.main.get_command(app)) == NAMES


def test_every_command_shows_how_to_call_it() -> None:
    def helps(command: Any, path: str) -> None:
        inner = getattr(command, "commands", None)
        if inner:
            for name, one in inner.items():
                helps(one, f"{path} {name}")
        else:
            assert command.help.count(f"\n  {path}") in (2, 3), path

    helps(typer.main.get_command(app), "proofpile")
