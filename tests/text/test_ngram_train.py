"""Models by modified Kneser-Ney: by hand, against lmplz, sums of one, bounds, and abuse."""

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest
import zstandard
from text.toy_text import lines

from proofpile.errors import BuildError, UsageError
from proofpile.native import compiled
from proofpile.text.ngram.model import Ngram
from proofpile.text.ngram.train import FALLBACK, Trained, discount, train

HERE = Path(__file__).parent
# The twin is bounded by nothing, and slow.
bounded = pytest.mark.skipif(not compiled, reason="the kernels are not compiled")
BEGIN, END, UNKNOWN = "<s>", "</s>", "<unk>"
Table = dict[tuple[str, ...], tuple[float, float]]


def table(path: Path) -> Table:
    """(log10 of probability, of backoff) by n-gram."""
    found: Table = {}
    for line in path.read_text().splitlines():
        cells = line.split("\t")
        if len(cells) > 1:
            found[tuple(cells[1].split(" "))] = float(cells[0]), float((*cells, "0")[2])
    return found


def log10(model: Table, words: tuple[str, ...]) -> float:
    """Of the last word after the others, by backing off, as the ARPA format defines it."""
    if words in model:
        return model[words][0]
    if len(words) == 1:
        return model[UNKNOWN,][0]
    return model.get(words[:-1], (0, 0))[1] + log10(model, words[1:])


def line_log10(model: Table, order: int, line: str) -> float:
    words = [word if (word,) in model else UNKNOWN for word in line.split()]
    path = [BEGIN, *words, END]
    return sum(
        log10(model, tuple(path[max(0, i - order + 1) : i + 1])) for i in range(1, len(path))
    )


def made(tmp_path: Path, text: Iterable[str], **given: Any) -> tuple[Table, Trained]:
    facts = train(text, tmp_path / "model.arpa", **given)
    return table(tmp_path / "model.arpa"), facts


BY_HAND = r"""\data\
ngram 1=6
ngram 2=5

\1-grams:
-1	<unk>	0
0	<s>	-0.30103
-0.5228787	</s>	0
-0.69897	a	-0.30103
-0.69897	b	-0.30103
-0.69897	c	-0.30103

\2-grams:
-0.1870866	b </s>
-0.1870866	c </s>
-0.2218487	<s> a
-0.455932	a b
-0.455932	a c

\end\
"""


def test_two_lines_by_hand(tmp_path: Path) -> None:
    # Lower order: a, b and c follow one word each, </s> two. Discounts 0.5 and 1 take 2.5 of 5, half, and
    # five words share it: a, b, c (1 - 0.5) / 5 + 0.1 = 0.2, </s> (2 - 1) / 5 + 0.1 = 0.3, <unk> 0.1.
    # Then <s> a (2 - 1) / 2 + 0.5 * 0.2 = 0.6, a b and a c (1 - 0.5) / 2 + 0.5 * 0.2 = 0.35,
    # b </s> and c </s> (1 - 0.5) / 1 + 0.5 * 0.3 = 0.65; what is left of each context is 0.5.
    out = tmp_path / "model.arpa"
    facts = train(["a b", "a c"], out, order=2, discount_fallback=FALLBACK)
    assert out.read_text() == BY_HAND
    assert (facts.tokens, facts.types, facts.words, facts.ngrams) == (4, 3, 3, (6, 5))
    assert facts.fallback == (1, 2)


def test_discounts_by_hand() -> None:
    # Y = 10 / (10 + 2 * 4) = 5/9.
    assert discount((10, 4, 2, 1)) == pytest.approx((5 / 9, 2 - 5 / 6, 3 - 10 / 9))


@pytest.mark.parametrize(
    "counts", [(0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 0, 1), (10, 4, 9, 1), (9, 4, 1, 9)]
)
def test_counts_that_give_no_discounts(counts: tuple[int, ...]) -> None:
    assert discount(counts) is None


def compare(ours: Table, theirs: Table) -> None:
    assert ours.keys() == theirs.keys()
    for gram, (probability, backoff) in ours.items():
        assert abs(theirs[gram][0] - probability) < 1e-6, gram
        assert abs(theirs[gram][1] - backoff) < 1e-6, gram


