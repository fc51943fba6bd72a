"""N-grams and their scanner: as defined, found by brute force, and the kernel as its twin."""

import pickle
import subprocess
import sys
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from proofpile import native
from proofpile.native import reference_grams
from proofpile.native.reference_words import tokens

compiled_only = pytest.mark.skipif(not native.compiled, reason="the kernels are not compiled")
either = pytest.mark.parametrize(
    "module",
    [
        pytest.param(
            SimpleNamespace(grams=native.grams, GramScanner=native.GramScanner),
            id="kernel",
            marks=compiled_only,
        ),
        pytest.param(reference_grams, id="twin"),
    ],
)
MOST = 2**64 - 1  # of the numbers that a key can be
SENTINELS = [0, 1, MOST]


def u64(numbers: Any) -> np.ndarray:
    return np.array(list(numbers), np.uint64)


def keys_of(numbers: Any) -> np.ndarray:
    return u64(sorted({int(number) for number in numbers}))


def packed(texts: list[bytes]) -> tuple[np.ndarray, np.ndarray]:
    offsets = np.cumsum([0, *map(len, texts)], dtype=np.int64)
    return np.frombuffer(b"".join(texts), np.uint8), offsets


def set_for(kind: str, n: int, texts: list[bytes], masked: bool = False, more: Any = ()) -> Any:
    """The set of all n-grams of the texts, for a scanner of this kind."""
    read = "masked" if masked else kind
    found = [reference_grams.grams(tokens(read, text)[0], n) for text in texts]
    keys = keys_of(np.concatenate([u64(more), *found]))
    return (n, keys, masked) if kind == "words" else (n, keys)


def rows(hits: Any) -> list[tuple[int, ...]]:
    assert len(hits) == 6
    assert all(column.dtype == np.int64 for column in hits)
    return list(zip(*(column.tolist() for column in hits), strict=True))


# --- grams


def by_definition(hashes: list[int], n: int) -> list[int]:
    found = []
    for i in range(len(hashes) - n + 1):
        h = 0
        for w in hashes[i : i + n]:
            h = (h * 0x9E3779B97F4A7C15 + w) % 2**64
        for odd in (0xFF51AFD7ED558CCD, 0xC4CEB9FE1A85EC53):
            h = (h ^ h >> 33) * odd % 2**64
        found.append(h ^ h >> 33)
    return found


@either
class TestGrams:
    @pytest.mark.parametrize("n", [1, 2, 7, 31, 32])
    @pytest.mark.parametrize("count", [0, 1, 6, 7, 8, 32, 33, 100])
    def test_as_defined(self, module: Any, n: int, count: int) -> None:
        hashes = np.random.default_rng(count).integers(0, MOST, count, np.uint64, endpoint=True)
        found = module.grams(hashes, n)
        assert found.dtype == np.uint64
        assert found.tolist() == by_definition(hashes.tolist(), n)

    def test_one_number_is_known(self, module: Any) -> None:
        # So that neither a twin nor a kernel can change what is kept in an index.
        assert module.grams(u64([1, 2, 3]), 3).tolist() == [0xE20389AFC82776D6]

    def test_order_matters(self, module: Any) -> None:
        assert module.grams(u64([5, 6]), 2) != module.grams(u64([6, 5]), 2)

    def test_what_is_not_contiguous_is_read_as_it_is(self, module: Any) -> None:
        hashes = u64(range(20))
        assert (module.grams(hashes[::2], 3) == module.grams(hashes[::2].copy(), 3)).all()

    def test_what_is_not_aligned_is_read_as_it_is(self, module: Any) -> None:
        hashes = np.frombuffer(b"x" + u64(range(9)).tobytes(), np.uint64, 9, offset=1)
        assert not hashes.flags.aligned
        assert (module.grams(hashes, 3) == module.grams(u64(range(9)), 3)).all()

    @pytest.mark.parametrize(
        ("hashes", "n", "said"),
        [
            (u64([1]), 0, "n must be between 1 and 32; found 0"),
            (u64([1]), 33, "n must be between 1 and 32; found 33"),
            (u64([1]), -1, "n must be between 1 and 32; found -1"),
            (np.array([1]), 1, r"hashes must be an array of uint64\[n\]; found int64\(1,\)"),
            (u64([[1]]), 1, r"hashes must be an array of uint64\[n\]; found uint64\(1, 1\)"),
            ([1], 1, r"hashes must be an array of uint64\[n\]; found list"),
        ],
    )
    def test_refuses(self, module: Any, hashes: Any, n: int, said: str) -> None:
        with pytest.raises(ValueError, match=said):
            module.grams(hashes, n)


