import numpy as np
import pytest

from proofpile.tune.grid import Grid


@pytest.mark.parametrize(
    ("low", "high", "value", "typed"),
    [
        (0.0, 1.0, 0.17, [0.0, 0.05, 0.17, 0.3, 0.8, 0.999, 1.0]),
        (-2.5, 2.5, -0.25, [-2.5, -0.25, 0.0, 1.31]),
        (0.01, 0.04, 0.0123, [0.0123, 0.02, 0.0301]),
        (12.0, 4.0e6, 15000.0, [15.0, 100.0, 14900.0, 15000.0, 2.5e5]),
        (0.5, 0.5, 0.5, [0.5]),
        (0.2, 0.9, 0.123456789, [0.123456789, 0.3]),  # the present threshold, whatever it is
        (0.3, 0.4, 5.0, [0.3, 5.0]),
    ],
)
def test_what_somebody_would_type_is_an_edge(low, high, value, typed):
    grid = Grid.over(low, high, value, "at-least", whole=False)
    assert set(typed) <= set(grid.edges)
    assert list(grid.edges) == sorted(set(grid.edges))
    assert len(grid.edges) < 15000


def test_counts_have_whole_edges():
    grid = Grid.over(0, 30_000, 1000, "at-most", whole=True)
    assert all(edge == int(edge) for edge in grid.edges)
    assert {1.0, 2.0, 999.0, 1000.0} <= set(grid.edges)


@pytest.mark.parametrize("low", [5e-324, -5e-324, 0.0])
def test_a_scale_of_nothing_and_of_everything(low):
    for high in (low, 1e300):
        grid = Grid.over(low, high, 0.5, "at-least", whole=False)
        assert 0.5 in grid.edges
        assert len(grid.edges) < 15000


@pytest.mark.parametrize("keeps", ["at-least", "at-most"])
def test_a_threshold_divides_bins_as_the_filter_divides_scores(keeps):
    draw = np.random.default_rng(3)
    scores = np.concatenate([np.round(draw.random(500), 3), draw.random(500)])
    grid = Grid.over(float(scores.min()), float(scores.max()), 0.17, keeps, whole=False)
    bins = grid.bins(scores)
    assert [grid.bin(s) for s in scores.tolist()] == bins.tolist()
    for edge, value in enumerate(grid.edges):
        stay = scores >= value if keeps == "at-least" else scores <= value
        kept = grid.kept_bins(edge)
        assert np.array_equal((bins >= kept.start) & (bins < kept.stop), stay)


def test_the_nearest_edge():
    grid = Grid((0.0, 0.1, 0.3), "at-least", logarithmic=False)
    assert [grid.nearest(v) for v in (-5, 0.04, 0.06, 0.1, 0.29, 7)] == [0, 0, 1, 1, 2, 2]
