"""From slices and formulas to pages."""

import html
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from gold import read
from render.exchange import Drawn, MissingError
from render.registry import RENDERERS
from templates import skeletons
from templates.article import Article, Composer, Formula, prose_of, section_html
from templates.form import FORMS, Form, paragraph
from templates.nuisances import SPECIAL, contracted, nuisances_of
from templates.prose import SLOT

FAMILIES = ("text", "wrappers", "scripts", "rendered", "images", "attributes", "pseudo")
FORMULAS = 24  # of a page
DRAWN_MORE = ("mathml", "rendering", "pseudo")  # what they carry is read piece by piece: more pages

_BLOCK = re.compile(
    r"(?:<!--.*?-->|\s)*<(?:p|div|table|center|dl|br|blockquote|figure)\b", re.I | re.S
)


@dataclass(frozen=True)
class Page:
    """A page and its truth."""

    name: str
    html: str
    truth: dict[str, Any]


@dataclass(frozen=True)
class Slice:
    """A form or a renderer."""

    name: str
    form: Form


@dataclass(frozen=True)
class Pools:
    """What formulas are drawn from: under each construct ours, then the test material's, then by nuisance."""

    constructs: dict[str, list[Formula]]
    special: dict[str, list[Formula]]
    asciimath: dict[Formula, str]
    draw: int

    @classmethod
    def read(cls, data: Path | None, draw: int = 0) -> "Pools":
        """Of the gold and, if there is a folder of it, the test material; `draw` chooses of both."""
        constructs = read.sections("formulas.tex")
        if data is not None:
            ours = [formula for formulas in constructs.values() for formula in formulas]
            constructs["test material"] = read.from_data(data, ours, draw)
        return cls(constructs, read.sections("special.tex"), read.asciimath(), draw)

    def __hash__(self) -> int:
        return id(self)

    def all(self) -> list[Formula]:
        """Every formula in TeX, once."""
        groups = [*self.constructs.values(), *self.special.values()]
        return list(dict.fromkeys(formula for group in groups for formula in group))


def slices() -> list[Slice]:
    """All of them, by name."""
    for family in FAMILIES:
        import_module(f"templates.forms_{family}")
    named = [Slice(form.name, form) for form in FORMS]
    for renderer in RENDERERS.values():
        if renderer.rows:
            form = Form(
                renderer.name, renderer.rows, renderer.carries, _as_it_is, needs=renderer.name
            )
            named.append(Slice(renderer.name, form))
    return sorted(named, key=lambda one: one.name)


def _as_it_is(tex: str, display: bool, n: int, drawn: str) -> str:
    """A display in a paragraph, unless it is a block by itself."""
    return paragraph(drawn, display and not _BLOCK.match(drawn))


@cache
def _drawn(name: str, pools: Pools) -> tuple[Drawn, dict[Formula, tuple[str, str]]]:
    """A renderer's answer, and markup and TeX of each formula that it did not refuse."""
    if name not in RENDERERS:
        raise MissingError(f"there is no renderer {name}")
    renderer, formulas = RENDERERS[name], pools.all()
    if renderer.most is not None:
        formulas = random.Random(name).sample(formulas, min(renderer.most, len(formulas)))
    answer = renderer.draw(formulas)
    sources = answer.tex or [formula.tex for formula in formulas]
    found = {
        formula: (markup, tex)
        for formula, markup, tex in zip(formulas, answer.markup, sources, strict=True)
        if markup is not None
    }
    return answer, found


class _Drawer:
    """Markup and true TeX of formulas of one slice."""

    def __init__(self, form: Form, pools: Pools) -> None:
        self.form = form
        self.ascii = pools.asciimath
        self.version, self.head, self.given = "template", form.head, {}
        if form.needs:
            answer, self.given = _drawn(form.needs, pools)
            self.version = answer.version
            self.head = "\n".join(filter(None, (form.head, answer.head)))

    def __call__(
        self, formula: Formula, n: int, source: str | None = None
    ) -> tuple[str, str] | None:
        """None where the form cannot say it. `source` is what stands in the page, if not the formula."""
        more: tuple[str, ...] = ()
        tex = formula.tex
        if self.form.needs:
            if formula not in self.given:
                return None
            *more, tex = self.given[formula]
        written = self.ascii[formula] if self.form.paper == "asciimath" else source or formula.tex
        drawn = self.form.draw(written, formula.display, n, *more)
        if drawn is None or isinstance(drawn, str):
            return drawn and (drawn, tex)
        return drawn


def pages_of(one: Slice, pools: Pools, gate: bool = False) -> Iterator[Page]:
    """The pages of a slice: all of the benchmark's, or the few and small ones of the gate."""
    drawer = _Drawer(one.form, pools)
    for skeleton, nuisance, number, count in _gate_plan(one) if gate else _plan(one):
        yield _page(one, drawer, pools, skeleton, nuisance, number, count)


