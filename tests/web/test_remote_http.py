"""Bytes over HTTP arrive whole and unmixed, or an error says what was seen."""

import gzip
import hashlib
import random
import re

import pytest
from web.servers import (
    Server,
    becomes,
    chunked,
    honest,
    labelled,
    part,
    serving,
    silence,
    slam,
    status,
    unmeasured,
    whole,
    zipped,
)

from proofpile.errors import UnitError, UsageError
from proofpile.web.http import Http
from proofpile.web.patience import Patience
from proofpile.web.remote import RemoteFile, about, open_remote

BODY = gzip.compress(random.Random(1).randbytes(300_000), mtime=0)
CUT = 100_000


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch):
    monkeypatch.setenv("no_proxy", "127.0.0.1")


class Naps(list):
    """Seconds that a reading wanted to sleep."""

    def patience(self, **other):
        return Patience(sleep=self.append, jitter=lambda: 1.0, **other)


def got(server: Server, naps: Naps | None = None, **other) -> bytes:
    naps = Naps() if naps is None else naps
    with open_remote(server.url, naps.patience(**other)) as stream:
        return stream.read()


def error_of(server: Server, naps: Naps | None = None, **other) -> str:
    with pytest.raises(UnitError) as error:
        got(server, naps, **other)
    return str(error.value)


def same(found: bytes) -> bool:
    return hashlib.sha256(found).hexdigest() == hashlib.sha256(BODY).hexdigest()


def test_an_honest_server_is_asked_for_the_file_and_whether_more_follows():
    with serving(BODY) as server:
        assert same(got(server))
    assert server.ranges == ["", f"bytes={len(BODY)}-"]
    assert {h["accept-encoding"] for _, _, h in server.seen} == {"identity"}


def test_an_empty_file():
    with serving(b"") as server:
        assert got(server) == b""


@pytest.mark.parametrize("code", [403, 408, 429, 500, 502, 503, 504])
def test_a_storm_of_refusals_is_sat_out_with_growing_naps(code):
    naps = Naps()
    with serving(BODY, *[status(code)] * 4) as server:
        assert same(got(server, naps))
    assert naps == [1, 2, 4, 8]


def test_retry_after_is_honoured_within_bounds():
    naps, past = Naps(), "Wed, 21 Oct 2015 07:28:00 GMT"
    steps = [status(429, "7"), status(503, "86400"), status(503, past), status(503, "soon")]
    with serving(BODY, *steps) as server:
        assert same(got(server, naps, longest=30))
    assert naps == [7, 30, 4, 8]


@pytest.mark.parametrize("code", [400, 401, 404, 410, 451])
def test_what_waiting_does_not_mend_fails_at_once(code):
    naps = Naps()
    with serving(BODY, status(code)) as server:
        assert f"answered {code}" in error_of(server, naps)
    assert naps == []
    assert len(server.seen) == 1


def test_a_download_cut_again_and_again_is_resumed_where_it_broke():
    naps = Naps()
    with serving(BODY, part(CUT), part(1), part(50_000)) as server:
        assert same(got(server, naps))
    wanted = ["", CUT, CUT + 1, CUT + 50_001, len(BODY)]
    assert server.ranges == [at and f"bytes={at}-" for at in wanted]
    assert {h["if-range"] for _, _, h in server.seen[1:]} == {'"v1"'}
    assert naps == [1, 1, 1], "bytes came, so patience starts afresh"


def test_a_storm_in_the_middle():
    with serving(BODY, part(CUT), status(503), slam, part(CUT), status(403)) as server:
        assert same(got(server))


def test_a_server_that_ignores_ranges_is_read_past_what_is_there():
    with serving(BODY, part(CUT), whole(), otherwise=whole()) as server:
        assert same(got(server))


def test_a_server_that_ignores_ranges_and_cuts_ever_later():
    with serving(BODY, whole(CUT), whole(CUT - 1), whole(2 * CUT), otherwise=whole()) as server:
        assert same(got(server))


def test_an_object_that_changed_is_an_error_and_no_mixture():
    other = BODY[::-1]
    with serving(BODY, part(CUT), becomes(other, '"v2"')) as server:
        error = error_of(server)
    assert 'version "v1" is now "v2", after 100,000 bytes' in error
    assert "run the same command again" in error


