"""Pages without a marker of mathematics are read for their words, if that is wished."""

import pytest

from proofpile.web.gate import FEWEST_CHARACTERS, LOOK_AT, RULE, Gate

WORDS = b"the group is cyclic and its order divides that of the ring " * 10
MARKED = b"<html><script src=mathjax.js></script><p>x</p>"


def score(text):
    return None if "silence" in text else text.count("group") / len(text.split())


@pytest.mark.parametrize(
    ("page", "least", "fired"),
    [
        (MARKED, 0.0, ("mathjax",)),
        (b"<p>" + WORDS, 0.05, (RULE,)),
        (b"<p>" + WORDS, 0.5, ()),
        (b"<p>" + WORDS[: FEWEST_CHARACTERS - 50], 0.0, ()),
        (b"<script>" + WORDS + b"</script>", 0.0, ()),
        (b"<p>silence" + WORDS, 0.0, ()),
        (b"", 0.0, ()),
        (b"\xff\xfe" * 600, 0.5, ()),
    ],
)
def test_what_speaks_for_a_page(page, least, fired):
    assert Gate(score, least).fired(page) == fired


def test_without_a_score_markers_decide():
    assert Gate().fired(b"<p>" + WORDS) == ()
    assert Gate().fired(MARKED) == ("mathjax",)


def test_only_the_beginning_is_looked_at():
    seen = []
    Gate(lambda text: seen.append(len(text)), 0.5).fired(b"<p>" + b"a b " * 100_000)
    assert seen == [LOOK_AT]
