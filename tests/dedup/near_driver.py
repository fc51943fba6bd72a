"""Builds of generated documents with `near_duplicates`; and, as a script, ones that are killed.

Usage: near_driver.py CORPUS FOLDER < lines

Makes the corpus in ``FOLDER/whole`` and prints, as JSON, in which step each change to a name on disk came.
Then reads lines of JSON, [OUT, STEP, NUMBER] or [OUT]: builds into ``FOLDER/OUT``, killed before the change
NUMBER of STEP or undisturbed, and prints the signal that ended it. Each build is a process of its own, forked
when everything is imported.
"""

import json
import os
import signal
import sys
from pathlib import Path

from proofpile import Filter, Here, Source, build
from proofpile.versions import library

CHANGES = {"os.rename", "os.remove", "os.rmdir"}


def written(folder, documents, files=4):
    """`documents`, (id, text), as so many files of JSON lines in a new folder."""
    folder.mkdir(parents=True)
    for n in range(files):
        lines = (json.dumps({"id": id, "text": text}) for id, text in documents[n::files])
        (folder / f"{n:03d}.jsonl").write_text("".join(f"{line}\n" for line in lines))
    return folder


def built(corpus, out, runner=None, watcher=None, **parameters):
    """The manifest of the documents in the folder `corpus`, without near-duplicates."""
    source = Source.load("documents", inputs=(str(corpus),))
    keep = Filter.load("near_duplicates", **parameters)
    return build(source, out, runner or Here(), filters=[keep], watcher=watcher)


class Steps:
    """A watcher that remembers the steps, and which shards were made."""

    def __init__(self):
        self.steps, self.made = ["start"], []

    def begins(self, step, items, size):
        self.steps.append(step)

    def counted(self, done, items, noun):
        pass

    def done(self, shard, reused, size):
        if not reused:
            self.made.append(f"{shard.path.parent.name}/{shard.path.stem}")


def in_child(work, *arguments):
    """`work` in a forked process; the signal that killed it, or 0."""
    sys.stdout.flush()
    if not (child := os.fork()):
        try:
            work(*arguments)
        except BaseException as error:
            print(f"{type(error).__name__}: {error}", file=sys.stderr, flush=True)
            os._exit(1)
        os._exit(0)
    status = os.waitpid(child, 0)[1]
    if not os.WIFSIGNALED(status) and os.WEXITSTATUS(status):
        raise SystemExit(1)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0


def record(corpus, out, target):
    """Build, and write to `target` in which step each change came."""
    watcher, seen = Steps(), []

    def see(event, _):
        if event in CHANGES:
            seen.append(watcher.steps[-1])

    sys.addaudithook(see)
    built(corpus, out, watcher=watcher)
    target.write_text(json.dumps(seen))


def killed(corpus, out, step, number):
    """Build, and be killed before change `number` of `step`."""
    watcher, left = Steps(), [number]

    def strike(event, _):
        if event in CHANGES and watcher.steps[-1] == step:
            left[0] -= 1
            if left[0] < 0:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(strike)
    built(corpus, out, watcher=watcher)


if __name__ == "__main__":
    corpus, folder = map(Path, sys.argv[1:])
    library()  # read once, for all that are forked
    in_child(record, corpus, folder / "whole", folder / "changes.json")
    print((folder / "changes.json").read_text(), flush=True)
    for line in sys.stdin:
        name, *where = json.loads(line)
        print(in_child(killed if where else built, corpus, folder / name, *where), flush=True)
