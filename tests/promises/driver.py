"""Builds the test library in a process of its own, for tests that kill it.

Usage: driver.py BOOKS OUT WORKERS PAUSE
"""

import sys
from pathlib import Path

from proofpile import Filter, Here, Local, Source, build

RECIPES = Path(__file__).parents[1] / "recipes"

if __name__ == "__main__":
    books, out, workers, pause = sys.argv[1:]
    runner = Local(int(workers)) if int(workers) else Here()
    source = Source.load(str(RECIPES / "textbooks.py"), folder=books, pause=float(pause))
    filters = [
        Filter.load(str(RECIPES / "at_least_words.py")),
        Filter.load("exact_duplicates"),
    ]
    manifest = build(source, out, runner, filters=filters)
    print(manifest.kept)
