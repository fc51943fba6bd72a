"""What a page keeps of a document: the passages around hits, each once."""

from collections.abc import Iterable, Iterator, Sequence

CONTEXT = 300  # characters on either side of a run of words that met
Piece = tuple[int, str]  # where it begins in its document, in characters; its text


def pieces(excerpt: str, start: int, spans: Sequence[Sequence[int]], most: int) -> list[Piece]:
    """At most about `most` characters of an excerpt that begins at `start` of its document.

    What lies around `spans` (doc_start, doc_end, …) stays, the first ones first; of a run that is too long
    its beginning and its end.
    """
    if len(excerpt) <= most:
        return [(start, excerpt)]
    found: list[Piece] = []
    left = most
    for first, last in _windows(start, start + len(excerpt), spans):
        if last - first > left:
            cuts = [(first, first + left // 2), (last - left // 2, last)]
        else:
            cuts = [(first, last)]
        found += [(a, excerpt[a - start : b - start]) for a, b in cuts if a < b]
        left -= last - first
        if left <= 0:
            break
    return found or [(start, excerpt[:most])]


def stitched(parts: Iterable[Piece]) -> list[Piece] | None:
    """Pieces of one document as few that do not overlap, in order; None if they contradict each other."""
    found: list[tuple[int, list[str]]] = []
    recent, at = (
        "",
        0,
    )  # what is held from the last piece's beginning on: all that the next can overlap
    for start, text in sorted(parts, key=lambda piece: piece[0]):
        if not found or start > at + len(recent):
            found.append((start, [text]))
            recent, at = text, start
            continue
        shared = recent[start - at :]
        if not (shared.startswith(text) or text.startswith(shared)):
            return None
        found[-1][1].append(text[len(shared) :])
        recent, at = max(text, shared, key=len), start
    return [(start, "".join(texts)) for start, texts in found]


def _windows(start: int, end: int, spans: Sequence[Sequence[int]]) -> Iterator[tuple[int, int]]:
    """What lies within CONTEXT of spans, between `start` and `end`, without overlaps."""
    held: tuple[int, int] | None = None
    for first, last in sorted((span[0], span[1]) for span in spans):
        near = max(start, first - CONTEXT), min(end, last + CONTEXT)
        if near[0] >= near[1]:
            continue
        if held and near[0] <= held[1]:
            held = held[0], max(held[1], near[1])
            continue
        if held:
            yield held
        held = near
    if held:
        yield held
