"""Literals in JavaScript: what pages tell MathJax and KaTeX, and the formulas that they hand to KaTeX.

Recursive descent over object, array, string, number and boolean literals of ECMAScript 2023 (§12, §13.2).
What is no literal (functions, names, calls, templates with holes) is stepped over by balanced brackets and
kept as an `Expression`; nothing is ever run. Each read goes forward only and goes on where the last one
ended, so the work is linear in the text; depth is bounded; malformed input gives what was read until then.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import unescape
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Expression:
    """What is no literal, as it is written (the first characters of it)."""

    source: str


Value: TypeAlias = "str | float | bool | Expression | list[Value] | dict[str, Value] | None"


@dataclass(frozen=True, slots=True)
class Call:
    """A call in a page: where its name stands, and what it is given."""

    at: int
    arguments: list[Value]


_DEEPEST = 40  # literals inside literals
_MOST_VALUES = 100  # of one property read on one page
_MOST_CALLS = 20_000
_MOST_READ = 1_000_000  # characters of one page in which values of a property are read
_LONGEST_ATTRIBUTE = 20_000
_KEPT = 500  # characters of an expression

_BLANK = re.compile(r"(?:\s++|//[^\n]*+|/\*[\s\S]*?(?:\*/|\Z)|<!--[^\n]*+)*+")
_STRINGS = {
    '"': re.compile(r'"((?:[^"\\\n]++|\\[\s\S])*+)"'),
    "'": re.compile(r"'((?:[^'\\\n]++|\\[\s\S])*+)'"),
    "`": re.compile(r"`((?:[^`\\]++|\\[\s\S])*+)`"),
}
_RAW = re.compile(r"String\s*\.\s*raw\s*(?=`)")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?(?![\w$.])")
_NAME = re.compile(r"[\w$]+")
_WORDS: dict[str, Value] = {"true": True, "false": False, "null": None, "undefined": None}
_ESCAPE = re.compile(
    r"\\(?:u\{([0-9a-fA-F]{1,6})\}|u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r\n|[\s\S]))"
)
_LETTERS = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v", "0": ""}
# A regular expression stands only where a value may; its classes are bounded, so that none is read twice.
_REGEX = r"(?<=[(,=:\[!&|?;{}+])[ \t]*+/(?![*/])(?:[^/\\\n\[]|\\.|\[(?:[^\]\\\n]|\\.){0,200}+\])++/"
_STEP = re.compile(rf"[\"'`]|{_REGEX}|//[^\n]*+|/\*[\s\S]*?(?:\*/|\Z)|[\[\](){{}},;\n]|\|\||\?\?")
_AFTER_PROPERTY = re.compile(r"\s{0,9}(?:([\"'`])|&quot;|&#34;)?\s{0,9}[:=](?![=>])")
_AFTER_CALLEE = re.compile(r"\s{0,9}\(")


def properties(text: str, name: str) -> Iterator[Value]:
    """The values that `name` gets, as ``name: value``, ``"name": value`` or ``name = value``.

    In scripts and attributes of `text`, a page. At most 100, and none
    behind a million characters of values.
    """
    bounds = _Bounds(text)
    at, unread = 0, _MOST_READ
    for _ in range(_MOST_VALUES):
        found = _next(text, name, _AFTER_PROPERTY, at)
        if found is None:
            return
        at = found.end()
        if "&" in found[0]:
            end = text.find('"', at, at + _LONGEST_ATTRIBUTE)
            yield _Reader(unescape(text[at : max(end, at)])).value()
        elif (end := max(bounds.end(at), _attribute_end(text, at))) >= 0:
            reader = _Reader(text, at, min(end, at + unread))
            yield reader.value()
            unread -= reader.at - at
            at = reader.at


def calls(text: str, name: str) -> Iterator[Call]:
    """The calls ``name(…)`` in scripts of `text`, a page. At most 20,000."""
    bounds = _Bounds(text)
    at = 0
    for _ in range(_MOST_CALLS):
        found = _next(text, name, _AFTER_CALLEE, at)
        if found is None:
            return
        at = found.end()
        if (end := bounds.end(at)) >= 0:
            reader = _Reader(text, at, end)
            yield Call(found.start() - len(name), reader.arguments())
            at = reader.at


def literal(text: str) -> Value:
    """The literal with which `text` begins."""
    return _Reader(text).value()


def _next(text: str, name: str, after: re.Pattern[str], at: int) -> re.Match[str] | None:
    """What stands behind the next whole word `name` that `after` follows."""
    while (at := text.find(name, at)) >= 0:
        before = text[at - 1 : at]
        at += len(name)
        if not (before.isalnum() or before == "_") and (found := after.match(text, at)):
            return found
    return None


def _attribute_end(text: str, at: int) -> int:
    """Where the attribute in single quotes ends that a place is in; -1 if it is in no tag."""
    first = max(0, at - _LONGEST_ATTRIBUTE)
    if text.rfind("<", first, at) <= text.rfind(">", first, at):
        return -1
    return text.find("'", at, at + _LONGEST_ATTRIBUTE)


class _Bounds:
    """Where the script ends that a place is in. A text without scripts is one."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._all = "<script" not in text
        self._end, self._inside = -1, False

    def end(self, at: int) -> int:
        """The end; -1 if the place is in no script but in text, as an example of code."""
        if at > self._end:
            start = self._text.rfind("<script", 0, at)
            self._inside = self._all or start > self._text.rfind("</script", max(start, 0), at)
            end = self._text.find("</script", at)
            self._end = end if end >= 0 else len(self._text)
        return self._end if self._inside else -1


