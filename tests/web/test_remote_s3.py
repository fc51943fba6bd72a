"""Objects in S3, by a real S3 API where it can show a thing, and by a server that misbehaves where not."""

import hashlib
import random
import sys

import boto3
import pytest
from moto.server import ThreadedMotoServer
from web.servers import becomes, part, serving, slam, status

from proofpile.errors import MissingError, UnitError, UsageError
from proofpile.web.patience import Patience
from proofpile.web.remote import about, open_remote
from proofpile.web.s3 import S3

BODY = random.Random(2).randbytes(3_000_000)
KEY = "crawl-data/CC-MAIN-2023-14/segments/1/warc/a b+ü.warc.gz"
CUT = 1_000_000


@pytest.fixture(autouse=True)
def nobody(monkeypatch, tmp_path):
    """A machine without AWS settings."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "none"))
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")


@pytest.fixture
def somebody(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIATEST")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")


@pytest.fixture(scope="module")
def moto():
    """The address of an S3 with one bucket, `corpus`."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    origin = "http://{}:{}".format(*server.get_host_and_port())
    client = boto3.client(
        "s3",
        endpoint_url=origin,
        region_name="us-east-1",
        aws_access_key_id="a",
        aws_secret_access_key="b",
    )
    client.create_bucket(Bucket="corpus")
    for key in (KEY, "crawl-data/other.txt", "elsewhere.warc"):
        client.put_object(Bucket="corpus", Key=key, Body=BODY if key == KEY else b"")
    yield origin
    server.stop()


@pytest.fixture
def s3(moto, monkeypatch, somebody):
    monkeypatch.setenv("AWS_ENDPOINT_URL", moto)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def patience(naps=None, **other):
    return Patience(sleep=[].append if naps is None else naps.append, jitter=lambda: 1.0, **other)


def error_of(address, **other) -> str:
    with pytest.raises(UnitError) as error:
        open_remote(address, patience(**other)).read()
    return str(error.value)


def test_an_object_arrives_whole(s3):
    with open_remote(f"s3://corpus/{KEY}") as stream:
        assert sha256(stream.read()) == sha256(BODY)
    assert open_remote("s3://corpus/elsewhere.warc").read() == b""


def test_length_and_version(s3):
    found = about(f"s3://corpus/{KEY}")
    assert found.length == len(BODY)
    assert found.version == f'"{hashlib.md5(BODY).hexdigest()}"'


def test_what_lies_below_a_prefix(s3):
    addresses = {
        f"s3://corpus/{KEY}": len(BODY),
        "s3://corpus/crawl-data/other.txt": 0,
    }
    assert dict(S3.at("s3://corpus/crawl-data/").listed()) == addresses
    everything = addresses | {"s3://corpus/elsewhere.warc": 0}
    assert dict(S3.at("s3://corpus").listed()) == everything
    assert S3.at("s3://corpus/crawl-data/CC-MAIN-2023-14/seg").listed() == []


def test_no_such_object(s3):
    error = error_of("s3://corpus/crawl-data")
    assert "there is no object s3://corpus/crawl-data" in error
    assert "end it with a slash: s3://corpus/crawl-data/" in error


def test_no_such_bucket(s3, moto):
    assert f"there is no bucket nobodys at {moto}" in error_of("s3://nobodys/x.warc.gz")
    with pytest.raises(UnitError, match=f"there is no bucket nobodys at {moto}"):
        S3.at("s3://nobodys/x/").listed(patience())


@pytest.mark.parametrize("address", ["s3://", "s3:///key", "s3://corpus/a//b"])
def test_no_such_address(s3, address):
    with pytest.raises(UsageError):
        open_remote(address, patience()).read()


def test_without_the_extra(s3, monkeypatch):
    monkeypatch.setitem(sys.modules, "obstore", None)
    monkeypatch.setitem(sys.modules, "obstore.store", None)
    with pytest.raises(MissingError, match=r"pip install 'proofpile\[s3\]'"):
        open_remote("s3://another/x.warc.gz").read()


@pytest.fixture
def instead(monkeypatch):
    """Starts a server in the place of S3 that takes the steps given."""
    contexts = []

    def start(*steps, **other):
        contexts.append(serving(BODY, *steps, **other))
        server = contexts[-1].__enter__()
        monkeypatch.setenv("AWS_ENDPOINT_URL", server.origin)
        return server

    yield start
    for context in contexts:
        context.__exit__(None, None, None)


