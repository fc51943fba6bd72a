"""Which label a page gives itself."""

import random
from pathlib import Path

import pytest
from data.make_warcs import gz, http, record
from selflabel.crawl import EVERYDAY, MATHEMATICS, page, sentences

from proofpile.document import Document, Drop
from proofpile.selflabel import labels, signals
from proofpile.selflabel.pages import Pages, domain_of
from proofpile.web.math import RULES


def read(tmp_path: Path, html: bytes, url: str = "https://www.site.example/a") -> Document | Drop:
    """One page through an archive."""
    path = tmp_path / "one.warc.gz"
    path.write_bytes(gz(record(http(html), url=url)))
    source = Pages((str(path),))
    (outcome,) = source.read(source.units()[0])
    return outcome


def text(pool: list[str] = EVERYDAY, count: int = 12, seed: int = 0) -> list[str]:
    return sentences(random.Random(seed), pool, count)


def with_formulas(*formulas: str, count: int = 12) -> bytes:
    """Prose, and each of the formulas as MathJax has them."""
    said = text(MATHEMATICS, count)
    for at, tex in enumerate(formulas):
        said[at % count] += f' so <script type="math/tex">{tex}</script> holds.'
    return page(said)


FIVE = (r"\frac{a}{b}", r"\sum_k k", r"\int_0^1 f", r"\alpha+1", r"\sqrt{x}")
MATHJAX = '<script src="https://cdn.example/mathjax.js"></script>'
COMPOUNDS = "<p>Mix H<sub>2</sub>O with NaHCO3, CaCl2, C6H12O6, H2SO4, MgSO4 and K2CO3.</p>"
REFERENCES = [
    f"[{n}] Smith, J. A life by the river. Journal of Towns, pp. {n}. 19{n + 50}" for n in range(12)
]
SHARES = (
    "Revenues and earnings rose; the dividend for shareholders fell on the NASDAQ this fiscal year."
)


@pytest.mark.parametrize(
    ("html", "label", "kind"),
    [
        (with_formulas(*FIVE), "positive", ""),
        (with_formulas(*FIVE[:4]), "", ""),  # four are too few
        (with_formulas(*["x", "y", "z", "t", "u"] * 2), "", ""),  # no commands
        (with_formulas(r"\frac12", r"\frac13", *["x"] * 9), "", ""),  # one command
        (with_formulas(r"\mathrm{a}", r"\text{b}", r"\left(x\right)", "y", "z"), "", ""),  # only type
        (with_formulas(*(f + "+x" * 150 for f in FIVE), count=4), "", ""),  # hardly any prose
        (page([f"The value is ${f}$ here." for f in FIVE] + text()), "", ""),  # dollars are a guess
        (page([*text(), *(f"So \\({f}+xy\\) holds." for f in FIVE)]), "positive", ""),
        (page(text()), "negative", ""),
        (page(text(), MATHJAX), "", ""),  # its site has formulas
        (page([*text(), "Hence x ∈ A."]), "", ""),  # one sign is enough for doubt
        (page([*text(), r"type \alpha here"]), "", ""),
        (page([f"{s} Only $9.50, not $12." for s in text(count=6)]), "negative", "prices"),
        (page([f"{s} Only 9,50 €." for s in text(count=9)]), "negative", "prices"),
        (page([*text(count=4), "<pre>" + "x = call(1)\n" * 60 + "</pre>"]), "negative", "code"),
        (page([*text(count=4), "<pre>" + "print('\\alpha')\n" * 60 + "</pre>"]), "negative", "code"),
        (page([*text(count=2), *REFERENCES]), "negative", "references"),
        (page([*text(count=3), COMPOUNDS]), "negative", "chemistry"),
        (page([f"{s} Only $9.50. Let $\\alpha = 1$." for s in text(count=9)]), "", ""),
        (page([*text(count=3), *[SHARES] * 3]), "negative", "finance"),
        (page([f"{s} The LaTeX class is on CTAN." for s in text(count=6)]), "negative", "about-tex"),
        (page([f"{s} See LaTeX and CTAN." for s in text()] + [f"\\({f}\\)" for f in FIVE]), "", ""),
    ],
)  # fmt: skip
def test_a_page_labels_itself(tmp_path: Path, html: bytes, label: str, kind: str) -> None:
    found = read(tmp_path, html)
    assert isinstance(found, Document), found
    verdict = labels.judge(dict(found.marks))
    assert (verdict.label, verdict.kind) == (label, kind), (verdict, found.marks)


