"""Words of mathematical text: what is one, the kernel against its twin, and abuse."""

import os
import random
import time
import unicodedata
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from helpers import ROOT
from hypothesis import given, settings
from hypothesis import strategies as st
from native import make_folding_table

from proofpile import native
from proofpile.native import folding_table, reference_words, word_commands

KINDS = reference_words.KINDS
NATIVE = ROOT / "proofpile" / "native"  # headers are not installed
DATA = Path(os.environ.get("PROOFPILE_TEST_DATA", Path(__file__).parents[3] / "shared" / "data"))
compiled_only = pytest.mark.skipif(not native.compiled, reason="the kernels are not compiled")
either = pytest.mark.parametrize("module", [native, reference_words], ids=["kernel", "twin"])

# Text, and its words between blanks.
WORDS = [
    # Prose.
    ("", ""),
    (" \t\n.,;:!?", ""),
    ("Let it BE; so (they) said.", "let it be so they said"),
    ("x" * 300, f"{'x' * 128} {'x' * 128} {'x' * 44}"),
    ("é" * 100, f"{'e' * 100}"),
    ("Д" * 100, f"{'д' * 64} {'д' * 36}"),
    ("co-operate—or “not”…", "co operate or not"),
    ("snake_case and **bold** _it_", "snake case and bold it"),
    ("a\0b\x01c\x7fd", "a b c d"),
    ("## 3rd item", "3 rd item"),
    ("50% of 10", "50 of 10"),
    ("see [^1] and [^note-2]: here [^", "see and here"),
    ("x[^]y [^a b]", "x y a b"),
    # Apostrophes.
    ("Janet's", "janets"),
    ("Janet’s Janet‘s Janetʼs Janet′s Janet＇s Janet\x92s Janet´s", "janets " * 7),
    ("farmers' market", "farmers market"),
    ("'tis ''quoted'' don''t", "tis quoted don t"),
    ("``double'' word's", "double words"),
    ("f'(x) f''(x)", "f x f x"),
    ("rock'n'roll", "rocknroll"),
    ("5's 5'6", "5 s 5 6"),
    ("a'", "a"),
    # Folding.
    ("Gödel, Erdős, Poincaré, Łukasiewicz, Øre", "godel erdos poincare lukasiewicz ore"),
    (unicodedata.normalize("NFD", "Gödel, Erdős, Poincaré"), "godel erdos poincare"),
    ("Straße STRASSE ﬁnal ﬂow æon", "strasse strasse final flow aeon"),
    ("ＡＢＣ １２３ ℕ ℝ ℂ ℤ ℚ 𝔽 ℓ ℏ", "abc 123 n r c z q f l h"),
    ("𝑥𝑦 𝐱 𝓁 𝒞 𝛼 𝟏𝟐", "xy x l c alpha 12"),
    ("con\u00adtin\u200bu\u200dous\ufeff", "continuous"),
    ("f\u2061(x) x\u2062y", "f x xy"),
    ("İstanbul ıx", "istanbul ix"),
    ("\u0301a\u0301\u0302 \u0301", "a"),
    ("Привет ПРИВЕТ Ёж", "привет привет еж"),
    ("מספר عدد", "מספר عدد"),
    ("\ue000x\ue001y", "x y"),
    ("😀a👩\u200d👩b", "a b"),
    # Greek letters are their names.
    ("α β γ π", "alpha beta gamma pi"),
    ("αβ 2πr Δx ∆x Ω Ω µ", "alpha beta 2 pi r delta x delta x omega omega mu"),
    ("ε ϵ φ ϕ θ ϑ σ ς ά", "epsilon epsilon phi phi theta theta sigma sigma alpha"),
    # Scripts without blanks, and Hangul.
    ("定理1を示す。QED", "定 理 1 を 示 す qed"),
    ("ราคา", "ร า ค า"),
    ("ｶﾞ", "カ"),
    ("한국어", unicodedata.normalize("NFD", "한국어")),
    (unicodedata.normalize("NFD", "한국어 각"), unicodedata.normalize("NFD", "한국어 각")),
    # Superscripts, subscripts, fractions.
    ("x² x³ x₁ x₁₂ 10² m²n", "x 2 x 3 x 1 x 12 10 2 m 2 n"),
    ("xⁿ aᵢ 1ˢᵗ x⁻¹", "x n a i 1 st x 1"),
    ("½ 2½ ¾ ⅓ 1⁄2 ⅟4", "1 2 2 1 2 3 4 1 3 1 2 1 4"),
    ("① ⑽ Ⅳ ⒈x", "1 10 iv 1 x"),
    ("90° 90º 3×4 a−b a·b ∞ √2 ∛2 ∠ABC", "90 90 3 4 a b a b 2 3 2 abc"),
    ("≤ ≥ ≠ ± → ⇒ ∈ ∀ ∃ ∑ ∫ ∂ ∇ △", ""),
    # Numbers.
    ("3.5 3. 5 .5 1.2.3 3..5 x.5", "3.5 3 5 5 1.2.3 3 5 x 5"),
    ("1,000 1,000,000 12,345 123,456.78", "1000 1000000 12345 123456.78"),
    ("1,00 1,0000 1234,567 1,000,00", "1 00 1 0000 1234 567 1000 00"),
    ("(0,100) 0,100,200 [0,1]", "0 100 0 100200 0 1"),
    ("1.5,000 1,000.5 1,000.5,000", "1.5 000 1000.5 1000.5 000"),
    ("1{,}000{,}000 1\\,000 1,\\!000 1{,}\\!000 1\u2009000 1\u202f000", "1000000 " + "1000 " * 5),
    ("1\\\\,000 1{, }000 1 000", "1 000 1 000 1 000"),
    ("2x 2x3y 1e10 h1", "2 x 2 x 3 y 1 e 10 h 1"),
    ("$1,\\!234.50", "1234.50"),
    ("٣٤ ４５", "34 45"),
    ("1\u200b000 1\u20e3", "1000 1"),
    ("9" * 200, f"{'9' * 128} {'9' * 72}"),
    ("1" + ",000" * 43, f"1{'000' * 42} 000"),
    # Commands.
    (r"\sin x \alpha\beta \Delta", "sin x alpha beta delta"),
    (r"\varepsilon \varphi \varGamma \ell \hbar", "epsilon phi gamma l h"),
    (r"\leq \cdot \times \quad \infty \angle \circ \sum_{i=1}^n", "i 1 n"),
    (r"\left( x \right) \bigl\{ y \bigr\} \left.z\right|", "x y z"),
    (r"a\,b\;c\!d~e\ f\quad g", "a b c d e f g"),
    (r"\frac12 \frac{1}{2} \dfrac 1 2 \tfrac1{23} \frac123", "1 2 1 2 1 2 1 23 1 2 3"),
    (r"\frac ab \frac{ab}{c} \frac\pi2 \binom52", "a b ab c pi 2 5 2"),
    (r"\sqrt2 \sqrt{23} \sqrt23 \sqrt[3]{2} \sqrt n", "2 23 2 3 3 2 n"),
    (r"\text{if } x \mathrm{lcm} \operatorname{lcm} \mathbb{R} \R \RR", "if x lcm lcm r r r"),
    (r"\mathrm{d}x \mathrm{d} x {\rm d}x \,dx \mathrm{dx}", "dx " * 5),
    (r"\mathrm{d}^2 \mathrm{day}", "d 2 day"),
    (r"\begin{align*}a&=b\\c&=d\end{align*}", "a b c d"),
    (r"\begin{array}{cc}a&b\end{array} \begin{tabular}[t]{|l|}c", "a b c"),
    (r"a\\[4pt]b \\[-1.5 em]c \[4pt] \[2x\] \\[x]", "a b c 2 x x"),
    (r"\label{eq:1}x \tag{1} \tag*{a} \hspace*{1cm} \ref{fig} \cite[p. 5]{knuth}", "x"),
    (r"\label{" + "a" * 199 + "}" + r" \label{" + "b" * 200 + "}", f"{'b' * 128} {'b' * 72}"),
    (r"\label{a{b}} \label x \begin{", "a b x"),
    (r"\kern3pt x \hskip -3.5em y \mkern-18mu z \kern a", "x y z a"),
    (r"\boxed{42} \textbf{bold} {\bf x} \emph{y}", "42 bold x y"),
    (r"x % comment 1", "x comment 1"),
    (r"5\% \$5 \& \# \_ \{x\}", "5 5 x"),
    (r"a \bmod 5, a \pmod{5}, (\mod 5)", "a mod 5 a mod 5 mod 5"),
    (r"\unknown \Foo x", "unknown foo x"),
    (r"\\frac{1}{2} \\alpha \\\\leq \\x", "1 2 alpha x"),
    (r"\sin2x\cos y", "sin 2 x cos y"),
    ("\\", ""),
    ("x\\", "x"),
    (
        r"G\"odel Poincar\'e Poincar\'{e} Poincar{\'e} \'Etale",
        "godel poincare poincare poincare etale",
    ),
    (
        r"Erd\H{o}s \v{C}ech na\"{\i}ve na{\"\i}ve Gau\ss{} Gau{\ss}",
        "erdos cech naive naive gauss gauss",
    ),
    (r"\'{} \'{ab} \v c \H", "ab v c h"),
    (r"con\-tin\-ue shelf\/ful 5\-6", "continue shelfful 5 6"),
    # Provers.
    (
        r"\<alpha> \<le> \<nat> \<real> \<lambda>x. x\<^sub>1 \<and> \<foo>",
        "alpha n r lambda x x 1 foo",
    ),
    ("theorem foo (x₁ : ℝ) (h₀ : x₁ ≤ 2) : h₀.symm", "theorem foo x 1 r h 0 x 1 2 h 0 symm"),
    ("!x y. &2 * x pow 2 <= &10", "x y 2 x pow 2 10"),
    ("|- ( x + 1 ) e. RR $.", "x 1 e rr"),
    # Entities, tags, escapes, GSM8K.
    ("a&lt;b &amp; c&nbsp;d &#8217; &quot;e&quot;", "a b c d e"),
    ("Janet&#39;s Janet&#x2019;s Janet&rsquo;s Janet&amp;#39;s Janet\\u2019s", "janets " * 5),
    ("caf&#233; caf\\u00e9 soft&shy;hyphen &#120;y", "cafe cafe softhyphen xy"),
    ("&#99999999; &#xD800; &#1114112; \\ud835 &foo; &;", "99999999 foo"),
    ("a & b; x&y &pi; &alpha;", "a b x y pi alpha"),
    ("H<sub>2</sub>O a<br/>b <i>x</i> a<b if <x>y", "h 2 o a b x a b if x y"),
    ("<CENTER>x</Center> <a href=\"b.html\">y</a> <div \nclass='c'/> <b z>", "x y b z"),
    ("if a<b x=3 and y>2 then <i", "if a b x 3 and y 2 then i"),
    ("9*2=$<<9*2=18>>18 <<x>> <<1", "9 2 18 x 1"),
    ("<<<1>>", ""),
    (r"first\nThe second\n\n\r\n\tx \tThe \nRightarrow \nu", "first the second tx the nu"),
    (r"x\textsuperscript{2} 1\textsuperscript{st} 2\textonehalf \<one>", "x 2 1 st 2 1 2 1"),
    (r"\href{https://a.b/c}{here} \textcolor{red}{x} \includegraphics[width=1in]{f.png}", "here x"),
]


