"""The page: everything in one file, and a content policy that lets nothing in but our own script and style.

What pages of the corpus say reaches the script as JSON, in which ``<`` is written by its number, so no text
can end the element it stands in; the script makes text nodes of it and never markup, and the policy turns
on Trusted Types, under which an attempt to do otherwise is an error.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from proofpile.report.html import markup
from proofpile.report.html.markup import Html, tag, visible
from proofpile.tune.labels import heading
from proofpile.tune.survey import Candidate, Side, Survey

_HERE = Path(__file__).parent
_REPORT_STYLE = Path(markup.__file__).parent / "style.css"  # one paper, one ink
_SCRIPTS = ("figures.js", "charts.js", "judging.js", "page.js")


def page(survey: Survey, labels: Mapping[str, str], title: str, target: str = "") -> str:
    """The page for `survey`, `labels` given so far; `target` is where a server writes a chosen value to,
    "" if there is none: then labels are kept in the page, to be downloaded.
    """
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy(served=bool(target))),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("meta", name="referrer", content="no-referrer"),
        tag("title", f"{title}: setting {survey.line.setting}"),
        tag("style", Html(_style())),
    )
    data = Html(_inert(json.dumps(_data(survey, labels, title, target), ensure_ascii=False)))
    body = tag(
        "body",
        Html((_HERE / "page.html").read_text(encoding="utf-8")),
        tag("script", data, type="application/json", id="data"),
        tag("script", Html(_script())),
    )
    return f'<!doctype html>\n<html lang="en">\n{head}\n{body}\n</html>\n'


def policy(*, served: bool) -> str:
    """The content policy: nothing but what this page brings along, and its own server if it has one."""
    reach = "'self'" if served else "'none'"
    return (
        f"default-src 'none'; script-src '{_hash(_script())}'; style-src '{_hash(_style())}'; "
        f"connect-src {reach}; base-uri 'none'; form-action 'none'; "
        "require-trusted-types-for 'script'; trusted-types 'none'"
    )


@cache
def _script() -> str:
    parts = [(_HERE / name).read_text(encoding="utf-8") for name in _SCRIPTS]
    return '"use strict";\n(() => {\n' + "\n".join(parts) + "})();\n"


@cache
def _style() -> str:
    return "".join(p.read_text(encoding="utf-8") for p in (_REPORT_STYLE, _HERE / "page.css"))


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _inert(text: str) -> str:
    """JSON that cannot end the element that holds it, nor open a comment in it."""
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


def _data(survey: Survey, labels: Mapping[str, str], title: str, target: str) -> dict[str, Any]:
    line = survey.line
    numbers = {one.id: n for n, one in enumerate(survey.candidates)}
    return {
        "title": title,
        "target": target,
        "filter": line.filter.name,
        "reason": line.reason,
        "meaning": line.meaning,
        "mark": line.mark,
        "parameter": line.parameter,
        "keeps": line.keeps,
        "counts": line.counts,
        "heading": heading(line),
        "edges": survey.grid.edges,
        "logarithmic": survey.grid.logarithmic,
        "now": survey.now,
        "kept": _bins(survey.kept),
        "refused": _bins(survey.refused),
        "bars": _bars(survey),
        "totals": [survey.kept.total, survey.refused.total],
        "weight": survey.refused.weight,
        "unscored": survey.kept.unscored,
        "elsewhere": [survey.kept.elsewhere, survey.refused.elsewhere],
        "typical": survey.typical,
        "strata": [
            [stratum.kept, min(stratum.bins), max(stratum.bins)] for stratum in survey.strata
        ],
        "documents": [_document(one) for one in survey.candidates],
        # In the order in which they were given: the last one is the first to be taken back.
        "labels": [[numbers[id], label] for id, label in labels.items() if id in numbers],
        "elsewhereLabelled": sum(id not in numbers for id in labels),
    }


def _bins(side: Side) -> list[list[float]]:
    """Of each bin that holds any: its number, documents, characters."""
    pairs = zip(side.documents.tolist(), side.characters.tolist(), strict=True)
    return [[n, round(many, 3), round(long)] for n, (many, long) in enumerate(pairs) if many]


def _bars(survey: Survey) -> dict[str, Any]:
    """Both histograms, their bars of one width. On a logarithmic scale that is of the binary logarithm."""
    both = survey.kept.histogram, survey.refused.histogram
    wider = max(both, key=lambda h: h.width)
    return {
        "width": wider.width,
        "bins": [sorted(h.at_width_of(wider).items()) for h in both],
        "zeros": [h.zeros for h in both],
    }


def _document(one: Candidate) -> dict[str, Any]:
    return {
        "id": one.id,
        "origin": visible(one.origin or one.id),
        "score": one.score,
        "bin": one.bin,
        "kept": one.kept,
        "stratum": one.stratum,
        "opening": visible(one.opening),
        "ending": visible(one.ending),
        "length": one.length,
    }
