"""The twin of `FastText`: the same refusals, and the same probabilities to the last bit, in Python.

fasttext.hpp says where format and arithmetic come from. Sums of float32 run one after the other
(`np.add.accumulate`; a plain sum may pair its terms up), exponentials and logarithms are in doubles.
"""

import math
import struct
from collections.abc import Sequence
from typing import Any, NamedTuple, NoReturn

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

_MAGIC, _OLDEST, _NEWEST = 793712314, 11, 12
_END_OF_LINE, _LABEL = b"</s>", b"__label__"
_HIERARCHICAL, _NEGATIVE, _SOFTMAX, _ONE_VS_ALL = 1, 2, 3, 4
_SUPERVISED = 3

_MOST_DIMENSIONS, _LONGEST_NGRAM, _MOST_PRUNED = 1 << 16, 100, 1 << 28
_LARGEST_WEIGHT = 1e6
_MOST_TOKENS = 10**15
_INT32 = 2**31 - 1
_CENTROIDS = 256

_MASK32, _MASK64 = 2**32 - 1, 2**64 - 1
_FNV_START, _FNV_PRIME = 2166136261, 16777619
_NGRAM_FACTOR = 116049371
_SIGNED = [byte if byte < 128 else byte | 0xFFFFFF00 for byte in range(256)]

_BLOCK = 4096  # rows summed at a time
_REMEMBERED = 1 << 16  # words whose rows are kept
_STEPS, _REACH = 512, 8  # of the sigmoid's table

_LN2_HIGH, _LN2_LOW = 0.693147180369123816490, 1.90821492927058770002e-10
_FACTORIALS = [1.0 / math.factorial(n) for n in range(14)]
_ODD = [1.0 / n for n in range(1, 22, 2)]
_ONE = np.float32(1)


def exponential(x: float) -> float:
    """e^x in doubles by the same operations as the kernel's."""
    x = min(max(x, -700.0), 700.0)
    k = math.floor(x * 1.44269504088896338700 + 0.5)
    r = (x - k * _LN2_HIGH) - k * _LN2_LOW
    total = _FACTORIALS[13]
    for i in range(12, -1, -1):
        total = total * r + _FACTORIALS[i]
    return math.ldexp(total, k)


def logarithm(x: float) -> float:
    """The natural logarithm of a normal number above 0, by the same operations as the kernel's."""
    m, e = math.frexp(x)
    if m < 0.70710678118654752440:
        m, e = m * 2, e - 1
    s = (m - 1.0) / (m + 1.0)
    s2 = s * s
    total = _ODD[10]
    for i in range(9, -1, -1):
        total = total * s2 + _ODD[i]
    return e * _LN2_HIGH + (2.0 * s * total + e * _LN2_LOW)


def _log_of(probability: np.float32) -> np.float32:
    return np.float32(logarithm(float(probability) + 1e-5))


def _sigmoid(x: np.float32) -> np.float32:
    return np.float32(1.0 / float(_ONE + np.float32(exponential(-float(x)))))


def _refuse(why: str) -> NoReturn:
    raise ValueError(why)


class _Bytes:
    def __init__(self, data: Any) -> None:
        self._data = memoryview(data).cast("B")
        self._at = 0

    @property
    def left(self) -> int:
        return len(self._data) - self._at

    def take(self, n: int, what: str) -> memoryview:
        if n > self.left:
            _refuse(f"it is truncated: {len(self._data)} bytes end inside {what}")
        self._at += n
        return self._data[self._at - n : self._at]

    def number(self, kind: str, what: str) -> int:
        """One number of `struct`'s kind: i (32 bits), q (64), b and B (8)."""
        (value,) = struct.unpack("<" + kind, self.take(struct.calcsize("<" + kind), what))
        return int(value)

    def flag(self, what: str) -> bool:
        return within(self.number("B", what), 0, 1, what) != 0

    def word(self, what: str) -> bytes:
        for size in (64, self.left):
            piece = bytes(self._data[self._at : self._at + size])
            if (end := piece.find(0)) >= 0:
                self._at += end + 1
                return piece[:end]
        self.take(self.left + 1, what)
        return b""

    def floats(self, n: int, what: str) -> Floats:
        """`n` weights. Raises ValueError where one is no number, or beyond what training gives."""
        values = np.frombuffer(self.take(4 * n, what), "<f4")
        if not bool(np.all(np.abs(values) <= _LARGEST_WEIGHT)):
            _refuse(f"it is damaged: {what} holds weights that are no numbers, or beyond 1e6")
        return values