@either
@pytest.mark.parametrize(("text", "words"), WORDS)
def test_words(module: ModuleType, text: str, words: str) -> None:
    assert module.word_strings(text) == words.split()


# Each line is one statement in several writings.
SAME = [
    (
        "What is $\\frac{1}{2}x^{2} + \\sqrt{3}$ if $x \\le 1{,}000$?",
        r"What is $\dfrac12 x^2+\sqrt 3$ if $x\leq 1000$?",
        r"What is \(\tfrac{1}{2} x^{2} + \sqrt{3}\) if \(x \leqslant 1,\!000\)?",
        "What is ½x² + √3 if x ≤ 1,000?",
        "what is 1/2 x**2 + sqrt3 if x <= 1000".replace("sqrt3", "√3"),
        "What is <b>1/2</b> x<sup>2</sup> + &radic;3 if x &le; 1,000?",
        "**What is** $$ {1 \\over 2} x ^ { 2 } + \\surd 3 $$ if `x ≤ 1000`?",
        '"What is $\\\\frac{1}{2}x^{2} + \\\\sqrt{3}$ if $x \\\\le 1{,}000$?"',
        "WHAT IS\u00a0𝟏/𝟐 𝑥² + √3\nIF 𝑥 ≤ 1\u2009000 ?",
    ),
    (
        r"Let $\triangle ABC$ have $\angle A = 90^\circ$, $\overline{AB}=2\pi r$.",
        "Let △ABC have ∠A = 90°, AB=2πr.",
        r"Let \(\triangle{ABC}\) have \(\angle{A}=90^{\circ}\), \(\overline{A B} = 2 \pi r\).".replace(
            "A B", "AB"
        ),
        "Let △ABC have ∠A = 90&deg;, AB = 2&#960;r.",
    ),
    (
        r"$$\int_0^1 f(x)\,\mathrm{d}x = \binom{n}{2} \pmod{5}$$",
        r"\[\int_{0}^{1}f\left(x\right)\,dx=\dbinom n2\mod5\]",
        "∫₀¹ f(x) dx = n, 2 (mod 5)",
        r"\begin{align*} \int\limits_0^1 f(x) \,{\rm d}x &= {n \choose 2} \\[4pt]"
        r" &\pmod 5 \label{eq:a} \end{align*}",
    ),
    (
        "Janet’s cost is \\$5.50 — “twenty-five”",
        'Janet\'s cost is $5.50 - "twenty-five"',
        "Janet\\u2019s cost is $5.50 --- ``twenty-five''",
    ),
    (
        "theorem t (x : ℝ) (h₀ : 2 * x = 3) : x = 3/2",
        r"theorem t (x : \<real>) (h_0 : 2 * x = 3) : x = \frac{3}{2}",
    ),
]


