"""The funnel: for each pass, what went in, what each reason took away, and what was kept."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from proofpile.report.html.charts import bar
from proofpile.report.html.markup import Html, tag
from proofpile.words import human_size, plural, share

MOST_ROWS = 60  # reasons of a pass; the rest is one row
ENGINE = "proofpile"
_COLOURS = 7
# What is left is drawn on a scale of its own when it is less than this share of the one above:
# a prefilter that takes 99 of 100 would leave the rest of the story in one pixel.
_RESCALE = 0.1

Colours = Mapping[str, str]


def colours_of(facts: Mapping[str, Any]) -> Colours:
    """A class for each recipe that dropped something; most first."""
    totals = Counter[str]()
    for reason, by in facts["given_by"].items():
        totals[by] += facts["dropped"][reason]
    recipes = sorted((by for by in totals if by != ENGINE), key=lambda by: (-totals[by], by))
    colours = {by: f"by-{number % _COLOURS}" for number, by in enumerate(recipes)}
    return colours | ({ENGINE: "by-engine"} if ENGINE in totals else {})


def funnel(facts: Mapping[str, Any], colours: Colours) -> Html:
    """All passes, and which colour is whose."""
    passes = facts["passes"]
    tables = [_pass(n, len(passes), one, facts, colours) for n, one in enumerate(passes, 1)]
    return tag("div", _legend(colours), tables)


def swatch(by: str, colours: Colours) -> Html:
    """The recipe's name beside its colour."""
    mark = tag("span", class_=f"swatch {colours.get(by, '')}", aria_hidden="true")
    return tag("span", mark, by, class_="by")


def _legend(colours: Colours) -> Html | None:
    if not colours:
        return None
    items = [tag("li", swatch(by, colours)) for by in colours]
    return tag("ul", items, class_="legend", aria_label="Who gave the reasons")


def _pass(
    number: int, of: int, one: Mapping[str, Any], facts: Mapping[str, Any], colours: Colours
) -> Html:
    what = "records read" if number == 1 else "documents of the pass before"
    caption = tag("caption", tag("b", f"Pass {number} of {of} · {one['name']}"))
    head = tag("thead", tag("tr", [
        tag("th", "Outcome", scope="col"),
        tag("th", "Proportion", scope="col", class_="drawn"),
        tag("th", "Records", scope="col", class_="n"),
        tag("th", "Share", scope="col", class_="n"),
    ]))  # fmt: skip
    first = _row("in", what, bar(0, min(one["in"], 1), "in"), one["in"], one["in"])
    body = [first, *_steps(one, facts, colours, is_last=number == of)]
    table = tag("table", caption, head, tag("tbody", body), class_="funnel")
    return tag("div", table, _counted_only(one))


def _steps(
    one: Mapping[str, Any], facts: Mapping[str, Any], colours: Colours, is_last: bool
) -> Iterator[Html]:
    """A staircase from what went in down to what was kept; each step a reason."""
    left = scale = one["in"]
    order = sorted(one["dropped"].items(), key=lambda item: (-item[1], item[0]))
    for reason, count in order[:MOST_ROWS]:
        if left < _RESCALE * scale:
            scale = left
            yield _new_scale(left)
        by = facts["given_by"][reason]
        slug = tag("code", reason), " ", swatch(by, colours)
        drawn = bar((left - count) / scale, left / scale, colours.get(by, ""))
        left -= count
        yield _row(slug, facts["reasons"].get(reason, ""), drawn, count, one["in"], sign="−")
    if rest := order[MOST_ROWS:]:
        what = f"{len(rest):,} further reasons"
        gone = sum(count for _, count in rest)
        yield _row(what, "each rarer than those above", None, gone, one["in"], sign="−")
    size = human_size(one["kept_text_bytes"])
    drawn = bar(0, one["kept"] / max(scale, 1), "kept")
    meaning = f"{size} of text" if is_last else f"{size} of text go on"
    yield _row(tag("b", "kept"), meaning, drawn, one["kept"], one["in"], class_="kept-row")


def _new_scale(left: int) -> Html:
    said = f"Below, the full width stands for the {left:,} that were left."
    return tag("tr", tag("td", said, colspan="4"), class_="scale")


def _row(
    what: Any, meaning: str, drawn: Html | None, count: int, whole: int, *,
    sign: str = "", class_: str | None = None,
) -> Html:  # fmt: skip
    return tag(
        "tr",
        tag("th", what, tag("span", meaning, class_="meaning"), scope="row"),
        tag("td", drawn, class_="drawn"),
        tag("td", f"{sign}{count:,}", class_="n"),
        tag("td", share(count, whole), class_="n"),
        class_=class_,
    )


def _counted_only(one: Mapping[str, Any]) -> Html | None:
    if not one["counted_only"]:
        return None
    said = (
        f"{plural(one['counted_only'], 'refusal')} by early, cheap tests were counted and not listed in "
        "the ledger; the samples below are drawn from those that were."
    )
    return tag("p", said, class_="note")
