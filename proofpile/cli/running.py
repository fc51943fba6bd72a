"""Where work runs: the options of every command that spreads it, and the runner that they mean."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, TypeAlias

import typer

from proofpile.errors import UsageError

if TYPE_CHECKING:
    from proofpile.runner import Runner


class On(StrEnum):
    """Where the work runs."""

    here = "here"
    local = "local"
    ray = "ray"


Where: TypeAlias = Annotated[
    On, typer.Option(help="This process, worker processes on this machine, or Ray.")
]
RayAddress: TypeAlias = Annotated[
    str,
    typer.Option(
        metavar="ADDRESS", help="Cluster to join.  [default: RAY_ADDRESS, or a Ray of its own]"
    ),
]
Workers: TypeAlias = Annotated[
    int | None, typer.Option(min=1, help="Worker processes.  [default: one a core]")
]
Memory: TypeAlias = Annotated[
    str,
    typer.Option(
        metavar="SIZE", help="For all workers together, such as 8GB.  [default: no limit]"
    ),
]


def runner_of(on: On, ray_address: str, workers: int | None, memory: str) -> "Runner":
    """The runner that the options mean. Raises UsageError where they contradict one another."""
    from proofpile.runner import Here, Local, OnRay
    from proofpile.words import parse_size

    most = parse_size(memory) if memory else None
    if ray_address and on is not On.ray:
        raise UsageError(f"--ray-address goes with --on ray, not with --on {on}")
    if on is On.here and (workers or most):
        raise UsageError(
            "--on here is this one process, without workers; use --on local for --workers or --memory"
        )
    if on is On.ray:
        return OnRay(ray_address or None, workers, most)
    return Local(workers, most) if on is On.local else Here()