class _Reader:
    """Reads forward from `at`, and never behind `end`."""

    def __init__(self, text: str, at: int = 0, end: int | None = None) -> None:
        self._text = text
        self._end = len(text) if end is None else end
        self._depth = 0
        self._ticks = True  # a back-tick may still close
        self.at = at

    def value(self) -> Value:
        """The value of the expression that stands here."""
        self._blank()
        start = self.at
        value = self._primary()
        if isinstance(value, str) and self._here() == "+":
            value = self._sum(value, start)
        while (after := self._ahead()) in ("||", "??") and isinstance(value, Expression):
            self.at += 2
            self._blank()
            value = self._primary()
        if after[:1] and after[0] in ".([?*/%&|<>=!^+-":
            self._skip()
            value = value if after in ("||", "??") else self._expression(start)
        return value

    def _ahead(self) -> str:
        return self._text[self.at : min(self.at + 2, self._end)]

    def arguments(self) -> list[Value]:
        """What stands before the bracket that closes a call."""
        return self._items(")")

    # --- literals

    def _primary(self) -> Value:
        char = self._peek()
        if char in _STRINGS:
            value = self._string()
        elif char in ("[", "{") and self._depth < _DEEPEST:
            self.at += 1
            value = self._nested(self._object) if char == "{" else self._nested(self._array)
        elif number := _NUMBER.match(self._text, self.at, self._end):
            self.at = number.end()
            value = float(number[0])
        elif char == "!" and self._text[self.at + 1 : self.at + 2] in ("0", "1"):
            value = self._text[self.at + 1] == "0"
            self.at += 2
        else:
            value = self._word()
        self._blank()
        return value

    def _nested(self, read: Callable[[], Value]) -> Value:
        self._depth += 1
        value = read()
        self._depth -= 1
        return value

    def _word(self) -> Value:
        start = self.at
        if raw := _RAW.match(self._text, self.at, self._end):
            self.at = raw.end()
            return self._string(raw=True)
        name = _NAME.match(self._text, self.at, self._end)
        if name and name[0] in _WORDS:
            self.at = name.end()
            return _WORDS[name[0]]
        self._skip(operators=True)
        return self._expression(start)

    def _string(self, raw: bool = False) -> Value:
        start, quote = self.at, self._text[self.at]
        found = None
        if quote != "`" or self._ticks:
            found = _STRINGS[quote].match(self._text, self.at, self._end)
        if found is None:
            self._unclosed(quote)
            return self._expression(start)
        self.at = found.end()
        if quote == "`" and "${" in found[1]:
            return self._expression(start)
        return found[1] if raw else _unescaped(found[1])

    def _unclosed(self, quote: str) -> None:
        """Go on behind a quotation mark that nothing closes: on the next line, as strings have one only."""
        if quote == "`":
            self._ticks = False
            self.at += 1
            return
        end = self._text.find("\n", self.at, self._end)
        self.at = end if end >= 0 else self._end

    def _sum(self, first: str, start: int) -> Value:
        """``"a" + "b" + …``"""
        parts = [first]
        while self._here() == "+":
            self.at += 1
            self._blank()
            part = self._primary()
            if not isinstance(part, str):
                return self._expression(start)
            parts.append(part)
        return "".join(parts)

    def _array(self) -> list[Value]:
        return self._items("]")

    def _items(self, closer: str) -> list[Value]:
        items: list[Value] = []
        while True:
            self._blank()
            char, start = self._peek(), self.at
            if char == closer:
                self.at += 1
                return items
            if char == ",":
                self.at += 1
                continue
            items.append(self.value())
            if self.at == start:  # another bracket, or the end
                return items[:-1]

    def _object(self) -> dict[str, Value]:
        members: dict[str, Value] = {}
        while True:
            self._blank()
            char, start = self._peek(), self.at
            if char == "}":
                self.at += 1
                return members
            if char == ",":
                self.at += 1
                continue
            key = self._key()
            self._blank()
            if key is not None and self._here() == ":":
                self.at += 1
                members[key] = self.value()
            else:  # a method, a spread, a name that stands for itself
                self._skip()
            if self.at == start:
                return members

    def _key(self) -> str | None:
        if self._peek() in _STRINGS:
            key = self._string()
            return key if isinstance(key, str) else None
        name = _NAME.match(self._text, self.at, self._end)
        if name is None:
            return None
        self.at = name.end()
        return name[0]

    # --- steps

    def _peek(self) -> str:
        return self._text[self.at] if self.at < self._end else ""

    _here = _peek  # after a step, where a type checker would think nothing has moved

    def _blank(self) -> None:
        found = _BLANK.match(self._text, self.at, self._end)
        self.at = found.end() if found else self.at

    def _expression(self, start: int) -> Expression:
        return Expression(self._text[start : min(self.at, start + _KEPT)].strip())

    def _skip(self, operators: bool = False) -> None:
        """Step over an expression: to the comma, semicolon or bracket that ends it.

        At the outermost level a line end does, as it ends a statement. With `operators`, ``||`` and
        ``??`` end it too: what follows may be a literal.
        """
        depth = 0
        while found := _STEP.search(self._text, self.at, self._end):
            token = found[0]
            if token in _STRINGS:
                self.at = found.start()
                self._string()
                continue
            if token in ("||", "??"):
                if operators and depth == 0:
                    self.at = found.start()
                    return
            elif token in "([{":
                depth += 1
            elif token in ")]}":
                if depth == 0:
                    self.at = found.start()
                    return
                depth -= 1
            elif depth == 0 and (token in ",;" or (token == "\n" and self._depth == 0)):
                self.at = found.start()
                return
            self.at = found.end()
        self.at = self._end


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    text = _ESCAPE.sub(_character, text)
    if any("\ud800" <= char <= "\udfff" for char in text):  # pairs of halves, written one by one
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _character(found: re.Match[str]) -> str:
    digits = found[1] or found[2] or found[3]
    if digits:
        # What lies above is private use, where this package keeps its placeholders.
        return chr(int(digits, 16)) if int(digits, 16) < 0x100000 else ""
    return _LETTERS.get(found[4], "" if found[4] in ("\n", "\r\n") else found[4])


__all__ = ["Call", "Expression", "Value", "calls", "literal", "properties"]
