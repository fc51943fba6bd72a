"""A dataset card as the Hugging Face Hub reads it: YAML on top, then how the corpus came about.

All of it comes from the manifest and the documents' columns; no sentence of a page gets in. The YAML is
written by hand, with strings quoted as JSON, which YAML is a superset of: no YAML library is needed.
"""

import json
import shlex
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from proofpile.report.contamination import FILTER as CONTAMINATION
from proofpile.report.duplicates import FILTER
from proofpile.report.fidelity import MEANINGS, total
from proofpile.report.html.markup import visible
from proofpile.report.statistics import Statistics
from proofpile.words import human_size, plural, share

MOST_LICENCES, MOST_LANGUAGES, MOST_LETTERS = 12, 20, 60

_SIZES = ((10**3, "n<1K"), (10**4, "1K<n<10K"), (10**5, "10K<n<100K"), (10**6, "100K<n<1M"),
          (10**7, "1M<n<10M"), (10**8, "10M<n<100M"), (10**9, "100M<n<1B"))  # fmt: skip
_MEANINGS = {
    "id": "the place where the text was found; the same in every rebuild",
    "text": "the document",
    "origin": "for people: a URL, an arXiv id, repository@commit:path",
    "licence": "as stated by the source; empty where nothing was stated",
    "title": "the page's own title",
    "date": "when the page was fetched",
    "charset": "the encoding the page was decoded from",
    "page_language": "the language that the page says it is in, its primary subtag; empty if it says none",
    "language": "ISO 639 code of the prose, formulas and code masked; und where too little prose is left",
    "language_score": "probability of that language",
    "prefilter": "the rules that saw mathematics in the raw bytes",
    "formulas": "formulas in the text",
    "formulas_found": "formulas that a rule read from the page: those in the text and the lost ones",
    "formulas_lost": "those of the found ones that are not in the text",
    "formulas_lossy": "those in the text that were put together from a rendering: the page held no TeX",
    "formulas_broken": "those in the text that no parser of TeX takes",
    "formulas_display": "those in the text that stand in a line of their own",
    "formulas_sourceless": "pictures of formulas without a source; each left [formula image] in the text",
    "formula_chars": "characters of TeX in the text",
    "formula_rules": "how many formulas of the text each extraction rule found, as rule:count,rule:count",
    "formula_rules_lost": "the same of the lost ones",
    "formula_rules_lossy": "the same of the lossy ones",
    "formula_rules_broken": "the same of the broken ones",
    "formula_defects": "what is wrong with the broken ones, as defect:count,defect:count",
    "template_lines": "lines that were taken out because they stand on most pages of the site",
}


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the files of a format lie, what is beside them, and how they are opened."""

    builder: str  # of Hugging Face datasets
    glob: str
    beside: str
    polars: str
    duckdb: str


_BUILT = (
    "Every document that was read is in `documents/` or has a reason: `dropped/` lists what was refused and "
    "why, `report/index.html` shows it, `manifest.json` holds the counts and the hash of every file."
)
_EXPORTED = (
    "Every document that was read is here or has a reason, counted below. `export.json` holds the hash of "
    "every file, and of the part of the build that it was made from."
)
_MERGED = {
    "star": "A document was removed only if it is itself that near to one that stays.",
    "chain": "Of each cluster one document stays.",
}
LAYOUTS = {
    "arrow": Layout(
        "arrow",
        "documents/{split}/*.arrow",
        _BUILT,
        'pl.read_ipc("{glob}")',
        "# reads Parquet: proofpile export OUT --to parquet --dest parquet\n"
        "duckdb.sql(\"SELECT origin, length(text) FROM 'parquet/{split}/*.parquet' LIMIT 10\")",
    ),
    "parquet": Layout(
        "parquet",
        "{split}/*.parquet",
        _EXPORTED,
        'pl.scan_parquet("{glob}")',
        "duckdb.sql(\"SELECT origin, length(text) FROM '{glob}' LIMIT 10\")",
    ),
    "jsonl.zst": Layout(
        "json",
        "{split}/*.jsonl.zst",
        f'{_EXPORTED} Each line is `{{"text": …, "meta": {{…}}}}`, with the other columns in `meta`.',
        'pl.scan_ndjson("{glob}")',
        "duckdb.sql(\"SELECT meta.origin, length(text) FROM read_json('{glob}') LIMIT 10\")",
    ),
}


def dataset_card(facts: Mapping[str, Any], stats: Statistics, to: str = "arrow") -> str:
    """The text of ``README.md`` beside a build, or beside an export of it to another format."""
    layout = LAYOUTS[to]
    blocks = (
        _front_matter(facts, stats, layout),
        _opening(facts, layout),
        _use(facts, layout),
        _splits(facts, stats),
        _columns(stats),
        _formulas(stats),
        _funnel(facts),
        _duplicates(facts),
        _contamination(facts),
        _recipes(facts),
        _rebuild(facts),
        _licence(stats),
    )
    return "\n\n".join(text for block in blocks if (text := "\n".join(block))) + "\n"


def splits_of(facts: Mapping[str, Any]) -> dict[str, int]:
    """Documents by split, in the order of the manifest."""
    rows = Counter[str]()
    for shard in facts["shards"]:
        rows[Path(shard["file"]).parent.name] += shard["rows"]
    return dict(rows)


def size_category(documents: int) -> str:
    """The Hub's class for so many rows."""
    return next((name for limit, name in _SIZES if documents < limit), "n>1B")


