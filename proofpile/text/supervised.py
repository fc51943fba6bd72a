"""Training of fastText classifiers, and making them small: to files that fastText's own library reads.

One thread, and the same bytes for the same examples, parameters and seed, on any machine. Only the
compiled kernels train; what they made is read everywhere (proofpile/text/fasttext.py).
"""

import math
from collections.abc import Callable, Iterable
from typing import Any

from proofpile import native
from proofpile.errors import MissingError, UsageError

# Called now and then with what is done and what there is to do, in tokens of all epochs.
Progress = Callable[[int, int], None]


def train(
    examples: Iterable[tuple[str, str]],
    *,
    dim: int = 64,
    epochs: int = 5,
    lr: float = 0.1,
    word_ngrams: int = 2,
    bucket: int = 1 << 20,
    min_count: int = 5,
    seed: int = 0,
    progress: Progress | None = None,
) -> bytes:
    """A `.bin` of the softmax classifier trained on `examples`, pairs of a label and a line.

    Labels are words, without fastText's ``__label__``. Lines are split at blanks as they are: normalise
    them first. Examples may come in any order, and are held in memory at 4 bytes a word; the model takes
    ``4 * dim`` bytes for each of `bucket` hashed n-grams and for each word that occurs `min_count` times
    or more. `lr` falls from its value to 0 over all `epochs`.

    Raises UsageError if a parameter is out of range, fewer than two labels come, or training diverges,
    and MissingError without the compiled kernels.
    """
    within = {
        "dim": (dim, 1, 1 << 16),
        "epochs": (epochs, 1, 10_000),
        "word_ngrams": (word_ngrams, 1, 100),
        "bucket": (bucket, 0, 2**31 - 1),
        "min_count": (min_count, 0, 2**31 - 1),
        "seed": (seed, 0, 2**64 - 1),
    }
    _check(within, lr)
    trainer = _trainer(examples)
    if trainer.n_labels < 2:
        raise UsageError(
            f"the examples ({len(trainer):,}) have {trainer.n_labels} labels, and a classifier "
            "needs two: give examples of what it shall tell apart"
        )
    try:
        return bytes(
            trainer.train(
                dim=dim,
                epochs=epochs,
                lr=lr,
                word_ngrams=word_ngrams,
                bucket=bucket,
                min_count=min_count,
                seed=seed,
                seen=progress,
            )
        )
    except ValueError as error:
        raise UsageError(f"no model came of training with lr={lr}: {error}") from None


def quantize(
    model: bytes,
    *,
    cutoff: int = 50_000,
    qnorm: bool = True,
    qout: bool = False,
    dsub: int = 2,
    examples: Iterable[tuple[str, str]] = (),
    epochs: int = 5,
    lr: float = 0.1,
    seed: int = 0,
    progress: Progress | None = None,
) -> bytes:
    """A `.ftz` of the `.bin` in `model`: of its rows, words and n-grams, only the `cutoff` longest.

    ``cutoff=0`` keeps all rows. A row becomes one byte for each `dsub` of its numbers, and with `qnorm`
    one for its length; `qout` does the same to the output matrix, which pays with hundreds of labels. An
    n-gram takes 8 bytes more, and a word its letters and 10. With `examples`, the rows that are kept are
    trained on them for `epochs` from rate `lr` before they are coded, which mends what the others leave.

    Raises UsageError if `model` is no unquantised classifier, a parameter is out of range or the examples
    have another label than the model's, and MissingError without the compiled kernels.
    """
    within = {
        "cutoff": (cutoff, 0, 2**31 - 1),
        "dsub": (dsub, 1, 1 << 16),
        "epochs": (epochs, 1, 10_000),
        "seed": (seed, 0, 2**64 - 1),
    }
    _check(within, lr)
    trainer = _trainer(examples)
    try:
        return bytes(
            trainer.quantize(
                model,
                cutoff=cutoff,
                width=dsub,
                norms=qnorm,
                output=qout,
                epochs=epochs,
                lr=lr,
                seed=seed,
                seen=progress,
            )
        )
    except ValueError as error:
        raise UsageError(f"the model cannot be quantised: {error}") from None


def _trainer(examples: Iterable[tuple[str, str]]) -> Any:
    if native.FastTextTrainer is None:
        raise MissingError(f"only the compiled kernels train models. {native.how_to_compile()}")
    trainer = native.FastTextTrainer()
    for label, line in examples:
        try:
            trainer.add(label, line)
        except ValueError as error:
            raise UsageError(f"{label!r} cannot be a label: {error}") from None
    return trainer


def _check(within: dict[str, tuple[int, int, int]], lr: float) -> None:
    for name, (value, least, most) in within.items():
        if not least <= value <= most:
            raise UsageError(f"{name} is {value}, and can be {least} to {most:,}")
    if not (math.isfinite(lr) and lr > 0):
        raise UsageError(f"lr is {lr}, and has to be above 0; 0.05 to 1 are usual")
