"""What a perturbation changes, and what it must leave as it is."""

import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpile.contamination.perturb import LEAST_TO_HALVE, NUMBER, PERTURBATIONS
from proofpile.contamination.pieces import pieces
from proofpile.native import text_tokens
from proofpile.web import extract

SEEDS = range(4)
HOSTILE = [
    "",
    " \n\n ",
    "x",
    "word",
    "$",
    "$$",
    r"\(",
    "a $ b $$ c \\( d \\[ e",
    r"\begin{align}" * 50,
    "\0\\\0 a",
    "�� \ud800 b 1",
    "\\",
]
SIZE = 200_000
BIG = {
    "dollars": "$ ",
    "openers": r"\(",
    "words": "word 12 ",
    "one word": "a",
    "environments": r"\begin{align}",
    "fractions": r"\frac12 (",
    "digits": "1",
    "sums": "1+",
    "lines": "\n",
    "conditions": "If a ",
    "doings": "He bought a ",
    "parentheses": "$x(",
}


@pytest.fixture(scope="module")
def gsm8k(data: Path) -> list[str]:
    lines = (data / "bench/gsm8k/test.jsonl").read_text(encoding="utf-8").splitlines()
    return [text for line in lines[::8] for text in json.loads(line).values()]


@pytest.fixture(scope="module")
def minif2f(data: Path) -> list[str]:
    files = sorted((data / "bench/minif2f/informal").rglob("*.json"))[::2]
    read = [json.loads(f.read_text(encoding="utf-8")) for f in files]
    return [r[key] for r in read for key in ("informal_statement", "informal_proof")]


@pytest.fixture(scope="module")
def texts(gsm8k: list[str], minif2f: list[str]) -> list[str]:
    return gsm8k + minif2f


def bare(text: str) -> list[str]:
    """Words and numbers, whatever the notation."""
    text = re.sub(r"<<[^<>]*>>|\\[A-Za-z]+\*?|\{,\}|(?<=\d),(?=\d{3})|['’‘]", "", text)
    return re.findall(r"[^\W\d_]+|[0-9]", text.casefold())


def formulas(text: str) -> list[list[str]]:
    """The canonical tokens of each formula."""
    return [text_tokens(f"${p.body.strip()}$") for p in pieces(text) if p.is_formula]


@pytest.mark.parametrize("name", PERTURBATIONS)
def test_only_the_text_and_the_seed_decide(name: str, texts: list[str]) -> None:
    perturb = PERTURBATIONS[name]
    some = texts[::20]
    first = [perturb(text, 1) for text in some]
    assert first == [perturb(text, 1) for text in some]
    assert name in ("verbatim", "half") or first != [perturb(text, 2) for text in some]


@pytest.mark.parametrize("name", sorted(set(PERTURBATIONS) - {"verbatim", "half"}))
def test_what_applies_changes_the_text(name: str, texts: list[str]) -> None:
    changed = [PERTURBATIONS[name](text, 1) for text in texts]
    assert all(c != text for c, text in zip(changed, texts, strict=True))
    assert sum(c is not None for c in changed) > 0.97 * len(texts)


@pytest.mark.parametrize("text", HOSTILE, ids=repr)
@pytest.mark.parametrize("name", PERTURBATIONS)
def test_any_text_is_perturbed_or_left(name: str, text: str) -> None:
    for seed in SEEDS:
        changed = PERTURBATIONS[name](text, seed)
        assert changed is None or changed.strip()


