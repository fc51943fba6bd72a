"""The pages of the benchmark with their truth, and what a tool made of one."""

import gzip
import json
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Case:
    """A page and its truth."""

    name: str
    html: bytes
    representation: str
    carries: str
    skeleton: str
    nuisance: str
    renderer: str = ""
    formulas: list[tuple[str, bool]] = field(default_factory=list)
    prose: list[str] = field(default_factory=list)
    boilerplate: list[str] = field(default_factory=list)
    code: list[str] = field(default_factory=list)
    dollars: int = 0


@dataclass(frozen=True)
class Found:
    """A formula that a tool gave; `rule` says what found it, where the tool says so."""

    tex: str
    display: bool
    rule: str = ""
    lossy: bool = False


@dataclass(frozen=True)
class Output:
    """What a tool made of one page. `formulas` None: they are to be read from the text."""

    text: str
    formulas: list[Found] | None = None
    seconds: float = 0.0
    error: str = ""


def load(place: Path) -> list[Case]:
    """The pages in a folder of ``<representation>/<name>.html`` with ``.json``, or of a ``.jsonl.gz``.

    Raises SystemExit if there are none. A line of the packed form is {"name", "html", "truth"}.
    """
    if place.is_file():
        with gzip.open(place, "rt", encoding="utf-8") as lines:
            cases = [_packed(json.loads(line)) for line in lines]
    else:
        cases = [
            _case(path)
            for path in sorted(place.rglob("*.json"))
            if path.with_suffix(".html").is_file()
        ]
        for archive in sorted(place.glob("*.jsonl.gz")):
            cases += load(archive)
    if not cases:
        raise SystemExit(f"no pages in {place}: <representation>/<name>.html with .json beside it")
    return cases


def _case(path: Path) -> Case:
    truth = json.loads(path.read_text(encoding="utf-8"))
    name = f"{path.parent.name}/{path.stem}"
    return case_of(truth, name, path.with_suffix(".html").read_bytes())


def _packed(line: dict) -> Case:
    return case_of(line["truth"], line["name"], line["html"].encode("utf-8"))


def case_of(truth: dict, name: str, html: bytes) -> Case:
    return Case(
        name,
        html,
        truth["representation"],
        truth.get("carries") or "none",
        truth.get("skeleton") or "none",
        truth.get("nuisance") or "none",
        truth.get("renderer") or "",
        [(formula["tex"], bool(formula["display"])) for formula in truth["formulas"]],
        list(truth.get("prose", ())),
        list(truth.get("boilerplate", ())),
        [code["text"] for code in truth.get("code", ())],
        int(truth.get("dollars", 0)),
    )