@either
@pytest.mark.parametrize("writings", SAME, ids=[line[0][:20] for line in SAME])
def test_one_statement_in_several_writings(module: ModuleType, writings: tuple[str, ...]) -> None:
    first, *others = map(module.word_strings, writings)
    assert len(first) > 5
    assert [other for other in others if other != first] == []


@either
def test_columns(module: ModuleType) -> None:
    """Hashes of equal words are equal; masked, those of all numbers are; places are those of the text."""
    text = "2 Größen, x² & 1,000 größen".encode()
    hashes, starts, ends, groups = module.tokens("words", text)
    assert [a.dtype for a in (hashes, starts, ends, groups)] == [np.uint64] + [np.int64] * 3
    places = [text[a:b].decode() for a, b in zip(starts, ends, strict=True)]
    assert places == ["2", "Größen", "x", "²", "1,000", "größen"]
    assert groups.tolist() == [1, 0, 0, 1, 1, 0]
    assert hashes[0] == hashes[3] != hashes[4]
    assert hashes[1] == hashes[5]
    masked = module.tokens("masked", text)
    assert set(masked[0][groups == 1]) == {reference_words.NUMBER}
    assert (masked[0][groups == 0] == hashes[groups == 0]).all()
    assert all((a == b).all() for a, b in zip(masked[1:], (starts, ends, groups), strict=True))


