"""Recipes: the files of sources/ and filters/, loaded by path, travelling to workers as text.

The library never imports a recipe, and a recipe imports the library but never another recipe, so a
recipe can live anywhere: in this repository, in the wheel, or in somebody's home directory. What ran
is what is hashed: a recipe crosses to another process as its own source text and parameters. The
price is that shared code cannot live in a recipe; it belongs in the library, which is where we want it.
"""

import difflib
import hashlib
import sys
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar, Self

from proofpile.errors import UsageError

_HERE = Path(__file__).parent
HOME = _HERE / "_recipes" if (_HERE / "_recipes").is_dir() else _HERE.parent
_PREFIX = "proofpile_recipe_"


@dataclass(frozen=True)
class Recipe:
    """Base of Source and Filter. The fields are the parameters, and all the state there is.

    A field declared with ``field(compare=False)`` says where something lies, not what it is, and
    stays out of the fingerprint.

    `reasons` says in a sentence what each slug in its Drops means; `marks` names and types what it
    adds to documents. Both are checked: what is not declared fails the build, or the document.
    """

    folder_of_recipes: ClassVar[str]
    reasons: ClassVar[Mapping[str, str]] = {}
    marks: ClassVar[Mapping[str, type]] = {}

    @classmethod
    def load(cls, name: str, /, **params: Any) -> Self:
        """The recipe called `name`, or the one in the file `name` if that ends in ``.py``.

        Raises UsageError if there is no such recipe, its file cannot be executed, or it does not
        define exactly one recipe of this kind; the message says which and what to do.
        """
        path = Path(name) if name.endswith(".py") else HOME / cls.folder_of_recipes / f"{name}.py"
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise UsageError(_not_found(cls, name, path, error)) from None
        module = _module(str(path), text)
        own = [
            c
            for c in vars(module).values()
            if isinstance(c, type) and issubclass(c, cls) and c.__module__ == module.__name__
        ]
        if len(own) != 1:
            names = ", ".join(c.__name__ for c in own) or "none"
            raise UsageError(
                f"{path} must define exactly one {cls.__name__}; it defines {names}. "
                f"Put each {cls.__name__.lower()} in a file of its own."
            )
        return own[0](**params)

    @classmethod
    def available(cls) -> list[str]:
        """Names that `load` knows, sorted."""
        return sorted(p.stem for p in (HOME / cls.folder_of_recipes).glob("*.py"))

    @property
    def name(self) -> str:
        """The stem of the file that the recipe was loaded from."""
        return Path(_module_of(self).__file__ or "inline").stem

    @property
    def text(self) -> str:
        """The recipe's own source text."""
        return str(vars(_module_of(self)).get("__text__", ""))

    @property
    def parameters(self) -> dict[str, Any]:
        """The fields that count, by name: those that decide what the recipe does."""
        return {f.name: getattr(self, f.name) for f in fields(self) if f.compare}

    @property
    def fingerprint(self) -> str:
        """16 hex digits that change when the recipe's text or a parameter changes, and only then."""
        return digest(
            f"{digest(self.text)} {type(self).__qualname__} {_canonical(self.parameters)}"
        )

    def with_values(self, values: dict[str, str]) -> Self:
        """The same recipe with fields set from text, as ``--set recipe.field=value`` gives it."""
        return replace(self, **{key: self._parse(key, value) for key, value in values.items()})

    def _parse(self, key: str, value: str) -> Any:
        known = {f.name for f in fields(self)}
        if key not in known:
            near = difflib.get_close_matches(key, known, 1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise UsageError(
                f"{self.name} has no parameter {key}; it has {', '.join(sorted(known))}.{hint}"
            )
        wanted = typing.get_type_hints(type(self))[key]
        try:
            return parse_value(wanted, value)
        except ValueError as error:
            raise UsageError(f"--set {self.name}.{key}={value}: {error}") from None

    def __reduce__(self) -> Any:
        module = _module_of(self)
        if not module.__name__.startswith(_PREFIX):
            return object.__reduce_ex__(self, 2)
        return _revive, (module.__file__, self.text, type(self).__qualname__, vars(self))


def parse_value(wanted: Any, text: str) -> Any:
    """`text` as the type `wanted`: str, int, float, bool, ``X | None`` or a tuple (comma-separated)."""
    origin, args = typing.get_origin(wanted), typing.get_args(wanted)
    if origin in (types.UnionType, typing.Union):
        if text.lower() == "none" and type(None) in args:
            return None
        return parse_value(next(a for a in args if a is not type(None)), text)
    if origin in (tuple, frozenset):
        return origin(parse_value(args[0], part) for part in text.split(",") if part)
    if wanted is bool:
        if text.lower() not in ("true", "false"):
            raise ValueError("expected true or false")
        return text.lower() == "true"
    if wanted not in (str, int, float):
        raise ValueError("this parameter cannot be set from the command line")
    return wanted(text)


def digest(text: str) -> str:
    """The first 16 hex digits of the SHA-256 of `text`."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _not_found(kind: type[Recipe], name: str, path: Path, error: Exception) -> str:
    if not isinstance(error, FileNotFoundError):
        return f"{path} cannot be read as a recipe: {error}"
    if name.endswith(".py"):
        return f"there is no file {path}; give the path of a recipe, or one of {kind.available()}"
    known = kind.available()
    near = difflib.get_close_matches(name, known, 1)
    hint = f" Did you mean {near[0]}?" if near else ""
    noun = kind.__name__.lower()
    return (
        f"there is no {noun} called {name!r}; there are {', '.join(known)}, "
        f"and any file of your own: ./mine.py.{hint}"
    )


def _revive(path: str, text: str, cls: str, params: dict[str, Any]) -> Any:
    return vars(_module(path, text))[cls](**params)


def _module(path: str, text: str) -> ModuleType:
    # The path is in the name: two files with one text are two recipes, each with its own name.
    name = _PREFIX + digest(f"{path}\0{text}")
    if name not in sys.modules:
        module = ModuleType(name)
        module.__file__, vars(module)["__text__"] = path, text
        sys.modules[name] = module  # before exec: dataclasses look their module up by name
        try:
            exec(compile(text, path, "exec"), vars(module))
        except SyntaxError as error:
            del sys.modules[name]
            raise UsageError(f"{path}, line {error.lineno}: {error.msg}") from None
        except BaseException as error:
            del sys.modules[name]
            if isinstance(error, Exception):
                raise UsageError(
                    f"{path} cannot be loaded: {type(error).__name__}: {error}"
                ) from error
            raise
    return sys.modules[name]


def _module_of(recipe: Recipe) -> ModuleType:
    return sys.modules[type(recipe).__module__]


def _canonical(params: dict[str, Any]) -> str:
    plain = {k: sorted(v) if isinstance(v, frozenset) else v for k, v in params.items()}
    return repr(sorted(plain.items()))
