"""Coverage-guided fuzzing of the extractor with atheris, which is libFuzzer.

    python tests/fuzz/run.py --seconds 60

The time is shared among the targets of targets.py, half of it for whole pages; each runs in a process of its
own, which libFuzzer ends. Seeds and dictionary are written from pieces.py into a folder (a temporary one, or
``--corpus``, which keeps what was found for the next time). What fails is shown, with the input, and the exit
status is 1. A change is judged with ``--seed 1``, the same inputs each time. Needs ``pip install atheris``,
which has wheels for CPython 3.11 to 3.13 on Linux.
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))
from fuzz.pieces import VOCABULARY, seeds

LONGEST = 4096  # bytes of an input
SLOWEST = 10  # seconds for one input; those of this length take milliseconds


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument(
        "--seed", type=int, default=0, help="of what is tried; 0: another each time"
    )
    parser.add_argument("--corpus", type=Path, help="a folder that keeps inputs from run to run")
    parser.add_argument("--only", choices=VOCABULARY, help="one target")
    parser.add_argument("--fuzz", choices=VOCABULARY, help=argparse.SUPPRESS)
    options, rest = parser.parse_known_args()
    if options.fuzz:
        return _fuzz(options.fuzz, rest)
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.corpus or Path(temporary)
        targets = [options.only] if options.only else list(VOCABULARY)
        failed = [
            name
            for name in targets
            if not _run(name, _share(name, targets, options.seconds), options.seed, folder)
        ]
    print(f"failed: {', '.join(failed)}" if failed else "no failure")
    return 1 if failed else 0


def _share(name: str, targets: list[str], seconds: int) -> int:
    if len(targets) == 1:
        return seconds
    return max(1, seconds // 2 if name == "page" else seconds // (2 * (len(targets) - 1)))


def _run(name: str, seconds: int, seed: int, folder: Path) -> bool:
    corpus, found = folder / name, folder / f"failures-{name}"
    corpus.mkdir(parents=True, exist_ok=True)
    found.mkdir(exist_ok=True)
    for number, text in enumerate(seeds(name)):
        (corpus / f"seed-{number}").write_text(text, encoding="utf-8")
    words = folder / f"{name}.dict"
    words.write_text("".join(f'"{_escaped(word)}"\n' for word in dict.fromkeys(VOCABULARY[name])))
    command = [
        *(sys.executable, __file__, "--fuzz", name, str(corpus), f"-dict={words}"),
        *(
            f"-max_total_time={seconds}",
            f"-max_len={LONGEST}",
            f"-timeout={SLOWEST}",
            f"-seed={seed}",
        ),
        *(
            f"-artifact_prefix={found}/",
            "-rss_limit_mb=4096",
            "-verbosity=0",
            "-print_final_stats=1",
        ),
    ]
    print(f"{name}: {seconds} s", flush=True)
    ended = subprocess.run(command, capture_output=True, text=True, errors="replace")
    said = ended.stdout + ended.stderr
    print(*(f"  {line}" for line in said.splitlines() if "number_of_executed" in line), sep="\n")
    if ended.returncode:
        print("\n".join(line for line in said.splitlines() if not line.startswith("INFO"))[-4000:])
        for path in sorted(found.iterdir()):
            print(f"{name} fails on {path.read_bytes()!r}")
    return ended.returncode == 0


def _escaped(word: str) -> str:
    """As libFuzzer's dictionaries write bytes."""
    plain = (32 <= byte < 127 and byte not in b'"\\' for byte in word.encode())
    return "".join(
        chr(byte) if same else f"\\x{byte:02X}"
        for byte, same in zip(word.encode(), plain, strict=True)
    )


def _fuzz(name: str, arguments: list[str]) -> int:
    import atheris

    with atheris.instrument_imports(include=["proofpile.web"], enable_loader_override=False):
        from fuzz.targets import TARGETS

    target = TARGETS[name]
    atheris.Setup([sys.argv[0], *arguments], lambda data: target(data.decode("utf-8", "replace")))
    atheris.Fuzz()
    return 0


if __name__ == "__main__":
    sys.exit(main())
