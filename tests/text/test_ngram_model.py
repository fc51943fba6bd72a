"""Models of every form are read, asked for perplexities, and refused where they are not whole."""

import gzip
import math
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from native.ngrams import KENLM, LINES, PRUNED, WORDS

from proofpile.errors import MissingError
from proofpile.text.ngram.model import Ngram, sha256_of
from proofpile.text.ngram.sentence import sentence

FORMS = {
    "m.arpa": lambda text: text,
    "m.arpa.gz": gzip.compress,
    "m.arpa.zst": zstandard.ZstdCompressor().compress,
    "misnamed.bin": gzip.compress,
}


@pytest.fixture
def model(tmp_path: Path) -> Ngram:
    return Ngram.at(written(tmp_path / "words.arpa", WORDS.encode()))


def written(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("name", FORMS)
def test_compression_is_told_by_content(tmp_path: Path, name: str) -> None:
    path = written(tmp_path / name, FORMS[name](WORDS.encode()))
    assert Ngram.at(path).order == 3
    assert Ngram.at(path).score_line(LINES[1]).log10 == pytest.approx(-1.83)


def test_it_is_loaded_once(tmp_path: Path) -> None:
    path = written(tmp_path / "m.arpa", WORDS.encode())
    assert Ngram.at(path, sha256_of(path)) is Ngram.at(path, sha256_of(path))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("Let $x$ be\na Gröup.", "let be a group."),
        ("A <s> B</s> </s> <S>", "a b</s>"),
        ("In 1999 `code` at https://example.org/x", "in 0000 at"),
        ("$$x$$ \\[y\\]", ""),
    ],
)
def test_what_the_model_sees(text: str, line: str) -> None:
    assert sentence(text) == line


def test_perplexity_is_per_word_without_the_end(model: Ngram) -> None:
    found = model.score("Let $x$ a finite **group**".replace("*", ""))
    assert (found.words, found.unknown, found.characters) == (4, 0, 18)
    assert found.perplexity == pytest.approx(10 ** (1.83 / 4))
    assert found.perplexity_char == pytest.approx(10 ** (1.83 / 18))
    assert model.perplexity("let a finite group") == (found.perplexity, found.perplexity_char)


@pytest.mark.parametrize("text", ["", " \n", "$x + y$", "<s>", "\u200b"])
def test_without_words_there_is_none(model: Ngram, text: str) -> None:
    assert model.perplexity(text) == (0.0, 0.0)
    assert model.score(text).unknown_share == 0.0


def test_no_perplexity_overflows(tmp_path: Path) -> None:
    hard = WORDS.replace("-1.1\t<unk>", "-3e38\t<unk>")
    found = Ngram.at(written(tmp_path / "hard.arpa", hard.encode())).score("x y z")
    assert found.perplexity == 1e300
    assert math.isfinite(found.log10)


def test_words_are_told_one_by_one(model: Ngram) -> None:
    told = model.words("Let a nothing group")
    assert [(word, n, known) for word, _, n, known in told] == [
        ("let", 2, True),
        ("a", 3, True),
        ("nothing", 2, False),
        ("group", 3, True),
        ("</s>", 2, True),
    ]


@given(st.text(st.characters(), max_size=200))
def test_any_text_has_a_score(text: str) -> None:
    path = Path(__file__).parent / "unwritten.arpa"
    model = _MODELS.get(path) or _MODELS.setdefault(path, _small())
    found = model.score(text)
    assert found.words == len(sentence(text).split())
    assert math.isfinite(found.perplexity)
    assert 0 <= found.unknown_share <= 1


_MODELS: dict[Path, Ngram] = {}


def _small() -> Ngram:
    from proofpile.native import ArpaModel

    return Ngram(ArpaModel([WORDS.encode()]))


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty, and no ARPA file"),
        (b"\x08\x16\xba\x2f", "line 1"),
        (WORDS.encode()[:300], "cut off"),
        (gzip.compress(WORDS.encode(), mtime=0)[:-30], "ended before|cut off"),
        (gzip.compress(WORDS.encode(), mtime=0)[:40] + b"x" * 60, "invalid|Error|incorrect"),
        (zstandard.ZstdCompressor().compress(WORDS.encode())[:-30], "empty|cut off"),
        (b"\x28\xb5\x2f\xfd" + b"x" * 60, "zstd"),
    ],
)
def test_what_is_no_model_is_refused(tmp_path: Path, data: bytes, said: str) -> None:
    with pytest.raises(
        MissingError, match=f"(?s)cannot be read as an n-gram model .*({said}).*ARPA"
    ):
        Ngram.at(written(tmp_path / "x.arpa", data))


def test_what_is_not_there_is_missed(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="No such file"):
        Ngram.at(tmp_path / "none.arpa")
    with pytest.raises(MissingError, match=r"none\.arpa cannot be read"):
        sha256_of(tmp_path / "none.arpa")
    with pytest.raises(MissingError, match="directory"):
        Ngram.at(tmp_path)


def test_another_model_than_prepared_is_refused(tmp_path: Path) -> None:
    path = written(tmp_path / "m.arpa", WORDS.encode())
    with pytest.raises(MissingError, match="was prepared with 00ff"):
        Ngram.at(path, "00ff")


def test_a_binary_of_kenlm_needs_its_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "kenlm", None)
    path = written(
        tmp_path / "m.bin", b"mmap lm http://kheafield.com/code format version 5\n\0" * 9
    )
    with pytest.raises(MissingError, match="pip install kenlm"):
        Ngram.at(path)


def test_a_damaged_binary_of_kenlm_is_refused(tmp_path: Path) -> None:
    pytest.importorskip("kenlm", reason="compares with the package kenlm: pip install kenlm")
    path = written(
        tmp_path / "m.bin", b"mmap lm http://kheafield.com/code format version 5\n\0" * 9
    )
    with pytest.raises(MissingError, match="cannot be read as an n-gram model"):
        Ngram.at(path)


@pytest.mark.parametrize("text", [WORDS], ids=["words"])
def test_the_package_kenlm_says_the_same(tmp_path: Path, text: str) -> None:
    kenlm = pytest.importorskip(
        "kenlm", reason="compares with the package kenlm: pip install kenlm"
    )
    path = written(tmp_path / "m.arpa", text.encode())
    theirs, ours = kenlm.Model(str(path)), Ngram.at(path)
    for line in LINES:
        total = sum(log10 for log10, _, _ in theirs.full_scores(line))
        assert ours.score_line(line).log10 == pytest.approx(total, rel=1e-6)


def test_the_frozen_figures_are_for_every_line() -> None:
    assert {len(rows) for rows in KENLM.values()} == {len(LINES)}
    assert set(KENLM) == {WORDS, PRUNED}
