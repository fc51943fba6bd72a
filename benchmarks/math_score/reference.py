"""Reference text for n-gram models: mathematical and scientific English of the sources, as it is extracted.

    python reference.py OUT [--workers N]

Reads OUT/warc and OUT/material.json of make.py; writes OUT/reference/train.jsonl and held.jsonl, a line a
page: text, source, licence, split. Pages are those with formulas of sources about mathematics whose text is
English; whole sources are held out, one of six by the hash of their name.
"""

import argparse
import json
import os
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from proofpile.text.language import detect
from proofpile.web import PageError, extract
from proofpile.web.warc import read_records

FEWEST_FORMULAS = 3
SHORTEST, LONGEST = 600, 120_000  # characters; a page of more is a table or an index
HELD_ONE_IN = 6


def split_of(source: str) -> str:
    """ "held" for one source of six."""
    return "held" if sha256(source.encode()).digest()[0] % HELD_ONE_IN == 0 else "train"


def documents(source: str, folder: Path) -> list[str]:
    """The texts of a source that are fit to learn from."""
    found = []
    with (folder / f"{source}.warc.gz").open("rb") as file:
        for record in read_records(file):
            try:
                page = extract(record.payload, record.url, record.content_type)
            except PageError:
                continue
            fits = len(page.formulas) >= FEWEST_FORMULAS and SHORTEST <= len(page.text) <= LONGEST
            if fits and detect(page.text)[0] == "en":
                found.append(page.text)
    return found


def licence_of(entry: dict[str, Any]) -> str:
    """The licences of a source in a line."""
    of_packages = [facts.get("licence", "") for facts in entry.get("packages", {}).values()]
    return "; ".join(filter(None, [entry.get("licence", ""), *of_packages]))


def main() -> int:
    """The command."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("out", type=Path)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    options = parser.parse_args()
    material = json.loads((options.out / "material.json").read_text(encoding="utf-8"))
    warcs = options.out / "warc"
    sources = sorted(
        name
        for name, entry in material.items()
        if entry["subject"] == "mathematical" and (warcs / f"{name}.warc.gz").is_file()
    )
    target = options.out / "reference"
    target.mkdir(exist_ok=True)
    files = {split: (target / f"{split}.jsonl").open("w") for split in ("train", "held")}
    sizes: Counter[str] = Counter()
    with ProcessPoolExecutor(options.workers) as pool:
        texts = pool.map(partial(documents, folder=warcs), sources)
        for source, of_source in zip(sources, texts, strict=True):
            split = split_of(source)
            made = {"source": source, "licence": licence_of(material[source]), "split": split}
            for text in of_source:
                sizes[split] += len(text)
                files[split].write(json.dumps({"text": text, **made}, ensure_ascii=False) + "\n")
    for split, file in files.items():
        file.close()
        print(f"{split}: {sizes[split]:,} characters")
    return 0


if __name__ == "__main__":
    sys.exit(main())
