"""One document at a time: where it came from, what was measured, how its text begins."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from proofpile.report.html.markup import Html, tag
from proofpile.report.statistics import Kept
from proofpile.words import plural

_MOST_ADDRESS, _MOST_DETAIL, _MOST_VALUE, _MOST_MARKS = 160, 300, 80, 16
_FORMULA = re.compile(r"(?<!\\)(\$\$.+?\$\$|\$[^$\n]+\$)", re.DOTALL)
_LINK = re.compile(r"https?://[^\s\x00-\x20<>\"']+", re.ASCII)


def dropped_row(row: Mapping[str, Any]) -> Html:
    """A row of the ledger."""
    facts = {"pass": row["pass"]}
    if row["score"] is not None:
        line = "" if row["threshold"] is None else f", threshold {row['threshold']:.6g}"
        facts["score"] = f"{row['score']:.6g}{line}"
    if row["detail"]:
        facts["detail"] = cut(row["detail"], _MOST_DETAIL)
    text = _excerpt(row["excerpt"]) if row["excerpt"] else None
    return tag("article", address(row["origin"] or row["id"]), _facts(facts), text)


def kept_row(doc: Kept) -> Html:
    """A document of the corpus."""
    marks = {k: cut(_plain(v), _MOST_VALUE) for k, v in sorted(doc.marks.items())}
    few = dict(list(marks.items())[:_MOST_MARKS])
    more = doc.length > len(doc.opening)
    text = _excerpt(doc.opening + ("…" if more else ""))
    return tag("article", address(doc.origin or doc.id),
               _facts({"length": plural(doc.length, "character"), **few}), text)  # fmt: skip


def address(origin: str) -> Html:
    """An origin, as a link if it is one of the web and nothing else."""
    shown = cut(origin, _MOST_ADDRESS)
    if not _LINK.fullmatch(origin):
        return tag("p", shown, class_="address")
    link = tag("a", shown, href=origin, rel="noopener nofollow noreferrer")
    return tag("p", link, class_="address")


def cut(text: str, most: int) -> str:
    """`text`, its middle left out if it is longer than `most` characters."""
    if len(text) <= most:
        return text
    return f"{text[: most * 2 // 3]} … {text[-most // 3 :]}"


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _facts(facts: Mapping[str, str]) -> Html:
    items = [tag("div", tag("dt", key), tag("dd", value)) for key, value in facts.items()]
    return tag("dl", items, class_="facts")


def _excerpt(text: str) -> Html:
    return tag("div", list(_with_formulas(text)), class_="excerpt", dir="auto")


def _with_formulas(text: str) -> Iterator[str]:
    """Pieces of `text`, formulas set apart; they stay the TeX that the corpus holds."""
    for number, piece in enumerate(_FORMULA.split(text)):
        yield tag("code", piece, class_="tex") if number % 2 else piece