# --- the scanner


def by_brute_force(kind: str, texts: list[bytes], wanted: list[tuple[int, bool, set[Any]]]) -> Any:
    """(document, set, n-gram, at, start, end): tokens compared with tokens, and no hash of an n-gram made."""
    found = []
    for document, text in enumerate(texts):
        plain = tokens(kind, text)
        masked = tokens("masked", text)[0] if kind == "words" else plain[0]
        _, starts, ends, groups = plain
        if kind != "formula":
            groups = np.zeros_like(groups)
        for i, group in enumerate(groups.tolist()):
            at = i - groups.tolist().index(group)
            for number, (n, mask, some) in enumerate(wanted):
                gram = tuple((masked if mask else plain[0])[i : i + n].tolist())
                if gram in some and set(groups[i : i + n].tolist()) == {group}:
                    found.append((document, number, gram, at, starts[i], ends[i + n - 1]))
    return found


TEXTS = {
    "blank": [b"a b c d", b"", b"b c d a b", b" \xc2\xa0a\x1cb\xff b c ", b"c", b"d a b c d"],
    "words": [
        b"Ann has 3 apples, 4 pears.",
        b"",
        b"Bob (who has $3$ apples) has \\(5\\) apples, 6 pears",
        b"$x^2$ has 7 apples 1,000 pears",
    ],
    "formula": [
        b"$a+b$ and $a + b + c$, $c$",
        b"",
        rb"\(a+b\) $$b+c$$",
        rb"$a+$$b$ \[ \frac{a+b}{b+c} \]",
    ],
}


