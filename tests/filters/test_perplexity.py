"""The filters keep prose, say what they refuse and with which score, and know their model by hash."""

import pickle
import shutil
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from native.ngrams import WORDS

from proofpile import Document, Drop, Filter, Here, Shard, Source, build
from proofpile.errors import MissingError, UsageError

PREPARED = Filter.load("perplexity").prepare()
PROSE = (
    "Let $G$ be a finite group and let $H$ be a subgroup of $G$. Then the order of $H$ divides the order "
    "of $G$. For the proof we note that the cosets of $H$ form a partition of $G$, and that each of them "
    "has the same number of elements as $H$ itself."
)
MENU = " ".join(f"widget{n} xq{n}zj vbnm-{n} qqlogin{n}x" for n in range(30))


def variant(**params: object) -> Filter:
    return Filter.load("perplexity", **params).prepare()


def test_prose_stays_and_is_marked() -> None:
    kept = PREPARED(Document("x", PROSE, marks={"formulas": 2}))
    assert isinstance(kept, Document)
    assert kept.text == PROSE
    assert kept.marks["formulas"] == 2
    assert 10 < kept.marks["perplexity"] < 2000
    assert 1 < kept.marks["perplexity_char"] < 20


def test_what_is_no_prose_goes_with_its_score() -> None:
    drop = PREPARED(Document("x", MENU))
    assert isinstance(drop, Drop)
    assert (drop.reason, drop.threshold) == ("perplexity", 15_000)
    assert drop.score is not None
    assert drop.score > 15_000


def test_the_line_is_a_choice() -> None:
    perplexity = PREPARED(Document("x", PROSE)).marks["perplexity"]
    assert isinstance(variant(most=perplexity)(Document("x", PROSE)), Document)
    drop = variant(most=perplexity - 0.01)(Document("x", PROSE))
    assert isinstance(drop, Drop)
    assert drop.score == perplexity


@pytest.mark.parametrize("text", ["", "$$x$$", "Too short to be judged: $x$.", "`code` " * 50])
def test_too_few_words_are_kept_by_choice(text: str) -> None:
    kept = PREPARED(Document("x", text))
    assert isinstance(kept, Document)
    assert kept.marks == {"perplexity": None, "perplexity_char": None}
    drop = variant(keep_short=False)(Document("x", text))
    assert isinstance(drop, Drop)
    assert (drop.reason, drop.threshold) == ("perplexity-unknown", 20)


@pytest.mark.parametrize(
    ("language", "judged"), [("en", True), ("und", True), (None, True), ("de", False)]
)
def test_only_languages_that_the_model_knows_are_judged(language: str | None, judged: bool) -> None:
    doc = Document("x", MENU, marks={"language": language})
    assert isinstance(PREPARED(doc), Drop) == judged
    kept = variant(languages=("fr",))(Document("x", PROSE, marks={"language": "en"}))
    assert kept.marks == {"language": "en", "perplexity": None, "perplexity_char": None}


def test_formulas_do_not_count() -> None:
    plain = PREPARED(Document("x", PROSE))
    full = PREPARED(Document("x", PROSE.replace("$G$", r"$\mathbb{G}_{\text{let us not}}$")))
    assert plain.marks == full.marks


@given(st.text(st.characters(), max_size=300))
@settings(deadline=None)
def test_total_and_pure(text: str) -> None:
    doc = Document("x", text)
    first = PREPARED(doc)
    assert first == PREPARED(doc)
    assert doc == Document("x", text)


def test_ten_megabytes_on_one_line() -> None:
    assert isinstance(PREPARED(Document("x", PROSE.replace("\n", " ") * 40_000)), Document)


@pytest.fixture
def other_model(tmp_path: Path) -> Path:
    path = tmp_path / "other.arpa"
    path.write_text(WORDS)
    return path


def test_another_model_is_another_filter(other_model: Path, tmp_path: Path) -> None:
    other = variant(model=str(other_model))
    assert other.fingerprint != PREPARED.fingerprint
    copy = shutil.copy(other_model, tmp_path / "copy.arpa")
    assert variant(model=str(copy)).fingerprint == other.fingerprint
    kept = other(Document("x", "let a finite group " * 10))
    assert (
        kept.marks["perplexity"]
        != PREPARED(Document("x", "let a finite group " * 10)).marks["perplexity"]
    )


def test_a_model_changed_since_prepare_is_refused(other_model: Path) -> None:
    prepared = variant(model=str(other_model))
    other_model.write_text(WORDS + "\n")
    with pytest.raises(MissingError, match="was prepared with"):
        pickle.loads(pickle.dumps(prepared))._model().at.__wrapped__(
            other_model, prepared.model_sha256
        )


