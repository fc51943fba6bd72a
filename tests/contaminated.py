"""Reports of contamination, made by a seed: benchmarks, hits in documents, and the facts about them."""

import hashlib
import json
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from proofpile.contamination.hits import LAYERS, SCHEMA
from proofpile.shard import arrow_file

ITEMS = pa.schema(
    [
        ("benchmark", pa.string()), ("item", pa.string()), ("part", pa.string()),
        ("text", pa.large_string()), ("name", pa.string()), ("origin", pa.string()),
        ("item_sha256", pa.string()), ("checked", pa.string()),
    ]
)  # fmt: skip
VERDICTS = ("contaminated", "partial", "template", "allowed")
NORMALISATIONS = ("none", "spacing", "case", "punctuation", "tex", "numbers", "gaps")
PERTURBATIONS = ("verbatim", "case", "spacing", "retex", "html", "numbers", "half", "paraphrase",
                 "translation")  # fmt: skip
_NAMES = ("Natalia", "Weng", "Betty", "Julie", "Mark", "Ken", "Tina", "Toulouse", "Randy", "Alexis")
_THINGS = ("clips", "apples", "marbles", "pages", "eggs", "flowers", "stickers", "coins", "shells")
_WORDS = [
    "let",
    "a",
    "ring",
    "of",
    "ideals",
    "be",
    "prime",
    "so",
    "that",
    "every",
    "module",
    "is",
    "flat,",
    "hence",
    "we",
    "have",
    "$x^2$",
    "𝔸",
    "and",
]
_SITES = (
    "https://math.example.org/q/{}", "https://www.lemma.example.co.uk/thread-{}",
    "http://forum.example.com/t/{}?page=2&sort=new", "https://10.0.0.7/{}", "2101.{}v1", "",
)  # fmt: skip


def problem(draw: random.Random) -> str:
    """A word problem that none of a benchmark is."""
    one, other = draw.sample(_NAMES, 2)
    a, b, c = (draw.randint(3, 60) for _ in range(3))
    what, price = draw.choice(_THINGS), draw.randint(2, 9)
    return (
        f"{one} sold {what} to {a} of her friends in April, and then she sold half as many {what} in May. "
        f"{other} bought ${b}$ of them for \\${price} each and gave $\\frac{{1}}{{{c}}}$ of them away. "
        f"How many {what} did {one} sell altogether in April and May, and what did {other} pay?"
    )


def prose(draw: random.Random, words: int) -> str:
    """Text of no meaning, with a formula now and then and a letter beyond the first plane."""
    return " ".join(draw.choice(_WORDS) for _ in range(words))


