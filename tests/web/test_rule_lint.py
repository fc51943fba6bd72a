"""Slips in lists of URL rules are found, and the list that ships has none."""

import sys

import pytest

from proofpile import Filter
from proofpile.web.rule_lint import lint

SHIPPED = vars(sys.modules[type(Filter.load("url_rules")).__module__])["RULES"]


def test_the_list_that_ships_is_clean():
    assert lint({group: text.split() for group, text in SHIPPED.items()}) == []


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("/authors/serials/read.dukeupress.edu", "the segment read.dukeupress.edu is a domain"),
        ("unz.comscribd.com", "the label comscribd begins like the ending of a domain"),
        ("www.mpg.despringer.de", ""),  # two letters begin too many words
        ("happyslide.nett", "nobody can register happyslide.nett"),
        ("/c", "met by chance"),
        ("commons.wikimedia.org", ""),
        ("forum.community.example.org", ""),
        ("www.netlib.org", ""),
        ("profiles.", ""),
        ("$?s", ""),
    ],
)
def test_a_single_rule(rule, said):
    problems = lint({"group": [rule]})
    assert len(problems) == bool(said)
    assert said in "".join(problems)


@pytest.mark.parametrize(
    ("wide", "narrow"),
    [
        ("scribd.com", "www.scribd.com/document"),
        ("/author", "/blog/author/x"),
        ("/feed$", "/blog/feed$"),
        ("?feed", "?feed=rss"),
        ("profiles.", "profiles.stanford.edu"),
        ("/author", "/author"),
        ("de", "mpg.de/x"),
    ],
)
def test_a_rule_that_another_hides(wide, narrow):
    problems = lint({"a": [wide], "b": [narrow]})
    assert f"b: {narrow}: a {wide} meets all that it meets" in problems


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/author", "/authors"),
        ("/feed$", "/feed"),
        ("/feed$", "/feed/x"),
        ("scribd.com/x", "scribd.com/y"),
        ("?feed=rss", "?feed"),
        ("a.example.org", "b.example.org"),
        ("$?s", "/x?s"),
    ],
)
def test_rules_of_which_neither_hides_the_second(one, other):
    assert not [p for p in lint({"a": [one], "b": [other]}) if p.startswith("b:") and "meets" in p]


def test_somebodys_own_list_is_looked_over():
    with pytest.warns(UserWarning, match="two rules joined into one"):
        Filter.load("url_rules", also=("unz.comscribd.com",)).prepare()
