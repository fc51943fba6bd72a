"""N-gram language models from text: interpolated modified Kneser-Ney, written as an ARPA file.

The estimates are those of KenLM's lmplz (Heafield et al. 2013, "Scalable Modified Kneser-Ney Language
Model Estimation"), on which OpenWebMath's perplexities rest: adjusted counts, closed-form discounts for each
order, interpolation down to a uniform distribution over the vocabulary, and pruning by count after smoothing,
so that every context still sums to one. Differences: an empty line is no sentence, a word of over 256 bytes
is none of the model's, and the last n-grams of each order enter the discounts with their adjusted count.

A line is a sentence, between <s> and </s>: one whole document, because that is what is scored.

Price. Memory: `memory` for n-grams and about 90 bytes for each distinct word, whose number `vocab_limit`
bounds: eight times as many are told apart, and words that first come when that table is full are rare ones,
so a text whose common words come late should be shuffled. Disk: 24 bytes for each distinct n-gram of two
words and more, and again for those of the highest order. Time: benchmarks/bench_ngram_train.py.
"""

import errno
import glob
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from proofpile.atomic import PARTIAL, appearing
from proofpile.errors import BuildError, UsageError
from proofpile.native import NgramTrainer

ORDER, HIGHEST = 5, 6
MEMORY, LEAST_MEMORY, _MOST_MEMORY = 1 << 30, 1 << 16, 1 << 50
PRUNE = (0, 0, 1)  # the last number holds for all higher orders
FALLBACK = (0.5, 1.0, 1.5)  # lmplz's own
# Words told apart for each word that is kept, and at least, while nobody knows yet which are the common ones.
_CANDIDATES, _FEWEST_CANDIDATES = 8, 1 << 20
_MOST = 1 << 32  # words, as the kernel counts them; 2^25 for 5-grams, 2^21 for 6-grams
_ZSTD_LEVEL = 3
_BATCH_LINES, _BATCH_CHARACTERS = 4096, 1 << 20

Discount = tuple[float, float, float]
Progress = Callable[
    [str, int, int], object
]  # step, how much is done, of how much (0: nobody knows)


@dataclass(frozen=True, slots=True)
class Trained:
    """What a training saw and made. Tuples have an entry for each order."""

    lines: int  # with at least one word
    empty: int  # lines without one, which are not sentences
    tokens: int  # words of text, without <s> and </s>
    types: int  # different words
    words: int  # of them in the model, without <unk>, <s> and </s>
    rare: int  # tokens whose word had over 256 bytes, or came when the table of words was full
    specials: int  # <s>, </s> and <unk> in the text itself, read as blanks
    ngrams: tuple[int, ...]  # in the model
    seen: tuple[int, ...]  # before pruning
    discounts: tuple[Discount, ...]
    fallback: tuple[int, ...]  # orders whose discounts are `discount_fallback`
    disk: int  # bytes of temporary files at their most


def train(
    lines: Iterable[str],
    out: Path,
    *,
    order: int = ORDER,
    memory: int = MEMORY,
    prune: Sequence[int] = PRUNE,
    vocab_limit: int | None = None,
    min_count: int = 1,
    discount_fallback: Discount | None = None,
    workdir: Path | None = None,
    progress: Progress | None = None,
) -> Trained:
    """Estimate a model of `order` words from `lines`, and write it to `out`: with zstd if that ends in .zst.

    The text is taken as it is: normalise it as what will be scored. Words are what blanks and control
    characters separate. ``prune=(0, 0, 1)`` leaves out n-grams of three and more words that came once. The
    model knows the `vocab_limit` commonest of the words that came `min_count` times; the others count, but
    none of their n-grams is kept, so that an unknown word stays as improbable as one that was never seen.
    (Reading them as <unk> was rejected: it makes <unk> a common word, and a page of garbage good prose.)

    `discount_fallback` is taken for an order whose discounts cannot be estimated, as in small or artificial
    text; without it that is an error. Temporary files go to `workdir` (the folder of `out`); they have no
    name, so nothing is left of a training that is killed. `out` appears whole or not at all.

    Raises UsageError for numbers out of range or text without words, BuildError if discounts cannot be
    estimated or the disk is full.
    """
    order, prune = _checked(order, memory, prune, vocab_limit, min_count)
    words = min(vocab_limit or _MOST, _MOST)
    candidates = min(max(_CANDIDATES * words, _FEWEST_CANDIDATES), _MOST)
    folder = workdir or out.parent
    trainer = NgramTrainer(order, memory, prune, str(folder), words, candidates, min_count)
    with _disk_trouble(folder, out), closing(trainer):
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(out)
        read = 0
        for batch in _batches(lines):
            trainer.add(batch)
            read += len(batch)
            if progress:
                progress("count", read, 0)
        if not trainer.lines:
            raise UsageError("there is nothing to train on: no line holds a word; give other input")
        trainer.adjust(progress)
        discounts, fallback = _discounts(trainer, discount_fallback)
        with appearing(out) as partial, _arpa(partial, out.suffix == ".zst") as file:
            trainer.write(discounts, file.write, progress)
    return _trained(trainer, discounts, fallback)


