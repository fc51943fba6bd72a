"""One object over HTTP or HTTPS.

urllib3 does connections, TLS, redirects and framing; what it would do beyond that is switched off: its
retries, which know nothing of positions, and its decoding, which unpacks what only looks packed. Proxies
are taken from the environment (``https_proxy``, ``no_proxy``), which urllib3 alone does not do.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import cache
from http.client import HTTPException
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3
from urllib3.exceptions import HTTPError, IncompleteRead, LocationValueError, SSLError

from proofpile.errors import UnitError, UsageError
from proofpile.web.transport import About, Answer, Passing, changed
from proofpile.web.ungzip import without_transit_gzip

CHUNK = 256 << 10  # bytes read ahead
# 403 because that is how Common Crawl's front throttles; 408 and 5xx because proxies and CDNs pass.
PASSING = {403, 408, 429, 500, 502, 503, 504}
_NO_HEAD = {405, 501}
_RANGE = re.compile(r"bytes (?:(\d+)-\d+|\*)/(\d+|\*)")
_WHY = {
    401: "it asks for a login, which proofpile does not have; download the file and give its path",
    404: "nothing is there; check the address",
    410: "it is gone; check the address",
}


@dataclass(frozen=True)
class Http:
    """The object at `url`. `connect` and `read` are time-outs in seconds, `read` from byte to byte."""

    url: str
    connect: float = 20
    read: float = 60
    doubts_lengths = True

    @property
    def name(self) -> str:
        """The address without its query, where presigned addresses have their secret."""
        return self.url.partition("?")[0]

    def get(self, start: int = 0, version: str = "") -> Answer:
        """See `Transport.get`. Without a version nothing ties a range to the object, so none is asked."""
        resume = {"Range": f"bytes={start}-", "If-Range": version} if start and version else {}
        response = self._request("GET", resume)
        if response.status == 416:
            response.close()
            return Answer(
                start, _about_after_range(response), iter(()), response.close, framed=True
            )
        if response.status not in (200, 206):
            raise self._refusal(response, start)
        return self._answer(response)

    def head(self) -> About:
        """See `Transport.head`; a GET that is not read to its end where HEAD is not supported."""
        response = self._request("HEAD", {})
        response.close()
        if response.status in _NO_HEAD:
            answer = self.get()
            answer.close()
            return answer.about
        if response.status != 200:
            raise self._refusal(response, 0)
        return About(_number(response.headers.get("Content-Length")), _version(response))

    def _request(self, method: str, headers: dict[str, str]) -> urllib3.BaseHTTPResponse:
        try:
            return _pool(_proxy(self.url)).request(
                method,
                self.url,
                headers=_HEADERS | headers,
                preload_content=False,
                decode_content=False,
                timeout=urllib3.Timeout(connect=self.connect, read=self.read),
                retries=_REDIRECTS,
            )
        except SSLError as error:
            raise UnitError(
                f"{self.name} cannot be trusted: {error}. If other programs can read it, install the "
                "certificates of this system (Debian: apt install ca-certificates)"
            ) from error
        except LocationValueError as error:
            raise UsageError(f"{self.name} is no address: {error}") from None
        except (HTTPError, HTTPException, OSError) as error:
            raise Passing(_told(error)) from error

    def _answer(self, response: urllib3.BaseHTTPResponse) -> Answer:
        start, length = 0, _number(response.headers.get("Content-Length"))
        if response.status == 206:
            start, length = self._range(response)
        chunks, raw = _chunks(response), True
        coding = response.headers.get("Content-Encoding", "identity").lower()
        if coding in ("gzip", "x-gzip"):
            packed = urlsplit(self.url).path.lower().endswith(".gz")
            undone, chunks = without_transit_gzip(chunks, packed)
            raw = not undone
        elif coding not in ("identity", ""):
            response.close()
            raise UnitError(
                f"{self.name} came as Content-Encoding: {coding}, though it was asked for as it is. "
                "A proxy in between does that; go around it, or download the file and give its path"
            )
        framed = any(name in response.headers for name in ("Transfer-Encoding", "Content-Length"))
        about = About(length if raw else None, _version(response))
        return Answer(start, about, chunks, response.close, framed, raw)

    def _range(self, response: urllib3.BaseHTTPResponse) -> tuple[int, int | None]:
        found = _RANGE.fullmatch(response.headers.get("Content-Range", ""))
        if not found or not found[1]:
            response.close()
            raise Passing("answered 206 without saying which bytes these are")
        return int(found[1]), _number(found[2])

    def _refusal(self, response: urllib3.BaseHTTPResponse, got: int) -> Exception:
        response.close()
        status = f"{response.status} {response.reason or ''}".strip()
        if response.status == 412:
            return UnitError(changed(self.name, f"answered {status}", got))
        if response.status in PASSING:
            return Passing(_throttled(status), _after(response.headers.get("Retry-After")))
        why = _WHY.get(response.status, "this will not pass by waiting")
        return UnitError(f"{self.name}: answered {status}: {why}")


def _throttled(status: str) -> str:
    if status.startswith("403"):
        return f"answered {status}, which is too many requests at Common Crawl, elsewhere no permission"
    return f"answered {status}"


def _chunks(response: urllib3.BaseHTTPResponse) -> Iterator[bytes]:
    """Bytes as they come, so that a slow line shows as slow."""
    try:
        if response.headers.get("Transfer-Encoding"):
            yield from response.stream(CHUNK, decode_content=False)
        else:
            while chunk := response.read1(CHUNK, decode_content=False):
                yield chunk
    except (HTTPError, HTTPException, OSError) as error:
        raise Passing(_told(error)) from error
    finally:
        response.close()


def _told(error: Exception) -> str:
    """The innermost cause, in words: urllib3 wraps it in reprs of its own pools."""
    cause: BaseException = error
    while inner := cause.__cause__ or getattr(cause, "reason", None):
        if not isinstance(inner, BaseException):
            break
        cause = inner
    if isinstance(cause, IncompleteRead) and cause.expected:
        return f"the connection ended {cause.expected:,} bytes too early"
    words = str(cause).rpartition(">: ")[2] or type(cause).__name__
    return f"the connection failed ({words})"


def _about_after_range(response: urllib3.BaseHTTPResponse) -> About:
    found = _RANGE.fullmatch(response.headers.get("Content-Range", ""))
    return About(_number(found[2]) if found else None, _version(response))


def _version(response: urllib3.BaseHTTPResponse) -> str:
    """A strong ETag, else the date; a weak ETag promises the meaning of a page and not its bytes."""
    etag = response.headers.get("ETag", "")
    return etag if etag.startswith('"') else response.headers.get("Last-Modified", "")


def _number(text: str | None) -> int | None:
    return int(text) if text and text.strip().isdecimal() else None


def _after(text: str | None) -> float | None:
    """Seconds that a Retry-After header asks for; it holds a number or a date."""
    if not text:
        return None
    if text.strip().isdecimal():
        return float(text)
    try:
        then = parsedate_to_datetime(text)
    except ValueError:
        return None
    return max(0.0, (then - datetime.now(then.tzinfo and UTC)).total_seconds())


def _proxy(url: str) -> str:
    parts = urlsplit(url)
    proxy = getproxies().get(parts.scheme, "")
    return "" if proxy and proxy_bypass(parts.hostname or "") else proxy


@cache
def _pool(proxy: str) -> urllib3.PoolManager:
    """One pool a process: connections to one host are used again for the next file."""
    return urllib3.ProxyManager(proxy) if proxy else urllib3.PoolManager()


_REDIRECTS = urllib3.Retry(
    total=None,
    connect=0,
    read=0,
    status=0,
    other=0,
    redirect=5,
    raise_on_redirect=False,
    respect_retry_after_header=False,
)
_HEADERS = {"Accept-Encoding": "identity", "User-Agent": "proofpile"}