def _front_matter(facts: Mapping[str, Any], stats: Statistics, layout: Layout) -> Iterator[str]:
    yield "---"
    yield f"pretty_name: {json.dumps(facts['source'])}"
    yield "license: other"
    if languages := stats.languages[:MOST_LANGUAGES]:
        yield "language:"
        yield from (f"- {json.dumps(code)}" for code in languages)  # quoted: no is Norwegian
    yield "task_categories:\n- text-generation"
    yield "tags:\n- mathematics\n- pretraining\n- proofpile"
    yield f"size_categories:\n- {json.dumps(size_category(facts['kept']))}"
    if splits := splits_of(facts):
        yield "configs:\n- config_name: default\n  data_files:"
        for split in splits:
            yield f"  - split: {split}\n    path: {layout.glob.format(split=split)}"
    yield "---"


def _opening(facts: Mapping[str, Any], layout: Layout) -> Iterator[str]:
    read, kept = facts["passes"][0]["in"], facts["kept"]
    yield f"# {facts['source']}\n"
    yield (
        f"{kept:,} documents, {human_size(facts['kept_text_bytes'])} of text, kept of {read:,} records "
        f"({share(kept, read)}). Built with proofpile from the source "
        f"`{facts['source']}`; the fingerprint of the build is `{facts['fingerprint']}`."
    )
    yield f"\n{layout.beside}"
    if facts["limit"]:
        yield f"\nThis is a trial: at most {facts['limit']:,} records of each unit were read."
    if facts["over_budget"]:
        yield f"\nOver the error budget of the build: {', '.join(facts['over_budget'])}."


def _use(facts: Mapping[str, Any], layout: Layout) -> Iterator[str]:
    split = next(iter(splits_of(facts)), "train")
    glob = layout.glob.format(split=split)
    yield f"""## Use

```python
from datasets import load_dataset

corpus = load_dataset("{layout.builder}", data_files="{glob}", split="train")
```

```python
import polars as pl

corpus = {layout.polars.format(glob=glob)}
```

```python
import duckdb

{layout.duckdb.format(glob=glob, split=split)}
```"""


def _splits(facts: Mapping[str, Any], stats: Statistics) -> Iterator[str]:
    yield "## Splits\n"
    yield (
        "By a hash of the document's group (a web page's registered domain, a paper, a repository), after "
        "deduplication, so that siblings never straddle two splits.\n"
    )
    rows = [
        (split, f"{count:,}", human_size(stats.text_bytes[split]))
        for split, count in stats.rows.items()
    ]
    yield from _table(("Split", "Documents", "Text"), rows, "<>>")


def _columns(stats: Statistics) -> Iterator[str]:
    yield "## Columns\n"
    rows = [
        (f"`{name}`", kind, _MEANINGS.get(name, "a mark of the recipes below"))
        for name, kind in stats.columns.items()
    ]
    yield from _table(("Column", "Type", "Meaning"), rows, "<<<")


def _formulas(stats: Statistics) -> Iterator[str]:
    whole = total(stats.rules().values())
    if not whole.found:
        return
    yield "## Formulas\n"
    rows = [
        (f"**{word}**", f"{count:,}", share(count, whole.found), MEANINGS[word])
        for word, count in (("found", whole.found), *whole._asdict().items())
    ]
    yield from _table(("", "Formulas", "Share", "Meaning"), rows, "<>><")


def _funnel(facts: Mapping[str, Any]) -> Iterator[str]:
    yield "## Funnel\n"
    rows: list[tuple[str, ...]] = []
    for one in facts["passes"]:
        rows.append((one["name"], "in", f"{one['in']:,}", "", ""))
        for reason, count in sorted(one["dropped"].items(), key=lambda item: (-item[1], item[0])):
            said = facts["reasons"].get(reason, "")
            by = facts["given_by"][reason]
            rows.append(("", f"`{reason}` ({by})", f"−{count:,}", share(count, one["in"]), said))
        rows.append(("", "kept", f"{one['kept']:,}", share(one["kept"], one["in"]), ""))
    yield from _table(("Pass", "Outcome", "Records", "Share", "Meaning"), rows, "<<>><")
    if counted := sum(one["counted_only"] for one in facts["passes"]):
        yield f"\n{counted:,} refusals by early, cheap tests were counted and not listed in the ledger."


