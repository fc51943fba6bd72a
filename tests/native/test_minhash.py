"""MinHash from text to signature: what a text is cut into, and the kernel against its twin, to the bit."""

import random
import subprocess
import sys
import time
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpile import native
from proofpile.native import reference_minhash
from proofpile.web import PageError, extract

compiled_only = pytest.mark.skipif(not native.compiled, reason="the kernels are not compiled")
either = pytest.mark.parametrize(
    "module", [native, reference_minhash], ids=["kernel", "twin"], scope="class"
)
LONGEST_INLINE, LONGEST_DISPLAY = 4096, 16384  # bytes of a formula, as the docstring says


def packed(texts: list[bytes]) -> tuple[np.ndarray, np.ndarray]:
    """Texts as Arrow has them."""
    offsets = np.cumsum([0, *map(len, texts)], dtype=np.int64)
    return np.frombuffer(b"".join(texts), np.uint8), offsets


def prose(count: int, words: int = 300, seed: int = 0) -> list[bytes]:
    source = random.Random(seed)
    return [
        " ".join(f"w{source.randrange(5000)}" for _ in range(words)).encode() for _ in range(count)
    ]


def everything(module: ModuleType, texts: list[bytes], *settings: object) -> list[np.ndarray]:
    hasher = module.MinHasher(*settings)
    return [
        hasher.multipliers,
        hasher.increments,
        hasher.signatures(*packed(texts)),
        *hasher.buckets(*packed(texts)),
        *hasher.shingles(*packed(texts)),
    ]


def assert_same(texts: list[bytes], *settings: object) -> None:
    for mine, twins in zip(
        everything(native, texts, *settings),
        everything(reference_minhash, texts, *settings),
        strict=True,
    ):
        assert mine.dtype == twins.dtype
        assert mine.shape == twins.shape
        assert (mine == twins).all(), (texts, settings)


