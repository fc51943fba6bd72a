"""What every renderer gives: the markup of each formula, or None where it refused it."""

import json
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from templates.article import Formula

HERE = Path(__file__).parent


class MissingError(Exception):
    """The renderer or something that it needs is not installed; the message says what."""


@dataclass(frozen=True)
class Drawn:
    """`markup` and, where the tool changes the source on its way, `tex`: one for each formula."""

    version: str
    markup: list[str | None]
    head: str = ""
    tex: list[str] | None = None


@dataclass(frozen=True)
class Renderer:
    """A slice of its own under its `name`: `rows` and `carries` as in `templates.form.Form`."""

    name: str
    rows: tuple[int, ...]
    carries: str
    draw: Callable[[list[Formula]], Drawn]
    most: int | None = None  # formulas that it is asked for, where it is slow


def node(script: str, *arguments: str) -> Callable[[list[Formula]], Drawn]:
    """A renderer in JavaScript: `render/SCRIPT` with `arguments`."""

    def draw(formulas: list[Formula]) -> Drawn:
        asked = json.dumps([formula._asdict() for formula in formulas])
        if not (HERE.parent / "node_modules").is_dir():
            raise MissingError("run `npm ci` first")
        try:
            ran = subprocess.run(
                ["node", HERE / script, *arguments], input=asked, capture_output=True, text=True
            )
        except FileNotFoundError:
            raise MissingError("there is no node") from None
        if ran.returncode:
            lines = ran.stderr.strip().splitlines() or ["it said nothing"]
            error = next((line for line in lines if "Error" in line), lines[-1])
            raise MissingError(f"{script} failed: {error}")
        if not ran.stdout:
            raise MissingError(f"{script} ended without an answer")
        answer = json.loads(ran.stdout)
        return Drawn(answer["version"], answer["drawn"], answer["head"])

    return draw
