"""The page and what its buttons do, for one person at this machine.

Other programs and other pages reach a port on 127.0.0.1 too. So the address holds a token that cannot be
guessed, requests must name this very host (against DNS that points elsewhere), whatever changes something
must come from this very page, and bodies are small. A client names documents by their number in the
sample; nothing that it sends ever becomes a path.
"""

import json
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from proofpile.errors import ProofpileError, UsageError
from proofpile.tune.labels import DROP, KEEP, SKIP, Labels
from proofpile.tune.page import page, policy
from proofpile.tune.recipe_file import Target
from proofpile.tune.survey import Candidate, Survey

HOST = "127.0.0.1"
MOST_BODY = 4096  # bytes; the longest request is a number and a word
_PATIENCE = 10.0  # seconds for a client to say what it wants

Whole = Callable[[Candidate], str]


@dataclass
class Desk:
    """What a page works on: one at a time, whatever the browser sends at once."""

    survey: Survey
    labels: Labels
    target: Target
    whole: Whole  # a refused document with all of its text; raises ProofpileError
    say: Callable[[str], None]
    title: str
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def page(self) -> str:
        """The page as things stand."""
        with self._lock:
            return page(self.survey, self.labels.given, self.title, str(self.target.path))

    def label(self, facts: dict[str, Any]) -> dict[str, Any]:
        """Label a document, or take the label back."""
        one, label = self._candidate(facts), facts.get("label")
        if label not in (KEEP, DROP, SKIP, None):
            raise UsageError("a label is keep, drop, skip or null")
        with self._lock:
            self.labels.give(one.id, label, one.score)
            return {"given": len(self.labels.given)}

    def use(self, facts: dict[str, Any]) -> dict[str, Any]:
        """Write a value into the recipe."""
        value = facts.get("value")
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise UsageError("a value is a number")
        with self._lock:
            saved = self.target.save(float(value))
        for line in saved.told:
            self.say(line)
        return {"told": list(saved.told)}

    def text(self, facts: dict[str, Any]) -> dict[str, Any]:
        """All of a refused document's text."""
        return {"text": self.whole(self._candidate(facts))}

    def _candidate(self, facts: dict[str, Any]) -> Candidate:
        number = facts.get("n")
        there = range(len(self.survey.candidates))
        if isinstance(number, bool) or not isinstance(number, int) or number not in there:
            raise UsageError(f"n is the number of a document, from 0 to {len(there) - 1}")
        return self.survey.candidates[number]


class Server(ThreadingHTTPServer):
    """Serves a desk under an address of its own."""

    daemon_threads = True
    allow_reuse_address = False  # two at one port would be two that take turns

    def __init__(self, desk: Desk, port: int = 0) -> None:
        self.desk, self.token = desk, secrets.token_urlsafe(24)
        try:
            super().__init__((HOST, port), _Handler)
        except OSError as error:
            raise UsageError(
                f"port {port} cannot be used ({error.strerror}); give another with --port, or none"
            ) from None

    @property
    def origin(self) -> str:
        """``http://127.0.0.1:8042``."""
        return f"http://{HOST}:{self.server_address[1]}"

    @property
    def address(self) -> str:
        """What to open."""
        return f"{self.origin}/{self.token}/"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away in the middle is no event."""


@contextmanager
def serving(desk: Desk, port: int = 0) -> Iterator[Server]:
    """A server at work in a thread, until the block ends."""
    server = Server(desk, port)
    thread = threading.Thread(
        target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True
    )
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Server
    timeout = _PATIENCE
    server_version, sys_version = "proofpile", ""

    def do_GET(self) -> None:
        """The page."""
        if self._is_allowed() and self._route() == "":
            self._send(HTTPStatus.OK, "text/html; charset=utf-8", self.server.desk.page().encode())
        else:
            self._refuse(HTTPStatus.NOT_FOUND)

    def do_POST(self) -> None:
        """A button."""
        desk = self.server.desk
        act = {"label": desk.label, "use": desk.use, "text": desk.text}.get(self._route() or "")
        if act is None or not self._is_allowed():
            self._refuse(HTTPStatus.NOT_FOUND)
        elif self.headers.get("Origin") != self.server.origin:
            self._refuse(HTTPStatus.FORBIDDEN)
        elif (facts := self._body()) is not None:
            self._act(act, facts)

    def _act(self, act: Callable[[dict[str, Any]], dict[str, Any]], facts: dict[str, Any]) -> None:
        try:
            self._answer(HTTPStatus.OK, act(facts))
        except UsageError as error:
            self._answer(HTTPStatus.BAD_REQUEST, {"error": str(error)})
        except (ProofpileError, OSError) as error:
            self.server.desk.say(str(error))
            self._answer(HTTPStatus.INTERNAL_SERVER_ERROR, {"error": str(error)})

    def _is_allowed(self) -> bool:
        return self.headers.get("Host") == self.server.origin.removeprefix("http://")

    def _route(self) -> str | None:
        """What follows the token; None if that is not ours."""
        _, token, *rest = [*self.path.split("/"), ""]
        right = secrets.compare_digest(token.encode("utf-8", "replace"), self.server.token.encode())
        return "/".join(rest).removesuffix("/") if right and rest[1:] else None

    def _body(self) -> dict[str, Any] | None:
        """The request's JSON object, if it is a small one; else it is refused here."""
        length = self.headers.get("Content-Length", "")
        status, facts = HTTPStatus.BAD_REQUEST, None
        if not (length.isascii() and length.isdigit()):
            status = HTTPStatus.LENGTH_REQUIRED
        elif len(length) > len(str(MOST_BODY)) or int(length) > MOST_BODY:
            status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
        elif self.headers.get_content_type() != "application/json":
            status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE
        else:
            facts = _object(self.rfile.read(int(length)))
        if facts is None:
            self._refuse(status)
        return facts

    def _answer(self, status: HTTPStatus, facts: dict[str, Any]) -> None:
        self._send(status, "application/json", json.dumps(facts).encode())

    def _refuse(self, status: HTTPStatus) -> None:
        self.close_connection = True
        self._send(status, "text/plain; charset=utf-8", status.phrase.encode())

    def _send(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        self.send_response(status)
        headers = {
            "Content-Type": kind,
            "Content-Length": str(len(body)),
            "Cache-Control": "no-store",
            "Content-Security-Policy": f"{policy(served=True)}; frame-ancestors 'none'",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cross-Origin-Opener-Policy": "same-origin",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
        }
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: the terminal is for what is saved."""


def _object(data: bytes) -> dict[str, Any] | None:
    try:
        facts = json.loads(data)
    except (ValueError, RecursionError):
        return None
    return facts if isinstance(facts, dict) else None
