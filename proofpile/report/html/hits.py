"""The page of hits: figures first, then every hit side by side with its item, to be looked at and marked.

Everything is in one file. What items and documents say reaches the script as JSON, in which ``<`` is
written by its number, so no text can end the element it stands in; the script makes text nodes of it and
never markup, and the policy turns on Trusted Types, under which an attempt to do otherwise is an error.
"""

import base64
import hashlib
import json
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from proofpile.report.contamination import MOST_UNCHECKABLE, Found, data, title, uncheckable
from proofpile.report.html import contamination as figures
from proofpile.report.html.corpus import note
from proofpile.report.html.duplicates import warning
from proofpile.report.html.markup import Child, Html, tag
from proofpile.report.html.samples import cut
from proofpile.words import human_size, plural

_HERE = Path(__file__).parent
_SCRIPTS = ("hits_data.js", "hits_marks.js", "hits_list.js", "hits_view.js", "hits_page.js")


def hits_page(found: Found, stamp: str = "", back: str = "") -> str:
    """The page as one HTML document that asks for nothing else; `back` leads to the report it belongs to."""
    told = data(found)
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy()),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("meta", name="generator", content=f"proofpile {stamp}".strip()),
        tag("title", f"{told['title']}: contamination"),
        tag("style", Html(_style())),
    )
    sections = _sections(found, told)
    items = [tag("li", tag("a", name, href=f"#{anchor}")) for anchor, name, _ in sections]
    body = tag(
        "body",
        tag("a", "To the hits", class_="skip", href="#hits"),
        _header(found, back),
        tag("nav", tag("ol", items), aria_label="Contents"),
        tag("main", [_section(n, *one) for n, one in enumerate(sections, 1)]),
        tag("footer", _footer(found.facts)),
        tag("script", Html(_inert(told)), type="application/json", id="data"),
        tag("script", Html(_script())),
        class_="hits",
    )
    return f'<!doctype html>\n<html lang="en">\n{head}\n{body}\n</html>\n'