def within(value: int, least: int, most: int, what: str) -> int:
    if not least <= value <= most:
        _refuse(f"it is damaged: {what} is {value}, and can be {least} to {most}")
    return value


class _Arguments(NamedTuple):
    dim: int
    word_ngrams: int
    loss: int
    bucket: int
    minn: int
    maxn: int

    @classmethod
    def read(cls, file: _Bytes) -> "_Arguments":
        what = "the model's arguments"
        if file.left < 8 or file.number("i", what) != _MAGIC:
            _refuse("it does not begin as a fastText model does (ba 16 4f 2f)")
        if not _OLDEST <= (version := file.number("i", what)) <= _NEWEST:
            _refuse(f"its file version is {version}, and versions 11 and 12 can be read")
        fields = [file.number("i", what) for _ in range(12)]
        file.take(8, what)
        dim, _, _, _, _, word_ngrams, loss, model, bucket, minn, maxn, _ = fields
        if model in (1, 2):
            _refuse(
                "it holds word vectors (cbow or skip-gram), and a supervised classifier is needed"
            )
        within(model, _SUPERVISED, _SUPERVISED, "the kind of model")
        within(loss, _HIERARCHICAL, _ONE_VS_ALL, "the loss")
        within(dim, 1, _MOST_DIMENSIONS, "the dimension")
        within(word_ngrams, 0, _LONGEST_NGRAM, "wordNgrams")
        within(minn, 0, _LONGEST_NGRAM, "minn")
        within(maxn, 0, _LONGEST_NGRAM, "maxn")
        within(bucket, 0, _INT32, "the number of buckets")
        return cls(dim, word_ngrams, loss, bucket, minn, 0 if version == _OLDEST else maxn)


class _Dictionary:
    def __init__(self, file: _Bytes, bucket: int) -> None:
        what = "the dictionary"
        size, self.words, self.labels = (file.number("i", what) for _ in range(3))
        file.number("q", what)
        self.kept = file.number("q", what)
        within(self.words, 0, size, "the number of words")
        within(self.labels, 1, size, "the number of labels")
        within(self.labels, size - self.words, size - self.words, "the number of labels")
        within(self.kept, -1, bucket, "the number of n-grams kept")
        if size > file.left // 10:
            file.take(file.left + 1, what)
        self.label_counts: list[int] = []
        self.names: list[bytes] = []
        self._read_entries(file, size)
        self.ids = {name: i for i, name in enumerate(self.names)}
        if len(self.ids) < size:
            _refuse("it is damaged: a word is in the dictionary twice")
        self.rows = self._read_kept(file, bucket) if self.kept >= 0 else {}

    def _read_kept(self, file: _Bytes, buckets: int) -> dict[int, int]:
        within(buckets, 0, _MOST_PRUNED, "the number of buckets")
        pairs = np.frombuffer(file.take(8 * self.kept, "the list of n-grams kept"), "<i4").tolist()
        for bucket, row in zip(pairs[::2], pairs[1::2], strict=True):
            within(bucket, 0, buckets - 1, "an n-gram kept")
            within(row, 0, self.kept - 1, "the row of an n-gram kept")
        rows = dict(zip(pairs[::2], pairs[1::2], strict=True))
        if len(rows) < self.kept:
            _refuse("it is damaged: an n-gram is kept twice")
        return rows

    def _read_entries(self, file: _Bytes, size: int) -> None:
        what, total = "the dictionary", 0
        for i in range(size):
            self.names.append(file.word(what))
            count = within(file.number("q", what), 0, _MOST_TOKENS - 1, "the count of a word")
            is_label = int(i >= self.words)
            within(file.number("b", what), is_label, is_label, "the kind of a word")
            if is_label:
                self.label_counts.append(count)
                total = within(total + count, 0, _MOST_TOKENS - 1, "the count of all labels")


class _Dense:
    def __init__(self, file: _Bytes, dim: int, what: str) -> None:
        self.n = _shape(file, dim, what)
        if self.n > file.left // 4 // dim:
            file.take(file.left + 1, what)
        self._values = file.floats(self.n * dim, what).reshape(self.n, dim)

    def rows(self, ids: Sequence[int]) -> Floats:
        return self._values[ids]

    def directions(self) -> tuple[Floats, Floats]:
        return self._values, np.ones(self.n, np.float32)


