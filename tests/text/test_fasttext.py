"""fastText's models as recipes ask them: like the library itself, and calm about anything it is given."""

import random
import string
from pathlib import Path

import pytest
from peer_fasttext import library_says

from proofpile.errors import MissingError
from proofpile.text.fasttext import FastText
from proofpile.text.language import find_model, sha256_of

LID = find_model()
FILES = [".tex", ".py", ".lean", ".txt", ".html", ".json", ".md", ".thy", ".v", ".jl"]


def invented(n: int) -> list[str]:
    """Lines of words of many scripts, of noise, of one word, of nothing."""
    chance = random.Random(0)
    letters = [
        string.ascii_letters,
        "абвгдежзиклмн",
        "αβγδεζηθ",
        "あいうえおかき",
        "群环域数学の",
        "äöüßéè",
    ]
    lines = [
        "",
        " ",
        "__label__en the group",
        "\0",
        "a\0b",
        "\ud800 and",
        "x" * 9999,
    ]
    while len(lines) < n:
        alphabet = chance.choice(letters) + chance.choice(
            ["", " \t", "0123456789", string.punctuation]
        )
        words = ["".join(chance.choices(alphabet, k=chance.randint(1, 12))) for _ in range(200)]
        lines.append(" ".join(words[: chance.randint(1, 200)]))
    return lines


def found(folder: Path, n: int) -> list[str]:
    """Pieces of `n` files as they are, with their line breaks as blanks."""
    files = [p for p in sorted(folder.rglob("*")) if p.suffix in FILES]
    texts = []
    for path in random.Random(1).sample(files, min(n, len(files))):
        raw = path.read_bytes()[:4000].decode(errors="replace")
        texts.append(raw.replace("\n", " "))
    return texts


def test_as_the_library_says_it_of_a_thousand_texts(data: Path) -> None:
    ours, texts = FastText.at(LID), invented(400) + found(data, 700)
    assert len(texts) >= 1000
    for line in texts:
        theirs, said = library_says(LID, line), dict(ours.predict(line, -1))
        assert said.keys() == theirs.keys()
        assert max(abs(said[label] - theirs[label]) for label in said) <= 1e-6


def test_a_text_cannot_hide_what_follows() -> None:
    model, rest = FastText.at(LID), "Une proposition est vraie ou fausse. " * 9
    for end in (" </s> ", "\n", "\r\n"):
        line = f"this is the beginning of it{end}{rest}"
        assert model.predict(line, 3) == model.predict(f"this is the beginning of it {rest}", 3)
        assert model.predict(line)[0][0] == "fr"


def test_labels_and_probabilities() -> None:
    model = FastText.at(LID)
    assert len(model.labels) == 176
    assert {"en", "de", "zh"} <= set(model.labels)
    line = "Eine Gruppe ist eine Menge mit einer assoziativen Verknüpfung."
    ((best, probability),) = model.predict(line)
    assert best == "de"
    assert 0.9 < probability <= 1
    assert model.probability(line, "de") == probability
    assert model.predict(line, 3)[0] == (best, probability)
    with pytest.raises(KeyError, match="klingon"):
        model.probability(line, "klingon")


def test_a_line_break_ends_nothing() -> None:
    model, line = FastText.at(LID), "Every subgroup of a cyclic group is cyclic."
    assert model.predict(line.replace(" ", "\n"), 5) == model.predict(line, 5)


@pytest.mark.parametrize(
    "line", ["", "\0" * 100, "\ud800\udfff", "x" * 10_000_000, "de la " * 1_700_000, "\n" * 100]
)
def test_nothing_is_too_strange_or_too_long(line: str) -> None:
    ((_, probability),) = FastText.at(LID).predict(line)
    assert 0 < probability <= 1


def test_a_model_is_loaded_once() -> None:
    assert FastText.at(LID) is FastText.at(LID)
    assert FastText.at(LID, sha256_of(LID)) is FastText.at(LID, sha256_of(LID))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", r"is no fastText model, or not all of it: it does not begin"),
        (b"not a model", r"it does not begin as a fastText model does"),
        (LID.read_bytes()[:500_000], r"it is truncated: 500000 bytes end inside"),
    ],
)
def test_a_file_that_is_no_model(tmp_path: Path, content: bytes, why: str) -> None:
    path = tmp_path / "bad.ftz"
    path.write_bytes(content)
    with pytest.raises(
        MissingError, match=rf"bad\.ftz {why if content == b'' else '.*' + why}.*give"
    ):
        FastText.at(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    for path in (tmp_path / "none.bin", tmp_path):
        with pytest.raises(MissingError, match=r"cannot be read .*give the \.bin or \.ftz"):
            FastText.at(path)


def test_another_file_than_the_one_prepared() -> None:
    with pytest.raises(MissingError, match=r"SHA-256 8f3472cf.*prepared with 00.*mend it so"):
        FastText.at(LID, "00", "mend it so")


def test_a_model_that_is_replaced_while_it_is_used(tmp_path: Path) -> None:
    """As files of this project are written: the new one under the old one's name."""
    path, other = tmp_path / "m.ftz", tmp_path / "other"
    path.write_bytes(LID.read_bytes())
    model = FastText.at(path)
    before = model.predict("Das ist ein Satz.", 3)
    other.write_bytes(b"")
    other.replace(path)
    assert model.predict("Das ist ein Satz.", 3) == before
