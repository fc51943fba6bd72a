"""Pages and notations put together at random from what real ones are made of: see tests/fuzz."""

import pytest
from fuzz.pieces import VOCABULARY, seeds
from fuzz.targets import TARGETS
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

# A busy machine is no failure.
CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


def soup(target: str, most: int) -> st.SearchStrategy[str]:
    """Pieces one after another, some of them repeated, here and there a character of any kind."""
    piece = st.sampled_from(VOCABULARY[target])
    many = st.tuples(piece, st.integers(2, 30)).map(lambda pair: pair[0] * pair[1])
    return st.lists(piece | piece | piece | many | st.text(max_size=2), max_size=most).map("".join)


@pytest.mark.parametrize("target", TARGETS)
def test_soup(target: str) -> None:
    @settings(CALM, max_examples=300 if target == "page" else 150)
    @given(soup(target, 40))
    def run(source: str) -> None:
        TARGETS[target](source)

    run()


@pytest.mark.parametrize("target", TARGETS)
def test_damaged_seeds(target: str) -> None:
    """Well-formed input with a piece cut out, or another put in."""
    pieces = VOCABULARY[target]

    @settings(CALM, max_examples=150)
    @given(
        st.sampled_from(seeds(target)),
        st.lists(
            st.tuples(st.floats(0, 1), st.integers(0, 20), st.sampled_from(pieces)), max_size=6
        ),
    )
    def run(source: str, damages: list[tuple[float, int, str]]) -> None:
        for where, length, put in damages:
            at = int(where * len(source))
            source = source[:at] + put + source[at + length :]
        TARGETS[target](source)

    run()


@pytest.mark.parametrize("target", TARGETS)
def test_the_seeds_themselves(target: str) -> None:
    for source in seeds(target):
        TARGETS[target](source)