@either
@pytest.mark.parametrize("kind", KINDS)
def test_nothing(module: ModuleType, kind: str) -> None:
    for text in (b"", b" ", b"\n\xe3\x80\x80"):
        columns = module.tokens(kind, text)
        assert [len(column) for column in columns] == [0] * 4


@either
def test_no_such_kind(module: ModuleType) -> None:
    with pytest.raises(ValueError, match="kind must be blank, words, masked or formula"):
        module.tokens("letters", b"")


@either
def test_formulas(module: ModuleType) -> None:
    """Tokens of formulas alone, with the number and the place of their formula."""
    text = rb"Let $x\le 2$ be $5 and \(a\) \[\] \[ {y} \] or $$z \leq"
    hashes, starts, ends, groups = module.tokens("formula", text)
    assert groups.tolist() == [0, 0, 0, 1, 3]
    assert [text[a:b].decode() for a, b in zip(starts, ends, strict=True)] == [
        *[r"$x\le 2$"] * 3,
        r"\(a\)",
        r"\[ {y} \]",
    ]
    same = module.tokens("formula", rb"$x \leq 2ay$")[0]
    assert hashes.tolist() == same.tolist()


def columns_of(module: ModuleType, kind: str, text: bytes) -> list[list[int]]:
    return [column.tolist() for column in module.tokens(kind, text)]


def assert_same(text: bytes) -> None:
    for kind in KINDS:
        assert columns_of(native, kind, text) == columns_of(reference_words, kind, text), kind