@pytest.mark.timeout(60)  # quadratic work on so many characters takes hours
@pytest.mark.parametrize("kind", BIG)
@pytest.mark.parametrize("name", PERTURBATIONS)
def test_no_text_is_read_again_and_again(name: str, kind: str) -> None:
    text = BIG[kind] * (SIZE // len(BIG[kind]))
    PERTURBATIONS[name](text, 1)
    PERTURBATIONS[name](f"${text}$", 1)


@given(
    st.text(
        st.sampled_from("$\\()[]{}ab1, .\n<>'%^_=+/-é×“") | st.characters(exclude_categories=["Cs"])
    )
)
def test_hostile_texts_are_perturbed_or_left(text: str) -> None:
    assert "".join(map(str, pieces(text))) == text
    for name, perturb in PERTURBATIONS.items():
        changed = perturb(text, 1)
        assert changed is None or (name == "numbers") <= (len(changed) == len(text))


def test_pieces_are_the_text(texts: list[str]) -> None:
    for text in [*texts, *HOSTILE]:
        assert "".join(map(str, pieces(text))) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("for $2 per egg and $3 more", []),
        ("for $x$ and \\(y\\)", ["x", "y"]),
        (r"\$5 and $z$", ["z"]),
        ("$$a$$ \\[b\\]", ["a", "b"]),
        ("$ a $ is none, $b$ is", ["b"]),
        (r"\begin{align*}a&=b\\[2pt]c\end{align*}", [r"a&=b\\[2pt]c"]),
        ("$a\n\nb$", []),
        (r"\\(x) is a line break", []),
        ("$20+$2=$22 and $7", []),
        ("$2000 * 10/100 =$<<2000", []),
    ],
)
def test_what_is_a_formula(text: str, expected: list[str]) -> None:
    assert [p.body for p in pieces(text) if p.is_formula] == expected


def test_case_leaves_formulas_and_commands(texts: list[str]) -> None:
    seen = set()
    for text in texts:
        for seed in SEEDS:
            changed = PERTURBATIONS["case"](text, seed)
            if changed is None:
                continue
            assert changed.casefold() == text.casefold()
            assert [str(p) for p in pieces(changed) if p.is_formula] == [
                str(p) for p in pieces(text) if p.is_formula
            ]
            seen.add((changed.isupper(), changed.islower()))
    assert len(seen) == 3


def test_spacing_changes_blanks_only(texts: list[str]) -> None:
    ways = set()
    for text in texts:
        for seed in SEEDS:
            changed = PERTURBATIONS["spacing"](text, seed)
            if changed is None:
                continue
            assert changed.split() == text.split()
            assert len(list(filter(lambda p: p.is_formula, pieces(changed)))) == len(
                list(filter(lambda p: p.is_formula, pieces(text)))
            )
            ways |= {way for way in ("\t", "  ", "\n\n", "\N{NO-BREAK SPACE}") if way in changed}
    assert len(ways) == 4


def test_retex_keeps_the_mathematics(minif2f: list[str]) -> None:
    changed_tokens = 0
    for text in minif2f:
        for seed in SEEDS:
            changed = PERTURBATIONS["retex"](text, seed)
            if changed is None:
                continue
            was, now = formulas(text), formulas(changed)
            assert len(was) == len(now) or not was, (text, changed)
            for before, after in zip(was, now, strict=False):
                plain = [t for t in before if t != r"\text" and t != r"\mathrm"]
                assert [t for t in after if t not in (r"\text", r"\mathrm")] == plain, (
                    text,
                    changed,
                )
                changed_tokens += 1
            assert "".join(bare(changed)) == "".join(bare(text))  # zw may become {z}w
    assert changed_tokens > 5_000


def test_a_word_problem_is_set_with_formulas(gsm8k: list[str]) -> None:
    for text in gsm8k:
        for seed in SEEDS:
            changed = PERTURBATIONS["retex"](text, seed)
            if changed is None:
                assert not NUMBER.search(text)
                continue
            assert any(p.is_formula for p in pieces(changed)) or r"\$" in changed
            assert "<<" not in changed
            assert bare(changed) == bare(text)