@pytest.mark.parametrize(
    ("html", "reason"),
    [
        (page(["Short."]), "too-little-text"),
        (b"", "too-little-text"),
        (b"%PDF-1.4 nothing of the web", "not-html"),
        (page([f"<b>{'$x^2$ ' * 40}</b>"]), "too-little-text"),  # formulas only
        (b"<div>" * 3000 + b"deep " * 100, "too-deep"),
        (b"<p>\xff\xfe\x00 \x80\x81" * 10, "too-little-text"),
    ],
)
def test_what_is_no_example_has_a_reason(tmp_path: Path, html: bytes, reason: str) -> None:
    found = read(tmp_path, html)
    assert isinstance(found, Drop)
    assert found.reason == reason


def test_the_label_is_not_in_what_is_learnt(tmp_path: Path) -> None:
    found = read(tmp_path, with_formulas(*FIVE))
    assert isinstance(found, Document)
    assert not {"frac", "sum", "int", "mathjax", "sqrt"} & set(found.text.split())
    assert {"frac", "sum", "int", "sqrt"} <= set(str(found.marks["with_formulas"]).split())


def test_a_huge_page_is_cut(tmp_path: Path) -> None:
    found = read(tmp_path, page(text(count=12) * 4000))
    assert isinstance(found, Document)
    assert 19_000 < len(found.text) <= 20_000


def test_bytes_that_are_no_text_do_not_stop_anything(tmp_path: Path) -> None:
    broken = (
        b"<html><body><p>" + " ".join(text()).encode() + b" caf\xe9 \xff\xfe\x80 \xed\xa0\x80</p>"
    )
    found = read(tmp_path, broken)
    assert isinstance(found, Document)
    found.text.encode()


def test_a_page_of_a_mathematical_site_is_not_negative() -> None:
    plain = {name: kind() for name, kind in Pages.marks.items()}
    with_formulas = plain | {"trusted": 3, "formulas": 3, "found": 3}
    sites = labels.Sites()
    for at in range(20):
        sites.add((with_formulas if at < 2 else plain) | {"domain": "lectures.example"})
        sites.add((with_formulas if at < 1 else plain) | {"domain": "news.example"})
    assert sites.judge(plain | {"domain": "lectures.example"}).rule == "on-a-mathematical-site"
    assert sites.judge(plain | {"domain": "news.example"}).label == "negative"


def test_formulas_without_markup_wait_for_a_second_round(tmp_path: Path) -> None:
    found = read(tmp_path, page([f"{s} Hence x ∈ A." for s in text(MATHEMATICS)]))
    assert isinstance(found, Document)
    facts = dict(found.marks)
    assert labels.judge(facts).label == ""
    assert labels.unlabelled_mathematics(facts)
    assert not labels.unlabelled_mathematics(facts | {"trusted": 3})
    assert not labels.unlabelled_mathematics(facts | {"kinds": "code"})


@pytest.mark.parametrize(
    ("origin", "id", "domain"),
    [
        ("https://www.maths.ox.ac.uk/a", "", "ox.ac.uk"),
        ("http://alice.github.io/x", "", "alice.github.io"),
        ("http://10.0.0.7/x", "", "10.0.0.7"),
        ("owner/repo@abc:docs/a.md", "", "owner/repo"),
        ("file:///manuals/a/b.html", "", "manuals"),
        ("manuals/a/b.html", "", "manuals"),
        ("", "a.warc.gz@17", "a.warc.gz"),
    ],
)
def test_who_answers_for_a_page(origin: str, id: str, domain: str) -> None:
    assert domain_of(origin, id) == domain


def test_every_guess_is_a_rule_that_exists() -> None:
    in_markup = {rule.slug for rule in RULES}
    in_text = {"dollar", "double-dollar", "html-script", "asciimath-backtick"}
    assert in_markup | in_text >= signals.GUESSES
