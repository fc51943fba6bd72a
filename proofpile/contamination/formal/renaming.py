"""Bound variables by the order in which they are bound, whatever they are called."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from proofpile.contamination.formal.parentheses import BODY, SUMMAND

_CLOSES = frozenset(")]}⟩⦄")
_OPENS = frozenset("([{⟨⦃")
_GROUPS = frozenset("({⦃")
_TERM, _NAMES, _TYPE = range(3)


@dataclass(frozen=True, slots=True)
class Binding:
    """How a language binds variables.

    After a token of `binders` come names, up to one of `ends`. A set of the form ``{x | …}`` binds if
    what follows its first name is in `set_marks`, and the names end at `set_ends`. `members` are the
    words that say "in" there, `local` those that bind the one name that follows. `chained`: after a
    type comes the next name (``!x:num y:num. …``), unless it is one of those words.
    """

    binders: frozenset[str]
    summing: frozenset[str]
    ends: frozenset[str]
    set_marks: frozenset[str]
    set_ends: frozenset[str]
    is_name: Callable[[str], bool]
    constant: Callable[[str], str]
    members: frozenset[str] = frozenset()
    local: frozenset[str] = frozenset()
    chained: frozenset[str] | None = None


@dataclass(slots=True)
class _Frame:
    """What is between two brackets; a `group` is ``(x y : T)`` behind a binder, and owns no names."""

    mode: int = _TERM
    group: bool = False
    names: list[str] = field(default_factory=list)
    ends: frozenset[str] = frozenset()
    end: str = BODY  # what is written for one of them
    typed: bool = False  # whether the last token of a type ended one


class Renamer:
    """Renames through several terms that share variables: the binders of a theorem, then what it says."""

    def __init__(self, binding: Binding) -> None:
        self.binding = binding
        self.count = 0
        self.bound: dict[str, list[str]] = {}

    def bind(self, name: str) -> str:
        """The label of a variable from here on."""
        label = f"#{self.count}"
        self.count += 1
        self.bound.setdefault(name, []).append(label)
        return label

    def skip(self) -> None:
        """Count a variable that has no name, so that one with a name that nothing uses is the same."""
        self.count += 1

    def resolved(self, token: str) -> list[str]:
        """A name as what it stands for: a bound variable with its fields, or a constant."""
        if not self.binding.is_name(token):
            field = len(token) > 1 and token[0] == "." and self.binding.is_name(token[1:])
            return [f".{self.binding.constant(token[1:])}" if field else token]
        head, *rest = token.split(".")
        labels = self.bound.get(head)
        if labels:
            return [labels[-1], *(f".{self.binding.constant(part)}" for part in rest)]
        return [self.binding.constant(token)]

    def term(self, tokens: Sequence[str]) -> list[str]:
        """A term with its variables renamed, and without the parentheses and braces around what it binds."""
        out: list[str] = []
        frames = [_Frame()]
        owners = [frames[0]]  # of each frame: the one whose end unbinds what is bound in it
        for number, token in enumerate(tokens):
            frame = frames[-1]
            if frame.mode != _TERM and token in frame.ends:
                frame.mode = _TERM
                out.append(frame.end)
            elif frame.mode == _NAMES and self._head(token, frames, owners, out):
                pass
            elif token in _OPENS:
                frames.append(_Frame())
                owners.append(frames[-1])
                out.append(token)
                if token == "{" and self._is_set(tokens, number):
                    frames[-1].mode = _NAMES
                    frames[-1].ends, frames[-1].end = self.binding.set_ends, "|"
            elif token in _CLOSES and len(frames) > 1:
                if not frames.pop().group:
                    self._unbind(owners[-1])
                    out.append(token)
                owners.pop()
            elif self._is_next_name(frame, token):
                frame.mode = _NAMES
                self._head(token, frames, owners, out)
            elif token in self.binding.binders:
                out.append(token)
                frame.mode, frame.ends = _NAMES, self.binding.ends
                frame.end = SUMMAND if token in self.binding.summing else BODY
            elif number and tokens[number - 1] in self.binding.local:
                owners[-1].names.append(token)
                out.append(self.bind(token))
            else:
                out += self.resolved(token)
            frame.typed = token not in self.binding.binders and (
                self.binding.is_name(token) or token in _CLOSES
            )
        for frame in owners:
            self._unbind(frame)
        return out

    def _head(self, token: str, frames: list[_Frame], owners: list[_Frame], out: list[str]) -> bool:
        """Read a token among the names that a binder binds; False if the names are over."""
        frame = frames[-1]
        if self.binding.is_name(token) and token not in self.binding.members:
            owners[-1].names.append(token)
            out.append(self.bind(token))
        elif token in _GROUPS:
            frames.append(_Frame(_NAMES, group=True))
            owners.append(owners[-1])
        elif token in _CLOSES and frame.group:
            frames.pop()
            owners.pop()
        elif token == "_":
            self.skip()
            out.append(token)
        elif token in _OPENS or token in _CLOSES:
            frame.mode = _TYPE
            return False
        else:
            frame.mode = _TYPE
            out.append("∈" if token in self.binding.members else token)
        return True

    def _is_set(self, tokens: Sequence[str], number: int) -> bool:
        first, second = (*tokens[number + 1 : number + 3], "", "")[:2]
        return self.binding.is_name(first) and second in self.binding.set_marks

    def _is_next_name(self, frame: _Frame, token: str) -> bool:
        return (
            self.binding.chained is not None
            and frame.mode == _TYPE
            and frame.typed
            and self.binding.is_name(token)
            and token not in self.binding.chained
        )

    def _unbind(self, frame: _Frame) -> None:
        for name in frame.names:
            self.bound[name].pop()
        frame.names.clear()
