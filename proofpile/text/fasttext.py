"""fastText classifiers, read by our own kernel from the `.bin` and `.ftz` files of fastText's library.

No package does it: the two that would, `fasttext-predict` and `fasttext-numpy2`, install the same modules
over each other, none has wheels everywhere, and both take four times as long.
"""

import hashlib
import mmap
from functools import cache
from pathlib import Path
from typing import Any

from proofpile import native
from proofpile.errors import MissingError

_LABEL, _END = "__label__", "</s>"
_MEND = "give the .bin or .ftz file of a supervised fastText model, whole, and the same on every machine"


class FastText:
    """A classifier, loaded once a process for each file."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self.labels: tuple[str, ...] = tuple(name.removeprefix(_LABEL) for name in model.labels)
        self._index = {label: i for i, label in enumerate(self.labels)}

    @staticmethod
    @cache
    def at(path: Path | str, sha256: str = "", mend: str = _MEND) -> "FastText":
        """The model in `path`.

        Raises MissingError, which ends with `mend`, if the file cannot be read, is no classifier of
        fastText's, is damaged, or is not the one of `sha256`. A large unquantised model is not copied but
        mapped: replace such a file while a build runs, do not write into it.
        """
        data = _contents(Path(path), mend)
        if sha256 and (found := hashlib.sha256(data).hexdigest()) != sha256:
            raise MissingError(
                f"{path} has the SHA-256 {found}, and the build was prepared with {sha256}: {mend}"
            )
        try:
            return FastText(native.FastText(data))
        except (ValueError, MemoryError) as error:
            raise MissingError(
                f"{path} is no fastText model, or not all of it: {error}: {mend}"
            ) from None

    @classmethod
    def of(cls, data: bytes) -> "FastText":
        """The model that `data`, the content of a file, describes. Raises ValueError if it is none."""
        return cls(native.FastText(data))

    def predict(self, line: str, k: int = 1) -> list[tuple[str, float]]:
        """The `k` likeliest labels of `line` (all for ``k=-1``) and their probabilities, likeliest first.

        What fastText says of the same line, with three differences: a line break and the word ``</s>`` are
        blanks and end nothing, or a page could hide what follows; a lone surrogate is a "?"; and no
        probability is above 1 (fastText adds 1e-5 to each). Empty where the model knows no word of the
        line; one trained by fastText knows its end.
        """
        best = self._model.predict(_unbroken(line), k)
        return [
            (self.labels[i], probability if probability < 1.0 else 1.0) for i, probability in best
        ]

    def probability(self, line: str, label: str) -> float:
        """Probability of `label` for `line`. Raises KeyError if the model has no such label."""
        return min(float(self._model.probability(_unbroken(line), self._index[label])), 1.0)


def _unbroken(line: str) -> str:
    return line.replace(_END, " ") if _END in line else line


def _contents(path: Path, mend: str) -> mmap.mmap | bytes:
    try:
        with path.open("rb") as file:
            if path.stat().st_size == 0:
                return b""
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError) as error:  # ValueError: what cannot be mapped, such as a pipe
        raise MissingError(f"the model {path} cannot be read ({error}): {mend}") from None
