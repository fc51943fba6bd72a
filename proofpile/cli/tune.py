"""``proofpile tune``: set a filter's threshold by looking at what it keeps and drops."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from proofpile.errors import UsageError

if TYPE_CHECKING:
    from proofpile.tune.labels import Labels
    from proofpile.tune.line import Line
    from proofpile.tune.recipe_file import Target
    from proofpile.tune.survey import Survey


def tune(
    name: Annotated[
        str,
        typer.Argument(
            metavar="FILTER|FILE.py", help="A name that `show filters` lists, or a file."
        ),
    ],
    corpus: Annotated[
        Path, typer.Option(metavar="OUT", help="The output folder of a build that used the filter.")
    ],
    reason: Annotated[
        str,
        typer.Option(
            metavar="SLUG", help="Which threshold, if the filter has several.", show_default=False
        ),
    ] = "",
    terminal: Annotated[
        bool, typer.Option("--terminal", help="In this terminal, without a browser.")
    ] = False,
    port: Annotated[
        int,
        typer.Option(
            min=0, max=65535, help="Of the page.  [default: any free one]", show_default=False
        ),
    ] = 0,
    no_browser: Annotated[
        bool, typer.Option("--no-browser", help="Say the address of the page and open nothing.")
    ] = False,
    html: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help="Write the page to a file, to look at elsewhere, and end."
        ),
    ] = None,
    choose: Annotated[
        float | None, typer.Option(metavar="VALUE", help="Use this value, ask nothing, and end.")
    ] = None,
    labels: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Of judgements.  [default: OUT-SLUG.labels.jsonl, here]"),
    ] = None,
    save_recipe: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE.py",
            help="The recipe to write a chosen value to.  [default: FILE.py itself; of a filter that "
            "ships, a copy in this folder]",
        ),
    ] = None,
) -> None:
    """Set a filter's threshold by looking at documents on both sides of it.

    Opens a page that shows how scores are distributed, how much text each threshold keeps, and documents
    near the line to judge one by one, with two keys. Judgements turn into precision and recall at every
    threshold; they are on the disk at once, and the same command goes on where it was. The value that is
    chosen becomes the default of the filter's file; nothing that is installed is changed.

    \b
    Examples:
      proofpile tune math_evidence --corpus demo --reason formula-share
      proofpile tune ./mine.py --corpus demo --terminal
      proofpile tune ./mine.py --corpus demo --choose 0.35
    """
    _refuse_rivals(
        {"--terminal": terminal, "--html": html is not None, "--choose": choose is not None}
    )
    from proofpile.tune.line import Line
    from proofpile.tune.recipe_file import Target

    line = Line.of(name, corpus, reason)
    if line.changed:
        typer.echo(
            f"note: {name} has changed since the build; scores are those of the build", err=True
        )
    target = None if html else Target.of(name, line, save_recipe)
    path = labels or Path(f"{corpus.resolve().name}-{line.reason}.labels.jsonl")
    with _labels(path, line, wanted=path.exists() or not (html or choose is not None)) as given:
        with _progress(corpus) as advance:
            survey = _survey(line, corpus, advance)
        if html is not None:
            _write_page(survey, given, corpus, html)
        elif target and choose is not None:
            _choose(survey, given, target, choose)
        elif target and given:
            sit = _terminal if terminal else _browser
            sit(survey, given, target, corpus, port, no_browser)


def _refuse_rivals(given: dict[str, bool]) -> None:
    rivals = [option for option, there in given.items() if there]
    if len(rivals) > 1:
        raise UsageError(f"{' and '.join(rivals)} are different ways to look; give one of them")


@contextmanager
def _labels(path: Path, line: "Line", wanted: bool) -> "Iterator[Labels | None]":
    """The labels in `path`, and a note if its end had to be mended; None if they are not `wanted`."""
    from proofpile.tune.labels import Labels

    if not wanted:
        yield None
        return
    with Labels.at(path, line) as given:
        if given.mended:
            typer.echo(f"note: {path} ended in the middle of a line, which is gone", err=True)
        yield given


def _survey(line: "Line", corpus: Path, advance: "Callable[[int], None]") -> "Survey":
    from proofpile.tune.survey import Survey

    return Survey.of(line, corpus, advance)


def _write_page(survey: "Survey", given: "Labels | None", corpus: Path, path: Path) -> None:
    from proofpile.atomic import write_text
    from proofpile.tune.page import page

    write_text(path, page(survey, given.given if given else {}, corpus.resolve().name))
    typer.echo(f"{path}: open it in a browser; it keeps labels until you download them")


def _choose(survey: "Survey", given: "Labels | None", target: "Target", value: float) -> None:
    from proofpile.tune.terminal import report_chosen

    saved = target.save(value)
    labels = given.given if given else {}
    typer.echo("\n".join([*report_chosen(survey, labels, value), *saved.told]))


def _terminal(
    survey: "Survey", given: "Labels", target: "Target", corpus: Path, port: int, no_browser: bool
) -> None:
    from proofpile.tune.terminal import Terminal, ask, keys

    with keys(sys.stdin) as read:
        Terminal(survey, given, target, read, lambda q: ask(sys.stdin, q), typer.echo).run()
    typer.echo(_labelled(given))


def _browser(
    survey: "Survey", given: "Labels", target: "Target", corpus: Path, port: int, no_browser: bool
) -> None:
    import threading

    from proofpile.tune.server import Desk, serving
    from proofpile.tune.whole import Whole

    desk = Desk(survey, given, target, Whole(corpus), typer.echo, corpus.resolve().name)
    with serving(desk, port) as server:
        typer.echo(f"{server.address}\nat work until Ctrl-C; labels go to {given.path}")
        if not no_browser and not _open(server.address):
            typer.echo("no browser could be started: open the address by hand", err=True)
        try:
            threading.Event().wait()
        except KeyboardInterrupt:  # the way to end it
            typer.echo(f"\n{_labelled(given)}")


def _open(address: str) -> bool:
    """Show `address`, if there is a screen: a browser of the terminal would take this terminal away."""
    import os
    import webbrowser

    screen = any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "BROWSER"))
    return screen and webbrowser.open(address)


def _labelled(given: "Labels") -> str:
    from proofpile.words import plural

    return f"{plural(len(given.given), 'label')} in {given.path}; the same command goes on there"


@contextmanager
def _progress(corpus: Path) -> "Iterator[Callable[[int], None]]":
    """Gives a function to be told of bytes that were read."""
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TimeRemainingColumn

    from proofpile.manifest import Manifest

    console = Console(stderr=True)
    columns = (BarColumn(), DownloadColumn(), TimeRemainingColumn())
    total = sum(file["bytes"] for file in Manifest.load(corpus).files)
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as bar:
        task = bar.add_task("tune", total=total)
        yield lambda count: bar.advance(task, count)
