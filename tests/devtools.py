"""A headless Chromium that tests drive: the DevTools protocol over two pipes, so no socket and no library.

https://chromedevtools.github.io/devtools-protocol/; messages are JSON, each ended by a NUL byte.
"""

import base64
import itertools
import json
import os
import select
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Self

_QUIET = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-dev-shm-usage", "--disable-background-networking", "--disable-component-update",
    "--disable-sync", "--remote-debugging-pipe",
)  # fmt: skip
_PATIENCE = 60.0  # seconds for an answer; a busy machine is slow
# key -> code, virtual key code, text
KEYS = {
    "ArrowLeft": ("ArrowLeft", 37, ""), "ArrowUp": ("ArrowUp", 38, ""),
    "ArrowRight": ("ArrowRight", 39, ""), "ArrowDown": ("ArrowDown", 40, ""),
    "PageUp": ("PageUp", 33, ""), "PageDown": ("PageDown", 34, ""), "Home": ("Home", 36, ""),
    "End": ("End", 35, ""), "Enter": ("Enter", 13, "\r"), "Escape": ("Escape", 27, ""),
    "Tab": ("Tab", 9, ""), " ": ("Space", 32, " "),
}  # fmt: skip


def program() -> str | None:
    """Where Chromium is."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


class Browser:
    """A running Chromium."""

    def __init__(self, profile: Path) -> None:
        reads, self._to = os.pipe()
        self._from, writes = os.pipe()
        moves = [(os.POSIX_SPAWN_DUP2, reads, 103), (os.POSIX_SPAWN_DUP2, writes, 104),
                 (os.POSIX_SPAWN_DUP2, 103, 3), (os.POSIX_SPAWN_DUP2, 104, 4),
                 (os.POSIX_SPAWN_OPEN, 2, os.devnull, os.O_WRONLY, 0)]  # fmt: skip
        command = [str(program()), *_QUIET, f"--user-data-dir={profile}", "about:blank"]
        self._pid = os.posix_spawn(command[0], command, os.environ, file_actions=moves)
        os.close(reads)
        os.close(writes)
        self._numbers = itertools.count(1)
        self._read = b""
        self.events: list[dict[str, Any]] = []

    def call(self, method: str, session: str = "", **params: Any) -> dict[str, Any]:
        """The result of a command. Raises RuntimeError if the browser refuses it."""
        number = next(self._numbers)
        message = {"id": number, "method": method, "params": params}
        if session:
            message["sessionId"] = session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while True:
            answer = self._next()
            if answer.get("id") == number:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                result: dict[str, Any] = answer["result"]
                return result
            if "method" in answer:
                self.events.append(answer)

    def open(self, url: str, width: int = 1280, height: int = 900, dark: bool = False) -> "Page":
        """A new page that has loaded `url`."""
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        return Page(self, session).prepared(width, height, dark).at(url)

    def close(self) -> None:
        """End it."""
        with suppress(OSError, RuntimeError):
            self.call("Browser.close")
        for descriptor in (self._to, self._from):
            os.close(descriptor)
        os.waitpid(self._pid, 0)

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._read:
            if not select.select([self._from], [], [], _PATIENCE)[0]:
                raise TimeoutError("the browser says nothing")
            if not (data := os.read(self._from, 1 << 20)):
                raise RuntimeError("the browser has ended")
            self._read += data
        message, _, self._read = self._read.partition(b"\0")
        answer: dict[str, Any] = json.loads(message)
        return answer


class Page:
    """One tab."""

    def __init__(self, browser: Browser, session: str) -> None:
        self.browser, self.session = browser, session

    def call(self, method: str, **params: Any) -> dict[str, Any]:
        """See `Browser.call`."""
        return self.browser.call(method, self.session, **params)

    def prepared(self, width: int, height: int, dark: bool) -> Self:
        """Of that size, in that scheme of colours."""
        for domain in ("Page", "Runtime", "Log"):
            self.call(f"{domain}.enable")
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", features=[scheme])
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height,
                  deviceScaleFactor=1, mobile=False)  # fmt: skip
        self.call("Emulation.setFocusEmulationEnabled", enabled=True)
        return self

    def at(self, url: str) -> Self:
        """With `url` loaded."""
        self.call("Page.navigate", url=url)
        self.wait("document.readyState === 'complete' && location.href !== 'about:blank'")
        return self

    def value(self, expression: str) -> Any:
        """What a JavaScript expression is, awaited. Raises RuntimeError if it throws."""
        done = self.call("Runtime.evaluate", expression=expression, returnByValue=True,
                         awaitPromise=True)  # fmt: skip
        if "exceptionDetails" in done:
            raise RuntimeError(str(done["exceptionDetails"]))
        return done["result"].get("value")

    def wait(self, expression: str) -> None:
        """Until the expression is true."""
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            try:
                if self.value(expression):
                    return
            except RuntimeError:  # a page that is being replaced has no context
                pass
            time.sleep(0.03)
        raise TimeoutError(f"never became true: {expression}")

    def text(self, selector: str) -> str:
        """The text of the first element that matches."""
        return str(self.value(f"document.querySelector({json.dumps(selector)}).textContent"))

    def press(self, key: str, shift: bool = False) -> None:
        """A key, down and up."""
        code, number, text = KEYS.get(key, (f"Key{key.upper()}", ord(key[0].upper()), key))
        facts = {"key": key, "code": code, "windowsVirtualKeyCode": number,
                 "modifiers": 8 if shift else 0}  # fmt: skip
        self.call(
            "Input.dispatchKeyEvent", type="keyDown", **facts, **({"text": text} if text else {})
        )
        self.call("Input.dispatchKeyEvent", type="keyUp", **facts)

    def type(self, text: str) -> None:
        """Letters, one key after another."""
        for letter in text:
            self.call("Input.dispatchKeyEvent", type="char", text=letter)

    def click(self, selector: str) -> None:
        """With a mouse, in the middle of the element, which is scrolled into view."""
        x, y = self.middle(selector)
        self.mouse("mousePressed", x, y)
        self.mouse("mouseReleased", x, y)

    def middle(self, selector: str) -> tuple[float, float]:
        """Where the middle of an element is."""
        found = self.value(
            f"(() => {{ const e = document.querySelector({json.dumps(selector)}); "
            "e.scrollIntoView({block: 'center'}); const b = e.getBoundingClientRect(); "
            "return [b.x + b.width / 2, b.y + b.height / 2]; })()"
        )
        return found[0], found[1]

    def mouse(self, kind: str, x: float, y: float) -> None:
        """An event of the left button."""
        self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", buttons=1,
                  clickCount=1)  # fmt: skip

    def screenshot(self, path: Path, full: bool = True) -> None:
        """A picture of the page."""
        done = self.call("Page.captureScreenshot", captureBeyondViewport=full)
        path.write_bytes(base64.b64decode(done["data"]))

    @property
    def complaints(self) -> list[str]:
        """Errors, exceptions and violations of the content policy so far."""
        self.value("1")  # events that came before an answer are read with it
        mine = [e for e in self.browser.events if e.get("sessionId") == self.session]
        thrown = [str(e["params"]) for e in mine if e["method"] == "Runtime.exceptionThrown"]
        logged = [e["params"]["entry"] for e in mine if e["method"] == "Log.entryAdded"]
        return thrown + [entry["text"] for entry in logged if entry["level"] == "error"]


@contextmanager
def browsing(profile: Path) -> Iterator[Browser]:
    """A browser, until the block ends."""
    browser = Browser(profile)
    try:
        yield browser
    finally:
        browser.close()