class Made:
    """A report in the making: items by key, and rows of hits."""

    def __init__(self, seed: int = 1) -> None:
        self.draw = random.Random(seed)
        self.items: dict[tuple[str, str, str], dict[str, Any]] = {}
        self.hits: list[dict[str, Any]] = []
        self.documents: set[str] = set()

    def item(
        self, benchmark: str, id: str, part: str, text: str, checked: str = "n-grams"
    ) -> dict[str, Any]:
        """A part of an item, made once."""
        key = benchmark, id, part
        sha = hashlib.sha256(f"{key}{text}".encode()).hexdigest()[:16]
        row = {"benchmark": benchmark, "item": id, "part": part, "text": text, "name": "",
               "origin": f"{benchmark}/test.jsonl:{len(self.items) + 1}", "item_sha256": sha,
               "checked": checked}  # fmt: skip
        return self.items.setdefault(key, row)

    def hit(
        self, item: Mapping[str, Any], document: str, origin: str, **changed: Any
    ) -> dict[str, Any]:
        """The first and last words of an item in a document, as they are there, between other words."""
        draw, text = self.draw, item["text"]
        before = changed.pop("before", None)
        before = prose(draw, draw.randint(20, 60)) if before is None else before
        after = changed.pop("after", prose(draw, 50))
        middle = len(text) * 2 // 3
        held = f"{text[:middle]} indeed {text[middle:]}"
        start = draw.randint(0, 5000)
        at = start + len(before) + 1
        spans = [(at, at + middle, 0, middle), (at + middle + 8, at + len(held), middle, len(text))]
        layer = draw.choice(tuple(LAYERS))
        row = {
            "document": document, "origin": origin, "source": draw.choice(("web", "books", "code")),
            "benchmark": item["benchmark"], "item": item["item"], "part": item["part"], "layer": layer,
            "n": draw.choice((10, 15, 20, 30)) if layer == "llemma" else draw.randint(8, 60),
            "overlap": round(draw.random(), 6), "bits": round(draw.uniform(30, 400), 3),
            "doc_start": at, "doc_end": at + len(held), "item_start": 0, "item_end": len(text),
            "spans": spans, "normalisation": draw.choice(NORMALISATIONS),
            "verdict": draw.choices(VERDICTS, (50, 30, 15, 5))[0], "detail": "", "action": "",
            "match": hashlib.sha256(f"{text}{draw.randint(0, 2)}".encode()).hexdigest()[:16],
            "excerpt": f"{before} {held} {after}", "excerpt_start": start, **changed,
        }  # fmt: skip
        self.hits.append(row)
        return row

    def write(self, folder: Path, **changed: Any) -> Path:
        """The three files, in `folder`."""
        names = ("doc_start", "doc_end", "item_start", "item_end")
        folder.mkdir(parents=True, exist_ok=True)
        with arrow_file(folder / "hits.arrow", SCHEMA) as file:
            for hit in self.hits:
                spans = [dict(zip(names, span, strict=True)) for span in hit["spans"]]
                file.append(hit | {"spans": spans}, len(hit["excerpt"]) + 300)
        with arrow_file(folder / "items.arrow", ITEMS) as file:
            for item in self.items.values():
                file.append(item, len(item["text"]) + 100)
        (folder / "report.json").write_text(json.dumps(self.facts() | changed))
        return folder

    def facts(self) -> dict[str, Any]:
        """``report.json``, counted from the hits."""
        names = sorted({benchmark for benchmark, _, _ in self.items})
        kinds = [(b, p) for b in names for p in ("problem", "solution")
                 if any(i["benchmark"] == b and i["part"] == p for i in self.items.values())]  # fmt: skip
        return {
            "format": 1, "versions": {"proofpile": "0.1.0"}, "fingerprint": "f" * 16,
            "benchmarks": [self._benchmark(name) for name in names],
            "corpus": {"documents": 250_000, "text_bytes": 1_234_567_890, "refused": {"not-utf-8": 3},
                       "inputs": [{"unit": "/somewhere/corpus", "documents": 250_000, "hits": 9}]},
            "layers": {layer: self._verdicts(layer=layer) for layer in LAYERS},
            "verdicts": self._verdicts(),
            "by_part": [{"benchmark": b, "part": p, "of": 1319, **self._verdicts(benchmark=b, part=p)}
                        for b, p in kinds],
            "llemma_table": [self._study(b, p, n) for b, p in kinds for n in (10, 15, 20, 30)],
            "words_table": [],
            "curve": {name: self._curve(name) for name in names},
            "by_source": [["web", 300, 200_000], ["books", 20, 30_000], ["code", 0, 20_000]],
            "canaries": canaries(names),
            "actions": {"drop-document": 0, "cut-passage": 0},
            "allowed": {"file": "", "honoured": 0, "unused": 0, "stale": []}, "alarms": [],
        }  # fmt: skip

    def _benchmark(self, name: str) -> dict[str, Any]:
        mine = [item for item in self.items.values() if item["benchmark"] == name]
        blind = [{"item": i["item"], "part": i["part"], "why": "4 words of 31 bits"}
                 for i in mine if i["checked"] == "uncheckable"]  # fmt: skip
        return {"name": name, "sha256": hashlib.sha256(name.encode()).hexdigest(), "licence": "MIT",
                "items": len({item["item"] for item in mine}), "parts": Counter(i["part"] for i in mine),
                "uncheckable": blind, "notes": []}  # fmt: skip

    def _verdicts(self, **wanted: str) -> dict[str, dict[str, int]]:
        mine = [
            hit for hit in self.hits if all(hit[name] == value for name, value in wanted.items())
        ]
        return {v: counted([hit for hit in mine if hit["verdict"] == v]) for v in VERDICTS}

    def _study(self, benchmark: str, part: str, n: int) -> dict[str, Any]:
        mine = counted([h for h in self.hits if h["layer"] == "llemma" and h["n"] >= n
                        and (h["benchmark"], h["part"]) == (benchmark, part)])  # fmt: skip
        return {"benchmark": benchmark, "part": part, "n": n, "items": mine["items"],
                "documents": mine["documents"]}  # fmt: skip

    def _curve(self, benchmark: str) -> list[dict[str, Any]]:
        mine = [h for h in self.hits if h["benchmark"] == benchmark and h["layer"] == "words"]
        steps = [
            (step / 20, counted([h for h in mine if h["overlap"] >= step / 20]))
            for step in range(21)
        ]
        return [
            {"threshold": at, "documents": c["documents"], "items": c["items"]} for at, c in steps
        ]


