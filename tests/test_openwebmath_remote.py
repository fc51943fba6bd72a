"""A build whose archive comes over a network: the same documents as from a disk."""

from pathlib import Path

import boto3
import pytest
from helpers import ROOT, contents
from moto.server import ThreadedMotoServer
from web.servers import part, serving, status

from proofpile import Here, Source, build

SAMPLE = ROOT / "sources" / "samples" / "openwebmath.warc.gz"


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("proofpile.web.patience.Patience.delay", lambda *failures: 0.0)
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


def documents(out: Path) -> dict[str, bytes]:
    return {k: v for k, v in contents(out).items() if k.startswith(("documents/", "dropped/"))}


@pytest.fixture
def expected(tmp_path: Path) -> dict[str, bytes]:
    archive = tmp_path / "page.warc.gz"
    archive.write_bytes(SAMPLE.read_bytes())
    build(Source.load("openwebmath", inputs=(str(archive),)), tmp_path / "local", Here())
    return documents(tmp_path / "local")


def test_over_http_from_a_server_that_throttles_and_cuts(
    tmp_path: Path, expected: dict[str, bytes]
) -> None:
    cut = part(100_000)
    # The first request asks what the file is; then it is refused, cut, refused and cut again.
    steps = [status(503), part(None), status(403), cut, status(429), cut]
    with serving(SAMPLE.read_bytes(), *steps) as server:
        build(Source.load("openwebmath", inputs=(server.url,)), tmp_path / "out", Here())
        assert len(server.seen) >= len(steps)
    assert documents(tmp_path / "out") == expected


def test_from_s3(
    tmp_path: Path, expected: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    origin = "http://{}:{}".format(*server.get_host_and_port())
    for name, value in (
        ("AWS_ACCESS_KEY_ID", "a"),
        ("AWS_SECRET_ACCESS_KEY", "b"),
        ("AWS_REGION", "us-east-1"),
        ("AWS_ENDPOINT_URL", origin),
        ("AWS_REQUESTER_PAYS", "true"),
    ):
        monkeypatch.setenv(name, value)
    try:
        client = boto3.client("s3", endpoint_url=origin, region_name="us-east-1")
        client.create_bucket(Bucket="crawls")
        client.put_object(Bucket="crawls", Key="a/page.warc.gz", Body=SAMPLE.read_bytes())
        source = Source.load("openwebmath", inputs=("s3://crawls/a/page.warc.gz",))
        build(source, tmp_path / "out", Here())
    finally:
        server.stop()
    assert documents(tmp_path / "out") == expected
