"""Keep documents that are written like texts: rules of Gopher, C4 and FineWeb that know mathematics."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import ClassVar

from proofpile import Cut, Document, Drop, Filter
from proofpile.document import Mark
from proofpile.text.quality import Measures, measure


@dataclass(frozen=True)
class Quality(Filter):
    """Measures a text with its formulas as words and its code left out; quality.md has the evidence.

    What is measured becomes marks, so that a corpus can be cut again without being built again; with
    `drop` False nothing else is done. `stop_languages` are those whose texts must hold English stop words.
    """

    least_words: int = 20  # formulas among them
    least_mean_word: float = 3.0
    most_mean_word: float = 10.0
    least_lettered: float = 0.7
    least_stop_words: int = 2
    stop_languages: tuple[str, ...] = ("en",)
    most_symbols: float = 0.1
    most_bullets: float = 0.9
    most_cut_off: float = 0.3
    least_finished: float = 0.12
    most_short: float = 0.75
    most_repeated_lines: float = 0.25
    most_repeated_phrase: float = 0.2
    most_repeated_passages: float = 0.4
    least_undefined: int = 100
    drop: bool = True

    reasons = {
        "few-words": "too few words, each formula counted as one",
        "short-words": "the words are shorter than those of any language written with blanks",
        "long-words": "the words are longer than those of any language written with blanks",
        "few-letters": "too many of the words are numbers and signs",
        "few-stop-words": "hardly any of the words that every English sentence needs",
        "symbol-heavy": "too many number signs and ellipses for its words",
        "bullet-list": "nearly every line is an item of a list, and none of those holds a formula",
        "cut-off-lines": "too many lines end in an ellipsis: teasers of texts that are elsewhere",
        "unfinished-lines": "hardly any line ends like a sentence: menus, tables of contents",
        "short-lines": "nearly all text is in lines of a few words without a formula",
        "repeated-lines": "too much of the text is in lines that were there before",
        "repeated-phrase": "one phrase of two to four words is too much of the text",
        "repeated-passages": "too much of the text is in passages of ten words that come again",
        "definitions-only": "next to nothing is left without the lines that only define commands",
        "placeholder-text": "the text is the printers' blind text, lorem ipsum",
    }
    cuts: ClassVar[Mapping[str, Cut]] = {
        "few-words": Cut("words", "least_words"),
        "definitions-only": Cut("undefined_chars", "least_undefined"),
        "short-words": Cut("mean_word", "least_mean_word"),
        "long-words": Cut("mean_word", "most_mean_word", keeps="at-most"),
        "few-letters": Cut("lettered_words", "least_lettered"),
        "few-stop-words": Cut("stop_words", "least_stop_words"),
        "symbol-heavy": Cut("symbols_a_word", "most_symbols", keeps="at-most"),
        "bullet-list": Cut("bullet_lines", "most_bullets", keeps="at-most"),
        "cut-off-lines": Cut("cut_off_lines", "most_cut_off", keeps="at-most"),
        "unfinished-lines": Cut("finished_lines", "least_finished"),
        "short-lines": Cut("short_lines", "most_short", keeps="at-most"),
        "repeated-lines": Cut("repeated_lines", "most_repeated_lines", keeps="at-most"),
        "repeated-phrase": Cut("repeated_phrase", "most_repeated_phrase", keeps="at-most"),
        "repeated-passages": Cut("repeated_passages", "most_repeated_passages", keeps="at-most"),
    }
    marks = {name: int if kind is int else float for name, kind in Measures.__annotations__.items()}

    def __call__(self, doc: Document) -> Document | Drop:
        measured: dict[str, Mark] = {
            name: round(value, 4) for name, value in asdict(measure(doc.text)).items()
        }
        if self.drop:
            if "lorem ipsum" in doc.text.lower():
                return Drop("placeholder-text")
            for reason, cut in self.cuts.items():
                score, line = measured[cut.mark], getattr(self, cut.parameter)
                assert isinstance(score, int | float)
                if _beyond(score, line, cut) and self._is_asked(reason, score, doc):
                    return Drop(reason, score, line)
        return doc.mark(**measured)

    def _is_asked(self, reason: str, score: float, doc: Document) -> bool:
        """Stop words are asked of their language, the length of words where blanks part them, and
        what is left without definitions where there are some."""
        return {
            "few-stop-words": doc.marks.get("language") in self.stop_languages,
            "short-words": score > 0,
            "definitions-only": "newcommand" in doc.text,
        }.get(reason, True)


def _beyond(score: float, line: float, cut: Cut) -> bool:
    return score < line if cut.keeps == "at-least" else score > line