def slow_down(handler):
    body = b'<?xml version="1.0"?>\n<Error><Code>SlowDown</Code></Error>'
    handler.head(503, Content_Length=len(body))
    handler.send(body)


def test_a_storm_of_slow_down_is_sat_out(instead, somebody):
    naps = []
    instead(*[slow_down] * 4)
    found = open_remote("s3://corpus/x.warc.gz", patience(naps)).read()
    assert sha256(found) == sha256(BODY)
    assert naps == [1, 2, 4, 8]


def test_a_storm_that_does_not_end(instead, somebody):
    instead(otherwise=slow_down)
    error = error_of("s3://corpus/x.warc.gz", attempts=3)
    assert "503 Service Unavailable SlowDown" in error
    assert "3 failed attempts in a row" in error


def test_a_download_cut_again_and_again_is_resumed_where_it_broke(instead, somebody):
    server = instead(part(CUT), slam, part(CUT), status(500))
    found = open_remote("s3://corpus/x.warc.gz", patience()).read()
    assert sha256(found) == sha256(BODY)
    starts = [int(r.removeprefix("bytes=").removesuffix("-") or 0) for r in server.ranges]
    assert starts[0] == 0
    assert starts == sorted(starts)
    assert starts[-1] > CUT
    assert {h.get("if-match") for _, _, h in server.seen[1:]} == {'"v1"'}


def test_an_object_that_changed_is_an_error_and_no_mixture(instead, somebody):
    instead(part(CUT), becomes(BODY[::-1], '"v2"'))
    error = error_of("s3://corpus/x.warc.gz")
    assert "changed while it was being read: it is another version" in error
    assert "run the same command again" in error


@pytest.mark.parametrize("asked", ["parameter", "environment"])
def test_the_reader_pays_where_that_was_agreed(instead, somebody, monkeypatch, asked):
    server = instead()
    S3.at("s3://corpus/x").get().close()
    assert "x-amz-request-payer" not in server.seen[0][2], "never by default: it costs money"
    pays = True if asked == "parameter" else None
    if asked == "environment":
        monkeypatch.setenv("AWS_REQUESTER_PAYS", "true")
    S3.at("s3://corpus/x", requester_pays=pays).get().close()
    S3.at("s3://corpus/x", requester_pays=pays).head()
    assert [h["x-amz-request-payer"] for _, _, h in server.seen[1:]] == ["requester"] * 2
    assert all("Signature=" in h["authorization"] for _, _, h in server.seen)


def test_without_credentials_it_asks_anonymously(instead, monkeypatch):
    server = instead()
    S3.at("s3://corpus/x").get().close()
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIATEST")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    S3.at("s3://corpus/x", anonymous=True).get().close()
    monkeypatch.setenv("AWS_SKIP_SIGNATURE", "true")
    S3.at("s3://corpus/x").get().close()
    assert ["authorization" in headers for _, _, headers in server.seen] == [False] * 3


def test_credentials_of_a_profile(instead, monkeypatch, tmp_path):
    server, file = instead(), tmp_path / "credentials"
    keys = "aws_access_key_id = {}\naws_secret_access_key = p%s\naws_session_token = tok\n"
    file.write_text(f"[default]\n{keys.format('AKIAONE')}\n[second]\n{keys.format('AKIATWO')}")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(file))
    S3.at("s3://corpus/x").get().close()
    monkeypatch.setenv("AWS_PROFILE", "second")
    S3.at("s3://corpus/x").get().close()
    said = [headers["authorization"] for _, _, headers in server.seen]
    assert ["AKIAONE" in said[0], "AKIATWO" in said[1]] == [True, True]
    assert {h["x-amz-security-token"] for _, _, h in server.seen} == {"tok"}


def test_no_permission_says_how_to_get_one(instead, monkeypatch):
    instead(otherwise=status(403))
    error = error_of("s3://corpus/x.warc.gz")
    assert "asked for anonymously; set AWS_ACCESS_KEY_ID" in error
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "AKIATEST")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    assert "AWS_REQUESTER_PAYS=true" in error_of("s3://corpus/x.warc.gz")


def test_a_bucket_in_another_region(instead, somebody):
    instead(otherwise=status(301))
    assert "set AWS_REGION" in error_of("s3://corpus/x.warc.gz")