def policy() -> str:
    """The content policy: nothing but what this page brings along."""
    return (
        f"default-src 'none'; script-src '{_hash(_script())}'; style-src '{_hash(_style())}'; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )


def _sections(found: Found, told: Mapping[str, Any]) -> list[tuple[str, str, Child]]:
    facts = found.facts
    return [
        ("benchmarks", "Benchmarks", figures.benchmarks(facts)),
        ("overlaps", "Overlaps as in Llemma’s study", figures.llemma_table(facts)),
        ("layers", "Layers and verdicts", figures.layers(facts)),
        ("curve", "What a threshold would count", figures.curves(facts)),
        ("canaries", "What would be found: canaries", figures.canaries(facts.get("canaries"))),
        (
            "sources",
            "Where it comes from",
            figures.sources(facts, _by_domain(told), _partly(found)),
        ),
        ("hits", "Hits, side by side", _hits(found)),
        ("blind", "Items that cannot be checked", _blind(facts)),
    ]


def _section(number: int, anchor: str, name: str, content: Child) -> Html:
    head = tag("h2", tag("span", str(number), class_="number"), " ", name)
    return tag("section", head, content, id=anchor)


def _header(found: Found, back: str) -> Html:
    facts = found.facts
    corpus, held = facts["corpus"], facts["verdicts"].get("contaminated", {})
    figures = [
        (f"{corpus['documents']:,}", "documents read"),
        (human_size(corpus["text_bytes"]), "of text"),
        (f"{held.get('documents', 0):,}", "hold an item"),
        (f"{held.get('items', 0):,}", "items held"),
        (f"{found.total:,}", "hits in all"),
    ]
    numbers = tag("dl", [tag("div", tag("dt", what), tag("dd", n)) for n, what in figures])
    names = ", ".join(cut(one["name"], 80) for one in facts["benchmarks"])
    link = [" Back to ", tag("a", "the report", href=back), "."] if back else None
    said = f"Looked for: {names}.{_refused(corpus)} Fingerprint: "
    told = tag(
        "p", said, tag("code", str(facts.get("fingerprint", ""))[:64]), ".", link, class_="abstract"
    )
    alarms = [warning(cut(str(alarm), 1000)) for alarm in facts.get("alarms", ())]
    return tag("header", tag("p", "Benchmark contamination", class_="kicker"),
               tag("h1", cut(title(facts), 160)), numbers, told, alarms, _allowed(facts))  # fmt: skip


def _refused(corpus: Mapping[str, Any]) -> str:
    refused = corpus.get("refused") or {}
    named = ", ".join(f"{cut(str(reason), 80)} ({count:,})" for reason, count in refused.items())
    return f" Not read: {named}." if named else ""


def _allowed(facts: Mapping[str, Any]) -> Html | None:
    """What became of the allow-list; entries that are stale were looked at in vain."""
    allowed = facts.get("allowed") or {}
    if not allowed.get("file"):
        return None
    stale = allowed.get("stale") or []
    said = (
        f"Allow-list {cut(str(allowed['file']), 200)}: {allowed['honoured']:,} entries met hits, "
        f"{allowed.get('unused', 0):,} met nothing."
    )
    if not stale:
        return note(said)
    rows = [
        tag("li", f"{cut(one['benchmark'], 60)}, item {cut(one['item'], 60)}, {one['part']}: ",
            cut(one["why"], 200))
        for one in stale[:200]
    ]  # fmt: skip
    summary = f"{said} Not honoured: {len(stale):,}"
    return tag("details", tag("summary", summary), tag("ul", rows, class_="listed"))


def _hits(found: Found) -> list[Child]:
    template = Html((_HERE / "hits.html").read_text(encoding="utf-8"))
    if not _partly(found):
        return [template]
    said = (
        f"Here are the {len(found.hits):,} hits that tell most, of {found.total:,}: by verdict, then by "
        "overlap. hits.arrow has all."
    )
    return [note(said), template]


def _partly(found: Found) -> bool:
    """Whether there are more hits than a page holds."""
    return len(found.hits) < found.total


def _blind(facts: Mapping[str, Any]) -> list[Child]:
    count = sum(1 for _ in uncheckable(facts))
    more = f" The first {MOST_UNCHECKABLE:,} are listed." if count > MOST_UNCHECKABLE else ""
    said = f"{plural(count, 'part')} of items that no layer can tell from chance.{more}"
    return [note(said), Html((_HERE / "hits_blind.html").read_text(encoding="utf-8"))]


def _by_domain(told: Mapping[str, Any]) -> list[tuple[str, int, int]]:
    """Domain, how many of its documents are contaminated, their hits; of the hits on the page."""
    tables, hits = told["tables"], told["hits"]
    documents: dict[int, set[int]] = defaultdict(set)
    counts: dict[int, int] = defaultdict(int)
    for verdict, domain, group in zip(
        hits["verdict"], hits["domain"], hits["document"], strict=True
    ):
        if tables["verdict"][verdict] == "contaminated":
            documents[domain].add(group)
            counts[domain] += 1
    rows = [(tables["domain"][d], len(held), counts[d]) for d, held in documents.items()]
    return sorted(rows, key=lambda row: (-row[1], -row[2], row[0]))


def _footer(facts: Mapping[str, Any]) -> str:
    version = (facts.get("versions") or {}).get("proofpile", "")
    return (
        f"Made by proofpile {version} from report.json, hits.arrow and items.arrow. Texts belong to their "
        "authors; a page with items of a benchmark in it does not belong on the web."
    )


@cache
def _script() -> str:
    parts = [(_HERE / name).read_text(encoding="utf-8") for name in _SCRIPTS]
    return '"use strict";\n(() => {\n' + "\n".join(parts) + "})();\n"


@cache
def _style() -> str:
    names = ("style.css", "hits.css")
    return "".join((_HERE / name).read_text(encoding="utf-8") for name in names)


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _inert(told: Mapping[str, Any]) -> str:
    """JSON that cannot end the element that holds it, nor open a comment in it."""
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
