"""From what was found, in bytes, to a hit as people see it: characters, an excerpt, what was overlooked."""

import re
import unicodedata

from proofpile.contamination.document import Text
from proofpile.contamination.hits import Hit, Span
from proofpile.contamination.index import Index
from proofpile.contamination.passages import Found

_AROUND = 300  # bytes of an excerpt before and behind the hit
_MOST = 6000  # bytes of an excerpt
_COMPARED = 4000  # bytes of two passages that are compared to say what was overlooked


def hit_of(index: Index, found: Found, text: Text, id: str, origin: str, source: str) -> Hit:
    """The row of ``hits.arrow`` for what was found in the document `text`."""
    described = index.rows[found.part]
    item = index.text_of(found.part)
    spans = tuple(_in_characters(span, text, item) for span in found.spans)
    start, end = found.spans[0][0], max(span[1] for span in found.spans)
    low, high = text.window(start - _AROUND, min(end, start + _MOST) + _AROUND)
    return Hit(
        document=id,
        origin=origin,
        source=source,
        benchmark=described["benchmark"],
        item=described["item"],
        part=described["part"],
        layer=found.layer,
        n=found.n,
        overlap=found.overlap,
        bits=found.bits,
        doc_start=spans[0][0],
        doc_end=max(span[1] for span in spans),
        item_start=min(span[2] for span in spans),
        item_end=max(span[3] for span in spans),
        spans=spans,
        normalisation=_overlooked(found, text, item),
        verdict=found.verdict,
        match=found.match,
        detail=found.detail,
        excerpt=text.between(low, high),
        excerpt_start=text.characters(low),
    )


def _in_characters(span: tuple[int, int, int, int], text: Text, item: Text) -> Span:
    doc_start, doc_end, item_start, item_end = span
    return (
        text.characters(doc_start),
        text.characters(doc_end),
        item.characters(item_start),
        item.characters(item_end),
    )


def _overlooked(found: Found, text: Text, item: Text) -> str:
    """One of NORMALISATIONS: the least under which the passage and the item are equal."""
    if found.layer == "numbers":
        return "numbers"
    if len(found.spans) > 1:
        return "gaps"
    doc_start, doc_end, item_start, item_end = found.spans[0]
    ours = text.between(doc_start, min(doc_end, doc_start + _COMPARED))
    theirs = item.between(item_start, min(item_end, item_start + _COMPARED))
    for name, alike in _WAYS:
        if alike(ours) == alike(theirs):
            return name
    return "tex"


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _folded(text: str) -> str:
    return _spaced(unicodedata.normalize("NFKC", text)).casefold()


def _bare(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", _folded(text)))


_WAYS = (("none", str), ("spacing", _spaced), ("case", _folded), ("punctuation", _bare))
