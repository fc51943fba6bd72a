"""Numbers as people read and write them: sizes, durations, shares, aligned columns."""

import re
from collections.abc import Iterable, Sequence

from proofpile.errors import UsageError

# Decimal, as disks and downloads are sold; the binary ones for who writes the i.
_UNITS = {"": 1, "k": 10**3, "m": 10**6, "g": 10**9, "t": 10**12}
_BINARY = {"ki": 2**10, "mi": 2**20, "gi": 2**30, "ti": 2**40}
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmgt]i?)?b?", re.IGNORECASE)


def parse_size(text: str) -> int:
    """Bytes of ``8GB``, ``512 MiB`` or ``1.5g``; raises UsageError."""
    match = _SIZE.fullmatch(text.strip())
    if not match or float(match[1]) == 0:
        raise UsageError(f"{text!r} is not a size; write it like 8GB, 512MiB or 1.5g")
    return int(float(match[1]) * (_UNITS | _BINARY)[(match[2] or "").lower()])


def human_size(count: float) -> str:
    """Bytes with three significant digits: ``1.23 GB``."""
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if count < 999.5 or unit == "TB":
            break
        count /= 1000
    digits = 0 if unit == "B" or count >= 99.95 else 1 if count >= 9.995 else 2
    return f"{count:,.{digits}f} {unit}"


def human_time(seconds: float) -> str:
    """``0.4 s``, ``42 s``, ``3 min 05 s``, ``2 h 07 min``, ``3 d 04 h``."""
    if seconds < 10:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    for low, high, unit, below in ((60, 3600, "min", "s"), (3600, 86400, "h", "min")):
        if low <= whole < high:
            return f"{whole // low} {unit} {whole % low * 60 // low:02d} {below}"
    return f"{whole} s" if whole < 60 else f"{whole // 86400} d {whole % 86400 // 3600:02d} h"


def share(part: int, whole: int) -> str:
    """``12.3 %``; tiny is not shown as nothing."""
    if not whole:
        return "–"
    percent = 100 * part / whole
    return "<0.1 %" if 0 < percent < 0.05 else f"{percent:.1f} %"


def plural(count: int, noun: str) -> str:
    """``1 document``, ``2,000 documents``."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def columns(rows: Iterable[Sequence[str]], align: str, indent: str = "") -> list[str]:
    """Lines of aligned cells; `align` has a ``<`` or ``>`` for each column. The last is not padded."""
    rows = list(rows)
    widths = [max(map(len, cells)) for cells in zip(*rows, strict=True)]
    return [
        indent
        + "  ".join(
            f"{cell:{how}{width}}" for cell, how, width in zip(row, align, widths, strict=True)
        ).rstrip()
        for row in rows
    ]
