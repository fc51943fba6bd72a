"""The lines that the layers draw, all in one place, and by which of them a part can be checked.

Those of layers "words" and "numbers" were set on judged pairs and on planted items: filters/contamination.md
has the evidence and the curves. The others were set by looking, and stand on the recall and precision there.
"""

SEED = 8  # words in a row that lead to an item; also the least that n-grams can check
LEADS = 36.0  # bits of such a gram; less is "how many of them are there in the"
LEADS_FORMAL = 20.0  # of a formal statement, whose words are letters
LEADS_WORDS = (
    18.0  # of them in words of two letters and more: formulas and lists of numbers lead everywhere
)
LEADS_FORMULA = 50.0  # or so many in anything at all
LEADS_TWIN = 26.0  # the same of a gram with its numbers masked
SHORT = 60.0  # bits from which a whole part of fewer words stands for itself
ANSWER_WITHIN = 60  # words after a short item within which its answer must stand


def checked(part: str, words: int, bits: float, has_answer: bool) -> str:
    """How a part is looked for: "n-grams", "whole", "with-answer", "with-problem" or "uncheckable"."""
    if words >= SEED or part == "statement":
        return "n-grams"
    if part == "answer":
        return "with-problem"
    if words < 2:
        return "uncheckable"
    if bits >= SHORT:
        return "whole"
    return "with-answer" if has_answer else "uncheckable"


def why_uncheckable(words: int, bits: float) -> str:
    """In words, for the list of what nothing can find."""
    return (
        f"{words} words of {bits:.0f} bits, no answer to look for near them; at least {SEED} words, or "
        f"{SHORT:.0f} bits, or an answer are needed"
    )


# Layer "words": an alignment is a hit from so many bits on. It is contaminated where one run has so much of
# the item's bits, or several together have so much of them,
HIT_BITS = 60.0
RUN_SHARE, PIECES_SHARE = 0.36, 0.65
# or where a run is so long that nobody writes it twice, whatever share that is: Llemma's rule, weighed.
LONG_RUN, LONG_BITS = 25, 200.0
# Where fewer than LEADS_WORDS of the bits are in words, so many are needed.
FORMULA_BITS = 68.0
# Nearly the whole of an item counts however little it tells.
WHOLE_SHARE = 0.9
# Layer "numbers": so much of the words is there when numbers are masked, and so many of those are others.
TWIN_SHARE, TWIN_CHANGED = 0.45, 0.25
ONE_RUN = (
    0.9  # of what is exactly there, where half of an item could pass for a twin of its other half
)
# Layer "formulas": share of the tokens of formulas, and of the bits of rare words of prose near them.
FORMULAS_SHARE, PROSE_SHARE = 0.6, 0.6
FORMULAS_HIT, PROSE_HIT = 0.45, 0.5
RARE_WORD = 9.0  # bits of a word of prose that counts