def _skeletons(one: Slice) -> list[str]:
    return random.Random(f"skeletons {one.name}").sample(skeletons.NAMES, 2)


def _plan(one: Slice) -> Iterator[tuple[str, str, int, int]]:
    pages = 4 if one.form.carries in DRAWN_MORE else 2
    first, second = _skeletons(one)
    for skeleton in (first, second):
        for number in range(1, pages + 1):
            yield skeleton, "none", number, FORMULAS
    for nuisance in nuisances_of(one.name):
        count = 500 if nuisance == "formulas-500" else FORMULAS
        yield first, nuisance, 1, count
        if nuisance != "formulas-500":
            yield second, nuisance, 2, count


def _gate_plan(one: Slice) -> Iterator[tuple[str, str, int, int]]:
    skeleton = _skeletons(one)[0]
    yield skeleton, "none", 1, 12
    for nuisance in nuisances_of(one.name):
        if nuisance != "formulas-500":
            yield skeleton, nuisance, 1, 8


def _chosen(
    drawer: _Drawer, pools: Pools, rng: random.Random, nuisance: str, count: int
) -> list[Formula]:
    """`count` formulas, of each construct as many as of another; a nuisance's own come first."""
    groups = list(pools.constructs.values())
    if drawer.form.paper == "asciimath":
        groups = [list(pools.asciimath)]
    hands = [rng.sample(group, len(group)) for group in groups]
    rng.shuffle(hands)
    chosen: list[Formula] = []
    if nuisance in SPECIAL:
        special = [f for f in pools.special[nuisance] if drawer(f, 1) is not None]
        chosen += rng.sample(special, min(len(special), count))
    while len(chosen) < count and any(hands):
        for hand in hands:
            while hand and len(chosen) < count:
                formula = hand.pop()
                if drawer(formula, 1) is not None:
                    chosen.append(formula)
                    break
    if count > len(chosen) and nuisance == "formulas-500":
        chosen += rng.choices(chosen, k=count - len(chosen))
    rng.shuffle(chosen)
    return chosen


def _page(
    one: Slice,
    drawer: _Drawer,
    pools: Pools,
    skeleton: str,
    nuisance: str,
    number: int,
    count: int,
) -> Page:
    seed = f"{one.name} {skeleton} {nuisance} {number}" + (
        f" draw {pools.draw}" if pools.draw else ""
    )
    rng = random.Random(seed)
    chosen = _chosen(drawer, pools, rng, nuisance, count)
    article = Composer(rng, chosen, nuisance).compose(3 if count <= 40 else 12)
    markup, boilerplate, formulas = _assembled(one, drawer, article, skeleton, nuisance)
    headings = skeleton != "forum"
    prose = [text.replace(SLOT, "⟦F⟧") for text in prose_of(article, headings)]
    code = [
        {"text": block.texts[0], "language": block.language}
        for block in article.blocks()
        if block.kind == "pre"
    ]
    truth = {
        "representation": one.name,
        "rows": list(one.form.rows),
        "carries": one.form.carries,
        "renderer": drawer.version,
        "skeleton": skeleton,
        "nuisance": nuisance,
        "title": article.title,
        "formulas": formulas,
        "prose": prose,
        "boilerplate": boilerplate,
        "code": code,
        "dollars": sum(text.count("$") for text in [*prose, *(block["text"] for block in code)]),
    }
    return Page(f"{skeleton}--{nuisance}--{number}", markup, truth)


def _assembled(
    one: Slice, drawer: _Drawer, article: Article, skeleton: str, nuisance: str
) -> tuple[str, list[str], list[dict[str, Any]]]:
    formulas: list[dict[str, Any]] = []

    def draw(formula: Formula) -> str:
        source = contracted(formula.tex) if nuisance == "macros" else None
        markup, tex = drawer(formula, len(formulas) + 1, source) or ("", "")
        if source is not None:
            tex = tex.replace(source, formula.tex)
        formulas.append({"tex": tex, "display": formula.display})
        return markup

    if skeleton == "forum":  # headings have no place in a post; the truth has none either
        sections = [section_html(section, draw, headings=False) for section in article.sections]
    else:
        sections = [section_html(section, draw) for section in article.sections]
    head, tail = drawer.head, one.form.tail
    if nuisance == "macros" and one.form.macros is not None:
        macros = one.form.macros()
        if macros.startswith("<div"):
            sections[0] = f"{macros}\n{sections[0]}"
        else:
            head = macros
    title = html.escape(article.title, quote=False)
    markup, boilerplate = skeletons.page(skeleton, title, sections, head, tail)
    return markup, boilerplate, formulas
