"""What is measured of a text: formulas count as words, and code and signs are no prose."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpile.text.quality import PASSAGE, measure

SHEET = "\n\n".join(
    f"{n}. Find the derivative of the function $f(x) = x^{n} + {n}x$." for n in range(1, 40)
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("Let $x+1 = y \\cdot z$ be given.", 4),
        ("$$\na = b + c\n$$", 1),
        ("a price of \\$5 and \\$6", 6),
        ("well-known isn't two", 3),
        ("设 $G$ 是有限群", 6),
        ("see `some code here` there", 2),
        ("```\nint main(void)\n```\nafter", 1),
        ("```\nnever closed", 2),
    ],
)
def test_words(text, words):
    assert measure(text).words == words


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("mean_word", "aa bbbb $\\frac{long}{formula}$", 3.0),
        ("mean_word", "设 $G$ 是有限群", 0.0),
        ("lettered_words", "one 2 3 4", 0.25),
        ("lettered_words", "one $2$ $3$ $4$", 1.0),
        ("stop_words", "The proof of that is to be found.", 5),
        ("symbols_a_word", "# Heading of four words", 0.0),
        ("symbols_a_word", "one # two …", 1.0),
        ("symbols_a_word", "one $\\ldots$ two $\\#$", 0.0),
        ("bullet_lines", "- one\n- two\nthree", 2 / 3),
        ("bullet_lines", "- $x=1$\n- $x=2$\nthree", 0.0),
        ("bullet_lines", "1) one\n12. two", 1.0),
        ("cut_off_lines", "read more...\nand more …\nwhole.", 2 / 3),
        ("finished_lines", "ten chars.\n10 letters", 0.5),
        ("finished_lines", "so that $x$\n$$\ny\n$$", 1.0),
        ("finished_lines", "so that\n\n$$\ny\n$$", 1.0),
        ("finished_lines", "证明完毕。", 1.0),
        ("short_lines", "Home\nAbout us", 1.0),
        ("short_lines", "Let $x$ be\n" + "a" * 30, 0.0),
        ("repeated_lines", "ten chars.\nten chars.\nother line", 1 / 3),
        ("repeated_lines", "$$x$$\n$$x$$\nwords", 0.0),
        ("repeated_lines", "| 1 | 0 |\n| 1 | 0 |\nwords", 0.0),
        ("repeated_phrase", "buy now buy now buy now", 1.0),
        ("repeated_phrase", "each word is another one", 0.0),
        ("undefined_chars", "\\newcommand{\\a}{b}\\newcommand{\\c}{d}\nfour", 5),
        ("undefined_chars", "a \\newcommand only once", len("a \\newcommand only once") + 1),
    ],
)
def test_a_measure(name, text, value):
    assert getattr(measure(text), name) == pytest.approx(value)


def test_an_exercise_sheet_is_not_repetitive():
    measured = measure(SHEET)
    assert measured.repeated_lines == 0
    assert measured.repeated_passages == 0
    assert measured.bullet_lines == 0
    assert measured.finished_lines == 1
    assert measured.repeated_phrase == 0
    # The same sheet without its formulas is what rules that do not know them see.
    assert measure(SHEET.replace("$", "")).repeated_phrase > 0.4


def test_a_passage_that_comes_again_is_counted_each_time():
    passage = " ".join(f"w{n}" for n in range(PASSAGE))
    measured = measure(f"{passage} between {passage}")
    assert measured.repeated_passages == pytest.approx(
        1 - 7 / (7 + 2 * len("".join(passage.split())))
    )


def test_the_same_formula_is_the_same_word():
    again = " ".join(["by $a$"] * 12)
    assert measure(again).repeated_passages == 1
    differing = " ".join(f"by $a_{{{n}}}$" for n in range(12))
    assert measure(differing).repeated_passages == 0


@given(st.text() | st.text(alphabet="$`\n# -.…ab\\设"))
def test_total_and_within_bounds(text):
    measured = measure(text)
    for name in ("lettered_words", "bullet_lines", "cut_off_lines", "finished_lines", "short_lines",
                 "repeated_lines", "repeated_phrase", "repeated_passages"):  # fmt: skip
        assert 0 <= getattr(measured, name) <= 1
    assert measure(text) == measured


@pytest.mark.parametrize(
    "piece",
    ["$", "$$", "`", "```\n", "a ", "$a", "a\n", "# ", "\\$", "ab-", "'", "设", "...", "- "],
)
def test_linear(piece):
    small, large = (piece * (size // len(piece)) for size in (100_000, 400_000))
    assert seconds(large) < 10 * seconds(small) + 0.05


def seconds(text):
    start = time.process_time()
    measure(text)
    return time.process_time() - start