FRAGMENTS = [
    *(text for text, _ in WORDS if len(text) < 80),
    *"\\{}[]$&<>,.;'’^#1x\u0301\u00ad²½定한α \n\t\u2009",
    *(
        "12",
        "000",
        "d}",
        r"\\",
        r"\(",
        r"\)",
        r"\[",
        r"\]",
        "$$",
        r"\,",
        r"\!",
        "{,}",
        "&#",
        "&amp;",
        "<<",
        ">>",
    ),
    *(
        r"\frac",
        r"\sqrt",
        r"\begin{",
        "array}",
        r"\label{",
        r"\kern",
        "4pt",
        "[^",
        r"\'",
        r"\v{",
        r"\u00",
    ),
    *(r"\<^", r"\mathrm{d}", r"\n", "</", "<sub>", r"\hspace*", r"\ss", r"{\ss"),
]
texts = st.lists(st.sampled_from(FRAGMENTS) | st.text(max_size=3), max_size=30).map("".join)


@compiled_only
@settings(max_examples=1000, deadline=None)
@given(texts)
def test_kernel_is_twin(text: str) -> None:
    assert_same(text.encode())


@compiled_only
@settings(max_examples=500, deadline=None)
@given(
    st.lists(
        st.binary(max_size=8) | texts.map(lambda t: t.encode(errors="replace")), max_size=8
    ).map(b"".join)
)
def test_kernel_is_twin_on_bytes(text: bytes) -> None:
    assert_same(text)


@compiled_only
def test_kernel_is_twin_on_every_character() -> None:
    """All of the two planes that hold letters, and some of the others."""
    codes = [*range(0xD800), *range(0xE000, 0x20000), *range(0x20000, 0x110000, 97)]
    for i in range(0, len(codes), 4096):
        assert_same("\n".join(map(chr, codes[i : i + 4096])).encode())


