"""``proofpile show``: what there is to choose from, and what a build made."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from proofpile.recipe import Recipe


@dataclass(frozen=True)
class Card:
    """What a recipe says of itself."""

    name: str
    about: str
    parameters: dict[str, Any]
    reasons: dict[str, str]
    marks: dict[str, str]
    filters: list[str]


def show(
    what: Annotated[
        str, typer.Argument(metavar="sources|filters|manifest|OUT", help="What to look at.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="The same as JSON.")] = False,
) -> None:
    """Show the sources or filters there are, the upstream facts they use, or a finished build.

    A recipe is shown with its parameters and their defaults, as --set takes them, and with every
    reason for which it drops documents. A finished build is shown as its funnel.

    \b
    Examples:
      proofpile show sources
      proofpile show filters --json
      proofpile show demo
    """
    if what in ("sources", "filters"):
        _show_recipes(what, as_json)
    elif what == "manifest":
        _show_facts(as_json)
    else:
        _show_build(Path(what), as_json)


def _show_recipes(what: str, as_json: bool) -> None:
    from dataclasses import asdict

    from proofpile.filter import Filter
    from proofpile.source import Source

    kind: type[Recipe] = Source if what == "sources" else Filter
    cards = [_card(kind.load(name)) for name in kind.available()]
    if as_json:
        typer.echo(json.dumps([asdict(card) for card in cards], indent=2))
        return
    for card in cards:
        typer.echo("\n".join(_told(card)))


def _card(recipe: "Recipe") -> Card:
    import ast
    from dataclasses import fields

    from proofpile.source import Source

    about = ast.get_docstring(ast.parse(recipe.text)) or ""
    filters = [f.name for f in recipe.filters()] if isinstance(recipe, Source) else []
    return Card(
        name=recipe.name,
        about=about.split("\n", 1)[0],
        parameters={f.name: _plain(getattr(recipe, f.name)) for f in fields(recipe)},
        reasons=dict(recipe.reasons),
        marks={name: kind.__name__ for name, kind in recipe.marks.items()},
        filters=filters,
    )


def _plain(value: Any) -> Any:
    if isinstance(value, tuple | frozenset):
        return sorted(map(str, value)) if isinstance(value, frozenset) else list(value)
    return value if isinstance(value, str | int | float | None) else str(value)


def _told(card: Card) -> Iterator[str]:
    from proofpile.words import columns

    yield f"{card.name}: {card.about}"
    if card.filters:
        yield f"  filters: {', '.join(card.filters)}"
    if card.parameters:
        rows = [(f"--set {card.name}.{k}", f"[{_typed(v)}]") for k, v in card.parameters.items()]
        yield from columns(rows, "<<", "  ")
    if card.reasons:
        yield "  drops for"
        yield from columns(list(card.reasons.items()), "<<", "    ")
    yield ""


def _typed(value: Any) -> str:
    """A default as ``--set`` would take it."""
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)


def _show_facts(as_json: bool) -> None:
    from proofpile.facts import load

    facts = load()
    typer.echo(json.dumps(facts, indent=2) if as_json else "\n".join(_outline(facts)))


def _outline(value: Any, indent: str = "") -> Iterator[str]:
    """Nested facts as indented lines; a list of plain values on one."""
    pairs = value.items() if isinstance(value, dict) else ((_name(item), item) for item in value)
    for key, inner in pairs:
        if _is_plain(inner):
            yield f"{indent}{key}  {', '.join(map(str, inner)) if isinstance(inner, list) else inner}"
        else:
            yield f"{indent}{key}"
            yield from _outline(inner, indent + "  ")


def _name(item: Any) -> str:
    return str(item.get("name") or item.get("group", "-")) if isinstance(item, dict) else "-"


def _is_plain(value: Any) -> bool:
    inner = value if isinstance(value, list) else []
    return not isinstance(value, dict) and not any(isinstance(i, dict | list) for i in inner)


def _show_build(out: Path, as_json: bool) -> None:
    from proofpile.cli.outcome import funnel, next_steps, places
    from proofpile.errors import UsageError
    from proofpile.manifest import Manifest

    if not out.exists():
        raise UsageError(
            f"there is nothing called {out}: expected sources, filters, manifest, or the output "
            "folder of a build"
        )
    facts = Manifest.load(out).facts
    if as_json:
        typer.echo(json.dumps(facts, indent=2))
        return
    head = f"{facts['source']}, fingerprint {facts['fingerprint']}"
    lines = [head, "", *funnel(facts), "", *places(facts, out), "", *next_steps(facts, out)]
    typer.echo("\n".join(lines))
