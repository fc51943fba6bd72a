"""A generated benchmark, and documents in which parts of it stand. As a script, builds that are killed.

Usage: leaking.py CORPUS BENCHMARK FOLDER < lines

Builds the corpus into ``FOLDER/whole`` and prints, as JSON, in which step each change to a name on disk came.
Then reads lines of JSON, [OUT, STEP, NUMBER] or [OUT], as tests/dedup/near_driver.py does.
"""

import json
import os
import random
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

from dedup.near_driver import CHANGES, Steps, in_child

from proofpile import Filter, Here, Source, build
from proofpile.versions import library

ITEMS = 24
POLICY = ("problem=drop-document", "solution=cut-passage", "answer=report")
_SYLLABLES = [c + v for c in "bdfgklmnprstvz" for v in "aeiou"]
_ORDINARY = "the of a is that in which we for and let be by this it are on with as all some then"


def prose(chance, words):
    """Made-up words, two rare ones for each that is ordinary."""
    return " ".join(
        chance.choice(_ORDINARY.split())
        if chance.randrange(3) == 0
        else "".join(chance.choice(_SYLLABLES) for _ in range(3))
        for _ in range(words)
    )


@dataclass(frozen=True)
class Leak:
    """What stands in a document: the item's number, the part, and the passage as it stands there."""

    item: int
    part: str
    passage: str


def items():
    """Problems of 30 words, with solutions of 40 and a formula in each."""
    chance = random.Random(11)
    return [
        {
            "id": f"i{n}",
            "problem": f"{prose(chance, 15)} $x_{{{n}}}^2 + {n + 3} = y$ {prose(chance, 15)}?",
            "solution": f"{prose(chance, 20)}, so $z_{{{n}}} = {n + 7}$ {prose(chance, 20)}.",
        }
        for n in range(ITEMS)
    ]


def documents(count=240):
    """(id, text, leaks): one in four holds a problem, one in four one or two solutions, the rest nothing."""
    chance, given, made = random.Random(12), items(), []
    for number in range(count):
        parts = [prose(chance, 40) for _ in range(4)]
        kind, leaks = number % 4, []
        for _ in range({0: 1, 1: 1 + number % 2}.get(kind, 0)):
            item, part = chance.randrange(ITEMS), "problem" if kind == 0 else "solution"
            passage = given[item][part]
            if chance.randrange(3) == 0:
                passage = passage.upper() if "$" not in passage else passage.replace(" ", "\n")
            leaks.append(Leak(item, part, passage))
            parts.insert(chance.randrange(1, len(parts)), passage)
        made.append((f"s{number % 3}:{number}", "\n\n".join(parts), tuple(leaks)))
    return made


def benchmark(folder):
    """The SPEC of the items, written into a new folder."""
    folder.mkdir(parents=True)
    lines = "".join(json.dumps(item) + "\n" for item in items())
    (folder / "items.jsonl").write_text(lines)
    return f"mine={folder / 'items.jsonl'}:problem=problem,solution=solution,id=id"


def written(folder, documents, files=4):
    """The documents as so many files of JSON lines in a new folder."""
    folder.mkdir(parents=True)
    for n in range(files):
        lines = (json.dumps({"id": id, "text": text}) for id, text, _ in documents[n::files])
        (folder / f"{n:03d}.jsonl").write_text("".join(f"{line}\n" for line in lines))
    return folder


def built(corpus, spec, out, runner=None, watcher=None, policy=POLICY, **parameters):
    """The manifest of a build of the folder `corpus` with the filter."""
    source = Source.load("documents", inputs=(str(corpus),))
    parameters = {"canaries": 2} | parameters
    keep = Filter.load("contamination", benchmarks=(spec,), policy=policy, **parameters)
    return build(source, out, runner or Here(), filters=[keep], watcher=watcher)


def record(corpus, spec, out, target):
    """Build, and write to `target` in which step each change came."""
    watcher, seen = Steps(), []
    sys.addaudithook(lambda event, _: seen.append(watcher.steps[-1]) if event in CHANGES else None)
    built(corpus, spec, out, watcher=watcher)
    target.write_text(json.dumps(seen))


def killed(corpus, spec, out, step, number):
    """Build, and be killed before change `number` of `step`."""
    watcher, left = Steps(), [number]

    def strike(event, _):
        if event in CHANGES and watcher.steps[-1] == step:
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(strike)
    built(corpus, spec, out, watcher=watcher)


if __name__ == "__main__":
    corpus, spec, folder = Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])
    library()  # read once, for all that are forked
    in_child(record, corpus, spec, folder / "whole", folder / "changes.json")
    print((folder / "changes.json").read_text(), flush=True)
    for line in sys.stdin:
        name, *where = json.loads(line)
        work = killed if where else built
        print(in_child(work, corpus, spec, folder / name, *where), flush=True)