@pytest.mark.parametrize(
    ("text", "among"),
    [
        ("He has 16 eggs.", {"He has $16$ eggs.", r"He has \(16\) eggs."}),
        (
            "It took 2/3 of it.",
            {r"It took $\frac{2}{3}$ of it.", r"It took \(\frac{2}{3}\) of it."},
        ),
        (
            "So 3 * 4 = 12.",
            {
                rf"So {o}3 {p} 4 = 12{c}."
                for o, c in (("$", "$"), (r"\(", r"\)"))
                for p in (r"\times", r"\cdot")
            },
        ),
        ("It costs $18.", {r"It costs \$18.", r"It costs $\$18$.", r"It costs \(\$18\)."}),
        ("On 1/2/2003, h2o.", {None}),
        ("$x$", {r"\(x\)", "$$x$$"}),
        (r"\[x\]", {"$$x$$"}),
        (r"\(x\)5", {"$$x$$5"}),  # dollars with a digit behind them are none
    ],
)
def test_other_notations(text: str, among: set[str | None]) -> None:
    assert {PERTURBATIONS["retex"](text, seed) for seed in range(40)} == among


@pytest.mark.parametrize(
    ("body", "among"),
    [
        (r"\frac12", {r"\frac{1}{2}", r"\dfrac12", r"\dfrac{1}{2}", r"\frac12"}),
        ("x^2", {"x^2", "x^{2}"}),
        (r"a\le b", {r"a\le b", r"a\leq b"}),
        ("(x)", {"(x)", r"\left(x\right)"}),
        ("(x) + ]y)", {"(x) + ]y)", r"\left(x\right) + ]y)"}),
        (r"\left(x\right)", {r"\left(x\right)", "(x)"}),
        ("10,000", {"10,000", "10{,}000"}),
        (r"\text{cm}", {r"\text{cm}", r"\mathrm{cm}"}),
        ("f'", {"f'", r"f^{\prime}"}),
        (r"x_{1}2", {r"x_{1}2"}),  # x_12 would be another number in plain words
    ],
)
def test_each_rule_is_used_and_no_other(body: str, among: set[str]) -> None:
    seen = set()
    for seed in range(200):
        changed = PERTURBATIONS["retex"](f"\\[{body}\\]", seed)
        assert changed is not None
        seen.add(changed[2:-2])
    assert seen == among


def test_numbers_are_all_other_numbers(texts: list[str]) -> None:
    for text in texts:
        changed = PERTURBATIONS["numbers"](text, 1)
        if changed is None:
            assert not NUMBER.search(text)
            continue
        assert NUMBER.sub("", changed) == NUMBER.sub("", text)
        pairs = zip(NUMBER.findall(text), NUMBER.findall(changed), strict=True)
        for was, now in pairs:
            assert was != now
            assert re.sub("[0-9]", "0", was) == re.sub("[0-9]", "0", now)
            old, new = (float(re.sub(r"[^0-9.]", "", n)) for n in (was, now))
            assert new <= 4 * max(old, 1)
            assert old <= 4 * new


@pytest.mark.parametrize(
    ("was", "kept"), [("80,000", ",000"), ("0.05", "0.0"), ("060", "0"), ("7", "")]
)
def test_a_number_keeps_its_kind(was: str, kept: str) -> None:
    now = {PERTURBATIONS["numbers"](was, seed) for seed in range(50)}
    assert was not in now
    assert len(now) > 2
    assert all(kept in n and len(n) == len(was) for n in now if n)


def test_half_is_half(texts: list[str]) -> None:
    exact = 0
    for text in texts:
        cut = PERTURBATIONS["half"](text, 1)
        words = text.split()
        if cut is None:
            prose = [p.body for p in pieces(text.strip()) if not p.is_formula]
            assert len(words) < LEAST_TO_HALVE or not any(map(re.compile(r"\s").search, prose))
            continue
        assert cut in text
        assert len(words) > len(cut.split()) >= len(words) / 2
        assert all(str(p) in text for p in pieces(cut) if p.is_formula)
        kept = [str(p) for p in pieces(cut) if p.is_formula]
        all_formulas = [str(p) for p in pieces(text) if p.is_formula]
        assert kept in (all_formulas[: len(kept)], all_formulas[len(all_formulas) - len(kept) :])
        exact += len(cut.split()) == (len(words) + 1) // 2
    assert exact > 0.7 * len(texts)  # of the others a formula stands in the middle