def _duplicates(facts: Mapping[str, Any]) -> Iterator[str]:
    found = facts.get("findings", {}).get(FILTER)
    if not found:
        return
    p = facts["parameters"][FILTER]
    unit = "characters" if p.get("characters") else "tokens"
    documents, removed = found["documents"], found["removed"]
    yield f"""## Near-duplicates

Of {plural(documents, "document")}, {removed:,} ({share(removed, documents)}) were removed as near-duplicates:
MinHash-LSH over shingles of {p["n_grams"]} {unit}, {p["num_buckets"]} buckets of
{p["hashes_per_bucket"]} hashes, and each of the {plural(found["candidates"], "candidate pair")} verified by
exact Jaccard, at least {found["threshold"]:g}.
{plural(found["edges"], "pair")} passed, in {plural(found["components"], "cluster")}, the largest of
{plural(found["largest_component"], "document")}. {_MERGED[found["merge"]]} The ledger names for
each removed document the one that stays, and the Jaccard; `clusters.arrow` of the build
lists every cluster."""
    for alarm in found["alarms"]:
        yield f"\n> {_cell(visible(alarm))}"


def _contamination(facts: Mapping[str, Any]) -> Iterator[str]:
    """Which benchmarks were looked for, and how much of them would have been found; or that none were."""
    found = facts.get("findings", {}).get(CONTAMINATION)
    if not found:
        return
    yield "## Benchmarks"
    if found["benchmarks"]:
        names = ", ".join(
            f"{_code(one['name'])} ({one['sha256'][:12]})" for one in found["benchmarks"]
        )
        held = found["verdicts"]["contaminated"]
        dropped, trimmed = (found["actions"][name] for name in ("drop-document", "cut-passage"))
        yield f"""
Looked for before anything was written: {names}.
{plural(held["documents"], "document")} held {plural(held["items"], "item")}; {dropped:,} were dropped,
{trimmed:,} cut. `contamination/hits.arrow` of the build names document, item and passage of every hit."""
    if canaries := found.get("canaries"):
        yield "\nKnown items, changed so and planted in copies of documents, were found as often:\n"
        rows = [
            (name, f"{one['planted']:,}", f"{one['found']:,}", f"{one['template']:,}")
            for name, one in sorted(canaries["perturbations"].items(), key=_by_recall)
        ]
        yield from _table(("Change", "Planted", "Found", "As template"), rows, "<>>>")
    for alarm in found["alarms"]:
        yield f"\n> {_cell(visible(alarm))}"


def _by_recall(named: tuple[str, Mapping[str, Any]]) -> tuple[float, str]:
    """The best first; a manifest keeps no order of names."""
    return -(named[1]["recall"] or 0), named[0]


def _recipes(facts: Mapping[str, Any]) -> Iterator[str]:
    yield "## Recipes\n"
    rows = [
        (f"`{name}`", f"`{fingerprint}`", _parameters(facts["parameters"].get(name, {})))
        for name, fingerprint in facts["recipe"].items()
    ]
    yield from _table(("Recipe", "Fingerprint", "Parameters"), rows, "<<<")
    yield ""
    yield from _table(("Software", "Version"), facts["versions"].items(), "<<")


def _rebuild(facts: Mapping[str, Any]) -> Iterator[str]:
    limit = f" --limit {facts['limit']}" if facts["limit"] else ""
    held_out = ",".join(map(str, facts["held_out"]))
    units = facts["inputs"]
    yield f"""## Rebuild and verify

```console
$ proofpile build --source {shlex.quote(facts["source"])} --held-out {held_out}{limit} --out OUT
$ proofpile verify OUT
$ proofpile explain URL-or-id --out OUT
```

Give the source the {len(units):,} units that the `manifest.json` of the build lists under `inputs`, and the
parameters above with `--set RECIPE.FIELD=VALUE` where they are not the defaults. The same inputs, recipes
and versions give the same bytes, at any number of workers."""


def _licence(stats: Statistics) -> Iterator[str]:
    yield "## Licence\n"
    yield (
        "The texts belong to their authors and are under the terms of the places they come from, which the "
        "column `origin` names; this card grants nothing. To have a document removed, "
        "name its `id` or `origin`."
    )
    stated = [item for item in stats.licences.top(MOST_LICENCES + 1) if item[0]][:MOST_LICENCES]
    if stated:
        yield ""
        rows = [(_code(name), f"{documents:,}") for name, documents, _ in stated]
        yield from _table(("Licence stated", "Documents"), rows, "<>")


def _parameters(values: Mapping[str, Any]) -> str:
    shown = (f"`{name}={json.dumps(value, ensure_ascii=False)}`" for name, value in values.items())
    return "<br>".join(shown) or "none"


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], align: str) -> Iterator[str]:
    yield f"| {' | '.join(heads)} |"
    yield f"|{'|'.join('---:' if side == '>' else '---' for side in align)}|"
    for row in rows:
        yield f"| {' | '.join(_cell(cell) for cell in row)} |"


def _code(text: str) -> str:
    """`text` as code, whatever it holds: a licence is what a source stated."""
    shown = visible(text[:MOST_LETTERS]).replace("`", "'")
    return f"`{shown}`"


def _cell(text: str) -> str:
    """`text` in one cell of one line."""
    return " ".join(text.split()).replace("|", "\\|")
