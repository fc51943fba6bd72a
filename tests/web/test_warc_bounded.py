"""Memory stays bounded whatever a member inflates to."""

import subprocess
import sys
from pathlib import Path

import pytest
from data.make_warcs import FIRST, bomb, gz, record

READ = """
import resource, sys
from proofpile.web.warc import read_records

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10

with open("/proc/self/clear_refs", "w") as refs:
    refs.write("5")  # forget the peak of the interpreter's parent
before = peak()
with open(sys.argv[1], "rb") as file:
    for record in read_records(file, limit=int(sys.argv[2]) << 20):
        print(record.damage or "whole", len(record.payload))
print(peak() - before)
"""


def read(path: Path, limit: int = 64) -> tuple[list[str], int]:
    """What was read of `path`, and by how many MB the peak of the process grew."""
    command = [sys.executable, "-P", "-c", READ, str(path), str(limit)]
    run = subprocess.run(command, capture_output=True, text=True, check=True)
    *items, growth = run.stdout.splitlines()
    return items, int(growth)


GIGABYTE = 1 << 30


@pytest.mark.parametrize(
    "size", [GIGABYTE, pytest.param(10 * GIGABYTE, marks=pytest.mark.slow)], ids=["1GB", "10GB"]
)
def test_a_bomb_that_owns_up(size: int, tmp_path: Path) -> None:
    path = tmp_path / "bomb.warc.gz"
    path.write_bytes(bomb(size) + gz(FIRST))
    items, growth = read(path)
    assert items == ["too-large 0", "whole 74"]
    assert growth < 30


@pytest.mark.parametrize("length", [200, 10**18])
def test_a_bomb_that_lies_about_its_length(length: int, tmp_path: Path) -> None:
    path = tmp_path / "bomb.warc.gz"
    path.write_bytes(bomb(GIGABYTE, length) + gz(FIRST))
    items, growth = read(path, limit=16)
    assert items[0].startswith("wrong-length ")
    assert int(items[0].split()[1]) <= 16 << 20
    assert items[1:] == ["whole 74"]
    assert growth < 3 * 16 + 30


def test_a_bomb_with_no_record_in_it(tmp_path: Path) -> None:
    path = tmp_path / "bomb.warc.gz"
    path.write_bytes(gz(FIRST, bytes(GIGABYTE // 4)) + gz(FIRST))
    items, growth = read(path)
    assert items == ["whole 74", "corrupt-member 0", "whole 74"]
    assert growth < 30


def test_a_page_of_100_mb_is_refused_or_read_as_the_limit_says(tmp_path: Path) -> None:
    page = b"<p>A paragraph that is repeated.</p>\n" * (100_000_000 // 37)
    path = tmp_path / "page.warc.gz"
    path.write_bytes(gz(record(page, type="resource", content_type="text/html"), FIRST))
    items, growth = read(path)
    assert items == ["too-large 0", "whole 74"]
    assert growth < 30
    items, growth = read(path, limit=128)
    assert items == [f"whole {len(page)}", "whole 74"]
    assert growth < 3 * 100
