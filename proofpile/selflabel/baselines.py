"""What a classifier has to beat: a list of words, and TF-IDF with logistic regression, on the same input.

Marker rules on a page's markup would be perfect, because the labels are made of them. The honest rule
sees what the model sees: a text from which formulas and everything that tells of them are gone.
"""

from collections.abc import Sequence

import numpy as np

from proofpile.selflabel.curves import Floats

# Words that mathematical prose of every level has, and other prose seldom.
_WORDS = """
    theorem lemma proof corollary proposition conjecture axiom equation equations inequality formula
    function functions integral derivative derivatives matrix matrices vector vectors polynomial
    polynomials algebra algebraic geometry calculus topology integer integers rational irrational finite
    infinite continuous differentiable convergence converges sequence series limit probability random
    variance eigenvalue eigenvalues prove hence denote denotes arbitrary exists suppose let such thus
    gaussian linear nonlinear quadratic cubic symmetric orthogonal modulo prime divisible triangle
    hypotenuse sine cosine logarithm exponent fraction numerator denominator
"""
MARKERS = frozenset(_WORDS.split())


def by_markers(texts: Sequence[str]) -> Floats:
    """For each text the share of its words that are `MARKERS`."""
    return np.array([_share(text.split()) for text in texts], np.float64)


def by_tf_idf(
    train: Sequence[str], positive: Sequence[bool], texts: Sequence[str]
) -> Floats | None:
    """Probabilities of `texts`: logistic regression on TF-IDF of words and pairs of words, learnt on `train`.

    None where scikit-learn is not installed (``pip install 'proofpile[classifier]'``).
    """
    try:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.linear_model import LogisticRegression
    except ImportError:
        return None
    words = TfidfVectorizer(
        ngram_range=(1, 2), min_df=3, max_features=200_000, sublinear_tf=True, token_pattern=r"\S+"
    )
    model = LogisticRegression(C=10.0, max_iter=1000)
    model.fit(words.fit_transform(train), list(positive))
    scores: Floats = model.predict_proba(words.transform(texts))[:, 1]
    return scores


def _share(words: Sequence[str]) -> float:
    return sum(word in MARKERS for word in words) / len(words) if words else 0.0