# The last n-grams of each order are counted by their raw count in lmplz's discounts: let them come once.
TEXT = [*lines(60, 14), "w0 last"]


def test_the_same_estimates_as_lmplz(tmp_path: Path) -> None:
    """Against what lmplz of KenLM 0.3.0 wrote with ``-o 3 --prune 0 0 1``."""
    ours, _ = made(tmp_path, TEXT, order=3)
    compare(ours, table(HERE / "lmplz_0_3_0.arpa"))


LMPLZ = os.environ.get("LMPLZ") or shutil.which("lmplz")


@pytest.mark.skipif(not LMPLZ, reason="no lmplz: name one in LMPLZ, or have it in PATH")
@pytest.mark.parametrize("order", [1, 2, 3, 4, 5, 6])
@pytest.mark.parametrize("prune", [(0,), (0, 0, 1), (1, 2, 3)])
def test_lmplz_itself(order: int, prune: tuple[int, ...], tmp_path: Path) -> None:
    text = [*lines(3000, 300, seed=order, longest=30), "w0 last"]
    ours, _ = made(tmp_path, text, order=order, prune=prune, discount_fallback=FALLBACK)
    command = [str(LMPLZ), "-o", str(order), "-S", "100M", "-T", str(tmp_path / "tmp")]
    command += ["--discount_fallback", *map(str, FALLBACK), "--prune", *map(str, prune[:order])]
    done = subprocess.run(command, input="\n".join(text) + "\n", capture_output=True, text=True)
    (tmp_path / "theirs.arpa").write_text(done.stdout)
    compare(ours, table(tmp_path / "theirs.arpa"))


@pytest.mark.parametrize(
    "given",
    [
        {"prune": (0,)},
        {"prune": (0, 0, 1)},
        {"prune": (0, 1, 2)},
        {"prune": (2, 2, 2)},
        {"vocab_limit": 8},
        {"min_count": 4, "prune": (0, 0, 1)},
        {"order": 1},
        {"order": 5, "prune": (0, 0, 0, 1)},
    ],
)
def test_every_context_sums_to_one(given: dict[str, Any], tmp_path: Path) -> None:
    model, _ = made(
        tmp_path, lines(400, 30), **({"order": 3, "discount_fallback": FALLBACK} | given)
    )
    vocabulary = [gram[0] for gram in model if len(gram) == 1 and gram != (BEGIN,)]
    longest = max(map(len, model))
    contexts = [
        (),
        *(gram for gram in model if len(gram) < longest and gram[-1] not in (END, UNKNOWN)),
    ]
    assert len(contexts) > 30 or given != {"prune": (0,)}
    for context in contexts:
        total = sum(10 ** log10(model, (*context, word)) for word in vocabulary)
        assert total == pytest.approx(1, abs=2e-6), context


@bounded
@pytest.mark.parametrize("order", [2, 5])
def test_little_memory_gives_the_same_bytes(order: int, tmp_path: Path) -> None:
    text = lines(4000, 500)
    given: dict[str, Any] = {"order": order, "discount_fallback": FALLBACK}
    much = train(text, tmp_path / "much.arpa", memory=1 << 28, **given)
    little = train(text, tmp_path / "little.arpa", memory=1 << 16, **given)
    assert (tmp_path / "much.arpa").read_bytes() == (tmp_path / "little.arpa").read_bytes()
    assert little.disk > much.disk + 20_000 * 24  # it really went to disk, more than once
    assert much.ngrams == little.ngrams


@pytest.mark.parametrize(
    "text", [["w1 w2 w1 w3", "w2 w0", "unheard w1 of", ""], lines(30, 20, seed=9)]
)
def test_our_reader_and_the_table_agree(text: list[str], tmp_path: Path) -> None:
    model, _ = made(tmp_path, lines(500, 40), order=4, discount_fallback=FALLBACK)
    reader = Ngram.at(tmp_path / "model.arpa")
    for line in text:
        assert reader.score_line(line).log10 == pytest.approx(line_log10(model, 4, line), abs=1e-4)


