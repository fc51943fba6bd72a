"""An article as blocks with slots for formulas, and its HTML around whatever draws the formulas."""

import html
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from templates import prose
from templates.prose import SLOT


class Formula(NamedTuple):
    """A formula of the gold; `display` is how it is set."""

    tex: str
    display: bool


@dataclass
class Block:
    """`kind` is a tag (`p`, `h2`, `blockquote`), `ul`, `table`, `pre` or `display`.

    `texts` has the strings of a `ul` (items), a `table` (cells) and of everything else (one), with a slot for
    each formula; `formulas` what goes into the slots, in order.
    """

    kind: str
    texts: list[str] = field(default_factory=list)
    formulas: list[Formula] = field(default_factory=list)
    language: str = ""


@dataclass
class Article:
    """A title and sections, each a list of blocks."""

    title: str
    sections: list[list[Block]]

    def blocks(self) -> Iterator[Block]:
        """All blocks in document order."""
        for section in self.sections:
            yield from section


class Composer:
    """Writes articles from a random source and formulas in the order in which they are to be used.

    `nuisance` chooses what else the article has: see `compose`.
    """

    def __init__(self, rng: random.Random, formulas: list[Formula], nuisance: str) -> None:
        self.rng = rng
        self.inline = [formula for formula in formulas if not formula.display]
        self.shown = [formula for formula in formulas if formula.display]
        self.nuisance = nuisance
        self.decks: dict[int, list[str]] = {}

    def compose(self, sections: int = 3) -> Article:
        """An article that uses every formula once."""
        title = self.draw(prose.TITLES)
        share = [(len(self.inline) // sections, len(self.shown) // sections)] * sections
        share[-1] = (len(self.inline), len(self.shown))  # the last takes what is left
        return Article(title, [self._section(*counts) for counts in share])

    def draw(self, deck: tuple[str, ...]) -> str:
        """A string of `deck` that was not drawn before, unless all were."""
        left = self.decks.setdefault(id(deck), [])
        if not left:
            left.extend(self.rng.sample(deck, len(deck)))
        return left.pop()

    def _section(self, inline: int, shown: int) -> list[Block]:
        stop_inline = max(len(self.inline) - inline, 0)
        stop_shown = max(len(self.shown) - shown, 0)
        blocks = [Block("h2", [self.draw(prose.HEADINGS)])]
        blocks.extend(self._nuisance_blocks(stop_inline))
        while len(self.inline) > stop_inline or len(self.shown) > stop_shown:
            if len(self.inline) > stop_inline:
                blocks.append(self._paragraph(len(self.inline) - stop_inline))
            if len(self.shown) > stop_shown:
                blocks.append(Block("p", [self.draw(prose.LEAD)]))
                blocks.append(Block("display", formulas=[self.shown.pop()]))
                if self.rng.random() < 0.4:
                    blocks.append(Block("p", [self.draw(prose.AFTER)]))
        blocks.append(Block("p", [self.draw(prose.PLAIN)]))
        return blocks

    def _fill(self, kind: str, texts: list[str], language: str = "") -> Block:
        wanted = sum(text.count(SLOT) for text in texts)
        return Block(kind, texts, [self.inline.pop() for _ in range(wanted)], language)

    def _paragraph(self, left: int) -> Block:
        roll = self.rng.random()
        if left >= 3 and (roll < 0.12 or (self.nuisance == "table" and roll < 0.8)):
            return self._table(min(left, 6 if self.nuisance == "table" else 3))
        if left >= 2 and roll < 0.24:
            return self._fill("ul", [self.draw(prose.ITEMS) for _ in range(min(left, 3))])
        if roll < 0.3:
            return self._fill("blockquote", [self.draw(prose.QUOTES)])
        sentences: list[str] = []
        deck = {"cjk": prose.CJK, "rtl": prose.RTL, "currency": prose.CURRENCY}.get(self.nuisance)
        deck = prose.ESCAPED if self.nuisance == "escaped-dollar" else deck
        for _ in range(self.rng.randint(1, 3)):
            choice = deck if deck and self.rng.random() < 0.7 else self._deck()
            sentence = self.draw(choice)
            if sum(text.count(SLOT) for text in [*sentences, sentence]) <= left:
                sentences.append(sentence)
        if SLOT not in "".join(sentences):
            sentences.append(self.draw(prose.ONE))
        return self._fill("p", [" ".join(sentences)])

    def _deck(self) -> tuple[str, ...]:
        return self.rng.choices((prose.ONE, prose.MORE, prose.PLAIN), (5, 3, 2))[0]

    def _table(self, rows: int) -> Block:
        cells = list(prose.TABLE_HEAD)
        for name, seen in self.rng.sample(prose.TABLE_ROWS, rows):
            cells += [name, SLOT, seen]
        return self._fill("table", cells)

    def _nuisance_blocks(self, stop_inline: int) -> Iterator[Block]:
        if self.nuisance == "code":
            for language, code in self.rng.sample(prose.CODE, 2):
                if len(self.inline) > stop_inline:
                    yield self._fill("p", [self.draw(prose.CODE_LEAD)])
                yield Block("pre", [code], language=language)


Draw = Callable[[Formula], str]


def section_html(blocks: list[Block], draw: Draw, headings: bool = True) -> str:
    """The HTML of a section; `draw` gives a formula's, for a display a whole block's."""
    shown = (block for block in blocks if headings or block.kind != "h2")
    return "\n".join(_block_html(block, draw) for block in shown)


def _block_html(block: Block, draw: Draw) -> str:
    if block.kind == "display":
        return draw(block.formulas[0])
    if block.kind == "pre":
        code = html.escape(block.texts[0], quote=False)
        return f'<pre><code class="language-{block.language}">{code}\n</code></pre>'
    drawn = iter([draw(formula) for formula in block.formulas])
    texts = [_filled(text, drawn) for text in block.texts]
    if block.kind == "ul":
        return "<ul>\n" + "\n".join(f"<li><p>{text}</p></li>" for text in texts) + "\n</ul>"
    if block.kind == "table":
        return _table_html(texts)
    if block.kind == "blockquote":
        return f"<blockquote><p>{texts[0]}</p></blockquote>"
    return f"<{block.kind}>{texts[0]}</{block.kind}>"


def _filled(text: str, drawn: Iterator[str]) -> str:
    first, *rest = html.escape(text, quote=False).split(SLOT)
    return first + "".join(next(drawn) + part for part in rest)


def _table_html(cells: list[str]) -> str:
    rows = [cells[start : start + 3] for start in range(0, len(cells), 3)]
    head = "".join(f"<th>{cell}</th>" for cell in rows[0])
    body = "\n".join(
        "<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows[1:]
    )
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"


def prose_of(article: Article, headings: bool = True) -> list[str]:
    """The strings that must survive, one a block, item or cell."""
    return [
        text
        for block in article.blocks()
        if block.kind not in ("pre", "display") and (headings or block.kind != "h2")
        for text in block.texts
    ]


def formulas_of(article: Article) -> list[Formula]:
    """All formulas in document order."""
    return [formula for block in article.blocks() for formula in block.formulas]
