"""An evaluation as a page to look at: two curves, a histogram, and tables; no script, nothing loaded."""

import base64
import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from proofpile.report import html
from proofpile.report.html.corpus import figure, note, table
from proofpile.report.html.markup import Child, Html, tag
from proofpile.report.html.samples import address

_STYLE = (Path(html.__file__).parent / "style.css").read_text(encoding="utf-8")
_SIZE, _LEFT, _TOP, _BOTTOM = 300, 42, 12, 40
RIVALS = {
    "model": "this model",
    "words": "words of mathematics, counted",
    "tf-idf": "TF-IDF and logistic regression",
}


def evaluation_page(facts: Mapping[str, Any], name: str) -> str:
    """The page of one evaluation, as `proofpile.selflabel.evaluation.evaluate` gives it."""
    style = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{style}'; base-uri 'none'; form-action 'none'"
    head = tag(
        "head",
        tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=policy),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", f"{name}: evaluation of a classifier"),
        tag("style", Html(_STYLE)),
    )
    sections: list[tuple[str, Child]] = [
        ("Against what", _rivals(facts)),
        ("Curves", tag("div", _precision(facts), _reliability(facts), class_="grid")),
        ("Thresholds", _thresholds(facts)),
        ("Slices", _slices(facts)),
        ("What formulas give away", _leak(facts)),
        ("Judged most wrongly", _wrong(facts)),
    ]
    body = tag(
        "body",
        _header(facts, name),
        tag("main", [_section(n, *one) for n, one in enumerate(sections, 1)]),
    )
    return f'<!doctype html>\n<html lang="en">\n{head}\n{body}\n</html>\n'


def _section(number: int, title: str, content: Child) -> Html:
    return tag("section", tag("h2", tag("span", str(number), class_="number"), " ", title), content)


def _header(facts: Mapping[str, Any], name: str) -> Html:
    figures = [
        (f"{facts['average_precision']['model']['value']:.3f}", "PR-AUC"),
        (f"{facts['pages']['positive']:,}", "mathematical pages"),
        (f"{facts['pages']['negative']:,}", "other pages"),
        (f"{facts['domains']:,}", "domains"),
    ]
    numbers = tag("dl", [tag("div", tag("dt", what), tag("dd", n)) for n, what in figures])
    said = f"On the {facts['split']} split: domains of which no page was in training. Model "
    return tag("header", tag("p", "Evaluation of a classifier", class_="kicker"), tag("h1", name), numbers,
               tag("p", said, tag("code", facts["model_sha256"][:16]), ".", class_="abstract"))  # fmt: skip


def _rivals(facts: Mapping[str, Any]) -> list[Html]:
    rows = []
    for name, said in RIVALS.items():
        rated = facts["average_precision"][name]
        if rated is None:
            rows.append((said, "scikit-learn is not installed", ""))
        else:
            rows.append(
                (said, f"{rated['value']:.4f}", f"{rated['low']:.3f} to {rated['high']:.3f}")
            )
    shares = [
        (f"{at['share']:.1%}", f"{at['recall']:.3f}", f"{at['precision']:.3f}")
        for at in facts["recall_at"]
    ]
    heads = ("Share of the crawl kept", "Recall", "Precision")
    return [
        table(
            "Area under precision and recall", ("Judge", "PR-AUC", "95 % interval, by domain"), rows
        ),
        table(f"In a crawl of which {facts['prevalence']:.1%} is mathematics", heads, shares),
    ]


def _precision(facts: Mapping[str, Any]) -> Html:
    said = f"PR-AUC {facts['average_precision']['model']['value']:.4f}."
    drawn = _plot(
        f"Precision over recall. {said}", "recall", "precision", [(facts["curve"], "kept")]
    )
    return figure(
        drawn, "Precision over recall, of as many pages of both kinds as there are. ", said
    )


def _reliability(facts: Mapping[str, Any]) -> Html:
    raw, calibrated = (facts["calibration"][kind] for kind in ("raw", "calibrated"))
    lines = [
        ([[0, 0], [1, 1]], "in"),
        ([point[:2] for point in raw["bins"]], "by-1"),
        ([point[:2] for point in calibrated["bins"]], "kept"),
    ]
    said = (
        f"Expected calibration error {raw['error']:.3f} as scored, {calibrated['error']:.3f} calibrated; "
        f"Brier score {raw['brier']:.3f} and {calibrated['brier']:.3f}."
    )
    drawn = _plot(
        f"Share of mathematics over score. {said}", "score", "share that is mathematics", lines
    )
    return figure(drawn, "What a score means: as it is (ochre) and calibrated (green). ", said)


