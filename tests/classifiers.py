"""A classifier small enough to be trained in a test, and texts of either kind."""

from pathlib import Path

from proofpile.text.normalise import features
from proofpile.text.supervised import train

MATHEMATICS = (
    "Let the group be finite; then every subgroup is normal and the quotient is abelian.",
    "The theorem follows from the lemma by induction on the dimension of the vector space.",
    "Suppose that the function is continuous on the interval; its integral converges.",
    "We prove that the sequence is bounded and therefore has a convergent subsequence.",
)
PROSE = (
    "The restaurant serves fresh fish and a good choice of wines in the old harbour.",
    "Click here to subscribe to our newsletter and win a holiday for two by the sea.",
    "The band plays its first concert of the year in the park on Saturday evening.",
    "Our shop delivers shoes and shirts within two days, and returns are free.",
)


def trained(folder: Path) -> Path:
    """A model that has learnt these eight sentences by heart, without a sidecar."""
    examples = [
        (label, features(text))
        for _ in range(50)
        for label, texts in (("positive", MATHEMATICS), ("negative", PROSE))
        for text in texts
    ]
    path = folder / "math.bin"
    path.write_bytes(
        train(examples, dim=8, epochs=20, lr=0.5, word_ngrams=1, bucket=0, min_count=1)
    )
    return path
