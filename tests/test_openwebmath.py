"""The source on real archives: every WARC and every page of the test material."""

import gzip
import warnings
from base64 import b32encode
from hashlib import sha1
from pathlib import Path

import pyarrow as pa
import pytest
from gates.math_score import pages
from helpers import contents

from proofpile import Here, Local, Source, build
from proofpile.errors import UsageError


def write_archive(path: Path, pages: list[Path], root: Path) -> None:
    """`pages` as responses of a WARC, one gzip member a record, with payload digests."""
    with path.open("wb") as file:
        for page in pages:
            url = f"https://{page.parent.name.replace('_', '-')}.example/{page.relative_to(root)}"
            body = page.read_bytes()
            block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body
            digest = b32encode(sha1(body).digest()).decode()
            head = (
                f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\n"
                f"WARC-Date: 2023-10-16T00:00:00Z\r\nWARC-Payload-Digest: sha1:{digest}\r\n"
                f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(block)}"
            )
            file.write(gzip.compress(head.encode() + b"\r\n\r\n" + block + b"\r\n\r\n", 1, mtime=0))


@pytest.fixture(scope="module")
def crawl(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every archive of the material, and one of every HTML page in it."""
    folder = tmp_path_factory.mktemp("crawl")
    for path in sorted((data / "warc").rglob("*")):
        if path.name.endswith((".warc", ".warc.gz", ".warc.zst", ".warc.lz4", ".arc", ".arc.gz")):
            (folder / path.parent.name).mkdir(exist_ok=True)
            (folder / path.parent.name / path.name).symlink_to(path.resolve())
    pages = sorted(p for p in data.rglob("*.html") if p.is_file())
    write_archive(folder / "pages.warc.gz", pages, data)
    return folder


@pytest.fixture(scope="module")
def corpus(crawl: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("corpus") / "out"
    build(Source.load("openwebmath", inputs=(str(crawl),)), out, Local(2))
    return out


def test_every_record_is_kept_or_has_a_reason(corpus: Path, crawl: Path, data: Path) -> None:
    from proofpile import Manifest

    facts = Manifest.load(corpus).facts
    pages = sum(1 for p in data.rglob("*.html") if p.is_file())
    by_unit = {Path(i["unit"]).name: i["read"] for i in facts["inputs"]}
    assert by_unit["pages.warc.gz"] == pages
    # What warcio 1.8 counts as responses and resources (COUNTS_warcio_1.8.txt).
    assert by_unit["sample-0000.warc.gz"] == 24
    assert by_unit["whirlwind.warc.gz"] == by_unit["whirlwind.warc"] == 1
    assert by_unit["warcfile.warc.gz"] == by_unit["warcfile.warc"] == 16
    read = facts["passes"][0]["in"]
    assert read == sum(by_unit.values()) or read > sum(by_unit.values())  # names repeat
    assert read == facts["kept"] + sum(facts["dropped"].values())
    assert facts["over_budget"] == []
    assert not {"crash", "time-limit", "extractor-error", "filter-error"} & set(facts["dropped"])


def test_mathematical_pages_are_kept(corpus: Path, data: Path) -> None:
    rows = [
        row
        for path in sorted((corpus / "documents").rglob("*.arrow"))
        for row in pa.ipc.open_file(path).read_all().to_pylist()
    ]
    kept = {row["origin"] for row in rows}
    # By what they are about, as the gate of MathScore has them: demonstrations of MathJax are not.
    mathematical = [case.name for case in pages(data) if case.positive]
    lost = [name for name in mathematical if not any(url.endswith(name) for url in kept)]
    assert len(mathematical) > 50
    assert len(lost) < 0.1 * len(mathematical), lost
    assert all(row["formulas"] >= 0 and "\0" not in row["text"] for row in rows)


def test_the_same_bytes_on_another_runner(crawl: Path, corpus: Path, tmp_path: Path) -> None:
    small = Source.load("openwebmath", inputs=(str(crawl / "dolma"), str(crawl / "warcio")))
    build(small, tmp_path / "a", Here())
    build(small, tmp_path / "b", Local(2))
    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_datasets_opens_the_corpus(corpus: Path, tmp_path: Path) -> None:
    from datasets import load_dataset

    files = str(corpus / "documents" / "train" / "*.arrow")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        loaded = load_dataset("arrow", data_files=files, cache_dir=str(tmp_path), split="train")
    assert loaded.column_names[:4] == ["id", "text", "origin", "licence"]
    assert len(loaded) > 50
    assert loaded[0]["id"].startswith("openwebmath:")


def test_what_to_read_must_be_said_in_one_way(tmp_path: Path) -> None:
    for wrong in (
        {},
        {"sample": True, "inputs": ("x",)},
        {"crawl": "CC-MAIN-2023-14", "sample": True},
    ):
        with pytest.raises(UsageError, match="in one way: --input"):
            build(Source.load("openwebmath", **wrong), tmp_path / "out", Here())
    assert not (tmp_path / "out").exists()