@pytest.mark.skipif(
    not (DATA / "bench").is_dir(), reason="no test material; PROOFPILE_TEST_DATA says where"
)
@compiled_only
@pytest.mark.parametrize("seed", range(2))
def test_kernel_is_twin_on_real_texts(seed: int) -> None:
    source = random.Random(seed)
    files = sorted((DATA / "bench").rglob("*.*"))
    for path in source.sample(files, 60):
        text = bytearray(path.read_bytes()[:20_000])
        for _ in range(len(text) // 100 if seed else 0):
            at = source.randrange(len(text))
            text[at : at + source.randrange(3)] = source.choice(FRAGMENTS).encode()
        assert_same(bytes(text))


@either
@settings(max_examples=300, deadline=None)
@given(
    text=st.text()
    | st.lists(
        st.sampled_from(["a", "é", *map(chr, [0x1C, 0x85, 0xA0, 0x200B, 0x2003, 0x3000])])
    ).map("".join)
)
def test_blank_is_split(module: ModuleType, text: str) -> None:
    data = text.encode(errors="replace")
    _, starts, ends, groups = module.tokens("blank", data)
    assert [data[a:b] for a, b in zip(starts, ends, strict=True)] == [
        w.encode() for w in data.decode().split()
    ]
    assert not groups.any()


@pytest.mark.parametrize("module", [native, reference_words], ids=["kernel", "twin"])
@pytest.mark.parametrize("at", range(55, 70))
def test_blanks_at_the_border_of_blocks(module: ModuleType, at: int) -> None:
    for blank in (" ", "\xa0", "\u3000", "\u3000 ", "\xa0\u2003", "\x1c"):
        text = "a" * at + blank + "bc"
        assert columns_of(module, "blank", text.encode())[1:3] == [
            [0, len((text[:-2]).encode())],
            [at, len(text.encode())],
        ]


@either
@settings(max_examples=300, deadline=None)
@given(text=texts)
def test_places(module: ModuleType, text: str) -> None:
    """On borders of characters, in their order, and what stands there has the word in it."""
    data = text.encode(errors="replace")
    words = module.word_strings(data.decode())
    _, starts, ends, groups = module.tokens("words", data)
    assert (starts < ends).all()
    assert (np.diff(starts) >= 0).all()
    for word, a, b, number in zip(words, starts, ends, groups, strict=True):
        place = data[a:b].decode()  # which fails within a character
        assert number == word[0].isdecimal()
        if "}" not in place:  # \mathrm{d}x
            again = [module.word_strings(form % place) for form in ("%s", r"\\%s", r"\<%s>")]
            assert any(word in words for words in again), (place, word)


PROSE = [
    "Let",
    "x²",
    "$a_1$",
    "1,000.",
    "π",
    "Größe",
    r"\alpha",
    "don’t",
    "(3.5)",
    "<<1+1=2>>",
    "定理",
    "½",
    "&amp;",
]


@either
@settings(max_examples=100, deadline=None)
@given(words=st.lists(st.sampled_from(PROSE), max_size=20), cut=st.integers(0, 20))
def test_halves(module: ModuleType, words: list[str], cut: int) -> None:
    halves = [" ".join(words[:cut]), " ".join(words[cut:])]
    assert module.word_strings(" ".join(halves)) == [
        w for h in halves for w in module.word_strings(h)
    ]


HOSTILE = [
    *(
        "\\",
        "&",
        "<<",
        "<<1",
        "{,}",
        "1,000,",
        "1.",
        "'",
        "a'",
        "\u0301",
        "a\u0301",
        "\u00ad",
        "[^",
        "[^a",
        "½",
    ),
    *(
        r"\frac ",
        r"\frac\sqrt",
        r"\label{",
        r"\begin{array}",
        r"\begin{array}{",
        r"\'{",
        r"{\'",
        r"\u00",
        "&amp;",
        "&#",
    ),
    *(
        "&amp;#1",
        r"\kern ",
        r"\mathrm{",
        r"\mathrm{d} ",
        "$",
        "$$ ",
        r"\( ",
        r"\[",
        "$a\n",
        "x",
        "9",
        "定",
        "한",
        "\\\\[",
    ),
    *(r"\begin{a*}", "</", "<b", '<b a="', r"\<", r"\<a", " ", "\u3000", "ﷺ", r"$\begin{a*}$ "),
]


@compiled_only
@pytest.mark.parametrize("piece", HOSTILE, ids=ascii)
def test_time_is_linear(piece: str) -> None:
    """Quadratic in a megabyte would be minutes."""
    text = piece.encode() * (1_000_000 // len(piece.encode()))
    start = time.process_time()
    for kind in KINDS:
        native.tokens(kind, text)
    assert time.process_time() - start < 2


@compiled_only
@pytest.mark.parametrize("piece", HOSTILE, ids=ascii)
def test_kernel_is_twin_on_hostile_texts(piece: str) -> None:
    assert_same(piece.encode() * (20_000 // len(piece.encode())))


@compiled_only
def test_names_are_the_twins() -> None:
    assert native.word_names() == word_commands.word_names()


def test_no_name_is_listed_twice() -> None:
    lines = (line.split() for line in word_commands._NAMES.splitlines() if line)
    names = [name for deed, *rest in lines for name in rest[deed in ("WORD", "LETTERS") :]]
    assert len(names) == len(set(names))
    assert max(map(len, names)) <= 32  # Names::kLongest


def test_folding_tables_are_one() -> None:
    header = (NATIVE / "folding_table.hpp").read_text(encoding="utf-8")
    assert header.split('R"(')[1].split(')"')[0] == folding_table.FOLDING


@pytest.mark.skipif(
    f"Unicode {unicodedata.unidata_version}" not in str(folding_table.__doc__),
    reason="this Python has another Unicode than the table",
)
def test_folding_table_is_as_made() -> None:
    for name, text in make_folding_table.files(make_folding_table.table()).items():
        assert (NATIVE / name).read_text(encoding="utf-8") == text


@pytest.mark.skipif(
    f"Unicode {unicodedata.unidata_version}" not in str(folding_table.__doc__),
    reason="this Python has another Unicode than the table",
)
def test_folding_is_unicodes() -> None:
    """The table against the database it is from, by another way, for letters that have one letter's fold."""
    stays = (*make_folding_table.AS_THEY_ARE, make_folding_table.HANGUL)
    letters = (
        chr(code)
        for code in range(0x80, 0x1FFFF)
        if unicodedata.category(chr(code))[0] == "L" and not make_folding_table.within(code, stays)
    )
    named = make_folding_table.NAMED
    for c in set(letters) - set(make_folding_table.APOSTROPHES + make_folding_table.BORDERS):
        plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", c).casefold())
        plain = "".join(x for x in plain.casefold() if unicodedata.category(x)[0] != "M")
        if len(plain) == 1 and plain not in make_folding_table.APOSTROPHES:
            found = reference_words._fold(c)[1].strip("|")
            assert found == named.get(c, named.get(plain, plain)).strip("|"), c
