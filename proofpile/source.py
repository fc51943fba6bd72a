"""Where documents come from."""

from abc import abstractmethod
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Self, Union

from proofpile.document import Document, Drop
from proofpile.filter import Filter
from proofpile.recipe import Recipe

if TYPE_CHECKING:
    import pyarrow as pa

Reading = Generator[Union[Document, Drop, "pa.RecordBatch"], None, int | None]


@dataclass(frozen=True)
class Source(Recipe):
    """Lists units of work, cheaply and in order; reads one unit, on any machine, into documents.

    `faults` are those of its `reasons` that mean damaged input; the error budget watches them.
    """

    folder_of_recipes: ClassVar[str] = "sources"
    faults: ClassVar[frozenset[str]] = frozenset()

    @abstractmethod
    def units(self) -> Iterable[str]:
        """What there is to read, in an order that never changes. Cheap: no unit is opened."""

    @abstractmethod
    def read(self, unit: str) -> Reading:
        """Every record of `unit`, as a Document or as a Drop with `id` and `origin` filled in.

        A source of millions of small documents may yield a ``pyarrow.RecordBatch`` with the columns of
        ``proofpile.shard.schema(self.marks)`` for many Documents: each row is a record, and costs a
        third unless a filter has to look at it. Batches of any size will do; all of one is in memory.

        A function of the unit alone. It returns the number of records it saw, counted apart from
        what it yields: the build fails if one went missing between the two. Work on a record that
        could hang or crash belongs inside `proofpile.guard.guarded`.
        """

    def filters(self) -> Sequence[Filter]:
        """What documents must pass, in order."""
        return ()

    def prepare(self) -> Self:
        """Called once before anything is read: resolve what the recipe needs, or raise MissingError."""
        return self

    def identity(self, unit: str) -> str:
        """What changes when the content of `unit` changes. The default is for units that name content."""
        return unit

    def size(self, unit: str) -> int:
        """Bytes of `unit`, for progress and time left; 0 if unknown."""
        return 0

    def group(self, doc: Document) -> str:
        """The domain, repository or paper of `doc`: one group never straddles two splits."""
        return doc.id

    def label(self, unit: str) -> str:
        """What `unit` is called in the corpus, the same on every machine."""
        return unit
