"""The compiled scanner against its twin, on texts made to be hard for it."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpile import native
from proofpile.native import reference

LITERALS = [
    (b"MathJax", 0, True, False, False),
    (b"<math", 1, True, False, True),
    (b'class="tex"', 2, True, False, False),
    (b"[/tex]", 2, True, False, False),
    (b"\\begin{align", 3, False, False, False),
    (b"%5cfrac", 4, True, False, False),
    (b"\xce\xb1\xce\xb2\xce\xb3", 5, True, True, True),
    (b"\\frac", 6, False, False, True),
    (b"\\alpha", 7, False, False, True),
    (b"\\pi", 7, False, False, True),
    (b"\\frac", 7, False, False, True),
    (b"katex", 8, True, True, True),
]
NEEDS = [1, 1, 1, 1, 1, 1, 1, 2, 1]
FRAGMENTS = [text for text, *_ in LITERALS] + [
    *(text.swapcase() for text, *_ in LITERALS),
    *(text[:-1] for text, *_ in LITERALS),
    *(text[1:] for text, *_ in LITERALS),
    *(
        b"a",
        b"\\",
        b"<",
        b" ",
        b"\n",
        b"\0",
        b"\xff",
        b"{",
        b"math",
        b"[{",
        b"x" * 29,
        b"C:\\temp\\",
    ),
]
texts = st.lists(st.sampled_from(FRAGMENTS) | st.binary(max_size=40), max_size=12).map(b"".join)

compiled_only = pytest.mark.skipif(not native.compiled, reason="the kernels are not compiled")


def scanners() -> list[reference.Scanner]:
    """Every implementation there is on this machine."""
    ways = [native.Scanner(LITERALS, NEEDS), native.Scanner(LITERALS, NEEDS, simd=False)]
    return [reference.Scanner(LITERALS, NEEDS), *ways]


SCANNERS = scanners()


@given(texts)
def test_all_implementations_agree(text: bytes) -> None:
    first, *others = (scanner.scan_one(text) for scanner in SCANNERS)
    assert [*others] == [first] * len(others)


@given(st.lists(texts, max_size=6))
def test_a_batch_is_its_texts_one_by_one(batch: list[bytes]) -> None:
    data = np.frombuffer(b"".join(batch), np.uint8)
    offsets = np.cumsum([0, *map(len, batch)])
    for scanner in SCANNERS:
        masks = scanner.scan(data, offsets)
        assert masks.dtype == np.uint64
        assert masks.tolist() == [SCANNERS[0].scan_one(text) for text in batch]


@pytest.mark.parametrize("scanner", SCANNERS, ids=["twin", "simd", "portable"])
@pytest.mark.parametrize("literal", range(len(LITERALS)))
def test_every_literal_is_found_at_every_place(scanner: reference.Scanner, literal: int) -> None:
    text, rule, *_ = LITERALS[literal]
    if NEEDS[rule] > 1:
        text += b" \\pi \\alpha "
    for before in range(70):
        for after in (0, 1, 40):
            mask = scanner.scan_one(b" " * before + text + b" " * after)
            assert mask >> rule & 1, (before, after)


@pytest.mark.parametrize("scanner", SCANNERS, ids=["twin", "simd", "portable"])
@pytest.mark.parametrize(
    ("text", "rules"),
    [
        (b"", []),
        (b"mAtHjAx", [0]),
        (b"<mathml>", []),  # bounded on its right
        (b"<math1>", [1]),
        (b"\\BEGIN{align}", []),  # exact
        (b"\\fraction \\Frac", []),
        (b"\\frac12", [6]),
        (b"\\pi \\pi \\pi", []),  # one distinct command where two are needed
        (b"\\pi\\alpha", [7]),
        (b"xkatex katexx", []),
        (b"xkatex katex", [8]),  # the second one counts
        (b"\xce\xb1\xce\xb2\xce\xb3", [5]),
        (b"class={tex}", []),  # same as [tex] but for the case bit
        (b"\\", []),
        (b"katex", [8]),
    ],
)
def test_what_fires(scanner: reference.Scanner, text: bytes, rules: list[int]) -> None:
    assert scanner.scan_one(text) == sum(1 << rule for rule in rules)


@pytest.mark.parametrize("scanner", [native.Scanner, reference.Scanner], ids=["native", "twin"])
@pytest.mark.parametrize(
    ("literals", "needs"),
    [
        ([(b"abc", 0, True, False, False)], [1]),
        ([(b"abcd", 1, True, False, False)], [1]),
        ([(b"abcd", -1, True, False, False)], [1]),
        ([(b"abcd", 0, True, False, False)], [0]),
        ([], [1] * 65),
    ],
    ids=["short", "no-such-rule", "negative-rule", "needs-nothing", "65-rules"],
)
def test_rules_that_make_no_sense(
    scanner: type[reference.Scanner], literals: list[reference.Literal], needs: list[int]
) -> None:
    with pytest.raises(ValueError, match=r"rule|bytes"):
        scanner(literals, needs)


@pytest.mark.parametrize("scanner", SCANNERS, ids=["twin", "simd", "portable"])
@pytest.mark.parametrize(
    ("offsets", "message"),
    [([], "one number more"), ([0, 3, 2], "fall"), ([0, 5], "outside"), ([-1, 2], "outside")],
)
def test_offsets_that_make_no_sense(
    scanner: reference.Scanner, offsets: list[int], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        scanner.scan(np.zeros(4, np.uint8), np.array(offsets, np.int64))


GUARDED = """
import ctypes, mmap, sys
import numpy as np
sys.path.insert(0, sys.argv[1])
from test_scanner import LITERALS, NEEDS, native
page = mmap.PAGESIZE
memory = mmap.mmap(-1, 3 * page)
start = ctypes.addressof(ctypes.c_char.from_buffer(memory))
libc = ctypes.CDLL(None, use_errno=True)
for guard in (start, start + 2 * page):
    assert libc.mprotect(ctypes.c_void_p(guard), page, 0) == 0
for simd in (True, False):
    scanner = native.Scanner(LITERALS, NEEDS, simd=simd)
    for text, *_ in LITERALS:
        for size in range(100):
            tail = (text[:-1] + text)[-size:] if size else b""
            for at in (page, 2 * page - len(tail)):
                memory[at : at + len(tail)] = tail
                view = np.frombuffer(memory, np.uint8, len(tail), at)
                scanner.scan(view, np.array([0, len(tail)]))
print("unharmed")
"""


@compiled_only
def test_no_byte_outside_the_buffer_is_read(request: pytest.FixtureRequest) -> None:
    here = str(request.path.parent)
    run = subprocess.run(
        [sys.executable, "-P", "-c", GUARDED, here], capture_output=True, text=True
    )
    assert run.stdout == "unharmed\n", run.stderr


@compiled_only
def test_this_processor_is_used_as_far_as_it_goes() -> None:
    cpuinfo = Path("/proc/cpuinfo").read_text() if sys.platform == "linux" else ""
    assert native.Scanner([], []).simd == bool(re.search(r"\bavx2\b", cpuinfo))
    assert native.Scanner([], [], simd=False).simd is False


def test_how_to_compile_names_a_command() -> None:
    assert "apt install g++" in native.how_to_compile()