def test_without_an_etag_the_date_guards():
    with serving(BODY, part(CUT), becomes(BODY, "", "Thu, 26 Nov 2026 10:00:00 GMT")) as server:
        server.etag = ""
        assert "changed while it was being read" in error_of(server)
    assert server.seen[1][2]["if-range"] == "Wed, 25 Nov 2026 10:00:00 GMT"


@pytest.mark.parametrize("etag", ["", 'W/"weak"'])
def test_without_a_version_the_bytes_themselves_are_compared(etag):
    with serving(BODY, part(CUT)) as server:
        server.etag, server.date = etag, ""
        assert same(got(server))
    assert server.ranges == ["", ""], "no range, since nothing would tie it to the object"
    other = b"\0" + BODY[1:]
    with serving(BODY, part(CUT), becomes(other, etag, "")) as server:
        server.etag, server.date = etag, ""
        assert "its first bytes are others" in error_of(server)


def test_more_announced_than_there_is():
    with serving(BODY, part(None, announced=len(BODY) + 9)) as server:
        assert f"{len(BODY) + 9:,} bytes at first and {len(BODY):,} later" in error_of(server)


def test_more_announced_by_a_server_that_sticks_to_it():
    with serving(BODY, otherwise=part(None, announced=len(BODY) + 9)) as server:
        assert "bytes at first and" in error_of(server)
    with serving(BODY, otherwise=whole(CUT)) as server:
        words = error_of(server, attempts=5)
    assert f"the connection ended {len(BODY) - CUT:,} bytes too early" in words
    assert "5 failed attempts in a row" in words
    assert "100,000 bytes got" in words
    assert "Run the same command again" in words


def test_less_announced_than_there_is():
    with serving(BODY, part(CUT, announced=CUT)) as server:
        assert f"100,000 bytes at first and {len(BODY):,} later" in error_of(server)


def test_no_length_at_all():
    with serving(BODY, otherwise=unmeasured()) as server:
        assert same(got(server))
    assert server.ranges == ["", f"bytes={len(BODY)}-"]


def test_no_length_and_a_cut_that_looks_like_an_end():
    with serving(BODY, unmeasured(CUT), unmeasured(CUT), otherwise=unmeasured()) as server:
        assert same(got(server))


def test_no_length_no_version_no_ranges_and_a_cut():
    with serving(BODY, unmeasured(CUT), otherwise=unmeasured()) as server:
        server.etag = server.date = ""
        assert same(got(server))


@pytest.mark.parametrize("etag", ['"v1"', ""])
def test_no_length_and_connections_that_close_before_any_byte(etag):
    steps = [unmeasured(0), unmeasured(CUT), unmeasured(0), unmeasured(0), unmeasured(1)]
    with serving(BODY, *steps, otherwise=unmeasured()) as server:
        server.etag, server.date = etag, ""
        assert same(got(server))


def test_chunks_mark_their_own_end():
    with serving(BODY, chunked(CUT), otherwise=chunked()) as server:
        assert same(got(server))
    assert len(server.seen) == 2


def test_gzip_put_on_in_transit_is_taken_off():
    with serving(BODY, zipped) as server:
        assert same(got(server))


def test_gzip_that_is_only_a_label_is_left_on():
    with serving(BODY, part(CUT), otherwise=labelled) as server:
        assert same(got(server))


def test_gzip_put_on_after_a_cut():
    with serving(BODY, part(CUT), zipped) as server:
        assert same(got(server))


def test_gzip_put_on_in_transit_that_is_broken():
    def broken(handler):
        data = gzip.compress(handler.server.body, mtime=0)
        data = data[:10] + b"\xff" * 20 + data[30:]
        handler.head(200, Content_Length=len(data), Content_Encoding="gzip")
        handler.send(data)

    def ends_early(handler):
        data = gzip.compress(handler.server.body, mtime=0)[:-1000]
        handler.head(200, Content_Length=len(data), Content_Encoding="gzip")
        handler.send(data)

    with serving(BODY, broken, ends_early) as server:
        assert same(got(server))


def test_a_range_from_another_place():
    def beside(handler):
        handler.head(206, Content_Length=1, Content_Range=f"bytes {2 * CUT}-{2 * CUT}/{len(BODY)}")
        handler.send(b"x")

    with serving(BODY, part(CUT), beside) as server:
        assert same(got(server))


def test_another_encoding_is_refused():
    def brotli(handler):
        handler.head(200, Content_Length="3", Content_Encoding="br")
        handler.send(b"abc")

    with serving(BODY, brotli) as server:
        assert "Content-Encoding: br" in error_of(server)