@pytest.mark.parametrize("given", [{"order": 2}, {"order": 6}, {"order": 3, "vocab_limit": 12}])
def test_kenlm_reads_it_and_says_the_same(given: dict[str, Any], tmp_path: Path) -> None:
    kenlm = pytest.importorskip("kenlm")
    model, _ = made(tmp_path, lines(500, 40), discount_fallback=FALLBACK, **given)
    theirs = kenlm.Model(str(tmp_path / "model.arpa"))
    for line in [*lines(50, 60, seed=5), "never heard"]:
        expected = line_log10(model, given["order"], line)
        assert theirs.score(line) == pytest.approx(expected, rel=1e-5, abs=1e-5)


def test_rare_words_become_unknown_and_stay_improbable(tmp_path: Path) -> None:
    everything, _ = made(tmp_path, lines(400, 30), order=2, discount_fallback=FALLBACK)
    few, facts = made(tmp_path, lines(400, 30), order=2, discount_fallback=FALLBACK, vocab_limit=8)
    assert (facts.words, facts.types) == (8, len([g for g in everything if len(g) == 1]) - 3)
    assert {len(gram) for gram in few if UNKNOWN in gram} == {1}
    assert few[UNKNOWN,][0] < min(
        p for gram, (p, _) in few.items() if gram != (UNKNOWN,) and len(gram) == 1
    )


def test_compressed_is_the_same_text(tmp_path: Path) -> None:
    given: dict[str, Any] = {"order": 3, "discount_fallback": FALLBACK}
    for name in ("model.arpa", "model.arpa.zst", "again.arpa.zst"):
        train(TEXT, tmp_path / name, **given)
    packed = (tmp_path / "model.arpa.zst").read_bytes()
    assert zstandard.decompress(packed, 1 << 20) == (tmp_path / "model.arpa").read_bytes()
    assert packed == (tmp_path / "again.arpa.zst").read_bytes()


@pytest.mark.parametrize("text", [[], [""], ["", " \t", "\n"], ["<s> </s>"]])
def test_nothing_to_train_on(text: list[str], tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no line holds a word"):
        train(text, tmp_path / "model.arpa")
    assert list(tmp_path.iterdir()) == []


def test_too_little_text_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(
        BuildError, match=r"discounts of 1-grams.*n1 = 2, n2 = 0,.*--discount-fallback"
    ):
        train(["word"], tmp_path / "model.arpa")
    model, _ = made(tmp_path, ["word"], discount_fallback=FALLBACK)
    assert {gram for gram in model if len(gram) == 2} == {(BEGIN, "word"), ("word", END)}


def test_lines_are_lines_whatever_is_in_them(tmp_path: Path) -> None:
    _, facts = made(
        tmp_path, ["a\nb", "", "\ud800 c\r\n", "<unk> d"], order=2, discount_fallback=FALLBACK
    )
    assert (facts.lines, facts.empty, facts.tokens, facts.specials) == (3, 1, 5, 1)


@bounded
def test_one_line_of_ten_megabytes(tmp_path: Path) -> None:
    line = " ".join(lines(20_000, 1000)) * 24
    assert len(line) > 10_000_000
    _, facts = made(
        tmp_path, [line, "x" * 10_000_000], order=3, prune=(0, 1, 1), discount_fallback=FALLBACK
    )
    assert (facts.lines, facts.rare) == (2, 1)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"order": 0}, "the order is 0"),
        ({"order": 7}, "from 1 to 6"),
        ({"memory": 1000}, "1,000 bytes of memory are out of range"),
        ({"memory": 1 << 80}, "bytes of memory are out of range"),
        ({"prune": ()}, "nothing cannot be pruned by"),
        ({"prune": (1, 0)}, "1,0 cannot be pruned by"),
        ({"prune": (-1,)}, "-1 cannot be pruned by"),
        ({"vocab_limit": 0}, "the vocabulary would be empty"),
        ({"min_count": 0}, "the vocabulary would be empty"),
    ],
)
def test_numbers_out_of_range(given: dict[str, Any], said: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=said):
        train(["a b"], tmp_path / "model.arpa", **given)


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="give other places"):
        train(["a b"], tmp_path / "file" / "model.arpa", discount_fallback=FALLBACK)