def discount(counts: Sequence[int]) -> Discount | None:
    """D1, D2, D3+ from how many n-grams have an adjusted count of 1, 2, 3 and 4; None where they give none.

    Chen & Goodman 1998, equation 26: D(k) = k - (k + 1) Y n(k + 1) / n(k), Y = n1 / (n1 + 2 n2).
    """
    n1, n2, n3, n4 = counts
    if not (n1 and n2 and n3):
        return None
    y = n1 / (n1 + 2 * n2)
    made = 1 - 2 * y * n2 / n1, 2 - 3 * y * n3 / n2, 3 - 4 * y * n4 / n3
    return made if all(0 <= d <= k for k, d in enumerate(made, 1)) else None


def _discounts(
    trainer: NgramTrainer, fallback: Discount | None
) -> tuple[tuple[Discount, ...], tuple[int, ...]]:
    found, replaced = [], []
    for n, (_, _, *counts) in enumerate(trainer.orders, 1):
        made = discount(counts)
        if made is None and fallback is None:
            said = ", ".join(f"n{k} = {count:,}" for k, count in enumerate(counts, 1))
            raise BuildError(
                f"the discounts of {n}-grams cannot be estimated: {said} of them have a count of 1 to 4, "
                "where text of people has fewer of each than of the one before; give more text, a lower "
                "order, or fixed discounts with --discount-fallback"
            )
        if made is None:
            replaced.append(n)
        found.append(made or fallback or FALLBACK)
    return tuple(found), tuple(replaced)


def _checked(
    order: int, memory: int, prune: Sequence[int], vocab_limit: int | None, min_count: int
) -> tuple[int, list[int]]:
    if not 1 <= order <= HIGHEST:
        raise UsageError(f"the order is {order}; give one from 1 to {HIGHEST}")
    if not LEAST_MEMORY <= memory <= _MOST_MEMORY:
        raise UsageError(
            f"{memory:,} bytes of memory are out of range; give {LEAST_MEMORY:,} to {_MOST_MEMORY:,}"
        )
    if not prune or list(prune) != sorted(prune) or prune[0] < 0:
        raise UsageError(
            f"{','.join(map(str, prune)) or 'nothing'} cannot be pruned by; give a count for each order, "
            "none smaller than the one before, like 0,0,1"
        )
    if (vocab_limit is not None and vocab_limit < 1) or not 1 <= min_count < 1 << 62:
        raise UsageError(
            "the vocabulary would be empty; give a limit and a least count of 1 or more"
        )
    return order, [min(count, 1 << 62) for count in [*prune, *[prune[-1]] * order][:order]]


def _batches(lines: Iterable[str]) -> Iterator[bytes]:
    """The lines, each ended by a newline and holding none, some at a time."""
    rest = iter(lines)
    while some := list(_some(rest)):
        text = "\n".join(some)
        if text.count("\n") != len(some) - 1:
            text = "\n".join(line.replace("\n", " ") for line in some)
        # A lone surrogate is no character that a file of text could hold.
        yield text.encode(errors="replace") + b"\n"


def _some(lines: Iterator[str]) -> Iterator[str]:
    size = 0
    for line in islice(lines, _BATCH_LINES):
        yield line
        size += len(line)
        if size > _BATCH_CHARACTERS:
            break


def _sweep(out: Path) -> None:
    """Remove what trainings of `out` that were killed while they wrote have left."""
    for path in out.parent.glob(f".{glob.escape(out.name)}.*{PARTIAL}"):
        maker = path.name.removeprefix(f".{out.name}.").partition("-")[0]
        if maker.isdigit() and not _is_alive(int(maker)):
            path.unlink(missing_ok=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except (PermissionError, OverflowError):
        pass
    return True


@contextmanager
def _arpa(path: Path, compressed: bool) -> Iterator[BinaryIO]:
    import zstandard

    with path.open("wb") as raw:
        if not compressed:
            yield raw
            return
        compressor = zstandard.ZstdCompressor(level=_ZSTD_LEVEL, write_checksum=True)
        with compressor.stream_writer(raw, closefd=False) as stream:
            yield stream


@contextmanager
def _disk_trouble(folder: Path, out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise BuildError(
                f"no space left in {folder} for the temporary files of {out}, or for itself: free some, "
                "name a folder on a larger disk with --workdir, or prune more; nothing was written"
            ) from error
        if error.errno in (errno.EACCES, errno.EROFS, errno.ENOTDIR, errno.ENOENT, errno.EEXIST):
            said = error.strerror or os.strerror(error.errno)
            raise UsageError(
                f"cannot write to {folder} or {out}: {said}; give other places"
            ) from None
        raise


def _trained(
    trainer: NgramTrainer, discounts: tuple[Discount, ...], fallback: tuple[int, ...]
) -> Trained:
    orders = trainer.orders
    return Trained(
        lines=trainer.lines,
        empty=trainer.empty,
        tokens=trainer.tokens,
        types=trainer.types,
        words=orders[0][1] - 3,
        rare=trainer.rare,
        specials=trainer.specials,
        ngrams=tuple(kept for _, kept, *_ in orders),
        seen=tuple(seen for seen, *_ in orders),
        discounts=discounts,
        fallback=fallback,
        disk=trainer.disk_peak,
    )
