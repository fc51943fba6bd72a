"""The line that an n-gram model sees of a document, in training and after."""

from proofpile.text.masking import prose
from proofpile.text.normalise import normalise

# Words that mean something to the models themselves. OpenWebMath's normaliser deletes them as well.
_MARKERS = frozenset({"<s>", "</s>"})


def sentence(text: str) -> str:
    """The prose of `text`, normalised, as one line; its words are what stands between blanks.

    One sentence a document, as OpenWebMath did: line breaks of a page say little about its sentences.
    """
    line = normalise(prose(text))
    if "<s>" in line or "</s>" in line:
        return " ".join(word for word in line.split() if word not in _MARKERS)
    return line
