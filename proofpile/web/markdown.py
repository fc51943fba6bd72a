"""From a page's outline, its blocks and the edges of lists, quotations and headings, to Markdown.

A small writer keeps the state: the lists that are open, the depth of quotation, the heading. Formulas are
looked for in each block and nowhere else; then every placeholder becomes what it stands for.
"""

import re
from collections.abc import Iterable

from proofpile.web.math.delimiters import Reader
from proofpile.web.math.pseudo import gather, plain
from proofpile.web.math.slots import (
    ANY,
    NEWLINE,
    Formula,
    Script,
    Slots,
    Table,
    Verbatim,
)

_RULE = re.compile(r"[|·•/–—_*\s-]+")  # what separated links that are gone
_LABEL = re.compile(r"[(\[]?(?:\d+(?:\.\d+)*|[A-Za-z]|[ivxIVX]{1,5})[.)\]]|[•–*∙-]")
_AROUND_LINES = re.compile(r"[^\S\n]*\n[^\S\n]*")


def to_markdown(
    outline: Iterable[tuple[str, str]], reader: Reader, slots: Slots
) -> tuple[str, tuple[Formula, ...]]:
    """Markdown, and the formulas in it in their order. `outline` is what `Element.outline` tells."""
    writer = _Writer(reader, slots)
    for name, text in outline:
        if name:
            writer.edge(name, text)
        else:
            writer.block(text)
    writer.drop_empty_sections()
    return "".join(writer.lines), tuple(writer.formulas)


class _Writer:
    def __init__(self, reader: Reader, slots: Slots) -> None:
        self.lines: list[str] = []
        self.formulas: list[Formula] = []
        self._reader, self._slots = reader, slots
        self._lists: list[int] = []  # next number of each open list; 0 where it has bullets
        self._marker = ""  # of the item that begins with the next block
        self._label = ""  # a number that the page wrote for an item by itself
        self._terms = False  # a term of a definition list has been seen
        self._heading = 0
        self._headings: list[tuple[int, int]] = []  # where in `lines` each stands, and its level
        self._quotes = 0
        self._last_was_item = False
        self._new_list = False  # the item that comes begins an outermost list
        self._last_quotes = 0

    # --- edges

    def edge(self, name: str, value: str) -> None:
        """The begin of what is called `name`, or its end where a "/" stands before it."""
        closing, name = name[0] == "/", name.lstrip("/")
        match name:
            case "ul" | "ol":
                self._list(0 if name == "ul" else _number(value, 1), closing)
            case "li":
                self._item(value, closing)
            case "dd":
                self._definition(closing)
            case "dt" | "dl":
                self._marker = ""
                self._terms = name == "dt"
            case "blockquote":
                self._quotes = max(0, self._quotes + (-1 if closing else 1))
            case _:
                self._heading = 0 if closing else int(name[1])

    def _list(self, first: int, closing: bool) -> None:
        if closing:
            self._lists[-1:] = []
            self._marker = ""
        else:
            self._new_list = self._new_list or not self._lists
            self._lists.append(first)

    def _item(self, value: str, closing: bool) -> None:
        self._marker = self._label = ""
        if closing:
            return
        if not self._lists:
            self._lists.append(0)
        number = self._lists[-1] = _number(value, self._lists[-1]) if self._lists[-1] else 0
        self._marker = f"{number}. " if number else "- "
        if number:
            self._lists[-1] += 1

    def _definition(self, closing: bool) -> None:
        """A definition without a term before it is only indented, as wikis do with formulas."""
        if not closing and self._terms:
            self._marker = ": "
            self._lists.append(-1)
        elif closing and self._lists[-1:] == [-1]:
            self._marker = ""
            self._lists.pop()

    # --- blocks

    def block(self, raw: str) -> None:
        """Write a block."""
        if _RULE.fullmatch(raw) or self._is_label(raw):
            return
        body = self.render(f"{self._label}{raw}")
        self._label = ""
        if not body:
            return
        if self._heading:
            body = f"{'#' * self._heading} {' '.join(body.rstrip(' ¶#').split())}"
        self._write(body)

    def _is_label(self, raw: str) -> bool:
        """Whether this is only what numbers an item, as LaTeXML writes it: goes before the item's text."""
        if not self._marker or not _LABEL.fullmatch(raw):
            return False
        self._label = "" if raw in ("•", "–", "-", "*", "∙", self._marker.strip()) else f"{raw} "
        return True

    def _write(self, body: str) -> None:
        outer = "   " * max(0, len(self._lists) - 1)
        item = bool(self._marker)
        hang = outer + ("   " if self._lists else "")
        head = outer + self._marker if item else hang
        quote = "> " * self._quotes
        if hang or quote or head:
            lines = body.split("\n")
            lines[0] = f"{quote}{head}{lines[0]}"
            lines[1:] = [f"{quote}{hang}{line}" if line else quote.rstrip() for line in lines[1:]]
            body = "\n".join(lines)
        gap = "\n\n"
        if item and (self._marker == ": " or (self._last_was_item and not self._new_list)):
            gap = "\n"
        self._new_list = False
        shared = "> " * min(self._quotes, self._last_quotes)
        blank = f"\n{shared.rstrip()}\n" if shared and gap == "\n\n" else gap
        if self._heading:
            self._headings.append((len(self.lines), self._heading))
        self.lines += [blank, body] if self.lines else [body]
        self._marker = ""
        self._last_was_item, self._last_quotes = bool(self._lists), self._quotes

    def drop_empty_sections(self) -> None:
        """Drop headings below the first level with nothing under them: what they named was no content."""
        below, level_below = len(self.lines), 0
        for at, level in reversed(self._headings):
            end = at + (2 if at else 1)
            if (
                level > 1
                and end == below
                and level >= level_below
                and "$" not in self.lines[end - 1]
            ):
                del self.lines[at:end]
                below = at
            else:
                below, level_below = at, level

    # --- placeholders

    def render(self, raw: str, inline: bool = False) -> str:
        """The text of one block with its formulas found and every placeholder replaced."""
        alone = not (inline or self._heading or self._marker or self._label)
        text = self._reader(raw, alone)
        if text.isascii() or not ANY.search(text):
            return _prose(text, inline).strip()
        if self._slots.has_scripts:
            text = gather(text, self._slots, alone)
        line = _Line()
        at = 0
        for found in ANY.finditer(text):
            if at < found.start():
                line.prose(_prose(text[at : found.start()], inline))
            self._show(found[0], inline, line)
            at = found.end()
        line.prose(_prose(text[at:], inline))
        return line.text()

    def _show(self, char: str, inline: bool, line: "_Line") -> None:
        match self._slots[char] if char != NEWLINE else None:
            case Formula() as formula:
                self.formulas.append(formula)
                if not formula.display:
                    line.inline(f"${formula.tex}$")
                elif inline:
                    line.inline(f"$${' '.join(formula.tex.split())}$$")
                else:
                    line.block(f"$$\n{formula.tex}\n$$")
            case Verbatim(text=text, block=True):
                if inline:
                    line.prose(f" {text} ")
                else:
                    line.block(text)
            case Verbatim(text=text):
                line.code(text)
            case Script() as script:
                shown = plain(Script(script.mark, self._slots.source(script.text)))
                line.prose(_prose(shown, inline))
            case Table(rows=rows):
                line.block(self._table(rows))

    def _table(self, rows: tuple[tuple[str, ...], ...]) -> str:
        lines = [self._table_row(row) for row in rows]
        lines.insert(1, "|" + " --- |" * len(rows[0]))
        return "\n".join(lines)

    def _table_row(self, row: tuple[str, ...]) -> str:
        return "| " + " | ".join(self._cell(cell) for cell in row) + " |"

    def _cell(self, cell: str) -> str:
        """A pipe in prose is escaped; in a formula it stays, since ``\\|`` would be another symbol."""
        return " ".join(self.render(cell, inline=True).split())


