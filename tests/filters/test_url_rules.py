"""URL rules mean hosts, path segments and query keys, and never a part of a word."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpile import Document, Drop, Filter
from proofpile.errors import UsageError

RULES = Filter.load("url_rules").prepare()


def detail(url: str, **marks: int) -> str:
    """What `url` is refused for; "" if it is not."""
    outcome = RULES(Document("x", "text", origin=url, marks=marks))
    if isinstance(outcome, Drop):
        assert outcome.reason == "url-rule"
        return outcome.detail
    assert outcome == Document("x", "text", origin=url, marks=marks)
    return ""


@pytest.mark.parametrize(
    ("url", "rule"),
    [
        ("https://www.scribd.com/document/1/Algebra", "document-mill scribd.com"),
        ("http://zh-cn.unz.com/x", "off-topic unz.com"),
        ("https://math.stackexchange.com/users/12/ada", "profile stackexchange.com/users"),
        ("https://uni.example/blog/author/ada/page/2", "author /author"),
        ("https://wiki.example/Special:Search?x=1", "versions /special:search"),
        ("https://blog.example/2012/05/limits/feed/", "feed /feed$"),
        ("https://blog.example/?s=limits", "search-results $?s"),
        ("https://blog.example/limits?replytocom=77#respond", "versions ?replytocom"),
        ("https://blog.example/index.php?p=3&feed=rss2", "feed ?feed"),
        ("https://lib.example/search.php?q=x", "search-results /search$"),
        ("https://profiles.uni.example/ada", "profile profiles."),
        ("https://code.example/repo/commit/0a1b2c", "versions /commit"),
        ("https://site.example/2020/proceedings/talk.html", "catalogue /proceedings"),
        ("https://archive.org/stream/euclid/euclid_djvu.txt", "scans archive.org/stream"),
    ],
)
def test_refused(url: str, rule: str) -> None:
    assert detail(url) == rule


@pytest.mark.parametrize(
    "url",
    [
        "https://www.kunz.com/algebra",
        "https://uni.example/committee/minutes",
        "https://uni.example/tissn/x",
        "https://uni.example/research/groups",
        "https://uni.example/authority/lemma",
        "https://notscribd.com/x",
        "https://scribd.com.example/x",
        "https://uni.example/?q=scribd.com",
        "https://uni.example/scribd.com/x",
        "https://web.archive.org/web/2010/http://uni.example/calculus",
        "https://forum.example/showthread.php?s=0a1b&t=12",
        "https://numpy.org/doc/stable/user/absolute_beginners.html",
        "https://en.wikipedia.org/wiki/Binary_search",
        "https://uni.example/feed/rates",
        "https://uni.example/publications/2012/primes.html",
        "https://mathoverflow.net/questions/12/users-of-sheaves",
    ],
)
def test_not_refused(url: str) -> None:
    assert detail(url) == ""


@pytest.mark.parametrize(
    "url",
    [
        "HTTPS://WWW.SCRIBD.COM/doc/1",
        "https://user:pass@scribd.com:8443/doc",
        "https://scribd.com./doc",
        "//scribd.com/doc",
        "scribd.com/doc",
        "  https://scribd.com\n",
    ],
)
def test_spellings_of_a_host(url: str) -> None:
    assert detail(url) == "document-mill scribd.com"


def test_percent_signs_and_case_of_a_path() -> None:
    assert detail("https://uni.example/%41uthor/x") == "author /author"


def test_international_hosts_in_either_spelling() -> None:
    rules = Filter.load("url_rules", also=("bücher.example",)).prepare()
    for host in ("bücher.example", "BÜCHER.example", "www.xn--bcher-kva.example"):
        outcome = rules(Document("x", "", origin=f"https://{host}/1"))
        assert outcome == Drop("url-rule", detail="also bücher.example")


@pytest.mark.parametrize(
    "url",
    [
        *(
            "",
            " ",
            "?",
            "\x00",
            "mailto:a@b.example",
            "http://",
            "http://[::1",
            "http://[::1]:80/a",
        ),
        *("http://a:b:c/", "http://\u2100.com/", "http://1.2.3.4/", "http://..\xe9../"),
        *("http://" + "a" * 300 + ".\xe9/", "http://x/?" + "a&" * 9999),
    ],
)
def test_what_is_no_address_is_not_judged(url: str) -> None:
    assert detail(url) == ""


@given(st.text() | st.text(alphabet=":/?#[]@.%é\\=&").map("http://".__add__))
def test_total(url: str) -> None:
    detail(url)


@pytest.mark.parametrize(
    ("host", "formulas", "rule"),
    [
        ("math.libretexts.org", 0, ""),
        ("stats.libretexts.org", 0, ""),
        ("phys.libretexts.org", 0, ""),
        ("bio.libretexts.org", 0, "subject bio.libretexts.org"),
        ("chem.libretexts.org", 3, ""),
        ("bio.libretexts.org.example", 0, ""),
    ],
)
def test_subject_by_host(host: str, formulas: int, rule: str) -> None:
    assert detail(f"https://{host}/Bookshelves/1", formulas=formulas) == rule


def test_page_numbers_are_no_formulas() -> None:
    page = Document(
        "x", r"Figure $\PageIndex{1}$: a cell.", "https://bio.libretexts.org/1", "", {"formulas": 1}
    )
    assert RULES(page) == Drop("url-rule", detail="subject bio.libretexts.org")


def test_groups_can_be_switched_off() -> None:
    page = Document("x", "", origin="https://scribd.com/1")
    assert Filter.load("url_rules", off=("document-mill",)).prepare()(page) == page


def test_an_unknown_group_is_a_mistake() -> None:
    with pytest.raises(UsageError, match="no group spam; there are search-results"):
        Filter.load("url_rules", off=("spam",)).prepare()


@pytest.mark.parametrize("rule", ["", "$", "a b", "/a//b", "?"])
def test_a_rule_that_cannot_be_read_is_a_mistake(rule: str) -> None:
    with pytest.raises(UsageError, match="is no rule about URLs"):
        Filter.load("url_rules", also=(rule,)).prepare()
