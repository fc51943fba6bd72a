"""What can go wrong, by how far it reaches.

    ProofpileError          catch this one to show a message instead of a traceback
    ├── UsageError          your mistake: a name, an option, a folder; nothing was done (exit code 2)
    ├── MissingError        a model, an extra or an input is not there; says how to get it (exit 1)
    ├── UnitError           one unit (a WARC, a repository) could not be read at all
    └── BuildError          this build is not to be trusted and stopped (exit 1)
        ├── ConservationError   documents in and out do not add up
        └── BudgetError         more errors of one kind than the budget allows

A broken *record* is none of these: it is data, a `Drop` with a reason of its own.
"""


class ProofpileError(Exception):
    """Everything that proofpile raises on purpose; the message ends with what mends it."""

    exit_code = 1


class UsageError(ProofpileError):
    """What was asked for cannot be done as asked."""

    exit_code = 2


class MissingError(ProofpileError):
    """Something the build needs is not there."""


class UnitError(ProofpileError):
    """A unit that cannot be read at all: not there, refused, or not in a known format."""


class BuildError(ProofpileError):
    """The build stopped, because what it would write could not be defended."""


class ConservationError(BuildError):
    """Rows read, kept and dropped do not add up."""


class BudgetError(BuildError):
    """One kind of error happened too often."""
