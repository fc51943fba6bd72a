"""The n-gram model's twin: the same name, signatures, values and messages as ngram_module.cpp, in Python.

Log probabilities and backoffs are float32, as in KenLM; what is summed for one word and over a line is
a double. The price: 20 times slower, and some 300 bytes an n-gram instead of 24.
"""

import re
from collections.abc import Iterable, Iterator
from ctypes import c_float
from itertools import chain, pairwise
from typing import NoReturn

_MAX_ORDER = 10
_LONGEST_LINE = 1 << 16
_LARGEST = 3.4028234663852886e38  # a float32
_UNKNOWN = -100.0  # log10 probability of <unk> in a model without one, as in KenLM

_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")
_COUNT = re.compile(rb"ngram ([^=]*)=(.*)", re.DOTALL)
_WHOLE = re.compile(rb"[ \t\r]*([0-9]{1,18})[ \t\r]*")
_BLANK = b" \t\r"
_BLANKS = re.compile(r"[ \t]+")


class _Table:
    """The n-grams of one order, by their words with blanks between."""

    def __init__(self) -> None:
        self.prob: dict[bytes, float] = {}
        self.backoff: dict[bytes, float] = {}  # of those that matter to what follows them
        self.endings: set[bytes] = set()  # those that a longer n-gram ends in


class ArpaModel:
    """A backoff n-gram model: ARPA text, in `chunks` of any size, read into memory.

    Raises ValueError, with the number of the line, for anything that is not a whole ARPA file.
    Where a pruned model lacks what one of its n-grams ends in, the probability that backing off gives
    is put in its place; where it lacks what one begins with, it is refused: both as in KenLM.
    """

    def __init__(self, chunks: Iterable[bytes]) -> None:
        loader = _Loader()
        rest = b""
        for chunk in chunks:
            *lines, rest = (rest + chunk).split(b"\n")
            for line in lines:
                loader.read(line)
            loader.check_length(rest)
        self._tables, self._counts = loader.finish(rest)

    @property
    def order(self) -> int:
        """Words in the longest n-grams."""
        return len(self._counts)

    @property
    def counts(self) -> tuple[int, ...]:
        """N-grams of each order, from 1."""
        return tuple(self._counts)

    def score(self, line: str) -> tuple[float, int, int]:
        """(log10 probability of `line` and its end, words, words that the model does not know).

        Words are what bytes.split() gives of the line in UTF-8; the sentence begins with <s> and ends
        with </s>, whose probability counts and which is none of the words.
        """
        total, words, unknown = 0.0, -1, 0
        for log10, _, known in self._each(line):
            total += log10
            words += 1
            unknown += not known
        return total, words, unknown

    def details(self, line: str) -> list[tuple[float, int, bool]]:
        """(log10 probability, words of the n-gram that gave it, whether known) of each word and </s>."""
        return list(self._each(line))

    def _each(self, line: str) -> Iterator[tuple[float, int, bool]]:
        unigrams = self._tables[0]
        past = [b"<s>"] if self.order > 1 else []  # words that may still matter, the last one last
        context = [unigrams.backoff.get(b"<s>", 0.0)][
            : len(past)
        ]  # of the last one, the last two ...
        for word in chain(line.encode().split(), [b"</s>"]):
            key = word = word if word in unigrams.prob else b"<unk>"
            prob, matched, here, useful = unigrams.prob[key], 1, [0.0], 0
            for table, longer in pairwise(self._tables):
                if (backoff := table.backoff.get(key)) is not None:
                    here[-1], useful = backoff, matched
                if matched > len(past) or key not in table.endings:
                    break
                key = past[-matched] + b" " + key
                if (found := longer.prob.get(key)) is None:
                    break
                prob = found
                matched += 1
                here.append(0.0)
            yield _sum(prob, context[matched - 1 :]), matched, word != b"<unk>"
            past.append(word)
            past, context = past[len(past) - useful :], here[:useful]


def _sum(first: float, rest: list[float]) -> float:
    for value in rest:  # not sum(), which rounds in another way from Python 3.12 on
        first += value
    return first


def _number(text: str) -> float | None:
    """`text` as the nearest double, then the nearest float32."""
    if len(text) > 64 or not _NUMBER.fullmatch(text):
        return None
    value = float(text)
    return c_float(value).value if abs(value) <= _LARGEST else None


