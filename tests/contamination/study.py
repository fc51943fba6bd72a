"""The rule of Llemma's study (arXiv 2310.10631, section 3.5) by brute force, and a corpus to hold it against.

Written apart from everything in proofpile/contamination: words are what `str.split` leaves, as they are; a
document hits a part of an item if they have n words in a row in common; n is 30, 20, 15 and 10. The study
kept one item a document; here each item, each part and each place counts.
"""

import json
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from proofpile.contamination.hits import Hit
from proofpile.contamination.items import Benchmark, Item

LENGTHS = (30, 20, 15, 10)
# At, below and above what can be found.
PLANTED_LENGTHS = (9, 10, 11, 14, 15, 16, 19, 20, 21, 29, 30, 31, 45)
# What str.split takes for blanks, one of each kind: controls, Latin-1, ideographic, line separators.
BLANKS = (
    *" \t\n\r\v\f",
    " \n\n ",
    *"\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2003\u2009\u2028\u2029\u202f\u205f\u3000",
)
NO_BLANKS = ("\u200b", "\u2060", "\ufeff", "\u180e", "_")  # these make one word of two
PIECE = 12_000  # characters a document of a real file has at most


class Place(NamedTuple):
    """`n` words of `document` from its word `at` on stand in that part of the item."""

    document: str
    benchmark: str
    item: str
    part: str
    n: int
    at: int


def brute_force(
    documents: Iterable[tuple[str, str]], benchmarks: Iterable[Benchmark]
) -> set[Place]:
    """Every place of every document, (id, text), at every n of `LENGTHS`."""
    index: dict[int, dict[str, set[tuple[str, str, str]]]] = {n: defaultdict(set) for n in LENGTHS}
    for benchmark in benchmarks:
        for item, part, text in benchmark.texts():
            words = text.split()
            for n, known in index.items():
                for at in range(len(words) - n + 1):
                    known[" ".join(words[at : at + n])].add((benchmark.name, item.id, part))
    return {
        Place(document, *whose, n, at)
        for document, text in documents
        for words in [text.split()]
        for n, known in index.items()
        for at in range(len(words) - n + 1)
        for whose in known.get(" ".join(words[at : at + n]), ())
    }


class Run(NamedTuple):
    """`length` words of a document from its word `at` on that stand in a part of an item."""

    document: str
    benchmark: str
    item: str
    part: str
    at: int
    length: int


def maximal_runs(documents: Iterable[tuple[str, str]], benchmarks: Iterable[Benchmark]) -> set[Run]:
    """Every run of 10 words or more that cannot be made longer, by comparing word with word.

    Of runs with the same part, one whose words in the document are all in another's is left out.
    """
    parts = [
        (benchmark.name, item.id, part, text.split())
        for benchmark in benchmarks
        for item, part, text in benchmark.texts()
    ]
    least = min(LENGTHS)
    known: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for number, (*_, words) in enumerate(parts):
        for at in range(len(words) - least + 1):
            known[" ".join(words[at : at + least])].append((number, at))
    found = set()
    for document, text in documents:
        words, of_part = text.split(), defaultdict(set)
        for at in range(len(words) - least + 1):
            for number, item_at in known.get(" ".join(words[at : at + least]), ()):
                of_part[number].add(_extended(words, at, parts[number][3], item_at))
        for number, runs in of_part.items():
            found |= {Run(document, *parts[number][:3], *run) for run in _outermost(runs)}
    return found


def _extended(words: list[str], at: int, other: list[str], item_at: int) -> tuple[int, int]:
    """(at, length) of the run that goes on from there to both sides."""
    while at and item_at and words[at - 1] == other[item_at - 1]:
        at, item_at = at - 1, item_at - 1
    length = 0
    while (
        words[at + length : at + length + 1] == other[item_at + length : item_at + length + 1] != []
    ):
        length += 1
    return at, length


def _outermost(runs: set[tuple[int, int]]) -> list[tuple[int, int]]:
    return [
        (at, n) for at, n in runs if not any(a <= at and at + n <= a + m and m > n for a, m in runs)
    ]


@lru_cache(maxsize=64)
def words_at(text: str) -> list[tuple[int, int]]:
    """Where each of `str.split`'s words begins and ends, in characters."""
    return [found.span() for found in re.finditer(r"\S+", text)]


def run_of(hit: Hit, text: str) -> Run:
    """The run that a hit of layer llemma tells, its document being `text`."""
    words = words_at(text)
    at = next(n for n, (start, _) in enumerate(words) if start == hit.doc_start)
    behind = next(n for n, (_, end) in enumerate(words) if end == hit.doc_end) + 1
    return Run(hit.document, hit.benchmark, hit.item, hit.part, at, behind - at)


def places_of(hits: Iterable[Hit], texts: Mapping[str, str]) -> set[Place]:
    """What `brute_force` would say of those hits."""
    return {
        Place(*run[:4], n, run.at + k)
        for hit in hits
        for run in [run_of(hit, texts[hit.document])]
        for n in LENGTHS
        for k in range(run.length - n + 1)
    }