@either
class TestScanner:
    @pytest.mark.parametrize("kind", TEXTS)
    @pytest.mark.parametrize("of", [0, 2, 3])
    def test_equals_brute_force(self, module: Any, kind: str, of: int) -> None:
        texts = TEXTS[kind]
        sets, wanted = [], []
        for n in (1, 2, 3, 4):
            for masked in (False, True) if kind == "words" else (False,):
                hashes, _, _, groups = tokens("masked" if masked else kind, texts[of])
                inside = [
                    tuple(hashes[i : i + n].tolist())
                    for i in range(len(hashes) - n + 1)
                    if kind != "formula" or groups[i] == groups[i + n - 1]
                ]
                wanted.append((n, masked, set(inside)))
                keys = keys_of(module.grams(u64(gram), n)[0] for gram in inside)
                sets.append((n, keys, masked) if kind == "words" else (n, keys))
        expected = by_brute_force(kind, texts, wanted)
        assert len(expected) > 15
        found = rows(module.GramScanner(kind, sets).scan(*packed(texts)))
        assert [(d, s, at, b, e) for d, s, _, at, b, e in found] == [
            (d, s, at, b, e) for d, s, _, at, b, e in expected
        ]
        keys_found = [int(sets[s][1][key]) for _, s, key, _, _, _ in found]
        assert keys_found == [int(module.grams(u64(g), len(g))[0]) for _, _, g, _, _, _ in expected]

    def test_long_documents(self, module: Any) -> None:
        # Many times the kernel's batch, with n-grams over each of its borders.
        random = np.random.default_rng(7)
        texts = [b" ".join(b"%d" % n for n in random.integers(0, 3, 3000)) for _ in range(3)]
        sets = [set_for("blank", n, [texts[1]]) for n in (32, 1, 5, 17)]
        found = rows(module.GramScanner("blank", sets).scan(*packed(texts)))
        inside = [row for row in found if row[0] == 1]
        assert [row[3] for row in inside if row[1] == 0] == list(range(3000 - 31))
        assert [row[3] for row in inside if row[1] == 1] == list(range(3000))
        assert found == sorted(found, key=lambda row: (row[0], row[3], row[1]))
        assert {row[:2] for row in found} >= {(0, 1), (0, 2), (2, 1), (2, 2)}
        assert not {row[:2] for row in found} & {(0, 0), (2, 0)}
        for document, set_, key, at, start, end in found[::97]:
            words = texts[document].split()[at : at + sets[set_][0]]
            assert texts[document][start:end].split() == words
            hashes = tokens("blank", b" ".join(words))[0]
            assert module.grams(hashes, sets[set_][0])[0] == sets[set_][1][key]

    @pytest.mark.parametrize(
        ("kind", "item", "apart", "together"),
        [
            ("blank", b"b c", [b"a b", b"c d"], [b"a b c d"]),
            ("words", b"b c", [b"a b", b"c d"], [b"a b c d"]),
            ("formula", b"$bc$", [b"$ab$", b"$cd$"], [b"$abcd$"]),
            ("formula", b"$bc$", [b"$ab$ $cd$"], [b"$abcd$"]),
        ],
    )
    def test_nothing_reaches_from_one_into_another(
        self, module: Any, kind: str, item: bytes, apart: list[bytes], together: list[bytes]
    ) -> None:
        scanner = module.GramScanner(kind, [set_for(kind, 2, [item])])
        assert rows(scanner.scan(*packed(apart))) == []
        assert len(rows(scanner.scan(*packed(together)))) == 1

    def test_masked_and_plain_in_one_reading(self, module: Any) -> None:
        item = b"Ann has 3 apples"
        sets = [set_for("words", 4, [item]), set_for("words", 4, [item], masked=True)]
        texts = [b"ann HAS 3 apples", b"Ann has 1,200 apples", b"Ann has three apples"]
        assert rows(module.GramScanner("words", sets).scan(*packed(texts))) == [
            (0, 0, 0, 0, 0, 16),
            (0, 1, 0, 0, 0, 16),
            (1, 1, 0, 0, 0, 20),
        ]

    def test_places_of_a_formula_are_the_formulas_own(self, module: Any) -> None:
        scanner = module.GramScanner("formula", [set_for("formula", 2, [b"$bc$"])])
        texts = [b"x $a$ $abcbc$ y", b"$bc$"]
        assert rows(scanner.scan(*packed(texts))) == [
            (0, 0, 0, 1, 6, 13),
            (0, 0, 0, 3, 6, 13),
            (1, 0, 0, 0, 0, 4),
        ]

    def test_offsets_begin_and_end_anywhere(self, module: Any) -> None:
        data = np.frombuffer(b"a b a b a b", np.uint8)
        scanner = module.GramScanner("blank", [set_for("blank", 2, [b"a b"])])
        offsets = np.array([3, 7, 7, 9], np.int64)
        assert rows(scanner.scan(data, offsets)) == [(0, 0, 0, 0, 1, 4)]

    def test_what_is_not_contiguous_is_read_as_it_is(self, module: Any) -> None:
        data = np.frombuffer(b"a-b-c", np.uint8)[::2]
        (n, keys) = set_for("blank", 1, [b"abc", b"ab", b"a"])
        scanner = module.GramScanner("blank", [(n, np.repeat(keys, 2)[::2])])
        assert len(rows(scanner.scan(data, np.array([0, 9, 2, 9, 3])[::2]))) == 1

    @pytest.mark.parametrize("kind", TEXTS)
    def test_nothing_to_look_for_or_in(self, module: Any, kind: str) -> None:
        none = u64([])
        data, offsets = packed(TEXTS[kind])
        empty_sets = [(n, none, False) if kind == "words" else (n, none) for n in (1, 32)]
        for sets in ([], empty_sets):
            assert rows(module.GramScanner(kind, sets).scan(data, offsets)) == []
        scanner = module.GramScanner(kind, [set_for(kind, 1, TEXTS[kind])])
        for texts in ([], [b""], [b"", b" ", b"\n"]):
            assert rows(scanner.scan(*packed(texts))) == []

    def test_an_empty_set_changes_nothing(self, module: Any) -> None:
        wanted = set_for("blank", 2, TEXTS["blank"])
        alone = rows(module.GramScanner("blank", [wanted]).scan(*packed(TEXTS["blank"])))
        sets = [(32, u64([])), wanted]
        among = rows(module.GramScanner("blank", sets).scan(*packed(TEXTS["blank"])))
        assert [(d, s + 1, *rest) for d, s, *rest in alone] == among

    def test_one_set_twice_is_found_twice(self, module: Any) -> None:
        wanted = set_for("blank", 1, [b"a"])
        found = rows(module.GramScanner("blank", [wanted, wanted]).scan(*packed([b"a"])))
        assert found == [(0, 0, 0, 0, 0, 1), (0, 1, 0, 0, 0, 1)]

    @pytest.mark.parametrize("n", [1, 3, 32])
    def test_keys_at_both_ends_are_keys_like_others(self, module: Any, n: int) -> None:
        # The values that a hash table might keep for itself.
        text = b" ".join(b"%d" % i for i in range(40))
        own = reference_grams.grams(tokens("blank", text)[0], n)
        keys = keys_of([*SENTINELS, *own])
        found = rows(module.GramScanner("blank", [(n, keys)]).scan(*packed([text])))
        assert keys[[row[2] for row in found]].tolist() == own.tolist()
        only = module.GramScanner("blank", [(n, keys_of(SENTINELS))])
        assert rows(only.scan(*packed([text]))) == []

    def test_keys_that_begin_alike(self, module: Any) -> None:
        # All in one place of any table that is entered by a key's first bits.
        own = reference_grams.grams(tokens("blank", b"a b c")[0], 2)
        keys = keys_of([*own, *(int(own[0]) ^ i for i in range(1, 5000))])
        found = rows(module.GramScanner("blank", [(2, keys)]).scan(*packed([b"a b c"])))
        assert keys[[row[2] for row in found]].tolist() == own.tolist()

    def test_a_scanner_keeps_its_own_keys(self, module: Any) -> None:
        n, keys = set_for("blank", 1, [b"a b"])
        scanner = module.GramScanner("blank", [(n, keys)])
        keys[:] = [1, 2]
        assert len(rows(scanner.scan(*packed([b"a b"])))) == 2

    @pytest.mark.parametrize(
        ("most", "kept", "overfull"),
        [
            (1, [1, 1, 1], [0, 2]),
            (3, [3, 1, 3], [0, 2]),
            (6, [6, 1, 6], [0, 2]),
            (7, [7, 1, 7], []),
        ],
    )
    def test_most(self, module: Any, most: int, kept: list[int], overfull: list[int]) -> None:
        texts = [b"a b a b", b"b", b"a b a b x"]
        sets = [set_for("blank", n, [b"a b a"]) for n in (2, 1)]
        everything = rows(module.GramScanner("blank", sets).scan(*packed(texts)))
        scanner = module.GramScanner("blank", sets, most=most)
        found = rows(scanner.scan(*packed(texts)))
        assert scanner.overfull == overfull
        expected = [
            [row for row in everything if row[0] == document][:count]
            for document, count in enumerate(kept)
        ]
        assert found == [row for part in expected for row in part]
        assert [len(part) for part in expected] == kept
        scanner.scan(*packed([b"a"]))
        assert scanner.overfull == []

    def test_most_within_a_long_document(self, module: Any) -> None:
        texts = [b"a " * 5000, b"a", b"a " * 5000]
        scanner = module.GramScanner("blank", [set_for("blank", 1, [b"a"])], most=2000)
        documents = [row[0] for row in rows(scanner.scan(*packed(texts)))]
        assert documents == [0] * 2000 + [1] + [2] * 2000
        assert scanner.overfull == [0, 2]

    def test_threads_do_not_see_each_other(self, module: Any) -> None:
        scanner = module.GramScanner("blank", [set_for("blank", 1, [b"a"])], most=2)
        texts = [[b"b"] * i + [b"a " * 4000] for i in range(4)]
        both = threading.Barrier(len(texts))
        found: dict[int, Any] = {}

        def scan(i: int) -> None:
            both.wait()
            for _ in range(10):
                hits = rows(scanner.scan(*packed(texts[i])))
                found.setdefault(i, []).append((hits, scanner.overfull))

        threads = [threading.Thread(target=scan, args=(i,)) for i in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        for i in range(4):
            assert found[i] == [([(i, 0, 0, 0, 0, 1), (i, 0, 0, 1, 2, 3)], [i])] * 10
        assert scanner.overfull == []

    def test_is_not_pickled(self, module: Any) -> None:
        with pytest.raises(TypeError, match="pickle"):
            pickle.dumps(module.GramScanner("blank", []))

    @pytest.mark.parametrize(
        ("kind", "sets", "said"),
        [
            ("lines", [], "kind must be blank, words or formula; found lines"),
            ("masked", [], "kind must be blank, words or formula; found masked"),
            ("blank", [(0, u64([]))], "n of set 0 must be between 1 and 32; found 0"),
            ("blank", [(1, u64([])), (33, u64([]))], "n of set 1 must be between .* found 33"),
            ("blank", [("x", u64([]))], "n of set 0 must be between 1 and 32; found x"),
            ("blank", [(1, u64([2, 1]))], "keys of set 0 must be sorted and .* 1 after 2 at 1"),
            ("blank", [(1, u64([1, 2, 2]))], "keys of set 0 must be .* found 2 after 2 at 2"),
            ("blank", [(1, np.array([1]))], r"keys of set 0 must be an array .* found int64\(1,\)"),
            ("blank", [(1, [1])], "keys of set 0 must be an array of .* found list"),
            ("blank", [(1, u64([]), False)], r"set 0 must be \(n, keys\); found a tuple of 3"),
            ("blank", [1], r"set 0 must be \(n, keys\); found int"),
            ("words", [(1, u64([]))], r"set 0 must be \(n, keys, masked\); found a tuple of 2"),
            ("words", [(1, u64([]), 1)], "masked of set 0 must be True or False; found 1"),
        ],
    )
    def test_refuses_sets(self, module: Any, kind: str, sets: Any, said: str) -> None:
        with pytest.raises(ValueError, match=said):
            module.GramScanner(kind, sets)

    def test_refuses_to_keep_nothing(self, module: Any) -> None:
        with pytest.raises(ValueError, match="most must be at least 1; found 0"):
            module.GramScanner("blank", [], most=0)

    @pytest.mark.parametrize(
        ("offsets", "said"),
        [
            ([], "offsets must hold one number more than there are texts; found none"),
            ([0, 2, 1], "offsets must not fall; found 1 after 2 at 2"),
            ([-1, 2], "offsets must lie within the data's 3 bytes; found -1 to 2"),
            ([0, 4], "offsets must lie within the data's 3 bytes; found 0 to 4"),
        ],
    )
    def test_refuses_offsets(self, module: Any, offsets: list[int], said: str) -> None:
        scanner = module.GramScanner("blank", [])
        with pytest.raises(ValueError, match=said):
            scanner.scan(np.frombuffer(b"abc", np.uint8), np.array(offsets, np.int64))

    def test_refuses_other_types(self, module: Any) -> None:
        scanner = module.GramScanner("blank", [])
        with pytest.raises(ValueError, match=r"data must be an array of uint8\[n\]; found bytes"):
            scanner.scan(b"abc", np.array([0, 3]))
        with pytest.raises(ValueError, match=r"offsets must be .* found uint64\(2,\)"):
            scanner.scan(np.zeros(3, np.uint8), u64([0, 3]))


# --- the kernel is its twin

_PIECES = [
    b"a",
    b"b",
    b"ab",
    b"3",
    b"12",
    b" ",
    b" ",
    b"$",
    b"$",
    b"\\(",
    b"\\)",
    b"+",
    b"\xc3\xa9",
]
piece = st.one_of(st.sampled_from(_PIECES), st.binary(max_size=5))
document = st.one_of(
    st.lists(piece, max_size=60).map(b"".join),
    st.binary(max_size=80),
    # The same again and again, over borders of batches.
    st.tuples(st.lists(piece, max_size=6).map(b"".join), st.integers(0, 700)).map(
        lambda pair: (pair[0] + b" ") * pair[1]
    ),
)
several = st.lists(
    st.tuples(st.one_of(st.integers(1, 4), st.integers(1, 32)), st.booleans(), st.integers(0, 3)),
    max_size=5,
)
number = st.one_of(st.sampled_from(SENTINELS), st.integers(0, MOST))


@compiled_only
@settings(deadline=None)
@given(
    st.sampled_from(["blank", "words", "formula"]),
    st.lists(document, max_size=5),
    several,
    st.lists(number, max_size=6),
    st.integers(0, 3),
    st.sampled_from([1, 5, 1000, 1_000_000]),
)
def test_kernel_is_twin(
    kind: str, texts: list[bytes], several: Any, numbers: list[int], before: int, most: int
) -> None:
    sets = [
        set_for(kind, n, texts[of : of + 1], masked and kind == "words", numbers)
        for n, masked, of in several
    ]
    data, offsets = packed([b"a" * before, *texts, b"a"])
    offsets = offsets[1:-1]
    scanners = [module.GramScanner(kind, sets, most=most) for module in (native, reference_grams)]
    mine, twins = (rows(scanner.scan(data, offsets)) for scanner in scanners)
    assert mine == twins
    assert scanners[0].overfull == scanners[1].overfull


@compiled_only
@given(st.lists(number, max_size=80), st.integers(1, 32))
def test_grams_are_the_twins(numbers: list[int], n: int) -> None:
    hashes = u64(numbers)
    assert native.grams(hashes, n).tolist() == reference_grams.grams(hashes, n).tolist()


@compiled_only
@pytest.mark.parametrize("kind", ["blank", "words", "formula"])
def test_kernel_is_twin_on_real_pages(data: Path, kind: str) -> None:
    lines = (data / "bench/gsm8k/test.jsonl").read_bytes().splitlines()
    texts = [*lines[:300], b"$x+y$ ".join(lines[:40]), b"".join(lines[:9])]
    kinds = (False, True) if kind == "words" else (False,)
    sets = [set_for(kind, n, texts[::7], masked) for n in (1, 2, 8, 13) for masked in kinds]
    hits = [
        rows(module.GramScanner(kind, sets).scan(*packed(texts)))
        for module in (native, reference_grams)
    ]
    assert hits[0] == hits[1]
    assert len(hits[0]) > 100


_CHILD = """
import sys
import numpy as np
from proofpile import native

def peak():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))

kind, unit = sys.argv[1], bytes.fromhex(sys.argv[2])
keys = np.arange(1, 2000, dtype=np.uint64) << np.uint64(32)
sets = [(n, keys, masked) for n in (1, 8) for masked in (False, True)]
scanner = native.GramScanner(kind, sets if kind == "words" else [s[:2] for s in sets])
data = np.frombuffer(unit * (200_000_000 // len(unit)), np.uint8)
scanner.scan(data[:100_000], np.array([0, 100_000]))
before = peak()
scanner.scan(data, np.array([0, len(data)]))
print(peak() - before)
"""


@compiled_only
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize(
    ("kind", "unit"),
    [
        ("blank", b"Let us see a few words, "),
        ("words", b"Let $x_1$ be 3 words, "),
        ("formula", b"$x$ "),
        ("formula", b"\\(\\) words and words "),
        ("blank", b"x"),
        ("words", b"x"),
    ],
)
def test_memory_does_not_grow_with_the_document(kind: str, unit: bytes) -> None:
    command = [sys.executable, "-P", "-c", _CHILD, kind, unit.hex()]
    grown = int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert grown < 2048  # kB, of 200 MB
