"""Servers that misbehave, one request at a time, as a test tells them to."""

import gzip
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

Step = Callable[["Handler"], None]
DATE = "Wed, 25 Nov 2026 10:00:00 GMT"


class Server(ThreadingHTTPServer):
    """Serves `body` at every address. Each request takes the next of `steps`; then `otherwise`."""

    daemon_threads = True

    def __init__(self, body: bytes, steps: list[Step], otherwise: Step) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.body, self.otherwise = body, otherwise
        self.steps = deque(steps)
        self.etag, self.date = '"v1"', DATE
        self.seen: list[tuple[str, str, dict[str, str]]] = []
        self.closing = threading.Event()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    @property
    def url(self) -> str:
        return f"{self.origin}/a/page.warc.gz"

    @property
    def ranges(self) -> list[str]:
        """The Range header of every GET, "" where there was none."""
        return [headers.get("range", "") for method, _, headers in self.seen if method == "GET"]


class Handler(BaseHTTPRequestHandler):
    """One request. A step calls `head` and `send`."""

    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.server.seen.append((self.command, self.path, headers))
        self.close_connection = True
        step = self.server.steps.popleft() if self.server.steps else self.server.otherwise
        step(self)

    do_HEAD = do_GET  # noqa: N815

    def start(self) -> int:
        """The first byte that is wanted, if the range is still good."""
        wanted = self.headers.get("Range", "")
        condition = self.headers.get("If-Range", self.server.etag)
        if not wanted or condition not in (self.server.etag, self.server.date):
            return 0
        return int(wanted.removeprefix("bytes=").removesuffix("-"))

    def head(self, status: int, **headers: object) -> None:
        self.send_response(status)
        for name, value in self.versions() | headers:
            self.send_header(name.replace("_", "-"), str(value))
        self.send_header("Connection", "close")
        self.end_headers()

    def versions(self) -> "Pairs":
        return Pairs({"ETag": self.server.etag, "Last-Modified": self.server.date})

    def send(self, data: bytes) -> None:
        if self.command == "GET":
            try:
                self.wfile.write(data)
            except OSError:
                self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass


class Pairs(dict[str, object]):
    """Headers that have a value."""

    def __or__(self, other: dict[str, object]) -> list[tuple[str, object]]:  # type: ignore[override]
        return [(name, value) for name, value in {**self, **other}.items() if value]


@contextmanager
def serving(body: bytes, *steps: Step, otherwise: Step | None = None) -> Iterator[Server]:
    server = Server(body, list(steps), otherwise or honest)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()


def honest(handler: Handler) -> None:
    part(None)(handler)


def part(count: int | None, announced: int | None = None) -> Step:
    """`count` bytes of what was asked for, then the line is cut; the whole object has `announced`."""

    def step(handler: Handler) -> None:
        body, start = handler.server.body, handler.start()
        total = len(body) if announced is None else announced
        if handler.headers.get("If-Match", handler.server.etag) != handler.server.etag:
            return handler.head(412, Content_Length="0")
        if start >= len(body) > 0:
            return handler.head(416, Content_Range=f"bytes */{len(body)}", Content_Length="0")
        if start:
            said = f"bytes {start}-{total - 1}/{total}"
            handler.head(206, Content_Length=total - start, Content_Range=said)
        else:
            handler.head(200, Content_Length=str(total))
        handler.send(body[start:] if count is None else body[start : start + count])

    return step


def whole(count: int | None = None) -> Step:
    """The object from its start, whatever range was asked for."""

    def step(handler: Handler) -> None:
        handler.head(200, Content_Length=len(handler.server.body))
        handler.send(handler.server.body[:count])

    return step


def unmeasured(count: int | None = None) -> Step:
    """No length and no chunks: the end of the connection is the end of the body, or a cut."""

    def step(handler: Handler) -> None:
        body, start = handler.server.body, handler.start()
        if start >= len(body):
            return handler.head(416, Content_Range="bytes */*")
        said = {"Content_Range": f"bytes {start}-{len(body) - 1}/*"} if start else {}
        handler.head(206 if start else 200, **said)
        handler.send(body[start:] if count is None else body[start : start + count])

    return step


def chunked(count: int | None = None) -> Step:
    """Chunked transfer; with `count`, cut after so many bytes, before the chunk that ends it."""

    def step(handler: Handler) -> None:
        handler.head(200, Transfer_Encoding="chunked")
        data = handler.server.body[:count]
        for at in range(0, len(data), 1000):
            piece = data[at : at + 1000]
            handler.send(b"%x\r\n%s\r\n" % (len(piece), piece))
        handler.send(b"" if count is not None else b"0\r\n\r\n")

    return step


def status(code: int, retry_after: str = "") -> Step:
    def step(handler: Handler) -> None:
        handler.head(code, Content_Length="5", Retry_After=retry_after)
        handler.send(b"sorry")

    return step


def becomes(body: bytes, etag: str, date: str = DATE) -> Step:
    """Another object takes the place of this one; then it is served honestly."""

    def step(handler: Handler) -> None:
        handler.server.body, handler.server.etag, handler.server.date = body, etag, date
        honest(handler)

    return step


def zipped(handler: Handler) -> None:
    """A proxy that compresses although it was asked not to."""
    data = gzip.compress(handler.server.body, mtime=0)
    handler.head(200, Content_Length=len(data), Content_Encoding="gzip")
    handler.send(data)


def labelled(handler: Handler) -> None:
    """A bucket that calls its .gz files gzip-encoded although nothing was added."""
    handler.head(200, Content_Length=len(handler.server.body), Content_Encoding="gzip")
    handler.send(handler.server.body)


def silence(handler: Handler) -> None:
    handler.server.closing.wait(10)


def slam(handler: Handler) -> None:
    """The connection closes before a word was said."""
