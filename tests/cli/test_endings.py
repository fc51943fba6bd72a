"""How commands end: messages without tracebacks, exit codes, Ctrl-C, a reader that has gone."""

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from helpers import contents

CLI = Callable[..., SimpleNamespace]


def test_an_error_is_a_message(shop: SimpleNamespace, cli: CLI) -> None:
    said = cli("build", "--source", "./nowhere.py", code=2)
    assert said.err.startswith("proofpile: there is no file nowhere.py; give the path of a recipe")
    assert "Traceback" not in said.err


def test_a_broken_recipe_is_a_message(shop: SimpleNamespace, cli: CLI) -> None:
    shop.recipe.write_text("def\n")
    said = cli("build", "--source", "./shelf.py", code=2)
    assert said.err == "proofpile: shelf.py, line 1: invalid syntax\n"


@pytest.mark.parametrize(("flag", "env"), [(["--debug"], None), ([], "1")])
def test_debug_shows_the_traceback(
    cli: CLI, monkeypatch: pytest.MonkeyPatch, flag: list[str], env: str | None
) -> None:
    if env:
        monkeypatch.setenv("PROOFPILE_DEBUG", env)
    said = cli(*flag, "build", "--source", "./nowhere.py", code=2)
    assert said.err.startswith("Traceback")
    assert said.err.splitlines()[-1].startswith("proofpile: there is no file")


def test_an_operating_system_error_is_a_message(built: SimpleNamespace, cli: CLI) -> None:
    (built.out / "manifest.json").unlink()
    (built.out / "manifest.json").mkdir()
    said = cli("show", built.out, code=1)
    assert said.err.startswith("proofpile: [Errno 21] Is a directory")


def test_the_version(cli: CLI) -> None:
    assert cli("--version").out.startswith("proofpile 0.")


def test_no_command_shows_the_help(cli: CLI) -> None:
    said = cli(code=2)
    assert "proofpile build --source openwebmath --sample --out demo" in said.out + said.err


def test_usage_is_exit_code_2(process: Callable[..., Any]) -> None:
    build = process("build")
    _, err = build.communicate(timeout=60)
    assert build.returncode == 2
    assert "Missing option '--source'" in err


def test_a_reader_that_has_gone_is_no_error(process: Callable[..., Any]) -> None:
    ours, theirs = os.pipe()
    os.close(ours)
    show = process("show", "filters", stdout=theirs)
    os.close(theirs)
    _, err = show.communicate(timeout=60)
    assert (show.returncode, err) == (141, "")


def test_ctrl_c_stops_a_build_which_then_goes_on(
    shop: SimpleNamespace, process: Callable[..., Any], tmp_path: Path
) -> None:
    undisturbed, out = tmp_path / "undisturbed", shop.out
    for book in range(4):
        (shop.books / f"{book}.txt").write_text("\n".join(f"line {n} of {book}" for n in range(9)))
    command = ("build", "--source", "./shelf.py", "--workers", 2)
    build = process(*command, "--set", "shelf.pause=0.1", "--out", out)
    _wait_for(lambda: list(out.glob("passes/0/*.json")))
    workers = _children(build.pid)
    build.send_signal(signal.SIGINT)
    _, err = build.communicate(timeout=30)
    assert build.returncode == 130
    assert err.splitlines()[-1] == "stopped; run the same command again to go on"
    assert "Traceback" not in err
    assert len(workers) == 2
    assert not [pid for pid in workers if Path(f"/proc/{pid}").exists()]
    assert not (out / "manifest.json").exists()
    for folder in (out, undisturbed):
        again = process(*command, "--out", folder)
        _, err = again.communicate(timeout=60)
        assert again.returncode == 0, err
    assert contents(out) == contents(undisturbed)
    assert not list(out.rglob("*.partial"))


def _wait_for(condition: Callable[[], object]) -> None:
    until = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.02)


def _children(pid: int) -> list[int]:
    # A child hangs below the thread that started it.
    lists = [path.read_text() for path in Path(f"/proc/{pid}/task").glob("*/children")]
    return [int(child) for text in lists for child in text.split()]


if sys.platform != "linux":
    pytest.skip("processes are looked up in /proc", allow_module_level=True)