class _Quantized:
    def __init__(self, file: _Bytes, dim: int, what: str) -> None:
        with_norms = file.flag(what)
        self.n = _shape(file, dim, what)
        n_codes = within(file.number("i", what), 0, _INT32, what)
        codes = np.frombuffer(file.take(n_codes, what), np.uint8)
        self._tables = _centroids(file, dim)
        if self.n * len(self._tables) != n_codes:
            _refuse(f"it is damaged: the codes of {what} are not as many as its rows need")
        self._codes = codes.reshape(self.n, len(self._tables))
        self._norms: Floats | None = None
        if with_norms:
            norm_codes = np.frombuffer(file.take(self.n, what), np.uint8)
            self._norms = _centroids(file, 1)[0][norm_codes, 0]

    def rows(self, ids: Sequence[int]) -> Floats:
        values = self._decoded(self._codes[ids])
        return values if self._norms is None else self._norms[ids][:, None] * values

    def directions(self) -> tuple[Floats, Floats]:
        """Rows without their lengths, and the lengths, which fastText's products take apart."""
        lengths = np.ones(self.n, np.float32) if self._norms is None else self._norms
        return self._decoded(self._codes), lengths

    def _decoded(self, codes: npt.NDArray[np.uint8]) -> Floats:
        parts = [table[codes[:, part]] for part, table in enumerate(self._tables)]
        return np.concatenate(parts, axis=1)


def _shape(file: _Bytes, dim: int, what: str) -> int:
    n = within(file.number("q", what), 0, _INT32, "the number of rows")
    within(file.number("q", what), dim, dim, "the number of columns")
    return n


