"""Where two texts differ: all of both is there, what is equal is marked so, and nothing takes long."""

import random
import time
from itertools import pairwise

import pytest

from proofpile import differences as module
from proofpile.differences import Region, differences, passages, tokens

MOST = 20_000  # characters of a text that the report shows


def shown(left: str, right: str) -> str:
    """Both texts in one line: what is equal as it is on the left, the rest as [left|right]."""
    return "".join(
        r.left if r.same else f"[{r.left.strip()}|{r.right.strip()}]"
        for r in differences(left, right)
    )


@pytest.mark.parametrize(
    ("left", "right", "want"),
    [
        ("", "", ""),
        ("", "a b", "[|a b]"),
        ("a b", "", "[a b|]"),
        ("one two", "one two", "one two"),
        ("one two three", "one too three", "one [two|too]three"),
        ("one  two\n\nthree ", " one two three", "one  two\n\nthree "),
        ("a b c", "a c", "a [b|]c"),
        ("a c", "a b c", "a [|b]c"),
        ("Let $x+1=2$.", "Let $x + 1 = 3$.", "Let $x+1=[2|3]$."),
        (r"as \(\alpha_1\) is", r"as \(\beta_1\) is", r"as \([\alpha|\beta]_1\) is"),
        (r"\[ a\,b \]", r"\[ a\;b \]", r"\[ a\,b \]"),
        # What counts as equal in the Jaccard is not marked, either.
        (r"$\left(x_{1}\right) \leq 542$", r"$(x_1)\le 5 4 2$", r"$\left(x_{1}\right) \leq 542$"),
        (r"$x^{12}$ and $y$", r"$x^12$ and $y$", r"$x^[{|]12[}|]$ and $y$"),
        (
            r"\begin{align}x\end{align} $\dfrac a b$",
            "$\\frac{a}b$",
            r"[\begin{align}x\end{align}|]$\dfrac a b$",
        ),
        ("$x$", "x", "[$|]x[$|]"),
        ("$$x$$ y", "$$x$$ z", "$$x$$ [y|z]"),
        ("3 + 4 = 7", "3 + 5 = 8", "3 + [4|5]= [7|8]"),
        ("数学是美", "数字是美", "数[学|字]是美"),
        ("costs $5 or more", "costs $6 or more", "costs [$5|$6]or more"),
        # "of the" between two long differences is a coincidence; a shingle of five words is none.
        ("a b c of the d e f", "g h i of the j k l", "[a b c of the d e f|g h i of the j k l]"),
        (
            "a b c d e f 1 2 3 4 5 g h i j k l",
            "m n o p q r 1 2 3 4 5 s t u v w x",
            "[a b c d e f|m n o p q r]1 2 3 4 5 [g h i j k l|s t u v w x]",
        ),
    ],
)
def test_what_is_marked(left: str, right: str, want: str) -> None:
    assert shown(left, right) == want


@pytest.mark.parametrize(
    "text", ["", "  ", " a", "a ", "\n$x$\n", "$", "$$", "a$b\n\nc$", "\\(", "\x00"]
)
def test_tokens_are_the_text(text: str) -> None:
    assert "".join(tokens(text).written) == text


def test_all_of_both_texts_is_there_and_what_is_called_the_same_is() -> None:
    draw = random.Random(5)
    for _ in range(300):
        left, right = (
            "".join(draw.choices("ab1 $\\\n{x}()[]数,", k=draw.randrange(40))) for _ in "lr"
        )
        regions = differences(left, right)
        assert "".join(r.left for r in regions) == left
        assert "".join(r.right for r in regions) == right
        for region in regions:
            assert not region.same or _bare(region.left) == _bare(region.right)
        assert all(one.same != two.same for one, two in pairwise(regions))


def _bare(text: str) -> str:
    """Without blanks, and without what means nothing or the same in formulas of these tests."""
    for delimiter in ("$$", "\\(", "\\)", "\\[", "\\]"):
        text = text.replace(delimiter, "$")
    return (
        "".join(text.split()).replace("\\", "").replace(",", "").replace("{", "").replace("}", "")
    )


@pytest.mark.parametrize("window", [8, 4096])
def test_as_much_is_equal_as_can_be(monkeypatch: pytest.MonkeyPatch, window: int) -> None:
    """Against the textbook's table; through a small window as much as is in sight, and never nonsense."""
    monkeypatch.setattr(module, "COINCIDENCE", 0)
    monkeypatch.setattr(module, "WINDOW", window)
    draw = random.Random(6)
    for _ in range(200):
        left, right = (draw.choices("abcd", k=draw.randrange(1, 60)) for _ in "lr")
        found = sum(
            len(r.left.split()) for r in differences(" ".join(left), " ".join(right)) if r.same
        )
        best = _longest(left, right)
        assert found == best if window > 60 else best / 3 < found + 2 <= best + 2


