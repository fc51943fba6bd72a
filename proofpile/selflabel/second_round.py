"""Mathematics that markup does not tell: pages of old HTML, found by a first model.

They have no label, because italics, superscripts and Unicode signs prove nothing alone. A page that shows
such signs in number, and of whose prose the first model is sure, is a positive of the second round. Both are
needed: the model alone would call its own mistakes examples. Only domains of the training split are
searched, because what a model chose itself cannot be what it is judged by.
"""

from collections.abc import Iterator, Sequence

from proofpile.selflabel import labels
from proofpile.selflabel.learner import score
from proofpile.selflabel.pages import facts_of
from proofpile.selflabel.sample import split_of
from proofpile.shard import Shard, read_batches
from proofpile.text.fasttext import FastText

SURE = 0.9


def search(model: FastText, shards: Sequence[Shard], seed: int) -> frozenset[tuple[int, int]]:
    """The pages that become positives, as (number of the shard, row)."""
    return frozenset(
        (number, row)
        for number, shard in enumerate(shards)
        for row, text in _texts(shard, _candidates(shard, seed))
        if score(model, text) >= SURE
    )


def _candidates(shard: Shard, seed: int) -> list[int]:
    return [
        row
        for row, facts in enumerate(facts_of(shard))
        if labels.unlabelled_mathematics(facts)
        and not labels.judge(facts).label
        and split_of(facts["domain"], seed) == "train"
    ]


def _texts(shard: Shard, rows: Sequence[int]) -> Iterator[tuple[int, str]]:
    wanted, first = set(rows), 0
    for batch in read_batches(shard.path):
        for row in range(first, first + batch.num_rows):
            if row in wanted:
                yield row, batch.column("text")[row - first].as_py()
        first += batch.num_rows