def _centroids(file: _Bytes, columns: int) -> list[Floats]:
    """For each part of a row, its 256 centroids: (256, width)."""
    what = "the quantised matrix"
    within(file.number("i", what), columns, columns, "the dimension of a quantiser")
    parts = file.number("i", what)
    width = within(file.number("i", what), 1, _MOST_DIMENSIONS, "the width of a quantiser's part")
    most = -(-columns // width)
    within(parts, most, most, "the number of a quantiser's parts")
    last = columns - (parts - 1) * width
    within(file.number("i", what), last, last, "the width of a quantiser's last part")
    values = file.floats(columns * _CENTROIDS, what)
    step = width * _CENTROIDS
    return [
        values[part * step : (part + 1) * step].reshape(_CENTROIDS, -1) for part in range(parts)
    ]


class _Tree:
    """The Huffman tree over labels, commonest first; leaves are the labels, the last node the root."""

    def __init__(self, counts: Sequence[int]) -> None:
        n = len(counts)
        self.labels = n
        self.children: list[tuple[int, int]] = [(-1, -1)] * (2 * n - 1)
        self.parents = [-1] * (2 * n - 1)
        weights = [*counts, *[_MOST_TOKENS] * (n - 1)]
        leaf, node = n - 1, n
        for i in range(n, 2 * n - 1):
            pair = []
            for _ in range(2):
                if leaf >= 0 and weights[leaf] < weights[node]:
                    pair.append(leaf)
                    leaf -= 1
                else:
                    pair.append(node)
                    node += 1
            self.children[i] = (pair[0], pair[1])
            weights[i] = weights[pair[0]] + weights[pair[1]]
            self.parents[pair[0]] = self.parents[pair[1]] = i


class FastText:
    """A fastText classifier from the bytes of its `.bin` or `.ftz`, which are not copied.

    Raises ValueError, which says what is wrong, where they are not one, or are damaged.
    """

    def __init__(self, data: Any) -> None:
        file = _Bytes(data)
        self._arguments = arguments = _Arguments.read(file)
        self._dictionary = _Dictionary(file, arguments.bucket)
        self._read_matrices(file)
        self._tree = _Tree(self._dictionary.label_counts)
        grid = [np.float32(i * 2 * _REACH) / np.float32(_STEPS) for i in range(_STEPS + 1)]
        self._sigmoids = np.array([_looked_up(x - np.float32(_REACH)) for x in grid], np.float32)
        self._known: dict[bytes, tuple[int, list[int]]] = {}
        names = self._dictionary.names[self._dictionary.words :]
        self.labels = [name.decode(errors="replace") for name in names]
        self.shape = (arguments.dim, self._dictionary.words, arguments.bucket)

    def predict(self, line: str, k: int = 1) -> list[tuple[int, float]]:
        """Index and probability of the `k` likeliest labels (all for k < 0), likeliest first.

        Probabilities are fastText's, which adds 1e-5. Of equals, the first in the file comes first.
        Fewer than `k` where there are no more, or, with hierarchical softmax, no more above 1e-5; none
        where no word of `line` is known. As in fastText, the word ``</s>`` ends the text; a line break
        is a blank, a lone surrogate a "?".
        """
        hidden = self._average(line)
        k = len(self.labels) if k < 0 else min(k, len(self.labels))
        if hidden is None or k == 0:
            return []
        if self._arguments.loss == _HIERARCHICAL:
            scores = self._descend(hidden, k)
        else:
            scores = [(_log_of(p), i) for i, p in enumerate(self._scores(hidden))]
        scores.sort(key=lambda one: (-one[0], one[1]))
        return [(i, float(np.float32(exponential(float(score))))) for score, i in scores[:k]]

    def probability(self, line: str, label: int) -> float:
        """Probability of the label with this index; 0 where no word of `line` is known."""
        if not 0 <= label < len(self.labels):
            raise IndexError("no such label")
        hidden = self._average(line)
        if hidden is None:
            return 0.0
        if self._arguments.loss == _HIERARCHICAL:
            score = self._climb(hidden, label)
        else:
            score = _log_of(self._scores(hidden)[label])
        return float(np.float32(exponential(float(score))))

    def _read_matrices(self, file: _Bytes) -> None:
        arguments, kept = self._arguments, self._dictionary.kept
        what = "the input matrix"
        quantized = file.flag(what)
        if not quantized and kept >= 0:
            _refuse("it is damaged: n-grams were left out, but the matrix is not quantised")
        self._input = (_Quantized if quantized else _Dense)(file, arguments.dim, what)
        hashes = arguments.maxn > 0 or arguments.word_ngrams > 1
        hashed = kept if kept >= 0 else arguments.bucket if hashes else 0
        least = self._dictionary.words + hashed
        within(self._input.n, least, _INT32, "the number of rows of the input matrix")
        what, n = "the output matrix", self._dictionary.labels
        output = (_Quantized if file.flag(what) and quantized else _Dense)(
            file, arguments.dim, what
        )
        within(output.n, n, n, "the number of rows of the output matrix")
        self._output, self._lengths = output.directions()

    def _scores(self, hidden: Floats) -> Floats:
        output = np.zeros(len(self.labels), np.float32)
        for j in range(self._arguments.dim):
            output += self._output[:, j] * hidden[j]
        output *= self._lengths
        if self._arguments.loss != _SOFTMAX:
            return np.array([self._look_up(x) for x in output], np.float32)
        most, total = output.max(), np.float32(0)
        for i, x in enumerate(output):
            output[i] = np.float32(exponential(float(x - most)))
            total += output[i]
        return output / total

    def _look_up(self, x: np.float32) -> np.float32:
        if x < -_REACH:
            return np.float32(0)
        if x > _REACH:
            return _ONE
        step = (x + np.float32(_REACH)) * np.float32(_STEPS) / np.float32(_REACH) / np.float32(2)
        return np.float32(self._sigmoids[int(step)])

    def _right(self, hidden: Floats, node: int) -> np.float32:
        total = np.float32(0)
        for product in self._output[node - self._tree.labels] * hidden:
            total += product
        return _sigmoid(total * self._lengths[node - self._tree.labels])

    def _descend(self, hidden: Floats, k: int) -> list[tuple[np.float32, int]]:
        least, best = _log_of(np.float32(0)), list[tuple[np.float32, int]]()
        order = lambda one: (-one[0], one[1])  # noqa: E731
        open_ = [(np.float32(0), len(self._tree.children) - 1)]
        while open_:
            score, node = open_.pop()
            if score < least or (len(best) == k and score < best[-1][0]):
                continue
            if node < self._tree.labels:
                best = sorted([*best, (score, node)], key=order)[:k]
                continue
            f = self._right(hidden, node)
            left, right = self._tree.children[node]
            to_left = (score + _log_of(np.float32(1.0 - float(f))), left)
            to_right = (score + _log_of(f), right)
            open_ += [to_left, to_right] if to_right[0] > to_left[0] else [to_right, to_left]
        return best

    def _climb(self, hidden: Floats, label: int) -> np.float32:
        path, score = [label], np.float32(0)
        while (parent := self._tree.parents[path[-1]]) >= 0:
            path.append(parent)
        for child, node in zip(path[-2::-1], path[:0:-1], strict=True):
            f = self._right(hidden, node)
            goes_right = self._tree.children[node][1] == child
            score += _log_of(f if goes_right else np.float32(1.0 - float(f)))
        return score

    def _average(self, line: str) -> Floats | None:
        """Mean of the rows of the words and n-grams of `line`, or None where there are none."""
        total, n = np.zeros(self._arguments.dim, np.float32), 0
        ids = self._ids(line.encode(errors="replace"))
        for start in range(0, len(ids), _BLOCK):
            rows = self._input.rows(ids[start : start + _BLOCK])
            total = np.add.accumulate(np.vstack([total, rows]), axis=0)[-1]
            n += len(rows)
        return total * np.float32(1.0 / n) if n else None

    def _ids(self, text: bytes) -> list[int]:
        words = text.replace(b"\0", b" ").split()
        if _END_OF_LINE in words:
            del words[words.index(_END_OF_LINE) :]
        ids: list[int] = []
        hashes: list[int] = []
        for word in [*words, _END_OF_LINE]:
            if word not in self._known:
                if len(self._known) >= _REMEMBERED:
                    self._known.clear()
                self._known[word] = self._look_at(word)
            word_hash, rows = self._known[word]
            ids += rows
            if word_hash >= 0:
                hashes.append(word_hash)
        self._add_word_ngrams(hashes, ids)
        return ids

    def _add_word_ngrams(self, hashes: list[int], ids: list[int]) -> None:
        longest, bucket = self._arguments.word_ngrams, self._arguments.bucket
        if longest < 2 or bucket == 0:
            return
        extended = [h if h < 2**31 else h | 0xFFFFFFFF00000000 for h in hashes]
        for i, ngram in enumerate(extended):
            for following in extended[i + 1 : i + longest]:
                ngram = (ngram * _NGRAM_FACTOR + following) & _MASK64
                self._add_bucket(ngram % bucket, ids)

    def _look_at(self, word: bytes) -> tuple[int, list[int]]:
        """Hash of `word`, -1 if it is a label and no word, and its rows."""
        found = self._dictionary.ids.get(word, -1)
        if found >= self._dictionary.words or (found < 0 and word.startswith(_LABEL)):
            return -1, []
        ids = [found] if found >= 0 else []
        if self._arguments.maxn > 0 and self._arguments.bucket > 0 and word != _END_OF_LINE:
            self._add_characters(b"<" + word + b">", ids)
        word_hash = _FNV_START
        for byte in word:
            word_hash = ((word_hash ^ _SIGNED[byte]) * _FNV_PRIME) & _MASK32
        return word_hash, ids

    def _add_characters(self, word: bytes, ids: list[int]) -> None:
        """Of `word` in its brackets: all runs of minn to maxn characters, but not a bracket alone."""
        minn, maxn = self._arguments.minn, self._arguments.maxn
        starts = [i for i, byte in enumerate(word) if byte & 0xC0 != 0x80]
        ends = [*starts[1:], len(word)]
        for first, i in enumerate(starts):
            value, j = _FNV_START, i
            for n, end in enumerate(ends[first : first + maxn], 1):
                for byte in word[j:end]:
                    value = ((value ^ _SIGNED[byte]) * _FNV_PRIME) & _MASK32
                j = end
                if n >= minn and not (n == 1 and (i == 0 or j == len(word))):
                    self._add_bucket(value % self._arguments.bucket, ids)

    def _add_bucket(self, bucket: int, ids: list[int]) -> None:
        row = self._dictionary.rows.get(bucket, -1) if self._dictionary.kept >= 0 else bucket
        if row >= 0:
            ids.append(self._dictionary.words + row)


def _looked_up(x: np.float32) -> np.float32:
    return np.float32(1.0 / (1.0 + float(np.float32(exponential(-float(x))))))
