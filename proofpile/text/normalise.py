"""What models see of a text: OpenWebMath's normaliser, repaired, and the words that classifiers judge.

OpenWebMath (Paster et al., 2023) shows its language, MathScore and perplexity models the text that cc_net
(Wenzek et al., 2020) normalises, with formulas and code as placeholders. Kept from both: lower case,
canonical decomposition (NFD) without the marks of category Mn, each digit 0, one ASCII form for
punctuation. Different:

- Control characters, line breaks among them, are spaces. The original deletes them before its callers turn
  line breaks into spaces: the last word of each line and the first of the next are one in every feature.
- The full-width digit one is a digit, and 0. A slip in cc_net's table makes a double quote of it.
- All full-width forms are the ASCII characters that they are forms of; cc_net lists eight. Its full-width
  full stop, which is followed by a space, and its em dash, a hyphen between spaces, are kept.
- Quotation marks, dashes and spaces of every script are ASCII, by their Unicode category; cc_net lists what
  it met. The Latin ligatures (ﬁ, ﬂ) are letters, because text out of PDF is full of them.
- Format characters (category Cf: soft hyphen, zero-width space, byte order mark, direction marks) are
  deleted: they cut words where nobody sees it.
- Lone surrogates are spaces, so that the result can always be encoded.
- Σ is σ wherever it stands, and ς as well: what becomes of a code point does not depend on its neighbours.
- Formulas and code are none of its business: `prose` takes them out. `<s>` is not deleted: who gives the
  words to a model that knows `<s>` keeps its own symbols apart.
- Runs of spaces are one space, and both ends are stripped.
"""

import unicodedata
from functools import cache

from proofpile.native import CharMap, Features
from proofpile.text import labels
from proofpile.text.masking import masker

# Raised whenever a text may come out otherwise; models say which version they were trained on.
VERSION = 1

# What no category says: cc_net's choices, and their neighbours.
_FORMS = {
    "'": "´‘’‚‛‹›′ʼ",
    '"': "„‟″〝〞〟《》「」『』｢｣",
    " - ": "—―",
    ". ": "．",
    "...": "…",
    ".": "。｡",
    ",": "、､",
    ":": "∶",
    "-": "━−►",
    "~": "〜",
    "<": "\u2329\u3008⟨",  # the first two look alike, and are
    ">": "\u232a\u3009⟩",
    "[": "【〔",
    "]": "】〕",
    "σ": "ς",
}
_BECOMES = {form: plain for plain, forms in _FORMS.items() for form in forms}
_FULL_WIDTH = range(0xFF01, 0xFF5F)
_AWAY = 0xFEE0  # from a full-width form to its character
_LIGATURES = range(0xFB00, 0xFB07)  # of Latin letters
# Letters and digits that are written in formulas and nowhere else: letterlike symbols, mathematical
# alphanumerics, those of Arabic.
_OF_FORMULAS = (range(0x2100, 0x2150), range(0x1D400, 0x1D800), range(0x1EE00, 0x1EF00))


def normalise(text: str) -> str:
    """`text` as one line of lower-case words without accents, digits as 0, punctuation as ASCII.

    Idempotent, never raises, linear in the length of `text`. Marks other than Mn keep the order they have.
    Formulas and code are taken out by `proofpile.text.masking.prose`, before.
    """
    return _normaliser().line(text)


def features(text: str) -> str:
    """What a classifier of mathematical prose sees of `text`: words, on one line.

    1. Formulas, code, addresses and TeX commands go (`proofpile.text.masking.prose`), and with them what
       stands for a formula or code: our "[formula image]", OpenWebMath's "[EQUATION]" and "[CODE]".
    2. The rest is normalised, and whatever is no letter, mark or digit becomes a space: punctuation,
       operators, a dollar, backslash or pair of braces left over. Letters of formulas (ℝ, 𝑥) go too.
       OpenWebMath kept punctuation. Kept, it raises the PR-AUC on sources never seen from 0.583 to 0.645
       (five splits of 3,600 pages of 555 sources), but to 0.589 without the marks that stand alone where
       a formula was: what it adds is the label.
    3. Words and runs of words that say how formulas are set on a page go: `proofpile.text.labels`.

    What is left does not tell a page with formulas from the same page without them, so that a classifier
    whose labels are formulas has to know mathematical prose. Never raises; linear in the length of `text`.
    """
    return _features().line(text)


def becomes(character: str) -> str:
    """What `normalise` makes of one character, spaces and all."""
    if ord(character) in _FULL_WIDTH and character not in _BECOMES:
        character = chr(ord(character) - _AWAY)
    if ord(character) in _LIGATURES:
        character = unicodedata.normalize("NFKD", character)
    return "".join(map(_settled, unicodedata.normalize("NFD", character.lower())))


def becomes_word(character: str) -> str:
    """What `features` makes of one character: `becomes`, and a space for what is no part of a word."""
    if any(ord(character) in block for block in _OF_FORMULAS):
        return " "
    return "".join(
        c if c == "0" or unicodedata.category(c)[0] in "LM" else " " for c in becomes(character)
    )


def _settled(character: str) -> str:
    """What a decomposed character in lower case ends up as."""
    if character in _BECOMES:
        return _BECOMES[character]
    match unicodedata.category(character):
        case "Mn" | "Cf":
            return ""
        case "Nd":
            return "0"
        case "Cc" | "Cs" | "Zs" | "Zl" | "Zp":
            return " "
        case "Pd":
            return "-"
        case "Pi" | "Pf":
            return '"'
    return character


@cache
def _normaliser() -> CharMap:
    return CharMap(becomes)


@cache
def _features() -> Features:
    return Features(masker(labels.PLACEHOLDERS), CharMap(becomes_word), labels.PHRASES)
