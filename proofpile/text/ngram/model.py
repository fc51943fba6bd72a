"""N-gram models that say how likely a text is: ARPA files, read by our kernel, and KenLM's binaries.

Perplexity is OpenWebMath's (Paster et al. 2023, section 3.2): the document is one line between <s> and
</s>, and 10 to the power of minus its log10 probability over its words, </s> not counted among them.
KenLM's own ``perplexity`` counts it, which makes the same of a long text and less of a short one.
"""

import gzip
import zlib
from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import IO, Any, Protocol

import zstandard

from proofpile.errors import MissingError
from proofpile.native import ArpaModel
from proofpile.shard import file_sha256
from proofpile.text.ngram.sentence import sentence

_CHUNK = 1 << 20
_KENLM = b"mmap lm http://kheafield.com/code format version"
_GZIP, _ZSTD = b"\x1f\x8b", b"\x28\xb5\x2f\xfd"
_MEND = (
    "give the path of an ARPA file (plain, .gz or .zst) or of a KenLM binary, or make one with "
    "proofpile ngram train"
)
_BROKEN = (OSError, EOFError, zlib.error, zstandard.ZstdError)
_HIGHEST = 300  # log10 of the largest perplexity that is told apart from a larger one


class _Scorer(Protocol):
    @property
    def order(self) -> int: ...
    def score(self, line: str) -> tuple[float, int, int]: ...
    def details(self, line: str) -> list[tuple[float, int, bool]]: ...


@dataclass(frozen=True, slots=True)
class Score:
    """What a model makes of a text: log10 of its probability, and what it is to be divided by."""

    log10: float
    words: int
    unknown: int  # of the words
    characters: int  # of the line that the model saw

    @property
    def perplexity(self) -> float:
        """Per word; 0 where there is none."""
        return _perplexity(self.log10, self.words)

    @property
    def perplexity_char(self) -> float:
        """Per character, which knows no words and compares languages; 0 where there is none."""
        return _perplexity(self.log10, self.characters)

    @property
    def unknown_share(self) -> float:
        """Of the words, how many the model does not know, from 0 to 1."""
        return self.unknown / self.words if self.words else 0.0


class Ngram:
    """A backoff n-gram model of normalised prose, loaded once a process for each file."""

    def __init__(self, scorer: _Scorer) -> None:
        self._scorer = scorer

    @staticmethod
    @cache
    def at(path: Path | str, sha256: str = "") -> "Ngram":
        """The model in `path`: ARPA, plain or compressed, or a binary of KenLM's.

        Raises MissingError if it cannot be read, is neither or is damaged, is not the one of `sha256`,
        or is a binary and the package kenlm is not installed.
        """
        if sha256 and (found := sha256_of(path)) != sha256:
            raise MissingError(
                f"{path} has the SHA-256 {found}, and the build was prepared with {sha256}: "
                "give every machine the same model"
            )
        try:
            with Path(path).open("rb") as file:
                binary = file.read(len(_KENLM)) == _KENLM
            if binary:
                return Ngram(_Kenlm(path))
            with closing(_chunks(Path(path))) as chunks:
                return Ngram(ArpaModel(chunks))
        except (ValueError, *_BROKEN) as error:
            raise MissingError(
                f"{path} cannot be read as an n-gram model ({error}): {_MEND}"
            ) from None

    @property
    def order(self) -> int:
        """Words in the longest n-grams."""
        return self._scorer.order

    def score(self, text: str) -> Score:
        """How likely the prose of the document `text` is. Linear in its length."""
        return self.score_line(sentence(text))

    def score_line(self, line: str) -> Score:
        """How likely a line is that is normalised already, as `proofpile.text.ngram.sentence` does it."""
        return Score(*self._scorer.score(line), characters=len(line))

    def perplexity(self, text: str) -> tuple[float, float]:
        """Perplexity of the document `text`, per word and per character; zeros where it has no prose."""
        found = self.score(text)
        return found.perplexity, found.perplexity_char

    def words(self, text: str) -> list[tuple[str, float, int, bool]]:
        """(word, log10 probability, words of the n-gram that gave it, whether known) for each word of `text`.

        The last one is the end of the text, ``</s>``.
        """
        line = sentence(text)
        return [
            (word, *found)
            for word, found in zip([*line.split(), "</s>"], self._scorer.details(line), strict=True)
        ]


class _Kenlm:
    """A model that the package kenlm reads, asked word by word: it would add up a line in float32."""

    def __init__(self, path: Path | str) -> None:
        try:
            kenlm = import_module("kenlm")  # an extra; it has no types
        except ImportError:
            raise MissingError(
                f"{path} is a KenLM binary, and the package kenlm, which reads these, is not installed: "
                "pip install kenlm (it needs cmake and a C++ compiler), or give the ARPA file that the "
                "binary was made from"
            ) from None
        try:
            self._model = kenlm.Model(str(path))
        except (OSError, RuntimeError) as error:
            raise OSError(" ".join(str(error).split())) from None
        self.order: int = self._model.order

    def score(self, line: str) -> tuple[float, int, int]:
        total, words, unknown = 0.0, -1, 0
        for log10, _, is_unknown in self._model.full_scores(line):
            total += log10
            words += 1
            unknown += is_unknown
        return total, words, unknown

    def details(self, line: str) -> list[tuple[float, int, bool]]:
        return [(log10, n, not unknown) for log10, n, unknown in self._model.full_scores(line)]


def sha256_of(path: Path | str) -> str:
    """SHA-256 of a model file, in hex. Raises MissingError if it cannot be read."""
    try:
        return file_sha256(Path(path))
    except OSError as error:
        raise MissingError(f"the n-gram model {path} cannot be read ({error}): {_MEND}") from None


def _perplexity(log10: float, units: int) -> float:
    return float(10.0 ** min(-log10 / units, _HIGHEST)) if units else 0.0


def _chunks(path: Path) -> Generator[bytes]:
    """The ARPA text in `path`, by what its first bytes say of its compression, 1 MiB at a time."""
    with path.open("rb") as file:
        magic = file.read(4)
        file.seek(0)
        with _inflated(file, magic) as text:
            while chunk := text.read(_CHUNK):
                yield chunk


def _inflated(file: IO[bytes], magic: bytes) -> Any:
    if magic.startswith(_GZIP):
        return gzip.GzipFile(fileobj=file)
    if magic == _ZSTD:
        return zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True)
    return file