def test_a_long_text_stays_in_step_from_window_to_window() -> None:
    draw = random.Random(7)
    words = [f"w{draw.randrange(300)}" for _ in range(20_000)]
    changed = {n for n in range(len(words)) if draw.random() < 0.02}
    other = [f"new{n}" if n in changed else word for n, word in enumerate(words)]
    regions = differences(" ".join(words), " ".join(other[:900] + other[1100:]))
    same = sum(len(r.left.split()) for r in regions if r.same)
    assert same > len(words) - len(changed) - 200 - 50


@pytest.mark.parametrize(
    ("left", "right", "want"),
    [
        ("a b", "a b", ["=a b"]),
        ("a b", "a c", ["a [b|c]"]),
        # 10 characters of what is equal stay, up to the next blank.
        ("x " + "one two three four five six " * 3 + "y", "z " + "one two three four five six " * 3 + "w",
         ["[x|z]one two three ", "=four five six one two three four five six one two three ",
          "four five six [y|w]"]),
        ("one two three four five six seven x", "one two three four five six seven y",
         ["=one two three four five ", "six seven [x|y]"]),
        ("x one two three four five six seven", "y one two three four five six seven",
         ["[x|y]one two three ", "=four five six seven"]),
        ("x one two three y", "z one two three w", ["[x|z]one two three [y|w]"]),
    ],
)  # fmt: skip
def test_passages(left: str, right: str, want: list[str]) -> None:
    found = passages(left, right, context=10)
    assert [_told(passage) for passage in found] == want


def test_a_text_that_goes_on_does_not_differ_at_its_end() -> None:
    assert [_told(p) for p in passages("a b c d", "x a b c", 10, cut=True)] == ["[|x]a b c "]
    assert [_told(p) for p in passages("a", "b", 10, cut=True)] == ["[a|b]"]


def test_passages_leave_nothing_out_though_blanks_and_spelling_differ() -> None:
    draw = random.Random(9)
    for _ in range(200):
        left, right = (
            "".join(draw.choices("ab1 $\\\n{x}(数", weights=[9] * 3 + [3] + [1] * 8, k=60))
            for _ in "lr"
        )
        left, right = (
            left + " tail of  both $\\left(x$ " * 9 + "p",
            right + "\ntail of both $(x$\n" * 9,
        )
        found = [r for passage in passages(left, right, 12) for r in passage]
        assert "".join(r.left for r in found) == left
        assert "".join(r.right for r in found) == right
        for region in found:
            words = _bare(region.left).replace("left", "")
            assert not region.same or words == _bare(region.right).replace("left", "")


def _told(passage: list[Region]) -> str:
    if len(passage) == 1 and passage[0].same:
        return "=" + passage[0].left
    return "".join(r.left if r.same else f"[{r.left.strip()}|{r.right.strip()}]" for r in passage)


def _longest(left: list[str], right: list[str]) -> int:
    row = [0] * (len(right) + 1)
    for token in left:
        above = row
        row = [0]
        for n, other in enumerate(right):
            row.append(above[n] + 1 if token == other else max(above[n + 1], row[n]))
    return row[-1]


def _prose(draw: random.Random) -> str:
    words = [f"w{draw.randrange(900)}" for _ in range(6000)]
    return " ".join(w if draw.random() < 0.9 else f"${w}_1+2$" for w in words)[:MOST]


def _near(draw: random.Random, text: str) -> str:
    return " ".join("x" if draw.random() < 0.03 else w for w in text.split(" "))


def test_texts_as_they_are_shown_take_no_time_to_speak_of() -> None:
    """26 ms when it was measured; where nothing bounds the search it is minutes."""
    draw = random.Random(8)
    left = _prose(draw)
    for right in (_near(draw, left), _prose(draw), left):
        assert _seconds(left, right) < 1


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("a " * 10_000, "a b " * 5_000),
        ("ab" * 10_000, "ba" * 10_000),
        ("数字" * 10_000, "字是数" * 6_600),
        ("$ " * 10_000, "$$ " * 6_600),
        ("\\( " * 6_600, "\\[ " * 6_600),
        ("\\" * 20_000, "$\\" * 10_000),
        ("$x+y$ " * 3_300, "$x-y$ and " * 2_000),
        (" " * 20_000, "\n" * 20_000),
    ],
    ids=["words", "one word", "characters", "dollars", "openers", "strokes", "formulas", "blanks"],
)
def test_no_text_takes_long(left: str, right: str) -> None:
    """Time is linear in the length: four times the text takes no sixteen times as long."""
    short, long = _seconds(left, right), _seconds(left * 4, right * 4, tries=1)
    assert long < 10 * short + 0.2


def _seconds(left: str, right: str, tries: int = 3) -> float:
    """The best of some tries, of this process's own time: the machine has other work."""
    best = float("inf")
    for _ in range(tries):
        start = time.process_time()
        differences(left, right)
        best = min(best, time.process_time() - start)
    return best