def test_a_model_that_lies_elsewhere_on_this_machine_is_found(tmp_path: Path) -> None:
    copy = Path(shutil.copy(PREPARED.model, tmp_path / "copy.arpa.zst"))
    prepared = variant(model=str(copy))
    copy.unlink()
    assert prepared(Document("x", PROSE)) == PREPARED(Document("x", PROSE))


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "none.arpa cannot be read"),
        (b"\x08\x16\xba\x2f fastText", "expected"),
        (WORDS.encode()[:-20], "cut off"),
        (WORDS.encode().replace(b"ngram 2=9", b"ngram 2=8"), "more 2-grams"),
    ],
)
def test_a_model_that_is_none_is_said_before_anything_is_read(tmp_path, content, said) -> None:
    path = tmp_path / "none.arpa"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(MissingError, match=f"(?s){said}.*proofpile ngram train"):
        variant(model=str(path))


def test_it_travels() -> None:
    there = pickle.loads(pickle.dumps(PREPARED))
    assert there(Document("x", PROSE)) == PREPARED(Document("x", PROSE))


def shard_of(folder: Path, rows: list[tuple[str, float | None]]) -> Shard:
    docs = [Document(f"#{n}", "x", url, marks={"perplexity": v}) for n, (url, v) in enumerate(rows)]
    return Shard.write(
        folder / "0.arrow", docs, "me", marks={"perplexity": float}, pass_name="t", owners={}
    )


def judged(rows: list[tuple[str, float | None]], folder: Path, **params: float) -> list[object]:
    """What the filter, fitted to `rows`, makes of them."""
    fitted = Filter.load("perplexity_percentile", **params).fit(
        [shard_of(folder, rows)], Here(), folder / "fit"
    )
    return [fitted(Document("x", "t", url, marks={"perplexity": value})) for url, value in rows]


def site(name: str, first: float, count: int) -> list[tuple[str, float | None]]:
    """Pages of a site, each one per cent harder than the one before."""
    return [(f"https://www.{name}/{n}", first * 1.01**n) for n in range(count)]


def test_what_stands_out_in_its_domain_goes(tmp_path: Path) -> None:
    rows = [*site("a.org", 100, 99), ("https://a.org/odd", 5000.0)]
    rows += [*site("b.org", 3000, 99), ("https://b.org/short", None)]
    outcomes = judged(rows, tmp_path, spare=0.2)
    gone = [
        row[0] for row, outcome in zip(rows, outcomes, strict=True) if isinstance(outcome, Drop)
    ]
    assert gone == ["https://www.a.org/98", "https://a.org/odd", "https://www.b.org/98"]
    odd = outcomes[99]
    assert isinstance(odd, Drop)
    assert (odd.reason, odd.score) == ("perplexity-in-domain", 5000)
    assert odd.threshold == pytest.approx(100 * 1.01**97, rel=0.01)


def test_a_domain_that_is_good_throughout_loses_nothing(tmp_path: Path) -> None:
    rows = site("good.org", 10, 100) + site("c.org", 2000, 300)
    outcomes = judged(rows, tmp_path)
    assert not any(isinstance(outcome, Drop) for outcome in outcomes[:100])
    assert sum(isinstance(outcome, Drop) for outcome in outcomes) in (5, 6)


@pytest.mark.parametrize("params", [{"keep": 0.0}, {"keep": 1.1}, {"spare": -0.1}, {"few": 0}])
def test_shares_are_shares(params: dict[str, float]) -> None:
    with pytest.raises(UsageError, match="must be shares"):
        Filter.load("perplexity_percentile", **params).prepare()


def test_both_in_a_build(tmp_path: Path) -> None:
    recipe = tmp_path / "pages.py"
    recipe.write_text(PAGES)
    filters = [Filter.load("perplexity"), Filter.load("perplexity_percentile", few=10, spare=0.5)]
    manifest = build(Source.load(str(recipe)), tmp_path / "out", Here(), filters=filters)
    assert manifest.facts["dropped"] == {"perplexity": 1, "perplexity-in-domain": 1}
    again = build(Source.load(str(recipe)), tmp_path / "out", Here(), filters=filters)
    assert again.facts == manifest.facts


PAGES = f'''"""Sixty pages of one site."""

from dataclasses import dataclass

from proofpile import Document, Source


@dataclass(frozen=True)
class Pages(Source):
    """One of them is no prose, one is odd prose."""

    def units(self):
        return ["0"]

    def read(self, unit):
        for n in range(58):
            yield Document(f"p:{{n}}", {PROSE!r}, f"https://site.example/{{n}}", "ours")
        yield Document("p:odd", {" ".join(reversed(PROSE.split()))!r}, "https://site.example/odd", "ours")
        yield Document("p:menu", {MENU!r}, "https://site.example/menu", "ours")
        return 60

    def filters(self):
        return []
'''
