"""The other side of bench_text.py: fastText and kenlm by their plain Python calls, one a document.

Runs in an environment that need not know proofpile. Reads a job from the first line of standard input (JSON:
"kind", "models", "texts") and says how it went on one line; then, for each further line, does the job once
and prints the seconds of processor time that it took.
"""

import importlib
import json
import sys
import time
from collections.abc import Callable
from importlib.metadata import packages_distributions, version
from typing import Any


def fasttext(models: list[str], texts: list[str]) -> Callable[[], object]:
    """Label and probability of each text by each model. The call refuses line breaks."""
    library = importlib.import_module("fasttext")
    library.FastText.eprint = lambda message: None  # a warning at each loading
    loaded = [library.load_model(path) for path in models]
    for model in loaded:
        try:
            model.predict("a word")
        except ValueError:  # fasttext 0.9 under NumPy 2; the rest of the call is the same
            model.predict = lambda line, f=model.f: f.predict(line + "\n", 1, 0.0, "strict")

    def job() -> None:
        for text in texts:
            line = text.replace("\n", " ")
            for model in loaded:
                model.predict(line)

    return job


def kenlm(models: list[str], texts: list[str]) -> Callable[[], object]:
    """Perplexity of each line."""
    (model,) = map(importlib.import_module("kenlm").Model, models)
    return lambda: [model.perplexity(text) for text in texts]


def main() -> None:
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]
    job: dict[str, Any] = json.loads(sys.stdin.readline())
    kind: str = job["kind"]
    run = {"fasttext": fasttext, "kenlm": kenlm}[kind](job["models"], job["texts"])
    (package, *_) = packages_distributions().get(kind, [kind])
    print(json.dumps(f"{package} {version(package)}"))
    for _ in sys.stdin:
        start = time.process_time()
        run()
        print(time.process_time() - start)


if __name__ == "__main__":
    main()