def test_a_server_that_never_answers():
    naps = Naps()
    with serving(BODY, otherwise=silence) as server:
        file = RemoteFile(Http(server.url, read=0.02), naps.patience(attempts=3))
        with pytest.raises(UnitError, match=r"timed out.*3 failed attempts .* 0 bytes got"):
            file.read(1)
    assert naps == [1, 2]


def test_a_server_that_falls_silent_in_the_middle():
    def stuck(handler):
        part(CUT)(handler)
        silence(handler)

    with serving(BODY, stuck) as server:
        file = RemoteFile(Http(server.url, read=0.05), Naps().patience())
        assert same(file.read())


def test_nobody_there():
    with serving(BODY) as server:
        url = server.url
    with pytest.raises(UnitError, match="Connection refused"):
        open_remote(url, Naps().patience(attempts=2)).read()


def test_a_trickle_is_no_progress():
    now = iter(range(0, 10**6, 40))
    with serving(BODY, otherwise=part(10)) as server:
        error = error_of(server, seconds=100, clock=lambda: next(now))
    assert re.search(r"only \d+ bytes came in \d+ s", error)


def test_a_redirect_is_followed():
    def moved(handler):
        handler.head(302, Location="/elsewhere.warc.gz", Content_Length="0")

    with serving(BODY, moved) as server:
        assert same(got(server))
    assert server.seen[1][1] == "/elsewhere.warc.gz"


def test_messages_hide_the_secrets_of_presigned_addresses():
    with serving(BODY, status(404)) as server, pytest.raises(UnitError) as error:
        open_remote(server.url + "?X-Amz-Signature=secret", Naps().patience()).read()
    assert "secret" not in str(error.value)


def test_a_slow_reader_holds_little_memory(monkeypatch):
    sizes = []
    file = RemoteFile.readinto

    def spy(self, buffer):
        count = file(self, buffer)
        sizes.append(count + len(self._pending))
        return count

    monkeypatch.setattr(RemoteFile, "readinto", spy)
    with serving(BODY * 20) as server:
        assert len(got(server)) == 20 * len(BODY)
    assert max(sizes) <= 1 << 20


@pytest.mark.parametrize("seed", range(60))
def test_any_weather(seed):
    """Whatever a server does in whatever order: the bytes of one version, or an error."""
    dice, other = random.Random(seed), gzip.compress(random.Random(3).randbytes(300_000), mtime=0)

    def anything():
        count = dice.choice([0, dice.randrange(len(BODY))])
        return dice.choice(
            [
                part(count),
                whole(count),
                unmeasured(count),
                chunked(count),
                status(503),
                slam,
                zipped,
            ]
        )

    steps = [anything() for _ in range(dice.randrange(8))]
    changes = seed % 2 == 1
    if changes:
        steps.append(becomes(other, dice.choice(["", '"v2"']), ""))
    with serving(BODY, *steps) as server:
        if dice.random() < 0.5:
            server.etag = server.date = ""
        try:
            found = got(server)
        except UnitError as raised:
            found, error = b"", str(raised)
    if not changes:
        assert same(found)
    elif found:
        assert found in (BODY, other)
    else:
        assert "bytes at first and" in error or "changed while" in error


def test_positions():
    with serving(BODY) as server:
        file = RemoteFile(Http(server.url))
        assert file.read(10) == BODY[:10]
        assert file.tell() == 10
        assert not file.seekable()
        file.close()


def test_about_asks_for_no_bytes():
    with serving(BODY, status(503)) as server:
        found = about(server.url, Naps().patience())
    assert (found.length, found.version) == (len(BODY), '"v1"')
    assert [method for method, _, _ in server.seen] == ["HEAD", "HEAD"]


def test_about_without_head():
    with serving(BODY, status(405)) as server:
        assert about(server.url).length == len(BODY)


def test_other_addresses_are_refused():
    with pytest.raises(UsageError, match="https:// or s3://"):
        open_remote("ftp://host/file")


def test_environment_proxies_are_used(monkeypatch):
    with serving(BODY, otherwise=honest) as server:
        monkeypatch.setenv("http_proxy", server.origin)
        assert same(open_remote("http://proxied.test/x.warc.gz").read())
    assert server.seen[0][1] == "http://proxied.test/x.warc.gz"
