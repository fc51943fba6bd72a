"""N-gram models: the compiled reader and scorer against their twin, and both against kenlm's figures."""

import random
import time
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from native.ngrams import KENLM, LINES, PRUNED, WORDS

from proofpile import native
from proofpile.native import reference_ngram

READERS = pytest.mark.parametrize(
    "reader", [native.ArpaModel, reference_ngram.ArpaModel], ids=["native", "twin"]
)
MODELS = pytest.mark.parametrize("text", [WORDS, PRUNED], ids=["words", "pruned"])


def pieces(text: str | bytes, size: int = 1 << 20) -> Iterator[bytes]:
    data = text.encode() if isinstance(text, str) else text
    yield from (data[k : k + size] for k in range(0, len(data), size))


@READERS
@MODELS
def test_lines_score_as_in_kenlm(reader, text) -> None:
    model = reader(pieces(text))
    for line, (log10, words, unknown, matched) in zip(LINES, KENLM[text], strict=True):
        found = model.score(line)
        assert found == (pytest.approx(log10, rel=1e-6), words, unknown)
        assert "".join(str(n) for _, n, _ in model.details(line))[:20] == matched


@MODELS
def test_both_give_the_same_to_the_last_bit(text) -> None:
    compiled, twin = native.ArpaModel(pieces(text)), reference_ngram.ArpaModel(pieces(text))
    assert (compiled.order, compiled.counts) == (twin.order, twin.counts)
    for line in LINES:
        assert compiled.score(line) == twin.score(line)
        assert compiled.details(line) == twin.details(line)


@READERS
def test_details_add_up_to_the_score(reader) -> None:
    model = reader(pieces(WORDS))
    for line in LINES:
        total = 0.0
        for log10, _, _ in model.details(line):
            total += log10
        assert total == model.score(line)[0]


@READERS
@pytest.mark.parametrize("size", [1, 7, 64])
def test_pieces_may_be_of_any_size(reader, size) -> None:
    whole, cut = reader(pieces(WORDS)), reader(pieces(WORDS, size))
    assert [whole.score(line) for line in LINES] == [cut.score(line) for line in LINES]


def edited(old: str, new: str, text: str = WORDS) -> str:
    assert text.count(old) == 1, old
    return text.replace(old, new)


@READERS
@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "empty, and no ARPA file"),
        ("\n \n", "empty, and no ARPA file"),
        ("<!doctype html>\n", r"line 1: expected \\data\\"),
        (b"\x1f\x8b\x08\n", r"line 1: expected \\data\\"),
        (b"\0" * 70_000, "line 1 has over 65536 bytes"),
        ("\\data\\\nngram 1=2\n\n\\1-grams:\n" + "x" * 70_000, "line 5 has over 65536 bytes"),
        ("\\data\\\n\\end\\\n", 'line 2: expected "ngram 1=COUNT"'),
        ("\\data\\\nngram 2=4\n", "line 2: expected the count of 1-grams"),
        ("\\data\\\nngram 1=-4\n", 'line 2: expected "ngram N=COUNT"'),
        ("\\data\\\nngram 1=9999999999999999999\n", 'line 2: expected "ngram N=COUNT"'),
        ("\\data\\\nngrams 1=4\n", 'line 2: expected "ngram N=COUNT"'),
        (
            "\\data\\\n" + "".join(f"ngram {n}=1\n" for n in range(1, 12)),
            "line 12: the order is over 10",
        ),
        (WORDS[:-7], r"the file ends at line 31, before \\end\\: it is cut off"),
        (WORDS[:200], "line 18, before .* cut off"),
        (WORDS + "more\n", r"line 34: text after \\end\\"),
        (edited("ngram 1=8", "ngram 1=9"), "line 15: 8 1-grams came, and the header said 9"),
        (edited("ngram 1=8", "ngram 1=7"), r"line 14: more 1-grams than the header said \(7\)"),
        (edited("ngram 3=4", "ngram 3=999999999999"), "4 3-grams came, and the header said 9999"),
        (edited("\\2-grams:", "\\3-grams:"), r"line 16: expected \\2-grams:"),
        (edited("\\3-grams:", "\\end\\"), r"line 27: expected \\3-grams:"),
        (edited("-0.9\t</s>", "-0.9\t</S>"), "line 15: </s> is not among the 1-grams"),
        (edited("-99\t<s>", "-99\tS"), "line 15: <s> is not among the 1-grams"),
        (edited("-0.8\tlet", "0,8\tlet"), "line 10: expected a log10 probability first"),
        (edited("-0.8\tlet", "-0x1p3\tlet"), "line 10: expected a log10 probability first"),
        (edited("-0.8\tlet", "-inf\tlet"), "line 10: expected a log10 probability first"),
        (edited("-0.8\tlet", "-1e39\tlet"), "line 10: expected a log10 probability first"),
        (edited("-0.8\tlet", "0.1\tlet"), "line 10: a log10 probability over 0"),
        (edited("-0.5\tlet a\t-0.35", "-0.5\tlet"), "line 18: expected 2 words"),
        (edited("let a\t-0.35", "let a\tnan"), "line 18: expected a backoff after the words"),
        (edited("let a\t-0.35", "let a\t-0.35 1"), "line 18: expected a backoff after the words"),
        (
            edited("let a\t-0.35", "let them\t-0.35"),
            "line 18: a word that is not among the 1-grams",
        ),
        (edited("let finite\t-0.05", "let a"), "line 19: given before"),
        (edited("<s> let a\n", "<s> let a\t-0.1\n"), "line 28: a backoff, and no longer n-gram"),
        (
            edited("-0.31\ta finite", "-0.31\tfinite let"),
            "line 30: its first 2 words are not among",
        ),
        (WORDS.encode().replace(b"\xc3\xbc", b"\xfc"), "line 14: not UTF-8"),
        (WORDS.encode().replace(b"\xc3\xbc", b"\xed\xa0\x80"), "line 14: not UTF-8"),
    ],
)
def test_what_is_no_whole_model_is_refused_by_line(reader, text, message) -> None:
    with pytest.raises(ValueError, match=message):
        reader(pieces(text))


