"""Promise 7: memory does not grow with the corpus."""

import subprocess
import sys

import pytest

SCRIPT = """
import resource, sys
from pathlib import Path
from proofpile import Filter, Here, Source, build
source = Source.load(sys.argv[1], folder=sys.argv[2])
build(source, sys.argv[3], Here(), filters=[Filter.load("exact_duplicates")])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


@pytest.mark.slow
def test_ten_times_the_corpus_takes_the_same_memory(tmp_path):
    from helpers import RECIPES

    def peak(books: int) -> int:
        folder = tmp_path / f"books{books}"
        folder.mkdir()
        for book in range(books):
            text = "\n\n".join(f"{book}.{n} " + "x y z " * 800 for n in range(1000))
            (folder / f"{book:03d}.txt").write_text(text)
        command = [sys.executable, "-P", "-c", SCRIPT, str(RECIPES / "textbooks.py"), str(folder)]
        run = subprocess.run(
            [*command, str(tmp_path / f"out{books}")], capture_output=True, text=True, check=True
        )
        return int(run.stdout)

    small, large = peak(3), peak(30)
    assert large < 1.15 * small, f"{small:,} kB for 14 MB, {large:,} kB for 144 MB"
