"""What a synthetic page is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """`truth` is the text of its main content without title and formulas; `formulas` is how many it has."""

    name: str
    kind: str
    html: str
    truth: str
    formulas: int = 0
