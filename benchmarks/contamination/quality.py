"""What is flagged in real documents that hold no benchmark, or nearly: each pair was judged by reading both.

    python quality.py OUT [--pages TEXTS.jsonl]

looks for GSM8K test and miniF2F (words, Lean, Isabelle, HOL Light, Metamath) in GSM8K's training part, which
is near misses by construction, and in all other test material: pages as extraction leaves them, papers,
programs, proofs. `--pages` adds more texts ("path", "text"). OUT/pairs.jsonl gets every pair of a document
and an item that a layer saw, with its texts, to be read. Judgements stand in judged.jsonl beside this script:
ids, no text of a benchmark. Printed are, by layer, what was flagged and what of it is false, the pairs nobody
has judged, and leaks and others over the thresholds.

A judgement is "leak" (the document gives the item away: the same problem, perhaps in other words), "twin"
(the same with other numbers), "near-miss" (a story or a formula in common, and another question) or "false".
"""

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import material

from proofpile.contamination.benchmarks import load_benchmark
from proofpile.contamination.hits import LAYERS, Hit
from proofpile.contamination.index import Index
from proofpile.contamination.match import Matcher
from proofpile.web import PageError, extract

JUDGED = Path(__file__).with_name("judged.jsonl")
_ROOMS = (
    "html_math",
    "html_math_bysa",
    "html_nonmath",
    "html_gt",
    "latex",
    "code",
    "formal",
    "proofsteps",
)
_BINARY = {".gz", ".png", ".pdf", ".jpg", ".zip"}
_PIECE = 128
Document = tuple[str, str]  # id, text
# One judgement is for all layers, and for all languages of a problem of miniF2F.
Pair = tuple[str, str, str]  # document, benchmark, item


def documents(data: Path, pages: Path | None) -> Iterator[Document]:
    """All that is looked through."""
    lines = (data / "bench" / "gsm8k" / "train.jsonl").read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        row = json.loads(line)
        yield f"gsm8k-train/{number}", f"{row['question']}\n{row['answer']}"
    for room in _ROOMS:
        for path in sorted((data / room).glob("**/*")):
            if path.is_file() and path.suffix not in _BINARY:
                raw = path.read_bytes()
                try:
                    text = extract(raw).text if path.suffix == ".html" else raw.decode()
                except PageError:
                    continue
                except UnicodeDecodeError:
                    text = raw.decode("latin-1")
                yield str(path.relative_to(data)), text
    if pages:
        with pages.open(encoding="utf-8") as rows:
            for line in rows:
                row = json.loads(line)
                yield f"pages/{row['path']}", row["text"]


def hits(index: Index, given: Iterable[Document]) -> Iterator[tuple[Hit, str]]:
    """Every hit, with the text of its document."""
    matcher, some = Matcher(index, tuple(LAYERS)), list[Document]()
    for document in given:
        some.append(document)
        if len(some) == _PIECE:
            yield from _of(matcher, some)
            some = []
    yield from _of(matcher, some)


def _of(matcher: Matcher, some: list[Document]) -> Iterator[tuple[Hit, str]]:
    texts = dict(some)
    for hit in matcher([id for id, _ in some], [text for _, text in some]):
        yield hit, texts[hit.document]


@dataclass(frozen=True)
class Judged:
    """What was flagged, and what people said."""

    found: list[dict[str, Any]]
    judgements: dict[Pair, str]
    documents: Counter[str]

    def show(self) -> None:
        """Tables."""
        total = self.documents.total()
        print(f"{total:,} documents: {dict(self.documents)}")
        for layer in LAYERS:
            for verdict in ("contaminated", "partial", "template"):
                mine = [f for f in self.found if (f["layer"], f["verdict"]) == (layer, verdict)]
                if not mine:
                    continue
                pairs = {pair_of(f) for f in mine}
                said = Counter(self.judgements.get(pair, "unjudged") for pair in pairs)
                wrong = {
                    pair[0] for pair in pairs if self.judgements.get(pair) not in ("leak", None)
                }
                print(
                    f"{layer:9} {verdict:13} {len(mine):5} hits, {len(pairs):5} pairs, "
                    f"{len({p[0] for p in pairs}):5} documents  {dict(sorted(said.items()))}  "
                    f"false in 10,000 documents: {len(wrong) / total * 1e4:.2f}"
                )

    def curve(self, layer: str, by: str, steps: Iterable[float]) -> None:
        """Pairs of a layer from each threshold on: leaks, and others."""
        best: dict[Pair, float] = defaultdict(float)
        for found in self.found:
            if found["layer"] == layer:
                best[pair_of(found)] = max(best[pair_of(found)], found[by])
        for step in steps:
            said = Counter(
                self.judgements.get(p, "unjudged") for p, value in best.items() if value >= step
            )
            print(f"{layer} {by} >= {step:g}: {dict(sorted(said.items()))}")


def pair_of(found: dict[str, Any]) -> Pair:
    """Document, benchmark and the problem, whatever the language of the item."""
    item = found["item"].rsplit("/", 1)[-1].replace("-", "_")
    return found["document"], found["benchmark"], item


def judgements() -> dict[Pair, str]:
    """Pair -> judgement."""
    if not JUDGED.is_file():
        return {}
    with JUDGED.open(encoding="utf-8") as rows:
        read = [json.loads(row) for row in rows]
    return {(r["document"], r["benchmark"], r["item"]): r["judgement"] for r in read}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--pages", type=Path)
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    data = material.data_folder()
    bench = data / "bench"
    benchmarks = [
        load_benchmark(f"gsm8k={bench / 'gsm8k' / 'test.jsonl'}"),
        load_benchmark(f"minif2f={bench / 'minif2f'}"),
    ]
    count: Counter[str] = Counter()

    def counted() -> Iterator[Document]:
        for document in documents(data, options.pages):
            count[document[0].split("/")[0]] += 1
            yield document

    found = []
    with TemporaryDirectory() as folder, (options.out / "pairs.jsonl").open("w") as file:
        index = Index.build(benchmarks, Path(folder) / "index")
        texts = {(b.name, i.id, part): text for b in benchmarks for i, part, text in b.texts()}
        for hit, text in hits(index, counted()):
            row = {
                name: getattr(hit, name)
                for name in ("document", "benchmark", "item", "part", "layer", "n", "overlap")
            }
            row |= {"bits": hit.bits, "verdict": hit.verdict, "detail": hit.detail}
            found.append(row)
            low, high = max(0, hit.doc_start - 200), min(len(text), hit.doc_end + 300)
            both = {
                "theirs": text[low:high],
                "met": [text[span[0] : span[1]] for span in hit.spans],
                "item_text": texts[hit.benchmark, hit.item, hit.part],
            }
            file.write(json.dumps(row | both) + "\n")
    judged = Judged(found, judgements(), count)
    judged.show()
    judged.curve("words", "overlap", [k / 20 for k in range(2, 21)])
    judged.curve("words", "bits", range(60, 401, 20))


if __name__ == "__main__":
    main()