def counted(hits: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """Hits, their documents and their items."""
    return {"hits": len(hits), "documents": len({h["document"] for h in hits}),
            "items": len({(h["benchmark"], h["item"]) for h in hits})}  # fmt: skip


def canaries(names: Sequence[str]) -> dict[str, Any]:
    """What planting may have shown."""
    recalls = (1.0, 1.0, 0.995, 0.99, 0.99, 0.96, 0.97, 0.42, 0.0)
    told = {
        kind: {"planted": 200, "found": round(200 * recall), "partial": 0,
               "template": 190 if kind == "numbers" else 0, "missed": 200 - round(200 * recall),
               "recall": recall}
        for kind, recall in zip(PERTURBATIONS, recalls, strict=True)
    }  # fmt: skip
    sample = {"benchmark": "gsm8k", "item": "test/9", "part": "problem", "perturbation": "translation",
              "document": "d7", "why": "no hit at all"}  # fmt: skip
    both = {
        kind: {what: len(names) * n if isinstance(n, int) else n for what, n in one.items()}
        for kind, one in told.items()
    }
    return {"perturbations": both, "benchmarks": dict.fromkeys(names, told), "precision": 0.998,
            "documents": 1000, "missed": [sample], "strays": []}  # fmt: skip


def many(count: int, hostile: Sequence[str] = (), seed: int = 1) -> Made:
    """A report of `count` hits of two benchmarks; each `hostile` text is in every field of one hit."""
    made = Made(seed)
    draw = made.draw
    items = [
        made.item(name, f"test/{n}", part, problem(draw))
        for name in ("gsm8k", "minif2f") for n in range(600) for part in ("problem", "solution")
    ]  # fmt: skip
    for n in range(40):
        made.item("gsm8k", f"short/{n}", "answer", f"What is {n}?", "uncheckable")
    for n, text in enumerate(hostile):
        item = made.item("gsm8k", text, "problem", f"{text} and {problem(draw)} {text}")
        made.hit(item, f"{text}#{n}", f"https://e.example/{text}", source=text, detail=text,
                 before=text, after=f"{text} end", match=f"m{n}")  # fmt: skip
    while len(made.hits) < count:
        number = draw.randrange(count // 3 + 1)
        site = _SITES[number % len(_SITES)]
        item = draw.choice(items)
        document = f"{item['benchmark']}-{number:05}-{len(made.hits)}"
        made.hit(item, document, site.format(number % 300))
    return made