@READERS
def test_line_ends_and_blanks_of_other_systems(reader) -> None:
    other = (
        WORDS.replace("\n", "\r\n")
        .replace("ngram 2=9", "ngram  2 = 9 ")
        .replace("let a\t", "let  a ")
    )
    whole, same = reader(pieces(WORDS)), reader(pieces("\n\n" + other.removesuffix("\r\n")))
    assert [whole.score(line) for line in LINES] == [same.score(line) for line in LINES]


@READERS
@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("-0.1", -0.10000000149011612),
        ("-1e-1", -0.10000000149011612),
        ("-.1", -0.10000000149011612),
        ("-1.", -1.0),
        ("-12345678901234567890e-19", -1.2345678806304932),
        ("-0.100000000000000000000000000000000000000000000001", -0.10000000149011612),
        ("-1E+2", -100.0),
        ("-1e-60", 0.0),
        ("0", 0.0),
        ("-3.4028234663852886e38", -3.4028234663852886e38),
    ],
)
def test_numbers_are_the_nearest_float32(reader, written, value) -> None:
    model = reader(pieces(edited("-0.8\tlet\t-0.4", f"{written}\tlet")))
    assert model.details("a let")[1][0] == pytest.approx(value - 0.5, abs=0)


@READERS
def test_a_model_of_single_words(reader) -> None:
    model = reader(
        pieces("\\data\\\nngram 1=3\n\n\\1-grams:\n-1\t<s>\n-2\t</s>\n-3\tx\n\n\\end\\\n")
    )
    assert model.score("x y x") == (-108.0, 3, 1)


@READERS
def test_a_lone_surrogate_is_no_text(reader) -> None:
    with pytest.raises(UnicodeEncodeError):
        reader(pieces(WORDS)).score("a \ud800")


_WORD = st.sampled_from(["<s>", "</s>", "<unk>", "a", "bb", "ccc", "dddddddd", "eeeeeeeee", "é"])
_LINE = st.lists(_WORD | st.text(st.characters(exclude_categories=["Cs"]), max_size=9), max_size=60)


@st.composite
def models(draw) -> str:
    """ARPA text of up to five orders, pruned so that endings are missing here and there."""
    numbers = random.Random(draw(st.integers(0, 10**9)))
    orders = draw(st.integers(1, 5))
    words = ["<s>", "</s>", "a", "bb", "ccc", "dddddddd", "eeeeeeeee", "é"]
    if draw(st.booleans()):
        words.append("<unk>")
    grams: list[list[tuple[str, ...]]] = [[(w,) for w in words]]
    for _ in range(1, orders):
        longer = {
            (*c, numbers.choice(words)) for c in grams[-1] for _ in range(numbers.randint(0, 2))
        }
        grams.append(sorted(longer))
    out = ["\\data\\", *(f"ngram {n}={len(g)}" for n, g in enumerate(grams, 1)), ""]
    for n, some in enumerate(grams, 1):
        out.append(f"\\{n}-grams:")
        for gram in some:
            backoff = (
                f"\t{numbers.choice((0, 0.25, -1)) * numbers.random():.6g}" if n < orders else ""
            )
            out.append(
                f"{-3 * numbers.random():.7g}\t{' '.join(gram)}{backoff * numbers.randint(0, 1)}"
            )
        out.append("")
    return "\n".join([*out, "\\end\\", ""])


@given(models(), st.lists(_LINE.map(" ".join), max_size=4))
@settings(deadline=None)
def test_both_agree_on_any_model(text, lines) -> None:
    compiled, twin = native.ArpaModel(pieces(text)), reference_ngram.ArpaModel(pieces(text))
    for line in lines:
        assert compiled.details(line) == twin.details(line)
        assert compiled.score(line) == twin.score(line)


def outcome(reader, data: bytes):
    try:
        model = reader(pieces(data, 97))
    except ValueError as error:
        return str(error)
    return [model.details(line) for line in LINES]


@given(st.data())
@settings(deadline=None, max_examples=300)
def test_both_agree_on_damaged_files(data) -> None:
    text = bytearray(data.draw(st.sampled_from([WORDS, PRUNED])).encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text)))
        cut = data.draw(st.integers(0, 12))
        text[at : at + cut] = data.draw(
            st.binary(max_size=4)
            | st.sampled_from([b"\n", b"\t", b"-", b"1", b"\\", b"=", b"e9", b" "])
        )
    assert outcome(native.ArpaModel, bytes(text)) == outcome(reference_ngram.ArpaModel, bytes(text))


@pytest.mark.skipif(not native.compiled, reason="the twin is slow")
def test_ten_megabytes_on_one_line() -> None:
    model = native.ArpaModel(pieces(WORDS))
    started = time.process_time()
    assert model.score("let a finite group " * 550_000)[1] == 2_200_000
    assert model.score("x" * 10_000_000)[1:] == (1, 1)
    assert time.process_time() - started < 5


@pytest.mark.skipif(not native.compiled, reason="the twin is slow")
def test_a_header_that_claims_much_costs_nothing() -> None:
    text = edited("ngram 3=4", f"ngram 3={10**17}")
    started = time.process_time()
    with pytest.raises(ValueError, match="4 3-grams came"):
        native.ArpaModel(pieces(text))
    assert time.process_time() - started < 1