def _plot(
    label: str, across: str, up: str, lines: Sequence[tuple[Sequence[Sequence[float]], str]]
) -> Html:
    """Lines in the unit square, each with the class of its colour."""
    parts = [tag("rect", x=_LEFT, y=_TOP, width=_SIZE, height=_SIZE, class_="frame")]
    for tick in (0.0, 0.25, 0.5, 0.75, 1.0):
        x, y = _place(tick, tick)
        parts += [
            tag("text", f"{tick:g}", x=x, y=_TOP + _SIZE + 15, text_anchor="middle"),
            tag("text", f"{tick:g}", x=_LEFT - 6, y=y + 4, text_anchor="end"),
            tag("line", class_="axis", x1=x, x2=x, y1=_TOP + _SIZE, y2=_TOP + _SIZE - 4),
            tag("line", class_="axis", x1=_LEFT, x2=_LEFT + 4, y1=y, y2=y),
        ]
    for points, colour in lines:
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in (_place(*p) for p in points))
        parts.append(tag("polyline", points=path, class_=f"curve {colour}"))
    middle = _TOP + _SIZE / 2
    parts += [
        tag("text", across, x=_LEFT + _SIZE / 2, y=_TOP + _SIZE + 33, text_anchor="middle"),
        tag("text", up, transform=f"translate(11 {middle}) rotate(-90)", text_anchor="middle"),
    ]
    box = f"0 0 {_LEFT + _SIZE + 12} {_TOP + _SIZE + _BOTTOM}"
    return tag("svg", *parts, class_="plot", viewBox=box, role="img", aria_label=label)


def _place(x: float, y: float) -> tuple[float, float]:
    return round(_LEFT + x * _SIZE, 1), round(_TOP + (1 - y) * _SIZE, 1)


def _thresholds(facts: Mapping[str, Any]) -> list[Html]:
    rows = [
        (
            f"{at['threshold']:g}",
            f"{at['precision']:.3f}",
            f"{at['recall']:.3f}",
            f"{at['negatives_kept']:.3f}",
        )
        for at in facts["thresholds"]
    ]
    heads = ("Score at least", "Precision", "Recall", "Of other pages kept")
    return [
        table("What a threshold keeps", heads, rows),
        note("math_score asks 0.17 of pages with formulas, 0.8 of others, as OpenWebMath does."),
    ]


def _slices(facts: Mapping[str, Any]) -> list[Html]:
    rows = [
        (
            one["name"],
            one["positive"],
            one["negative"],
            one["domains"],
            f"{one['average_precision']:.3f}",
            _both(one["recall"]),
            _both(one["negatives_kept"]),
        )
        for one in facts["slices"]
    ]
    heads = (
        "Slice",
        "Mathematical",
        "Other",
        "Domains",
        "PR-AUC",
        "Recall at 0.17, 0.8",
        "Others kept",
    )
    return [
        table("Kinds of page", heads, rows),
        note("A slice of one label only is set against all pages of the other label."),
    ]


def _both(values: Sequence[float] | None) -> str:
    return "–" if values is None else ", ".join(f"{value:.2f}" for value in values)


def _leak(facts: Mapping[str, Any]) -> Html:
    leak = facts["leak"]
    return tag(
        "p",
        f"With its formulas put back, a text scores {leak['mean_shift']:+.4f} on average "
        f"({leak['mean_size']:.4f} in size, {leak['mean_shift_positive']:+.4f} for mathematical pages); "
        f"{leak['crossed']:,} cross the line at 0.17.",
    )


def _wrong(facts: Mapping[str, Any]) -> list[Html]:
    found = []
    for label, said in (
        ("positive", "Mathematical, and scored low"),
        ("negative", "Other, and scored high"),
    ):
        rows = [_row(one) for one in facts["wrong"][label]]
        count = f" ({len(rows)} worst)" if rows else ""
        found.append(tag("details", tag("summary", said, count), rows or note("None beyond 0.5.")))
    return found


def _row(one: Mapping[str, Any]) -> Html:
    score = tag("p", f"score {one['score']:.3f}", class_="note")
    return tag(
        "article", address(one["origin"] or one["id"]), score, tag("p", one["begins"] + " …")
    )
