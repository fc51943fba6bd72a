"""A new default for one parameter of a recipe's file, and not a byte of it changed besides.

The place comes from the syntax tree, the text from the file. Before anything is written under the final
name the result is loaded as a recipe, and every parameter compared: it must be the same recipe, but for
the one value.
"""

import ast
import secrets
import shlex
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from proofpile.atomic import appearing
from proofpile.errors import UsageError
from proofpile.filter import Filter
from proofpile.recipe import HOME
from proofpile.tune.line import Line


@dataclass(frozen=True)
class Saved:
    """Where a value went, and what stood there. `told` says that, and how to build with it."""

    path: Path
    old: str
    new: str
    told: tuple[str, ...]


@dataclass
class Target:
    """Where chosen values go: the user's own file, or a copy of a recipe that ships.

    A copy does not take the place of a file that was there before, unless this very target wrote it.
    """

    line: Line
    source: Path
    path: Path
    _wrote: bytes | None = None

    @classmethod
    def of(cls, name: str, line: Line, save_recipe: Path | None = None) -> "Target":
        """For the filter that was given as `name`; UsageError if there is nowhere to write to."""
        own = Path(name) if name.endswith(".py") else None
        source = own or HOME / Filter.folder_of_recipes / f"{line.filter.name}.py"
        path = save_recipe or own or Path(f"{line.filter.name}.py")
        if path.suffix != ".py":
            raise UsageError(f"a recipe is a file that ends in .py; {path} does not")
        target = cls(line, source, path)
        target._refuse_taken()
        return target

    def save(self, value: float) -> Saved:
        """Write `value` as the default. Raises UsageError if the file holds no default to replace."""
        number = self.line.number(value)
        path = self.path.resolve()  # what a link points at is changed, not the link
        self._refuse_taken()
        text = path.read_bytes() if self._is_own or self._wrote else self.source.read_bytes()
        start, end = _default(text, self.line, self.path)
        old = text[start:end].decode()
        new = text[:start] + repr(number).encode() + text[end:]
        _check(new, text, path, self.line, number)
        with appearing(path) as partial:
            partial.write_bytes(new)
            if path.exists():
                shutil.copymode(path, partial)
        self._wrote = new
        return Saved(self.path, old, repr(number), tuple(self._told(old, number)))

    def _told(self, old: str, number: int | float) -> Iterator[str]:
        line = self.line
        yield f"{self.path}: {line.parameter} is {number!r}; it was {old}"
        yield f"the same without the file: proofpile build … {line.set_option(number)}"
        if not self._is_own:
            path = shlex.quote(str(self.path))
            yield f"or with it: proofpile build … --without {line.filter.name} --filter {path}"

    @property
    def _is_own(self) -> bool:
        return self.path.exists() and self.path.samefile(self.source)

    def _refuse_taken(self) -> None:
        path = self.path
        if not path.exists() or self._is_own or path.read_bytes() == self._wrote:
            return
        raise UsageError(
            f"{path} is there already; to change it, give it as the filter: proofpile tune {path} …; to "
            "write elsewhere: --save-recipe PATH"
        )


def _default(text: bytes, line: Line, path: Path) -> tuple[int, int]:
    """From which byte to which the default of the parameter stands in a recipe's text."""
    node = _value(text, line, path)
    starts = [0]
    for one in text.splitlines(keepends=True):
        starts.append(starts[-1] + len(one))
    end_line, end_column = node.end_lineno or node.lineno, node.end_col_offset or 0
    return starts[node.lineno - 1] + node.col_offset, starts[end_line - 1] + end_column


def _value(text: bytes, line: Line, path: Path) -> ast.expr:
    wanted = type(line.filter).__name__
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError) as error:
        raise UsageError(f"{path} is no Python any more: {error}") from None
    for node in tree.body:
        if isinstance(node, ast.ClassDef) and node.name == wanted:
            for statement in node.body:
                if _declares(statement, line.parameter):
                    assert isinstance(statement, ast.AnnAssign)
                    if found := _plain(statement.value):
                        return found
    raise UsageError(
        f"{path} gives {wanted}.{line.parameter} no default that could be replaced; "
        f"build with {line.set_option(line.value).rpartition('=')[0]}=VALUE instead"
    )


def _declares(statement: ast.stmt, name: str) -> bool:
    return (
        isinstance(statement, ast.AnnAssign)
        and isinstance(statement.target, ast.Name)
        and statement.target.id == name
    )


def _plain(value: ast.expr | None) -> ast.expr | None:
    """The default in ``x: float = 1`` and in ``x: float = field(default=1)``."""
    if not (isinstance(value, ast.Call) and ast.unparse(value.func).split(".")[-1] == "field"):
        return value
    return next((k.value for k in value.keywords if k.arg == "default"), None)


def _check(new: bytes, old: bytes, path: Path, line: Line, number: int | float) -> None:
    before, after = _loaded(old, path), _loaded(new, path)
    expected = before | {line.parameter: number}
    if any(not _same(after[name], expected[name]) for name in expected):
        raise UsageError(
            f"{path} would not be the same recipe with {line.parameter}={number!r}: its defaults depend on "
            f"one another; build with {line.set_option(number)} instead"
        )


def _same(one: Any, other: Any) -> bool:
    return type(one) is type(other) and (one == other or repr(one) == repr(other))


def _loaded(text: bytes, path: Path) -> dict[str, Any]:
    """The defaults of the recipe `text`, loaded from beside where it will be."""
    trial = path.with_name(f".{path.stem}-{secrets.token_hex(4)}.py")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        trial.write_bytes(text)
        recipe = Filter.load(str(trial))
        return {f.name: getattr(recipe, f.name) for f in fields(recipe)}
    finally:
        trial.unlink(missing_ok=True)
