"""The reader of fastText's models: the kernel against its twin, and both against damaged files."""

import math
import random
import struct
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofpile import native
from proofpile.native import reference_fasttext
from proofpile.text.language import find_model

READERS = [native.FastText, reference_fasttext.FastText]
LID = find_model().read_bytes()

HIERARCHICAL, NEGATIVE, SOFTMAX, ONE_VS_ALL = 1, 2, 3, 4
WORDS = [b"</s>", b"group", "für".encode(), b"matrix", b"ring"]
LABELS = [b"__label__math", b"__label__prose", b"__label__code"]


def floats(n: int, seed: int) -> bytes:
    numbers = random.Random(seed)
    return struct.pack(f"<{n}f", *(numbers.uniform(-1, 1) for _ in range(n)))


def quantizer(dim: int, width: int) -> bytes:
    parts = -(-dim // width)
    shape = struct.pack("<4i", dim, parts, width, dim - (parts - 1) * width)
    return shape + floats(256 * dim, dim)


def quantized(rows: int, dim: int, width: int, norms: bool) -> bytes:
    codes = random.Random(rows).randbytes(rows * -(-dim // width))
    matrix = struct.pack("<?qqi", norms, rows, dim, len(codes)) + codes + quantizer(dim, width)
    return matrix + (random.Random(1).randbytes(rows) + quantizer(1, 1) if norms else b"")


def dense(rows: int, dim: int) -> bytes:
    return struct.pack("<qq", rows, dim) + floats(rows * dim, rows)


def model(  # the file, field by field, so that a test can spoil any of them
    loss: int = SOFTMAX,
    dim: int = 5,
    ngrams: int = 2,
    bucket: int = 50,
    minn: int = 0,
    maxn: int = 0,
    kind: int = 3,
    magic: int = 793712314,
    version: int = 12,
    kept: list[tuple[int, int]] | None = None,
    input_quantized: bool = False,
    norms: bool = True,
    output_quantized: bool = False,
    words: list[bytes] = WORDS,
    labels: list[bytes] = LABELS,
    counts: list[int] = [9, 7, 3],  # noqa: B006
    rows: int | None = None,
) -> bytes:
    head = struct.pack(
        "<14id", magic, version, dim, 5, 5, 1, 5, ngrams, loss, kind, bucket, minn, maxn, 100, 1e-4
    )
    n = len(words) + len(labels)
    sizes = struct.pack("<3iqq", n, len(words), len(labels), 99, -1 if kept is None else len(kept))
    entries = b"".join(w + b"\0" + struct.pack("<qb", 10, 0) for w in words)
    entries += b"".join(
        w + b"\0" + struct.pack("<qb", c, 1) for w, c in zip(labels, counts, strict=True)
    )
    pairs = b"".join(struct.pack("<ii", *pair) for pair in kept or ())
    if rows is None:
        rows = len(words) + (bucket if kept is None else len(kept))
    inputs = quantized(rows, dim, 2, norms) if input_quantized else dense(rows, dim)
    outputs = quantized(len(labels), dim, 3, norms) if output_quantized else dense(len(labels), dim)
    return b"".join(
        [
            *(head, sizes, entries, pairs),
            *(struct.pack("<?", input_quantized), inputs),
            *(struct.pack("<?", output_quantized), outputs),
        ]
    )


KEPT = [(b, r) for r, b in enumerate(random.Random(3).sample(range(50), 20))]
MODELS = {
    "softmax": model(),
    "tree": model(HIERARCHICAL, minn=2, maxn=4),
    "negative": model(NEGATIVE, dim=16),
    "one-vs-all": model(ONE_VS_ALL, dim=21, minn=1, maxn=3),
    "trigrams": model(ngrams=3),
    "no n-grams": model(ngrams=1, bucket=0),
    "pruned": model(minn=2, maxn=3, kept=KEPT, input_quantized=True),
    "all pruned": model(kept=[], input_quantized=True, norms=False),
    "quantised": model(HIERARCHICAL, input_quantized=True, output_quantized=True),
    "quantised without norms": model(input_quantized=True, output_quantized=True, norms=False),
    "no end of line": model(words=WORDS[1:]),
    "one label": model(HIERARCHICAL, labels=LABELS[:1], counts=[9]),
    "version 11": model(version=11, minn=2, maxn=4, rows=55),
    "lid.176": LID,
}
PAIRS = {name: [reader(data) for reader in READERS] for name, data in MODELS.items()}

pieces = st.sampled_from(
    [
        *(
            "group",
            "für",
            "matrix",
            "</s>",
            "__label__math",
            "__label__new",
            "x",
            "é",
            "群",
            "<",
            ">",
        ),
        *(" ", "\n", "\r", "\t", "\v", "\f", "\0", "\u00a0", "\ud800"),
    ]
)


@pytest.mark.parametrize("name", MODELS)
@given(line=st.lists(pieces, max_size=30).map("".join) | st.text(st.characters(), max_size=60))
@settings(deadline=None, max_examples=25)
def test_both_say_the_same_to_the_last_bit(name: str, line: str) -> None:
    kernel, twin = PAIRS[name]
    for k in (-1, 0, 2, 99):
        assert kernel.predict(line, k) == twin.predict(line, k)
    for label in range(len(twin.labels))[:5]:
        assert kernel.probability(line, label) == twin.probability(line, label)


@pytest.mark.parametrize("name", MODELS)
def test_both_have_the_same_labels(name: str) -> None:
    kernel, twin = PAIRS[name]
    assert kernel.labels == twin.labels
    assert kernel.shape == twin.shape


@pytest.mark.parametrize("reader", READERS, ids=["native", "twin"])
@pytest.mark.parametrize("name", [n for n in MODELS if n not in ("no end of line", "lid.176")])
def test_probabilities_are_sorted_and_one_label_is_like_all(reader: Any, name: str) -> None:
    asked = reader(MODELS[name])
    for line in ("", "group matrix ring", "für x" * 40):
        found = asked.predict(line, -1)
        assert [p for _, p in found] == sorted((p for _, p in found), reverse=True)
        assert all(asked.probability(line, i) == p for i, p in found)
        assert asked.predict(line, 1) == found[:1]


@pytest.mark.parametrize("reader", READERS, ids=["native", "twin"])
def test_no_known_word_is_no_prediction(reader: Any) -> None:
    asked = reader(MODELS["no end of line"])
    assert asked.predict("__label__math", 3) == []
    assert asked.probability("", 0) == 0
    with pytest.raises(IndexError):
        asked.probability("", 3)


NAN, HUGE = struct.pack("<f", float("nan")), struct.pack("<f", 1e7)


@pytest.mark.parametrize("reader", READERS, ids=["native", "twin"])
@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "does not begin as a fastText model"),
        (b"PK\x03\x04" * 100, "does not begin as a fastText model"),
        (model(version=13), "file version is 13"),
        (model(kind=1), "word vectors"),
        (model(kind=2), "word vectors"),
        (model(kind=7), "the kind of model is 7"),
        (model(loss=5), "the loss is 5"),
        (model(dim=0), "the dimension is 0"),
        (
            model(dim=5)[:8] + struct.pack("<i", 1 << 30) + model()[12:],
            "the dimension is 1073741824",
        ),
        (model(ngrams=1000), "wordNgrams is 1000"),
        (model(maxn=-1), "maxn is -1"),
        (model(bucket=-1, rows=5), "the number of buckets is -1"),
        (model(rows=54), "the number of rows of the input matrix is 54"),
        (model(words=[b"a", b"b", b"a"]), "twice"),
        (model(labels=LABELS[:2], counts=[10**15, 1]), "the count of a word"),
        (model(labels=LABELS[:2], counts=[10**15 - 1, 1]), "the count of all labels"),
        (model(labels=[], counts=[]), "the number of labels is 0"),
        (model(kept=[(1, 0)]), "the matrix is not quantised"),
        (model(kept=[(1, 0), (1, 1)], input_quantized=True), "kept twice"),
        (model(kept=[(50, 0)], input_quantized=True), "an n-gram kept is 50"),
        (model(kept=[(1, 1)], input_quantized=True), "the row of an n-gram kept is 1"),
        (
            model(bucket=1 << 29, kept=[], input_quantized=True),
            "the number of buckets is 536870912",
        ),
        (model()[:-4] + NAN, "no numbers, or beyond 1e6"),
        (model()[:-4] + HUGE, "no numbers, or beyond 1e6"),
    ],
)
def test_what_is_no_classifier_is_refused_with_the_reason(
    reader: Any, data: bytes, why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        reader(data)


@pytest.mark.parametrize("reader", READERS, ids=["native", "twin"])
@pytest.mark.parametrize("name", ["softmax", "pruned", "quantised"])
def test_every_truncation_is_refused(reader: Any, name: str) -> None:
    data = MODELS[name]
    for size in [*range(0, 300, 7), *range(300, len(data), 997), len(data) - 1]:
        with pytest.raises(ValueError, match=r"truncated|does not begin"):
            reader(data[:size])


def judged(reader: Callable[[bytes], Any], data: bytes) -> object:
    try:
        asked = reader(data)
    except ValueError as error:
        return str(error).split(":")[0]
    return asked.predict("group of matrices für x </s> y", -1), asked.predict("", 1)


@pytest.mark.parametrize("name", [name for name in MODELS if name != "lid.176"])
def test_bytes_that_flip_are_refused_or_read_alike(name: str) -> None:
    random_ = random.Random(name)
    for _ in range(60):
        data = bytearray(MODELS[name])
        for _ in range(random_.choice([1, 1, 3])):
            at = random_.randrange(min(len(data), random_.choice([70, 300, len(data)])))
            data[at] = random_.choice([0, 1, 127, 128, 255, data[at] ^ (1 << random_.randrange(8))])
        kernel, twin = (judged(reader, bytes(data)) for reader in READERS)
        assert kernel == twin


@pytest.mark.parametrize("name", ["tree", "one-vs-all", "pruned", "lid.176"])
def test_a_very_long_line(name: str) -> None:
    kernel = PAIRS[name][0]
    word, words = "xy" * 2_500_000, "group ring " * 500_000
    for line in (word, words):
        ((_, probability),) = kernel.predict(line, 1)
        assert 0 < probability < 1.0001


def test_a_long_line_needs_no_memo() -> None:
    """Where other threads may run, what was remembered of words is not used; nothing changes by it."""
    kernel, twin = PAIRS["pruned"]
    line = "group für mathematics matrix ring " * 600
    assert len(line) > 1 << 14
    assert kernel.predict(line, -1) == twin.predict(line, -1)


@given(st.floats(-750, 750))
def test_the_exponential_is_one(x: float) -> None:
    bounded = min(max(x, -700.0), 700.0)
    assert reference_fasttext.exponential(x) == pytest.approx(math.exp(bounded), rel=4e-16)


@given(st.floats(1e-300, 1e300))
def test_the_logarithm_is_one(x: float) -> None:
    assert reference_fasttext.logarithm(x) == pytest.approx(math.log(x), rel=4e-16, abs=1e-16)
