"""Help comes at once: nothing heavy is imported before a command runs."""

import re
import subprocess
import sys

import pytest

HEAVY = ("pyarrow", "numpy", "ray", "torch", "resiliparse", "fastwarc", "urllib3", "rich")


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["build", "--help"], ["contamination-report", "--help"], ["doctor", "--help"]],
)
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "proofpile", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    imported = {name.partition(".")[0] for name in re.findall(r"\|\s+(\S+)$", done.stderr, re.M)}
    assert "typer" in imported
    assert imported.isdisjoint(HEAVY)


def test_usage_errors_import_nothing_heavy() -> None:
    command = [sys.executable, "-X", "importtime", "-m", "proofpile", "build", "--sauce", "x"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "No such option" in done.stderr
    assert not re.search(r"\|\s+(pyarrow|numpy)$", done.stderr, re.M)
