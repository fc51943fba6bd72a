"""Build mathematical corpora and train on them."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from proofpile.building import build as build
    from proofpile.document import Document as Document
    from proofpile.document import Drop as Drop
    from proofpile.errors import ProofpileError as ProofpileError
    from proofpile.filter import Cut as Cut
    from proofpile.filter import Filter as Filter
    from proofpile.manifest import Manifest as Manifest
    from proofpile.runner import Here as Here
    from proofpile.runner import Local as Local
    from proofpile.runner import OnRay as OnRay
    from proofpile.runner import Runner as Runner
    from proofpile.shard import Shard as Shard
    from proofpile.source import Source as Source

_ROOMS = {
    "build": "building",
    "Cut": "filter",
    "Document": "document",
    "Drop": "document",
    "Filter": "filter",
    "Here": "runner",
    "Local": "runner",
    "Manifest": "manifest",
    "OnRay": "runner",
    "ProofpileError": "errors",
    "Runner": "runner",
    "Shard": "shard",
    "Source": "source",
}
__all__ = sorted(_ROOMS)


def __getattr__(name: str) -> Any:
    # Lazily, so that the command line shows its help without loading Arrow.
    if name not in _ROOMS:
        raise AttributeError(f"module 'proofpile' has no attribute {name!r}")
    value = getattr(import_module(f"proofpile.{_ROOMS[name]}"), name)
    globals()[name] = value
    return value
