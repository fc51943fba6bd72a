"""Which documents go on, and as what."""

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

from proofpile.document import Document, Drop
from proofpile.recipe import Recipe

if TYPE_CHECKING:
    from proofpile.runner import Runner
    from proofpile.shard import Shard


@dataclass(frozen=True, slots=True)
class Cut:
    """A line drawn through a score: the mark that holds it, the parameter that says where, who stays.

    A Drop carries the score of what was refused; of what was kept only the mark knows it. With both, a
    report can draw the whole distribution, and somebody can move the line (``proofpile tune``).
    """

    mark: str
    parameter: str
    keeps: Literal["at-least", "at-most"] = "at-least"


@dataclass(frozen=True)
class Filter(Recipe):
    """A function of one document. `cuts` says for which reasons it compares a mark with a parameter.

    A filter that must see the whole corpus first, such as a deduplicator, also overrides `fit`: it
    maps work over the shards with the runner, keeps what it learns in files under `workdir`, and
    returns the filter to use, which carries their paths and hashes and never the data.
    """

    folder_of_recipes: ClassVar[str] = "filters"
    cuts: ClassVar[Mapping[str, Cut]] = {}

    @abstractmethod
    def __call__(self, doc: Document) -> Document | Drop:
        """The document, perhaps marked or rewritten, or the reason why it stops here."""

    def prepare(self) -> Self:
        """Called once, before anything is read: find models and hash them into a field.

        Raises MissingError, saying how to get what is missing.
        """
        return self

    def fit(self, shards: "Sequence[Shard]", runner: "Runner", workdir: Path) -> Self:
        """Learn from the surviving corpus; only filters that override this start a pass of their own."""
        return self

    def refused(self, ids: Sequence[str]) -> dict[int, Drop] | None:
        """Which of `ids` go, by index, with what `__call__` would say; None: the documents must be seen.

        A pass whose filters all judge by id alone moves Arrow batches and makes no Python object a
        document, which is three to five times as fast.
        """
        return None

    def findings(self) -> Mapping[str, Any]:
        """What a filter, fitted if it is to be, found out about the corpus: JSON for manifest and report.

        A list of sentences under ``"alarms"`` is shown to whoever ran the build.
        """
        return {}

    def tables(self) -> Mapping[str, Path]:
        """Files of a fitted filter that are published beside the documents: name below OUT -> file."""
        return {}

    @property
    def needs_fit(self) -> bool:
        """Whether `fit` is overridden."""
        return type(self).fit is not Filter.fit
