"""How well scores part positives from negatives."""

from collections.abc import Sequence


def average_precision(scores: Sequence[float], positive: Sequence[bool]) -> float:
    """Area under the curve of precision and recall, as its step-wise sum; 0 without positives.

    Examples of one score are taken together, so that their order cannot matter.
    """
    ranked = sorted(zip(scores, map(bool, positive), strict=True), key=lambda pair: -pair[0])
    whole = sum(is_positive for _, is_positive in ranked)
    area, found, before, at = 0.0, 0, 0, 0
    while at < len(ranked):
        end = at
        while end < len(ranked) and ranked[end][0] == ranked[at][0]:
            found += ranked[end][1]
            end += 1
        area += (found - before) / whole * (found / end) if whole else 0.0
        before, at = found, end
    return area