TOKENS = [
    # Prose: runs of what is not blank, as they are.
    ("", []),
    (" \t\r\n\v\f", []),
    ("Let it Be, 3.14 times.", ["Let", "it", "Be,", "3.14", "times."]),
    ("a\0b\x1cc d", ["a\0b\x1cc", "d"]),
    ("a\u00a0b\u2009c\u200bd\u2028e\u3000f\ufeffg\x85h\u1680i", list("abcdefghi")),
    ("Ελληνικά naïve “quoted”—yes", ["Ελληνικά", "naïve", "“quoted”—yes"]),
    ("x" * 200 + " " + "y" * 64, ["x" * 200, "y" * 64]),
    # Scripts without blanks: each character.
    ("定理1を示す。QED", ["定", "理", "1", "を", "示", "す", "。", "QED"]),
    ("ราคา Wordກ\u1000ក", ["ร", "า", "ค", "า", "Word", "ກ", "\u1000", "ក"]),
    ("한국어 문장", ["한국어", "문장"]),
    # Where formulas begin and end.
    ("($x$),", ["(", "x", "),"]),
    ("a$x$b$$y$$c", ["a", "x", "b", "y", "c"]),
    (r"\(x\) \[y\]", ["x", "y"]),
    ("$5 and $10", ["$5", "and", "$10"]),
    ("from $5-$10", ["from", "$5-$10"]),
    ("$ x$ and $x $", ["$", "x$", "and", "$x", "$"]),
    (r"$x\ $", ["x"]),
    (r"\$x$ y", [r"\$x$", "y"]),
    (r"\\$x$", ["\\\\", "x"]),
    (r"a\\(b\\)", [r"a\\(b\\)"]),
    (r"\\\(x\)", ["\\\\", "x"]),
    ("$a\nb$", ["a", "b"]),
    ("$a\n \nb$", ["$a", "b$"]),
    ("$$a\n\nb$$", ["a", "b"]),
    ("\\(a\n\nb\\)", ["\\(a", "b\\)"]),
    ("\\[a\n\nb\\]", ["a", "b"]),
    ("a $$$$ b", ["a", "$$$$", "b"]),
    ("$$$x$", ["$$", "x"]),
    (r"\(\(x\)", [r"\(", "x"]),
    (r"$$a$b$$", ["a", "b"]),
    (r"$$ \text{$x$} $$", [r"\text", "x"]),
    ("$" + "a" * LONGEST_INLINE + "$", ["a"] * LONGEST_INLINE),
    ("$" + "a" * (LONGEST_INLINE + 1) + "$", ["$" + "a" * (LONGEST_INLINE + 1) + "$"]),
    ("$$" + "é" * (LONGEST_DISPLAY // 2) + "$$", ["é"] * (LONGEST_DISPLAY // 2)),
    (r"\[" + "a" * (LONGEST_DISPLAY + 1) + r"\]", [r"\[" + "a" * (LONGEST_DISPLAY + 1) + r"\]"]),
    # The tokens of a formula.
    ("$ab+12.5$", ["a", "b", "+", "1", "2", ".", "5"]),
    (r"$\alpha\beta$", [r"\alpha", r"\beta"]),
    (r"$a\,b\;c\!d~e\quad f\ g$", list("abcdefg")),
    (r"$\displaystyle\sum\limits_{i}$", [r"\sum", "_", "i"]),
    (r"$\left( x \middle| y \right)$", ["(", "x", "|", "y", ")"]),
    (r"$\left. x \right| .5$", ["x", "|", ".", "5"]),
    (r"$\bigl(\Bigg|\biggr)\bigstar\leftarrow$", ["(", "|", ")", r"\bigstar", r"\leftarrow"]),
    (r"$\frac{a}{b}$", [r"\frac", "a", "b"]),
    (r"$\frac{ab}{{c}}$", [r"\frac", "{", "a", "b", "}", "c"]),
    ("${}_{{x}}{}$", ["_", "x"]),
    ("$}{x$", ["}", "{", "x"]),
    (r"$\{x\}\lbrace$", [r"\{", "x", r"\}", r"\{"]),
    (r"$f^{\prime} f^\prime f' f''$", ["f", "'", "f", "'", "f", "'", "f", "'", "'"]),
    ("$x^{^'}$", ["x", "'"]),
    ("$a % b$ c\nd$", ["a", "c", "d$"]),
    ("$$a % b\nc$$", ["a", "c"]),
    (r"$5\%$", ["5", r"\%"]),
    (r"$\label{eq:1}x\hspace*{ 1cm}y\label{\x}$", ["x", "y", r"\x"]),
    (r"$\begin{align*}a&b\\c\end{align}$", [r"\begin{align}", "a", "&", "b", "\\\\", "c", r"\end{align}"]),
    (r"$\begin{a b}$", [r"\begin", "{", "a", "b", "}"]),
    (r"$\operatorname*{a}\operatorname{c}*$", [r"\operatorname", "a", r"\operatorname", "c", "*"]),
    ("$x−y≤α′$", ["x", "-", "y", r"\leq", r"\alpha", "'"]),
    ("$日本\u2009é$", ["日", "本", "é"]),
]  # fmt: skip


@either
@pytest.mark.parametrize(("text", "tokens"), TOKENS)
def test_what_a_text_is_cut_into(module: ModuleType, text: str, tokens: list[str]) -> None:
    assert module.text_tokens(text) == tokens


SAME = [
    (r"$x \le y$", r"$x\leq y$"),
    (r"so $\dfrac{1}{2}$, thus", r"so $\frac12$ , thus"),
    (r"$$\left(\frac{a}{b}\right)^{2}$$", r"\(( \tfrac a b )^2\)"),
    (r"$a \iff b \to c$", r"$a\Longleftrightarrow b\rightarrow c$"),
    (r"$\lVert x\rVert_{2}$", r"$\|x\|_2$"),
    (r"$x_1,\dots,x_n$", r"$x_1, \ldots, x_{n}$"),
    (r"$\mbox{if}$", r"$\text{if}$"),
    (r"$\begin{align*}x&=1\nonumber\\y&=2\end{align*}$", r"\[\begin{align} x &= 1\\ y &= 2 \end{align}\]"),
]  # fmt: skip
DIFFERENT = [
    ("Problem 1: 3 + 4", "Problem 1: 3 + 5"),
    ("$x_{12}$", "$x_12$"),
    (r"$\epsilon$", r"$\varepsilon$"),
    ("a b", "b a"),
    ("ab", "a b"),
    ("The set", "the set"),
    ("$x$ y z", "$y$ x z"),
]


@either
@pytest.mark.parametrize(
    ("one", "other", "equal"),
    [(*pair, True) for pair in SAME] + [(*pair, False) for pair in DIFFERENT],
)
def test_what_is_the_same_text(module: ModuleType, one: str, other: str, equal: bool) -> None:
    hasher = module.MinHasher(5, 14, 8, 1)
    _, sequences, _ = hasher.buckets(*packed([one.encode(), other.encode()]))
    assert (module.text_tokens(one) == module.text_tokens(other)) == equal
    assert (sequences[0] == sequences[1]).all() == equal
    assert (sequences[0] != sequences[1]).all() != equal


HARD = r"""
$ $$ \ \$ \\ \( \) \[ \] { } {} ^ _ ' \prime \left \right . \left. \big \Bigl \bigg \label \hspace * ** &
\begin{align*} \end{align} \begin{ \begin \end{a \operatorname \operatorname* \operatornames \, \; ~ \le
\dfrac ≤ ′ − ’ é 漢 𠀀 か ก ｡ ﾟ α Ж “ a b x 1 5 , % word \text \ab \quad \lbrace \mathop
"""
BLANK = [
    " ",
    "\n",
    "\n\n",
    "\n \t\n",
    "\t",
    "\r",
    "\x00",
    "\x1c",
    "\u2028",
    "\u200b",
    "\u3000",
    "\xa0",
]
NOT_UTF8 = [
    b"\x85",
    b"\xc2",
    b"\xe3",
    b"\xe3\x80",
    b"\xed\xa0\x80",
    b"\xff",
    b"\xf4\x90\x80\x80",
    b"\xc0\x80",
    b"\xe0\x80\x80",
]
PIECES = [*HARD.encode().split(), *(blank.encode() for blank in BLANK), *NOT_UTF8]
PIECES += [b"a" * 20, b"x" * 61, b" " * 50, b"and more words ", "\u2061".encode()]
hostile = st.lists(st.sampled_from(PIECES), max_size=60).map(b"".join) | st.binary(max_size=80)


@compiled_only
@given(
    st.lists(hostile, max_size=6),
    st.tuples(
        st.sampled_from([1, 2, 5, 24]),
        st.integers(1, 20),
        st.integers(1, 9),
        st.integers(0, 2**64 - 1),
        st.booleans(),
    ),
)
def test_the_same_as_the_twin(texts: list[bytes], settings: tuple[object, ...]) -> None:
    assert_same(texts, *settings)


@compiled_only
@given(st.lists(st.sampled_from(PIECES), max_size=60).map(b"".join))
def test_the_same_tokens_as_the_twin(text: bytes) -> None:
    said = text.decode(errors="replace")
    assert native.text_tokens(said) == reference_minhash.text_tokens(said)


@compiled_only
def test_the_same_on_every_code_point() -> None:
    codes = [*range(0xD800), *range(0xE000, 0x32400), *range(0xE0000, 0xE0200)]
    every = " ".join(f"a{chr(code)}b" for code in codes)
    assert native.text_tokens(every) == reference_minhash.text_tokens(every)
    formulas = " ".join(f"$a{chr(code)}b$" for code in codes[:0x3100])
    assert native.text_tokens(formulas) == reference_minhash.text_tokens(formulas)


@compiled_only
@pytest.mark.parametrize("characters", [False, True])
def test_the_same_on_long_texts(characters: bool) -> None:
    """Longer than what is read before the permutations run, with formulas across that border."""
    text = b" ".join(prose(1, 20_000))
    formulas = rb"Let $\frac{a_1}{b}$ be $$x" + rb" + {\alpha}_{12}" * 900 + b"$$ or more "
    for n_grams in (1, 5, 1024):
        assert_same([text, formulas * 7, b"w " * 5000], n_grams, 2, 3, 1, characters)
    assert_same(["漢字".encode() * 4000, b"$" * 10_000, b"{$x$" * 3000], 5, 20, 13, 7, characters)


@compiled_only
def test_aliases_are_those_of_the_twin() -> None:
    aliases = native.tex_aliases()
    assert aliases == reference_minhash.tex_aliases()
    for alias, token in aliases.items():
        assert aliases.get(token, token) == token, "an alias of an alias"
        assert native.text_tokens(f"$$ {alias} $$") == [token] * bool(token)


@compiled_only
@pytest.mark.slow
def test_the_same_on_real_texts(data: Path) -> None:
    texts = [path.read_bytes()[:20_000] for path in sorted(data.glob("latex/**/*.tex"))[::3]]
    for path in sorted(data.glob("html_math/**/*.html")):
        if path.stat().st_size < 500_000:
            try:
                texts.append(extract(path.read_bytes()).text.encode()[:20_000])
            except PageError:
                continue
    assert len(texts) > 70
    assert_same(texts, 5, 32, 8, 1)
    assert_same(texts[::5], 24, 20, 13, 1, True)
    for text in texts:
        said = text.decode(errors="replace")
        assert native.text_tokens(said) == reference_minhash.text_tokens(said)


@either
class TestEither:
    def test_a_signature_is_the_minima_over_the_shingles(self, module: ModuleType) -> None:
        texts = prose(20)
        hasher = module.MinHasher(5, 14, 8, 42)
        signatures = hasher.signatures(*packed(texts))
        flat, offsets = hasher.shingles(*packed(texts))
        assert len(offsets) == 21
        for signature, (begin, end) in zip(signatures, pairwise(offsets), strict=True):
            assert (np.diff(flat[begin:end].view(np.int64) ^ -(2**63)) > 0).all()
            x = (flat[begin:end] >> np.uint64(32)).astype(np.uint32)
            values = hasher.multipliers[:, None] * x + hasher.increments[:, None]
            assert (signature == values.min(axis=1)).all()

    def test_what_is_a_shingle(self, module: ModuleType) -> None:
        def shingles(text: str, n_grams: int, characters: bool = False) -> set[int]:
            hasher = module.MinHasher(n_grams, 1, 1, 0, characters)
            return set(hasher.shingles(*packed([text.encode()]))[0].tolist())

        assert len(shingles("a b a b a b", 2)) == 2
        assert shingles("$x$ $y$", 2) == shingles("x  y", 2)
        assert shingles("b c d", 2) < shingles("a b c d e", 2)
        assert shingles("ab  c", 4, characters=True) == shingles("ab\nc", 4, characters=True)
        assert len(shingles("né $\\le$", 1, characters=True)) == len(set("né \\leq"))
        assert not shingles("ab c", 5, characters=True)

    def test_fewer_permutations_are_the_first_ones(self, module: ModuleType) -> None:
        texts = prose(3)
        short, long = (module.MinHasher(5, n, 1, 3).signatures(*packed(texts)) for n in (7, 200))
        assert (short == long[:, :7]).all()
        assert (module.MinHasher(5, 7, 1, 4).signatures(*packed(texts)) != short).all()

    def test_texts_without_a_shingle(self, module: ModuleType) -> None:
        texts = [b"", b" ", b"one two", b"$x$ two three four", b"$ { } $$"]
        hasher = module.MinHasher(5, 14, 8, 1)
        assert (hasher.signatures(*packed(texts)) == 0xFFFFFFFF).all()
        hashes, sequences, counts = hasher.buckets(*packed(texts))
        assert counts.tolist() == [0, 0, 2, 4, 4]
        assert (hashes == hashes[:, :1]).all()
        assert len(np.unique(sequences, axis=0)) == 5
        assert hasher.shingles(*packed(texts))[1].tolist() == [0, 0, 0, 0, 0, 0]

    def test_no_texts(self, module: ModuleType) -> None:
        hasher = module.MinHasher(5, 14, 8, 1)
        assert hasher.signatures(*packed([])).shape == (0, 112)
        assert [part.shape for part in hasher.buckets(*packed([]))] == [(14, 0), (0, 2), (0,)]
        assert [part.tolist() for part in hasher.shingles(*packed([]))] == [[], [0]]

    def test_what_is_beside_a_text_changes_nothing(self, module: ModuleType) -> None:
        hasher = module.MinHasher(3, 4, 2, 1)
        for text in (b"a b c $x$ d", b"one two three fo", b"one two three \xe3\x80", b"a b c \\("):
            alone = hasher.signatures(*packed([text]))
            for before, after in (
                (b"zz", b"zz"),
                (b"$", b"$"),
                (b"\\", b"\x80\x80x\\)" + b"z" * 99),
            ):
                data = np.frombuffer(before + text + after, np.uint8)
                place = np.array([len(before), len(before) + len(text)])
                assert (hasher.signatures(data, place) == alone).all()

    @pytest.mark.parametrize(
        ("offsets", "message"),
        [
            ([], "one number more"),
            ([0, 2, 1], "must not fall"),
            ([0, 4], "outside"),
            ([-1, 2], "outside"),
        ],
    )
    @pytest.mark.parametrize("method", ["signatures", "buckets", "shingles"])
    def test_bad_offsets(
        self, module: ModuleType, method: str, offsets: list[int], message: str
    ) -> None:
        hasher = module.MinHasher(5, 2, 2, 1)
        with pytest.raises(ValueError, match=message):
            getattr(hasher, method)(np.zeros(3, np.uint8), np.array(offsets, np.int64))

    @pytest.mark.parametrize(
        "settings",
        [
            (0, 1, 1, 0),
            (1025, 1, 1, 0),
            (5, 0, 8, 0),
            (5, 8, 0, 0),
            (5, -1, 8, 0),
            (5, 257, 256, 0),
        ],
    )
    def test_bad_settings(self, module: ModuleType, settings: tuple[int, ...]) -> None:
        with pytest.raises(ValueError, match="must be"):
            module.MinHasher(*settings)

    def test_lone_surrogates_are_no_text(self, module: ModuleType) -> None:
        with pytest.raises(UnicodeEncodeError):
            module.text_tokens("a \ud800")


def test_equal_rows_are_as_many_as_jaccard_says() -> None:
    """Pairs that share from half to nearly all of their words: the error is that of independent minima."""
    source, hasher, errors = random.Random(5), native.MinHasher(1, 16, 16, 9), []
    for pair in range(150):
        words = [f"w{n}-{pair}" for n in range(400)]
        other = [word if source.random() < 0.8 else word + "x" for word in words]
        texts = packed([" ".join(words).encode(), " ".join(other).encode()])
        shared = sum(map(str.__eq__, words, other))
        jaccard = shared / (800 - shared)
        one, two = hasher.signatures(*texts)
        errors.append(((one == two).mean() - jaccard) / (jaccard * (1 - jaccard) / 256) ** 0.5)
    assert abs(np.mean(errors)) < 0.35
    assert 0.8 < np.std(errors) < 1.2


def test_all_bits_of_the_hashes_are_used() -> None:
    hashes, sequences, _ = native.MinHasher(5, 8, 4, 1).buckets(*packed(prose(500, 20)))
    for found in (*hashes, *sequences.T):
        ones = (
            np.unpackbits(np.ascontiguousarray(found).view(np.uint8))
            .reshape(len(found), 64)
            .mean(axis=0)
        )
        assert (abs(ones - 0.5) < 0.12).all()
        assert len(np.unique(found)) == len(found)
    assert len(np.unique(hashes)) == hashes.size, "two buckets with one hash"


@compiled_only
def test_no_byte_outside_the_buffer_is_read() -> None:
    """The text ends where memory that may be read ends, in a process of its own that would die of it."""
    script = r"""
import ctypes, mmap, sys
import numpy as np
from proofpile.native import MinHasher
page = mmap.PAGESIZE
room = mmap.mmap(-1, 3 * page)
view = np.frombuffer(room, np.uint8)
libc = ctypes.CDLL(None, use_errno=True)
for guarded in (view.ctypes.data, view.ctypes.data + 2 * page):
    if libc.mprotect(ctypes.c_void_p(guarded), page, 0):
        sys.exit(0)
hashers = [MinHasher(5, 2, 2, 1, characters) for characters in (False, True)]
texts = [b"a", b"a b c d e f", b"x" * 17, b"w " * 31 + b"xy", b"$x$", b"\xe3\x80", b"$$a", b"\\"]
for text in (*texts, rb"\[\alpha \le\]", b"w " * 31 + b"$", b"w " * 31 + b"\xe3"):
    for place in (page, 2 * page - len(text)):
        view[place:place + len(text)] = np.frombuffer(text, np.uint8)
        for hasher in hashers:
            inside = view[place:place + len(text)]
            hasher.buckets(inside, np.array([0, len(text)]))
            hasher.shingles(inside, np.array([0, len(text), len(text)]))
"""
    done = subprocess.run([sys.executable, "-P", "-c", script], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


HOSTILE = {
    "dollars": b"$",
    "dollars and blanks": b"$ ",
    "dollars and letters": b"$a",
    "display that never closes": b"$$ $ ",
    "round brackets": rb"\(",
    "square brackets": rb"\[ ",
    "backslashes": b"\\",
    "braces": b"${" + b"{" * 4000 + b"$ ",
    "labels": b"$" + rb"\label{" * 500 + b"$",
    "blank lines that are none": b"$a\n" + b" " * 4000,
    "line ends": b"$$\n \n",
    "begins": b"$" + rb"\begin{a" * 500 + b"$ ",
    "lead bytes": b"\xe3",
    "Unicode blanks": "\u2003".encode(),
    "kanji": "漢".encode(),
    "one word": b"w",
    "letters in formulas": b"$" + b"x" * 4000 + b"$",
}


@compiled_only
@pytest.mark.parametrize("piece", HOSTILE.values(), ids=HOSTILE)
def test_time_is_linear(piece: bytes) -> None:
    """Quadratic in a megabyte, or in formulas of the greatest length, would be minutes."""
    hasher = native.MinHasher(5, 2, 2, 1)
    texts = packed([piece * (1_000_000 // len(piece))])
    start = time.process_time()
    hasher.buckets(*texts)
    assert time.process_time() - start < 1
