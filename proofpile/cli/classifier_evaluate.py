"""``proofpile classifier evaluate``: how good a classifier is on domains that it never saw."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer


def evaluate(
    model: Annotated[
        Path,
        typer.Argument(metavar="MODEL", help="Folder of a trained model, or a .bin or .ftz file."),
    ],
    examples: Annotated[
        Path | None,
        typer.Option(
            metavar="PATH", help="Examples that train wrote.  [default: those beside the model]"
        ),
    ] = None,
    split: Annotated[
        str, typer.Option(help="Which domains: test, validation, or train to see it overfit.")
    ] = "test",
    prevalence: Annotated[
        float,
        typer.Option(
            min=1e-6,
            max=0.999,
            help="Share of a crawl that is mathematics, for recall at a share of it.",
        ),
    ] = 0.01,
    tags: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help='Slices of your own: {"example.org": ["forum", "physics"], …} as JSON.',
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Where the figures and the page go.  [default: beside the model]"
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="The figures as JSON.")] = False,
) -> None:
    """Judge a classifier on held-out domains: precision and recall, calibration, slices, rivals, and leaks.

    Its rivals, on the same texts: counting words of mathematics, and TF-IDF with logistic regression (pip
    install 'proofpile[classifier]'). The leak test scores each text again with its formulas put back.
    Writes evaluation.json and evaluation.html, a page with curves and what was judged most wrongly.

    \b
    Examples:
      proofpile classifier evaluate models/math
      proofpile classifier evaluate theirs.bin --examples models/math --out compared/
    """
    import json

    from proofpile.atomic import write_text
    from proofpile.selflabel.evaluation import evaluate as judge
    from proofpile.selflabel.evaluation_page import evaluation_page
    from proofpile.selflabel.slices import read_tags
    from proofpile.selflabel.training import MODEL

    folder = model if model.is_dir() else model.parent
    path = model / MODEL if model.is_dir() else model
    typer.echo(f"evaluating {path} on the {split} split of {examples or folder}", err=True)
    facts = judge(
        path,
        examples or folder,
        split=split,
        prevalence=prevalence,
        tags=read_tags(tags) if tags else None,
    )
    target = out or folder
    target.mkdir(parents=True, exist_ok=True)
    text = json.dumps(facts, indent=2, ensure_ascii=False)
    write_text(target / "evaluation.json", text + "\n")
    write_text(target / "evaluation.html", evaluation_page(facts, path.name))
    typer.echo(
        text if as_json else "\n".join([*_told(facts), "", f"page: {target / 'evaluation.html'}"])
    )


def _told(facts: Mapping[str, Any]) -> Iterator[str]:
    from proofpile.selflabel.evaluation_page import RIVALS
    from proofpile.words import columns, plural

    pages = facts["pages"]
    yield (
        f"{plural(pages['positive'], 'mathematical page')} and {pages['negative']:,} others of "
        f"{plural(facts['domains'], 'domain')} that were not in training"
    )
    yield ""
    rows = [("", "PR-AUC", "95 % interval")]
    for name, said in RIVALS.items():
        rated = facts["average_precision"][name]
        value = f"{rated['value']:.4f}" if rated else "–"
        rows.append(
            (
                said,
                value,
                f"{rated['low']:.3f} to {rated['high']:.3f}" if rated else "not installed",
            )
        )
    yield from columns(rows, "<><")
    yield ""
    yield f"in a crawl of which {facts['prevalence']:.1%} is mathematics, keeping the highest scores"
    yield from columns(
        [("share", "recall", "precision")]
        + [
            (f"{a['share']:.1%}", f"{a['recall']:.3f}", f"{a['precision']:.3f}")
            for a in facts["recall_at"]
        ],
        ">>>",
        "  ",
    )
    yield ""
    lines = [("score", "precision", "recall", "others kept")]
    lines += [
        (
            f"{at['threshold']:g}",
            f"{at['precision']:.3f}",
            f"{at['recall']:.3f}",
            f"{at['negatives_kept']:.3f}",
        )
        for at in facts["thresholds"]
    ]
    yield from columns(lines, ">>>>", "  ")
    yield ""
    raw, calibrated = facts["calibration"]["raw"], facts["calibration"]["calibrated"]
    yield f"calibration error {raw['error']:.3f} as scored, {calibrated['error']:.3f} calibrated"
    yield f"leak: formulas put back move a score by {facts['leak']['mean_shift']:+.4f} on average"
    if facts["slices"]:
        yield ""
        slices = [("slice", "mathematical", "other", "PR-AUC")]
        slices += [
            (s["name"], f"{s['positive']:,}", f"{s['negative']:,}", f"{s['average_precision']:.3f}")
            for s in facts["slices"]
        ]
        yield from columns(slices, "<>>>", "  ")
