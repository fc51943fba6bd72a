"""A document that holds something: its bytes, its characters, and windows of it. Never decoded as a whole."""

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

Bytes = npt.NDArray[np.uint8]
_STEP = 1 << 12  # bytes between places whose number of characters is remembered
_BLANKS = (b" ", b"\n", b"\t", b"\r", b"\v", b"\f")
_LOOK = 256  # bytes in which a window looks for a blank to begin or end at


@dataclass(slots=True)
class Text:
    """UTF-8 bytes uint8[n]. Kernels count bytes, people count characters."""

    data: Bytes
    _counts: npt.NDArray[np.int64] | None = field(default=None, repr=False)
    _ascii: bool = field(default=False, repr=False)

    def characters(self, byte: int) -> int:
        """How many characters begin before byte `byte`."""
        byte = min(max(byte, 0), len(self.data))
        if self._counts is None:
            # Block by block: all at once would take eight bytes for each byte of a giant document.
            blocks = [
                _characters(self.data[at : at + _STEP]) for at in range(0, len(self.data), _STEP)
            ]
            self._counts = np.concatenate(([0], np.cumsum(blocks))).astype(np.int64)
            self._ascii = int(self._counts[-1]) == len(self.data)
        if self._ascii:
            return byte
        block = byte // _STEP
        return int(self._counts[block]) + _characters(self.data[block * _STEP : byte])

    def between(self, start: int, end: int) -> str:
        """The text of bytes [start, end), which are taken to the next borders of characters."""
        return self.data[slice(*self._whole(start, end))].tobytes().decode("utf-8", "replace")

    def window(self, start: int, end: int) -> tuple[int, int]:
        """[start, end) within the text, moved outward to blanks that are near, or to whole characters."""
        start, end = self._whole(start, end)
        low = max(start - _LOOK, 0)
        before = self.data[low:start].tobytes()
        blank = max(map(before.rfind, _BLANKS))
        if blank >= 0 or low == 0:
            start = low + blank + 1
        behind = self.data[end : end + _LOOK].tobytes()
        blanks = [at for at in map(behind.find, _BLANKS) if at >= 0]
        return self._whole(start, end + min(blanks, default=len(behind)))

    def _whole(self, start: int, end: int) -> tuple[int, int]:
        """[start, end) within the text, moved outward to borders of characters."""
        start, end = max(start, 0), min(end, len(self.data))
        while 0 < start < len(self.data) and self.data[start] & 0xC0 == 0x80:
            start -= 1
        while end < len(self.data) and self.data[end] & 0xC0 == 0x80:
            end += 1
        return start, end


def _characters(data: Bytes) -> int:
    return int(np.count_nonzero((data & 0xC0) != 0x80))