def gsm8k(data: Path, split: str) -> Benchmark:
    """Questions and answers, numbered from 0."""
    lines = (data / "bench" / "gsm8k" / f"{split}.jsonl").read_text(encoding="utf-8").splitlines()
    items = []
    for number, line in enumerate(lines):
        row = json.loads(line)
        parts = {"problem": row["question"], "solution": row["answer"]}
        items.append(Item("gsm8k", str(number), parts, f"{split}.jsonl:{number + 1}"))
    return Benchmark("gsm8k", tuple(items))


def minif2f_informal(data: Path) -> Benchmark:
    """Statements and proofs in words, test and valid."""
    items = []
    for path in sorted((data / "bench" / "minif2f" / "informal").glob("*/*.json")):
        row = json.loads(path.read_text(encoding="utf-8"))
        parts = {"problem": row["informal_statement"], "solution": row["informal_proof"]}
        parts = {part: text for part, text in parts.items() if text.strip()}
        items.append(Item("minif2f", row["problem_name"], parts, f"{path.parent.name}/{path.name}"))
    return Benchmark("minif2f", tuple(items))


def real_texts(data: Path) -> Iterator[tuple[str, str]]:
    """(path, text) of papers, proofs, programs and pages as they lie, the first part of each."""
    for room in ("latex", "formal", "code", "html_math", "html_nonmath"):
        for path in sorted(data.glob(f"{room}/**/*")):
            if path.is_file() and path.suffix not in {".gz", ".pdf", ".png"}:
                text = path.read_bytes()[: 2 * PIECE].decode(errors="replace")[:PIECE]
                yield str(path.relative_to(data)), text


def corpus(data: Path, benchmarks: Iterable[Benchmark], size: int) -> list[tuple[str, str]]:
    """`size` documents, (id, text): odd ones, planted ones, GSM8K train, real files. Always the same."""
    chance = random.Random(6)
    real = list(real_texts(data))
    chance.shuffle(real)
    texts = [text for benchmark in benchmarks for _, _, text in benchmark.texts()]
    found = list(odd(texts))
    found += [
        (f"planted:{n}", planted(chance, texts, chance.choice(real)[1])) for n in range(size // 8)
    ]
    for item in gsm8k(data, "train").items[: size // 2]:
        found.append((f"train:{item.id}", f"{item.parts['problem']}\n{item.parts['solution']}"))
    found += real[: size - len(found)]
    if len(found) != size:
        raise ValueError(f"{len(found)} documents, wanted {size}: the test material is not whole")
    return found


def odd(texts: list[str]) -> Iterator[tuple[str, str]]:
    """Documents of which one may think wrong."""
    some = sorted(texts, key=lambda text: len(text.split()))
    yield "odd:empty", ""
    yield "odd:blank", " \u3000\n\x1f"
    yield "odd:one word", "lemma"
    yield "odd:one long word", "x" * 100_000
    yield "odd:one word again and again", "the " * 5_000
    yield "odd:an item", texts[0]
    yield "odd:an item twice", texts[0] + texts[0]
    yield "odd:an item twice, apart", f"{texts[1]} {texts[1]}"
    yield "odd:an item without its first word", " ".join(texts[2].split()[1:])
    yield "odd:an item backwards", " ".join(texts[3].split()[::-1])
    yield "odd:items one after the other", "\n".join(texts[:200])
    yield "odd:short items", "\n".join(some[:200])
    yield "odd:long items", "\n".join(some[-50:])
    yield "odd:another case", texts[4].upper()


def planted(chance: random.Random, texts: list[str], host: str) -> str:
    """`host` with one to four passages of `texts` in it, whose places and blanks are by chance."""
    words = host.split()
    for _ in range(chance.randint(1, 4)):
        source = chance.choice(texts).split()
        size = min(len(source), chance.choice(PLANTED_LENGTHS))
        start = chance.choice([0, len(source) - size, chance.randint(0, len(source) - size)])
        passage = source[start : start + size]
        kind = chance.randrange(6)
        if kind == 0:  # the same again at once
            passage = passage * 2
        elif kind == 1:  # another passage of it that overlaps
            passage = passage + source[max(0, start - 5) : start + 15]
        elif kind == 2 and size > 1:  # one word of it changed
            passage[chance.randrange(size)] += chance.choice([",", "s", "\u0301", "\u200b"])
        elif kind == 3 and size > 1:  # two words that are one
            at = chance.randrange(size - 1)
            passage[at : at + 2] = [chance.choice(NO_BLANKS).join(passage[at : at + 2])]
        at = chance.choice([0, len(words), chance.randint(0, len(words))])
        words[at:at] = passage
    return "".join(word + chance.choice(BLANKS) for word in words)[: -chance.randint(0, 1) or None]