class _Loader:
    def __init__(self) -> None:
        self._counts: list[int] = []
        self._tables: list[_Table] = []
        self._state = "before"
        self._line = self._came = self._n = 0

    def finish(self, rest: bytes) -> tuple[list[_Table], list[int]]:
        last = rest.strip(_BLANK)
        if self._state in ("before", "ended") or last in (b"", b"\\end\\"):
            if rest:
                self.read(rest)
        else:
            self._line += 1  # half a line is not looked at
        if self._state == "before":
            raise ValueError("empty, and no ARPA file: \\data\\ is missing")
        if self._state != "ended":
            raise ValueError(f"the file ends at line {self._line}, before \\end\\: it is cut off")
        return self._tables, self._counts

    def check_length(self, line: bytes) -> None:
        if len(line) > _LONGEST_LINE:
            raise ValueError(
                f"line {self._line + 1} has over {_LONGEST_LINE} bytes: this is no ARPA file"
            )

    def read(self, line: bytes) -> None:
        self.check_length(line)
        self._line += 1
        line = line.strip(_BLANK)
        if not line:
            if self._state == "section":
                self._close()
            elif self._state == "header" and self._counts:
                self._state = "between"
            return
        if self._state == "section" and not line.startswith(b"\\"):
            self._entry(line)
            return
        if self._state == "section":
            self._close()
        if self._state == "before":
            if line != b"\\data\\":
                self._fail("expected \\data\\, with which an ARPA file begins")
            self._state = "header"
        elif self._state == "header" and not line.startswith(b"\\"):
            self._count(line)
        elif self._state == "ended":
            self._fail("text after \\end\\")
        else:
            self._head(line)

    def _fail(self, what: str) -> NoReturn:
        raise ValueError(f"line {self._line}: {what}")

    def _count(self, line: bytes) -> None:
        parts = _COUNT.fullmatch(line)
        numbers = [_WHOLE.fullmatch(part) for part in parts.groups()] if parts else []
        if len(numbers) != 2 or not (numbers[0] and numbers[1]):
            self._fail('expected "ngram N=COUNT"')
        n, entries = int(numbers[0][1]), int(numbers[1][1])
        if n != len(self._counts) + 1:
            self._fail(f"expected the count of {len(self._counts) + 1}-grams")
        if n > _MAX_ORDER:
            self._fail(f"the order is over {_MAX_ORDER}")
        self._counts.append(entries)

    def _head(self, line: bytes) -> None:
        if not self._counts:
            self._fail('expected "ngram 1=COUNT"')
        last = self._n == len(self._counts)
        expected = "\\end\\" if last else f"\\{self._n + 1}-grams:"
        if line != expected.encode():
            self._fail(f"expected {expected}")
        if last:
            self._state = "ended"
            return
        self._n += 1
        self._came = 0
        self._tables.append(_Table())
        self._state = "section"

    def _close(self) -> None:
        if self._came != self._counts[self._n - 1]:
            self._fail(
                f"{self._came} {self._n}-grams came, and the header said {self._counts[self._n - 1]}"
            )
        if self._n == 1:
            self._tables[0].prob.setdefault(b"<unk>", _UNKNOWN)
            for word in ("<s>", "</s>"):
                if word.encode() not in self._tables[0].prob:
                    self._fail(f"{word} is not among the 1-grams")
        self._state = "between"

    def _entry(self, line: bytes) -> None:
        try:
            fields = _BLANKS.split(line.decode())
        except UnicodeDecodeError:
            self._fail("not UTF-8")
        n = self._n
        self._came += 1
        if self._came > self._counts[n - 1]:
            self._fail(f"more {n}-grams than the header said ({self._counts[n - 1]})")
        prob = _number(fields[0])
        if prob is None:
            self._fail("expected a log10 probability first")
        if prob > 0:
            self._fail("a log10 probability over 0")
        words = ["<unk>" if word == "<UNK>" else word for word in fields[1 : n + 1]]
        if len(words) < n:
            self._fail(f"expected {n} words")
        backoff = _number(" ".join(fields[n + 1 :])) if len(fields) > n + 1 else 0.0
        if backoff is None:
            self._fail("expected a backoff after the words, or nothing")
        if n == len(self._counts) and backoff != 0:
            self._fail("a backoff, and no longer n-gram could use it")
        self._add([word.encode() for word in words], -abs(prob), backoff)

    def _add(self, words: list[bytes], prob: float, backoff: float) -> None:
        n = self._n
        if n > 1 and not all(word in self._tables[0].prob for word in words):
            self._fail("a word that is not among the 1-grams")
        key = b" ".join(words)
        if key in self._tables[n - 1].prob:
            self._fail("given before")
        self._tables[n - 1].prob[key] = prob
        if backoff != 0:
            self._tables[n - 1].backoff[key] = backoff
        if n == 1:
            return
        self._mark_endings(words)
        context = b" ".join(words[:-1])
        if context not in self._tables[n - 2].prob:
            self._fail(f"its first {n - 1} words are not among the {n - 1}-grams")
        self._tables[n - 2].backoff.setdefault(context, 0.0)

    def _mark_endings(self, words: list[bytes]) -> None:
        """See ngram.hpp."""
        base = len(words) - 1
        while (ending := b" ".join(words[-base:])) not in self._tables[base - 1].prob:
            base -= 1
        self._tables[base - 1].endings.add(ending)
        prob = self._tables[base - 1].prob[ending]
        for n in range(base + 1, len(words)):
            context, shorter = b" ".join(words[-n:-1]), self._tables[n - 2]
            if context in shorter.prob:
                prob = c_float(prob + shorter.backoff.setdefault(context, 0.0)).value
            ending = b" ".join(words[-n:])
            self._tables[n - 1].prob[ending] = -abs(prob)
            self._tables[n - 1].endings.add(ending)
