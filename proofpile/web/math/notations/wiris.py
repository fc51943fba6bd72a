"""MathML as Wiris writes it: with ``«``, ``»``, ``¨`` and ``§`` for ``<``, ``>``, ``"`` and ``&``."""

_SIGNS = str.maketrans("«»¨§", '<>"&')
_OPENING, _CLOSING = "«math", "«/math»"


def markup_of(text: str) -> str:
    """`text` as MathML."""
    return text.translate(_SIGNS) if "«" in text else text


def unveil(html: str) -> str:
    """`html` with such MathML in its text as elements; that in attributes stays."""
    start = html.find(_OPENING)
    if start < 0:
        return html
    done: list[str] = []
    at = 0
    while start >= 0:
        end = html.find(_CLOSING, start)
        if end < 0:
            break
        end += len(_CLOSING)
        if html[start - 1 : start] not in ('"', "'"):
            done += [html[at:start], html[start:end].translate(_SIGNS)]
            at = end
        start = html.find(_OPENING, end)
    return "".join(done) + html[at:]