@bounded
@pytest.mark.parametrize("full", ["the temporary files", "the model"])
def test_a_full_disk_leaves_nothing(full: str, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=400k", "tmpfs", str(disk)]
    if subprocess.run(mount, capture_output=True).returncode:
        pytest.skip("mounting a small tmpfs needs root")
    out, work = (tmp_path, disk) if full == "the temporary files" else (disk, tmp_path)
    try:
        with pytest.raises(BuildError, match=r"no space left.*nothing was written") as caught:
            train(
                lines(20_000, 3000),
                out / "model.arpa",
                order=3,
                memory=1 << 18,
                prune=(0,),
                discount_fallback=FALLBACK,
                workdir=work,
            )
        assert isinstance(caught.value.__cause__, OSError)
        assert caught.value.__cause__.errno == errno.ENOSPC
        assert [p for p in (*tmp_path.iterdir(), *disk.iterdir()) if p != disk] == []
        free = os.statvfs(disk)
        assert free.f_bavail > 0.9 * free.f_blocks
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


KILLED = """
import sys, time
from pathlib import Path
from text.toy_text import lines
from proofpile.text.ngram.train import train

def told(step, done, total):
    if step == sys.argv[2]:
        print("there", flush=True)
        time.sleep(60)

fallback = 0.5, 1, 1.5
text = lines(20_000, 3000)
train(text, Path(sys.argv[1]), order=3, memory=1 << 18, discount_fallback=fallback, progress=told)
"""


@bounded
@pytest.mark.parametrize("step", ["count", "adjust", "write"])
def test_killed_half_way_leaves_the_old_model_and_the_next_run_cleans_up(
    step: str, tmp_path: Path
) -> None:
    out = tmp_path / "model.arpa"
    out.write_text("old")
    child = subprocess.Popen(
        [sys.executable, "-P", "-c", KILLED, str(out), step],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(HERE.parent)},
    )
    assert child.stdout
    assert child.stdout.readline() == b"there\n"
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    assert out.read_text() == "old"
    assert len(list(tmp_path.iterdir())) == (2 if step == "write" else 1)
    train(lines(100, 30), out, order=2, discount_fallback=FALLBACK)
    assert [p.name for p in tmp_path.iterdir()] == ["model.arpa"]
    assert out.read_text().startswith("\\data\\")


def test_what_another_process_is_writing_is_left_alone(tmp_path: Path) -> None:
    busy = tmp_path / f".model.arpa.{os.getppid()}-0a0b0c0d.partial"
    busy.write_text("")
    made(tmp_path, ["a b"], order=2, discount_fallback=FALLBACK)
    assert busy.exists()


MEASURED = """
import random, sys
from pathlib import Path
from proofpile.text.ngram.train import train

def memory_of(name):
    status = Path("/proc/self/status").read_text().split()
    return int(status[status.index(name + ":") + 1]) << 10

words = [f"word{n}" for n in range(3000)]
def text(times):
    for seed in range(times):
        yield " ".join(random.Random(seed).choices(words, k=100_000))

out, times, memory = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
given = dict(order=4, prune=(0,), discount_fallback=(0.5, 1, 1.5))
train(text(1), out, memory=1 << 16, **given)  # what is imported on the way
Path("/proc/self/clear_refs").write_text("5")  # the peak so far is forgotten
before = memory_of("VmRSS")
train(text(times), out, memory=memory, **given)
print(memory_of("VmHWM") - before)
"""


@bounded
@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize(("times", "memory"), [(1, 2 << 20), (8, 2 << 20), (8, 16 << 20)])
def test_memory_is_what_was_given(times: int, memory: int, tmp_path: Path) -> None:
    """1 and 8 MB of text; 800,000 n-grams of each of three orders take 58 MB."""
    done = subprocess.run(
        [
            sys.executable,
            "-P",
            "-c",
            MEASURED,
            str(tmp_path / "model.arpa"),
            str(times),
            str(memory),
        ],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PYTHONPATH": str(HERE.parent)},
    )
    # Besides: the text on its way through Python, four times a batch, and a few buffers of a megabyte.
    assert int(done.stdout) < memory + (12 << 20)


@bounded
def test_time_grows_with_the_text_and_not_faster(tmp_path: Path) -> None:
    def spent(count: int) -> float:
        text = lines(count, 2000, longest=60)
        began = time.process_time()
        out = tmp_path / "model.arpa"
        train(text, out, order=4, memory=1 << 20, discount_fallback=FALLBACK)
        return time.process_time() - began

    spent(1000)
    assert spent(16_000) < 12 * spent(4000)