def _number(value: str, otherwise: int) -> int:
    value = value.strip()
    return int(value) if value.isascii() and value.isdigit() and len(value) < 9 else otherwise


def _is_code(shown: str) -> bool:
    return shown[:1] == "`" == shown[-1:] and "``" not in shown


def _prose(text: str, in_cell: bool) -> str:
    """Text between placeholders."""
    if "$" in text:
        text = text.replace("$", "\\$")
    if in_cell and "|" in text:
        text = text.replace("|", "\\|")
    return _AROUND_LINES.sub("\n", text) if "\n" in text else text


class _Line:
    """Puts the pieces of one block together; what is a block by itself stands between blank lines."""

    def __init__(self) -> None:
        self._pieces: list[str] = []
        self._after_block = False

    def prose(self, text: str) -> None:
        if self._after_block:
            text = text.lstrip()
            if not text:
                return
            self._pieces.append("\n\n")
            self._after_block = False
        self._pieces.append(text)

    def inline(self, text: str) -> None:
        """A formula in its dollars; those of one that touches it would be read as its own."""
        touches = not self._after_block and self._pieces and self._pieces[-1].endswith("$")
        self.prose(f" {text}" if touches and not self._pieces[-1].endswith("\\$") else text)

    def code(self, text: str) -> None:
        """Code in its ticks; two pieces that touch are one."""
        if not self._after_block and self._pieces and _is_code(self._pieces[-1]) and _is_code(text):
            self._pieces[-1] = self._pieces[-1][:-1]
            text = text[1:]
        self.prose(text)

    def block(self, text: str) -> None:
        if not text:
            return
        while self._pieces and not self._after_block:
            self._pieces[-1] = self._pieces[-1].rstrip()
            if self._pieces[-1]:
                break
            self._pieces.pop()
        if self._pieces:
            self._pieces.append("\n\n")
        self._pieces.append(text)
        self._after_block = True

    def text(self) -> str:
        return "".join(self._pieces).strip()
