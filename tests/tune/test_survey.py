"""Counts against a walk through all documents; strata that divide them; samples that are drawn alike."""

import pytest
from scored import document, many

from proofpile.errors import UsageError
from proofpile.passes import EXCERPT
from proofpile.tune.line import Line
from proofpile.tune.survey import ENDING, OPENING, STRATA, Survey


def survey(told, reason="low-worth"):
    return Survey.of(Line.of(str(told.recipe), told.out, reason), told.out)


def reached(documents, reason):
    """Scores that the line has judged, and the texts: a document that fell earlier is not among them."""
    marks = [(one["marks"], one["text"]) for one in documents]
    if reason == "high-count":
        return [(m["count"], text) for m, text in marks if m["given"] >= 0.5]
    return [(m["given"], text) for m, text in marks if m["count"] <= 1000 or m["given"] < 0.5]


@pytest.mark.parametrize("reason", ["low-worth", "high-count"])
def test_every_threshold_keeps_what_the_filter_would_keep(tell, reason):
    documents = many(300)
    found = survey(tell(documents), reason)
    scores = [score for score, _ in reached(documents, reason)]
    for edge, value in enumerate(found.grid.edges):
        expected = sum(found.line.is_kept(score, value) for score in scores)
        assert found.kept_at(edge)[0] == expected, value
    assert found.grid.edges[found.now] == found.line.value
    assert found.kept.total + found.refused.total == len(scores)


def test_characters_are_those_of_kept_texts_and_estimates_of_refused_ones(tell):
    documents = [document(0.9, "x" * 1000, 1), document(0.6, "é" * 500, 2),
                 document(0.4, "x" * 100, 3), document(0.3, "x" * 5000, 4)]  # fmt: skip
    found = survey(tell(documents))
    assert found.typical == 750
    kept = {value: found.kept_at(found.grid.nearest(value))[1] for value in (0.5, 0.7, 0.35, 0.3)}
    assert kept == {0.5: 1500, 0.7: 1000, 0.35: 1600, 0.3: 2350}


def test_a_document_without_a_score_and_one_that_another_test_judged(tell):
    documents = [
        document(None, n=1),
        document(0.9, n=2, count=5),
        document(0.7, n=3),
        document(0.1, n=4),
    ]
    told = tell(documents)
    found = survey(told)
    assert (found.kept.unscored, found.kept.elsewhere, found.refused.elsewhere) == (1, 0, 0)
    other = survey(told, "high-count")  # of the two that were kept with a score one has a count
    assert (other.kept.total, other.kept.unscored) == (1, 2)


def test_scores_on_the_wrong_side_are_somebody_elses(tell):
    # A filter that refuses 0.8 for the same reason, and keeps 0.2.
    edit = ("worth < self.least", "worth == 0.8 or 0.2 != worth < self.least")
    documents = [document(score, n=n) for n, score in enumerate([0.9, 0.8, 0.6, 0.2, 0.1])]
    found = survey(tell(documents, edit=edit))
    assert (found.kept.total, found.refused.total) == (2, 1)
    assert (found.kept.elsewhere, found.refused.elsewhere) == (1, 1)


def test_refusals_that_were_only_counted_weigh_on_those_that_are_listed(tell):
    texts = ["x" * length for length in (3, 4, 5, 6, 7, 8)]  # a third of them is listed
    documents = [document(0.4 - n / 100, text, n) for n, text in enumerate(texts)]
    found = survey(tell([*documents, document(0.9, n=9)], listed=False))
    assert (found.refused.counts.sum(), found.refused.weight, found.refused.total) == (2, 3.0, 6.0)
    assert found.kept_at(0)[0] == 7
    assert found.kept_at(0)[1] == 6 + 3 * (3 + 6)


def test_strata_divide_each_side_from_the_line_outwards(corpus):
    for reason in ("low-worth", "high-count"):
        found = survey(corpus, reason)
        for side in (found.kept, found.refused):
            strata = [s for s in found.strata if s.kept == side.kept]
            bins = [n for s in strata for n in s.bins]
            assert len(bins) == len(set(bins))
            assert sum(side.counts[bins]) == side.counts.sum()
            assert all(side.counts[list(s.bins)].sum() for s in strata)
            ends = [abs(found.now - n) for s in strata for n in s.bins]
            assert ends == sorted(ends)
            shares = [side.counts[[n for t in strata[: k + 1] for n in t.bins]].sum() / side.counts.sum()
                      for k in range(len(strata))]  # fmt: skip
            assert all(got >= want for got, (want, _) in zip(shares, STRATA, strict=False))
            for one in found.candidates:
                stratum = found.strata[one.stratum]
                assert one.bin in stratum.bins
                assert one.kept == stratum.kept


def test_whoever_stops_early_has_seen_every_stratum_and_most_of_the_line(corpus):
    found = survey(corpus)
    first = found.candidates[:40]
    assert {one.stratum for one in first} == set(range(len(found.strata)))
    near = [s for s, stratum in enumerate(found.strata) if stratum.size == STRATA[0][1]]
    most = [sum(one.stratum == s for one in found.candidates) for s in range(len(found.strata))]
    assert all(most[s] <= found.strata[s].size for s in range(len(most)))
    assert len(near) == 2
    assert len({one.id for one in found.candidates}) == len(found.candidates)


def test_a_sample_does_not_depend_on_how_the_corpus_lies_in_files(tell):
    documents = many(200)
    one = survey(tell(documents, "one"))
    again = survey(tell(documents, "again"))
    assert one.candidates == again.candidates


def test_a_long_text_shows_its_beginning_and_its_end_and_a_cut_one_says_so(tell):
    long = "a" * OPENING + "b" * 50 + "c" * ENDING
    told = tell([document(0.9, long, 1), document(0.8, "short", 2), document(0.2, long, 3),
                 document(0.1, "z" * (EXCERPT - 1), 4)])  # fmt: skip
    by = {one.score: one for one in survey(told).candidates}
    assert (by[0.9].opening, by[0.9].ending) == ("a" * OPENING, "c" * ENDING)
    assert by[0.9].length == len(long)
    assert (by[0.8].opening, by[0.8].ending, by[0.8].length) == ("short", "", 5)
    assert (by[0.2].opening, by[0.2].length) == ("a" * EXCERPT, 0)
    assert by[0.1].length == EXCERPT - 1


@pytest.mark.parametrize(
    ("documents", "params", "message"),
    [
        ([], {}, "none was refused for low-worth; build from more"),
        ([document(None)], {}, "none was kept with the mark worth"),
        ([document(0.1, "xx")], {"listed": False}, "lists none of the 1 that were refused"),
    ],
)
def test_a_corpus_with_nothing_to_look_at(tell, documents, params, message):
    with pytest.raises(UsageError, match=message):
        survey(tell(documents, **params))


@pytest.mark.parametrize(
    "scores", [[0.9], [0.1], [0.5, 0.5, 0.5], [1e300, -1e300], [0.4999999, 0.5]]
)
def test_one_side_only_and_scores_that_are_all_alike_or_far_apart(tell, scores):
    found = survey(tell([document(s, n=n) for n, s in enumerate(scores)]))
    assert len(found.candidates) == len(scores)
    assert found.kept.total + found.refused.total == len(scores)
    assert found.kept_at(found.now)[0] == sum(score >= 0.5 for score in scores)
