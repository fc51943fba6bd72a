"""Floors that only rise: the figures of a gate, pinned in a JSON file with a hash of what they are of.

Of every figure more is better. A script of a gate shows its figures beside the floors, and with --update
raises them; what fell is lowered only if that is said.
"""

import argparse
import json
import math
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

Figures = Mapping[str, float]


@dataclass(frozen=True)
class Floors:
    """The floors in the file `path`, and of which material they are; none if there is no file yet."""

    path: Path
    material: str
    floors: Figures

    @classmethod
    def at(cls, path: Path) -> "Floors":
        facts = json.loads(path.read_text()) if path.is_file() else {"set": "", "floors": {}}
        return cls(path, facts["set"], facts["floors"])

    def show(self, figures: Figures) -> None:
        """Each figure beside its floor."""
        width = max(map(len, figures), default=0)
        for name, value in figures.items():
            print(f"{name:{width}}   {value:.4f}   floor {self.floors.get(name, 0):.3f}")

    def broken(self, figures: Figures) -> dict[str, tuple[float, float]]:
        """The figures below their floors, and those that are gone: figure and floor."""
        return {
            name: (figures.get(name, 0.0), floor)
            for name, floor in self.floors.items()
            if figures.get(name, 0.0) < floor
        }

    def update(self, figures: Figures, material: str, *, may_fall: bool = False) -> int:
        """Pin `figures`, rounded down; 1 and nothing written if one fell and may not."""
        rounded = {name: math.floor(value * 1000) / 1000 for name, value in figures.items()}
        fallen = [name for name, floor in self.floors.items() if rounded.get(name, 0) < floor]
        if fallen and not may_fall:
            print(
                f"not updated: {', '.join(fallen)} fell; say --allow-regression if that is meant",
                file=sys.stderr,
            )
            return 1
        facts = {"set": material, "floors": rounded}
        self.path.write_text(json.dumps(facts, indent=1, sort_keys=True) + "\n")
        return 0


def arguments(doc: str) -> argparse.ArgumentParser:
    """What every gate's script takes."""
    parser = argparse.ArgumentParser(description=doc.splitlines()[0])
    parser.add_argument("--update", action="store_true", help="raise floors to what is measured")
    parser.add_argument(
        "--allow-regression", action="store_true", help="with --update: lower those that fell, too"
    )
    return parser
