"""`proofpile verify`: every byte is compared, what is damaged is named, and what it says mends it."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from helpers import contents

CLI = Callable[..., SimpleNamespace]


def _flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    with path.open("r+b") as file:  # in place: the links to it are damaged too
        file.write(data)


def _mend(said: str, shop: SimpleNamespace, cli: CLI) -> None:
    """Type what `said` says to type."""
    command = next(line.strip() for line in said.splitlines() if line.startswith("  rm "))
    subprocess.run(command, shell=True, check=True)
    cli("build", "--source", "./shelf.py", "--out", shop.out, "--on", "here")


def test_a_whole_build(built: SimpleNamespace, cli: CLI) -> None:
    assert "is whole: 2 files" in cli("verify", built.out).out


def test_a_flipped_bit_is_found_and_mended_as_told(built: SimpleNamespace, cli: CLI) -> None:
    before = contents(built.out)
    (file,) = built.out.glob("documents/train/*")
    _flip(file)
    said = cli("verify", built.out, code=1).out
    assert said.startswith(
        "documents/train/part-00000-of-00001.arrow has other content (SHA-256 differs)\n"
    )
    _mend(said, built, cli)
    assert contents(built.out) == before
    cli("verify", built.out)


def test_a_file_that_is_gone_and_one_that_does_not_belong(built: SimpleNamespace, cli: CLI) -> None:
    before = contents(built.out)
    (file,) = built.out.glob("dropped/*")
    file.rename(file.with_name("part-of-mine.arrow"))
    said = cli("verify", built.out, code=1).out
    assert said.splitlines()[:2] == [
        "dropped/part-00000-of-00001.arrow is gone",
        "dropped/part-of-mine.arrow is not in the manifest",
    ]
    _mend(said, built, cli)
    assert contents(built.out) == before


def test_a_damaged_intermediate_shard_is_found_before_it_is_reused(
    built: SimpleNamespace, cli: CLI
) -> None:
    _flip(built.out / "passes" / "0" / "00001.arrow")
    said = cli("verify", built.out, "--json", code=1).out
    assert json.loads(said) == {
        "damage": [],
        "damaged_shards": [str(built.out / "passes" / "0" / "00001.json")],
    }
    _mend(cli("verify", built.out, code=1).out, built, cli)
    cli("verify", built.out)


def test_without_intermediate_files_a_build_is_still_whole(
    built: SimpleNamespace, cli: CLI
) -> None:
    subprocess.run(["rm", "-r", str(built.out / "passes")], check=True)
    cli("verify", built.out)


@pytest.mark.parametrize("name", ["hits", "items", "removed"])
@pytest.mark.parametrize("how", ["flipped", "gone"])
def test_a_damaged_table_is_found_and_made_again(
    name: str, how: str, shop: SimpleNamespace, cli: CLI
) -> None:
    """It is a link to what the filter was fitted to: who published that again would believe the damage."""
    text = "a lighthouse keeper polishes fourteen brass lanterns with whale oil on Mondays"
    (shop.books / "a.txt").write_text(f"{text}\nsomething else entirely")
    (shop.books.parent / "quiz.jsonl").write_text(json.dumps({"id": "x", "problem": text}))
    build = ("build", "--source", "./shelf.py", "--on", "here", "--filter", "contamination",
             "--benchmark", "quiz=quiz.jsonl", "--policy", "problem=cut-passage",
             "--set", "contamination.canaries=0", "--out", shop.out)  # fmt: skip
    cli(*build)
    assert "nothing had changed" in cli(*build).out
    before = contents(shop.out)
    table = shop.out / "contamination" / f"{name}.arrow"
    if how == "flipped":
        _flip(table)
    else:
        table.unlink()
    said = cli("verify", shop.out, code=1).out
    trouble = "is gone" if how == "gone" else "has other content (SHA-256 differs)"
    assert said.startswith(f"contamination/{name}.arrow {trouble}\n")
    command = next(line.strip() for line in said.splitlines() if line.startswith("  rm "))
    subprocess.run(command, shell=True, check=True)
    cli(*build)
    assert contents(shop.out) == before
    cli("verify", shop.out)
