"""Recall of planted items, by benchmark, part and perturbation: all of GSM8K test and of miniF2F.

    python recall.py [--most 100000]

plants every part of every item, changed in every way there is (proofpile.contamination.canaries), in copies
of pages, papers and programs of PROOFPILE_TEST_DATA, and prints what is found: contaminated, partial, as a
template, not at all. One process; some minutes.
"""

import argparse
import time
from pathlib import Path
from tempfile import TemporaryDirectory

import material

from proofpile.contamination.benchmarks import load_benchmark
from proofpile.contamination.canaries import measure
from proofpile.contamination.index import Index
from proofpile.contamination.match import Matcher
from proofpile.document import Document
from proofpile.web import PageError, extract


def through_html(page: str) -> str:
    """What extraction makes of a page."""
    try:
        return extract(page.encode(), "https://example.org/", "text/html; charset=utf-8").text
    except PageError:
        return ""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--most", type=int, default=100_000)
    options = parser.parse_args()
    bench = material.data_folder() / "bench"
    benchmarks = [
        load_benchmark(f"gsm8k={bench / 'gsm8k' / 'test.jsonl'}"),
        load_benchmark(f"minif2f={bench / 'minif2f'}"),
    ]
    hosts = [
        Document(path, text, path)
        for path, text in material.texts(material.data_folder())
        if len(text) > 1000 and not path.startswith("proofsteps")
    ]
    start = time.process_time()
    with TemporaryDirectory() as folder:
        matcher = Matcher(Index.build(benchmarks, Path(folder) / "index"))
        found = measure(matcher, benchmarks, hosts, most=options.most, through_html=through_html)
    for (benchmark, part, perturbation), count in found.counts.items():
        print(
            f"{benchmark:8} {part:10} {perturbation:12} planted {count.planted:5}  found "
            f"{count.found / count.planted:.4f}  partial {count.partial:4}  template "
            f"{count.template / count.planted:.4f}  missed {count.missed:4}"
        )
    print(
        f"precision {found.precision}: right {found.right}, wrong {found.wrong}; uncheckable "
        f"{dict(found.uncheckable)}; does not apply {dict(found.inapplicable)}; hosts "
        f"{found.documents}; {time.process_time() - start:.0f} s"
    )
    for sample in (*found.missed, *found.strays):
        print(sample)


if __name__ == "__main__":
    main()
