"""Corpora that were built earlier, to compare a new one with."""

from collections.abc import Sequence
from pathlib import Path

from proofpile.manifest import Manifest


def older_files(folders: Sequence[str]) -> list[tuple[Path, str]]:
    """Every file of documents of the builds in `folders`, with the SHA-256 that its manifest says.

    Raises UsageError where a folder holds no finished build.
    """
    return [
        (Path(folder) / shard["file"], shard["sha256"])
        for folder in folders
        for shard in Manifest.load(Path(folder)).facts["shards"]
    ]
