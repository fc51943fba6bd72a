"""The filter `quality`: what it refuses, what it lets be, and that mathematics is no fault."""

import pytest

from proofpile import Document, Drop, Filter

QUALITY = Filter.load("quality").prepare()
PROSE = (
    "Every finite group of prime order is cyclic. To see that, take any element other than the identity "
    "and look at the subgroup which it generates: its order divides that of the group, so it is all of it. "
)
NAMES = (
    "sets",
    "maps",
    "rings",
    "fields",
    "groups",
    "ideals",
    "modules",
    "lattices",
    "chains",
    "cats",
)


def each(pattern, names=NAMES):
    return "\n".join(pattern.format(name) for name in names)


FORMULAS = each("$$\n\\sum_k a_k x^k = \\#{} \\ldots\n$$", range(60))
SHEET = each("- Solve the equation $x^2 - {0}x + {0} = 0$.", range(2, 60))
KEPT = {
    "prose": (PROSE, "en"),
    "full of formulas": (PROSE + FORMULAS, "en"),
    "hardly anything else": (f"What we have to prove of the sums is that\n{FORMULAS}", "en"),
    "exercises": (f"# Exercises\n\nTo be solved, with all of the steps.\n\n{SHEET}", "en"),
    "German": ("Sei $G$ eine endliche Gruppe, deren Ordnung prim ist. Dann ist sie zyklisch, denn "
               "jedes andere Element als das neutrale erzeugt eine Untergruppe.", "de"),
    "Chinese": ("设 $G$ 是有限群，其阶为素数。则 $G$ 是循环群：任取一个非单位元，它生成的子群的阶整除群的阶。", "zh"),  # noqa: E501
}  # fmt: skip
REFUSED = {
    "few-words": ("Home\nAbout", "en"),
    "short-words": ("a b c d e f g h i j k l m n o p q r s t u v w x y z.", "en"),
    "long-words": (each("donaudampfschifffahrtsgesellschaft {}."), "de"),
    "few-letters": (each("{} 1200 3400 5600 of the 7000 8000."), "en"),
    "few-stop-words": ("Cheap tickets online today, cheap flights, hotels, cars, insurance, loans, mortgage, "
                       "credit, games, casino, poker, slots, free bonus, best prices, phones, shoes.", "en"),
    "symbol-heavy": (each("# {0} # and the {0} # with it #."), "en"),
    "bullet-list": (each("- all the {} and what must be said of those."), "en"),
    "cut-off-lines": (each("The story of {} and how it was found that day ..."), "en"),
    "unfinished-lines": (each("The chapter about {} and what they are good for"), "en"),
    "short-lines": (each("The {} and of it."), "en"),
    "repeated-lines": ("This is the line that is there all of the time.\n" * 3, "en"),
    "repeated-phrase": (each("Best price and best price, {} of the best price."), "en"),
    "repeated-passages": (f"{PROSE}And then it is said again: {PROSE}", "en"),
    "definitions-only": (each(r"\newcommand{{\{0}}}{{the end of it}} \newcommand{{\x}}{{and so on}}"), "en"),
    "placeholder-text": (f"Lorem ipsum dolor sit amet. {PROSE}", "en"),
}  # fmt: skip


@pytest.mark.parametrize("name", KEPT)
def test_kept(name):
    text, language = KEPT[name]
    outcome = QUALITY(Document("x", text, marks={"language": language}))
    assert isinstance(outcome, Document), outcome


@pytest.mark.parametrize("name", QUALITY.reasons)
def test_refused(name):
    text, language = REFUSED[name]
    outcome = QUALITY(Document("x", text, marks={"language": language}))
    assert isinstance(outcome, Drop)
    assert outcome.reason == name


def test_stop_words_are_asked_of_their_language_only():
    text, _ = REFUSED["few-stop-words"]
    assert isinstance(QUALITY(Document("x", text, marks={"language": "de"})), Document)
    assert isinstance(QUALITY(Document("x", text)), Document)


def test_marks_tell_what_was_measured_and_drop_can_be_off():
    outcome = Filter.load("quality", drop=False)(Document("x", "Home\nAbout"))
    assert isinstance(outcome, Document)
    assert outcome.marks["words"] == 2
    assert set(outcome.marks) == set(QUALITY.marks)


@pytest.mark.parametrize(("reason", "cut"), QUALITY.cuts.items())
def test_every_line_is_a_parameter_that_moves(reason, cut):
    text = PROSE + "\n\\newcommand{}{}\\newcommand{}{}"
    doc = Document("x", text, marks={"language": "en"})
    assert isinstance(QUALITY(doc), Document)
    strict = Filter.load("quality", **{cut.parameter: 10**9 if cut.keeps == "at-least" else -1})
    outcome = strict(doc)
    assert isinstance(outcome, Drop)
    assert outcome.reason == reason