def test_a_page_gives_the_words_back(texts: list[str]) -> None:
    for number, text in enumerate(texts[::3]):
        page = PERTURBATIONS["html"](text, number)
        assert page is not None
        said = extract(page).text
        assert "sidebar" not in said
        assert "Copyright" not in said
        found, wanted = " ".join(bare(said)), " ".join(bare(text))
        assert wanted in found, (page, said)


@pytest.mark.parametrize("seed", range(16))
@pytest.mark.parametrize("tex", [r"\frac{a}{b} < 3", "x^2 & y", r"a \le b'"])
def test_every_markup_gives_its_formula_back(seed: int, tex: str) -> None:
    text = (
        f"Let ${tex}$ be “true” & don't ask; then it follows that $$y > 1$$ holds for all of them."
    )
    page = PERTURBATIONS["html"](text, seed)
    assert page is not None
    read = formulas(extract(page).text)
    assert read == formulas(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "How many red balls are there in the box?",
            "Determine the number of red balls in the box.",
        ),
        ("How many eggs does she sell?", "Determine the number of eggs that she sell."),
        ("What is the sum?", "Determine the sum."),
        ("If it rains, then he walks.", "He goes on foot if it rains."),
        ("When $x > 1, 2$ is true, it grows.", "It grows when $x > 1, 2$ is true."),
        ("There are 20 pens in the bag.", "The bag possesses 20 pens."),
        ("He bought 3 hats.", "3 hats were purchased by him."),
        ("Mary ate 2 pies, and left.", "2 pies were eaten by Mary, and left."),
        ("Let $x$ be odd.", "Assume that $x$ is odd."),
        ("It fell by 20%.", "It fell by 20 percent."),
        ("It is $20.", "It is 20 dollars."),
        ("Tom and Ann met.", "Ann and Tom met."),
        ("per week", "every week"),
        ("Show that $a$ is new.", "Prove that $a$ is brand-new."),
    ],
)
def test_what_is_said_in_other_words(text: str, expected: str) -> None:
    said = {PERTURBATIONS["paraphrase"](text, seed) for seed in range(200)}
    assert expected in said


def test_numbers_and_formulas_stay_in_other_words(texts: list[str]) -> None:
    for text in texts:
        for name in ("paraphrase", "translation"):
            changed = PERTURBATIONS[name](text, 3)
            if changed is None:
                continue
            assert sorted(map(str, filter(lambda p: p.is_formula, pieces(changed)))) == sorted(
                map(str, filter(lambda p: p.is_formula, pieces(text)))
            )
            assert sorted(re.findall("[0-9]+", changed)) == sorted(re.findall("[0-9]+", text))


@pytest.mark.parametrize(
    "expected",
    [
        "Finde die Zahl von $x$ Kekse in 3 Tag.",
        "Trouver le nombre de $x$ biscuits dans 3 jour.",
        "Hallar el número de $x$ galletas en 3 día.",
        "求这数的 $x$ 饼干在 3 天.",
    ],
)
def test_a_glossary_is_followed_word_by_word(expected: str) -> None:
    text = "Find the number of $x$ cookies in 3 days."
    assert expected in {PERTURBATIONS["translation"](text, seed) for seed in range(40)}


def test_the_glossary_knows_what_benchmarks_say(gsm8k: list[str]) -> None:
    words = [word for text in gsm8k for word in re.findall(r"\b[a-z]{2,}\b", text)]
    known = sum(
        PERTURBATIONS["translation"](word, s) is not None for s, word in enumerate(words[:5000])
    )
    assert known > 0.7 * 5000
