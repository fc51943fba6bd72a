"""A record that hangs or crashes a worker costs that record and no other."""

import pytest
from helpers import contents

from proofpile import Here, Local, OnRay, Source, build
from proofpile.errors import UnitError

HOSTILE = '''
"""Records that kill whoever reads them."""
import ctypes, os, signal, time
from dataclasses import dataclass
from proofpile import Document, Source
from proofpile.guard import guarded

@dataclass(frozen=True)
class Hostile(Source):
    harmless: bool = False
    def units(self):
        return ["a", "b"]
    def read(self, unit):
        for n in range(30):
            id = f"hostile:{unit}{n}"
            yield guarded(id, unit, self.extract, id)
        return 30
    def extract(self, id):
        if not self.harmless:
            if id == "hostile:a3":
                ctypes.string_at(0)  # a segmentation fault
            if id == "hostile:a9":
                while True:  # an endless loop
                    pass
            if id == "hostile:b4":
                os.abort()
            if id == "hostile:b5":
                os.kill(os.getpid(), signal.SIGKILL)  # as the out-of-memory killer does
            if id == "hostile:b6":
                exec("(" * 100_000 + ")" * 100_000)  # nesting that a parser gives up on
        return Document(id, f"text of {id}", origin=id)
'''
BETWEEN = HOSTILE.replace("return 30", "ctypes.string_at(0)")


@pytest.fixture
def hostile(tmp_path):
    path = tmp_path / "hostile.py"
    path.write_text(HOSTILE)
    return Source.load(str(path))


def test_each_is_counted_under_its_own_reason_and_the_rest_is_kept(hostile, tmp_path):
    manifest = build(hostile, tmp_path / "out", Local(2, cpu_seconds=1))
    assert manifest.dropped == {
        "crash": 2,
        "extractor-error": 1,
        "memory-limit": 1,
        "time-limit": 1,
    }
    assert manifest.kept == 60 - 5


def test_the_quarantine_is_the_same_on_ray(hostile, tmp_path):
    import ray

    build(hostile, tmp_path / "local", Local(1, cpu_seconds=1))
    try:
        build(hostile, tmp_path / "ray", OnRay(workers=2, cpu_seconds=1))
    finally:
        ray.shutdown()
    assert contents(tmp_path / "local") == contents(tmp_path / "ray")


def test_a_sleeping_record_is_ended_too(hostile, tmp_path):
    path = tmp_path / "hostile.py"
    path.write_text(
        HOSTILE.replace("while True:  # an endless loop", "time.sleep(3600)\n            if 0:")
    )
    manifest = build(Source.load(str(path)), tmp_path / "out", Local(2, cpu_seconds=0.2))
    assert manifest.dropped["time-limit"] == 1


def test_a_reader_that_dies_between_records_is_an_error_that_names_the_unit(tmp_path):
    path = tmp_path / "hostile.py"
    path.write_text(BETWEEN)
    with pytest.raises(UnitError, match=r"a worker died \(SIGSEGV\) while working on \(0, 'a'\)"):
        build(Source.load(str(path), harmless=True), tmp_path / "out", Local(1))


def test_nothing_is_armed_outside_a_worker(hostile, tmp_path):
    from dataclasses import replace

    manifest = build(replace(hostile, harmless=True), tmp_path / "out", Here())
    assert manifest.kept == 60
