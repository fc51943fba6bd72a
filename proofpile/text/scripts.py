"""Which scripts the letters of a text are of, and which languages write in them (Unicode, UAX #24).

Blocks stand for scripts: they tell scripts apart for all letters that running text has, and need no table
of every character. Han, which four languages of a model may share, is looked at more closely: what JIS X
0208 does not hold was not written in Japan, and what neither GB 2312 nor Big5 holds not in China. Python's
own codecs know these repertoires.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Set
from functools import cache

from proofpile.native import LetterTally

# Last character of a block, and its script; "" is nobody's. ISO 15924 codes.
_BLOCKS = (
    (0x0040, ""), (0x024F, "Latn"), (0x02FF, ""), (0x036F, ""), (0x03FF, "Grek"), (0x052F, "Cyrl"),
    (0x058F, "Armn"), (0x05FF, "Hebr"), (0x06FF, "Arab"), (0x074F, "Syrc"), (0x077F, "Arab"),
    (0x07BF, "Thaa"), (0x089F, ""), (0x08FF, "Arab"), (0x097F, "Deva"), (0x09FF, "Beng"),
    (0x0A7F, "Guru"), (0x0AFF, "Gujr"), (0x0B7F, "Orya"), (0x0BFF, "Taml"), (0x0C7F, "Telu"),
    (0x0CFF, "Knda"), (0x0D7F, "Mlym"), (0x0DFF, "Sinh"), (0x0E7F, "Thai"), (0x0EFF, "Laoo"),
    (0x0FFF, "Tibt"), (0x109F, "Mymr"), (0x10FF, "Geor"), (0x11FF, "Hang"), (0x139F, "Ethi"),
    (0x177F, ""), (0x17FF, "Khmr"), (0x18AF, "Mong"), (0x1C8F, ""), (0x1CBF, "Geor"),
    (0x1DFF, ""), (0x1EFF, "Latn"), (0x1FFF, "Grek"), (0x303F, ""), (0x30FF, "Kana"),
    (0x312F, ""), (0x318F, "Hang"), (0x31EF, ""), (0x31FF, "Kana"), (0x33FF, ""), (0x4DBF, "Hani"),
    (0x4DFF, ""), (0x9FFF, "Hani"), (0xABFF, ""), (0xD7FF, "Hang"), (0xF8FF, ""), (0xFAFF, "Hani"),
    (0xFB1C, ""), (0xFB4F, "Hebr"), (0xFDFF, "Arab"), (0xFE6F, ""), (0xFEFC, "Arab"),
    (0xFF20, ""), (0xFF5A, "Latn"), (0xFF65, ""), (0xFF9F, "Kana"), (0xFFDC, "Hang"), (0x1FFFF, ""),
    (0x323AF, "Hani"), (0x10FFFF, ""),
)  # fmt: skip
_LAST = [last for last, _ in _BLOCKS]
_SCRIPTS = sorted({script for _, script in _BLOCKS})
_LETTERS = LetterTally(_LAST, [_SCRIPTS.index(script) for _, script in _BLOCKS])

# Languages by script, in the codes of `proofpile.text.languages`. Who is not listed writes in Latin.
_WRITTEN_IN = {
    "Cyrl": "ab av ba be bg bxr ce cu cv kk krc kv ky lez mhr mk mn mrj myv os ru rue sah sh sr tg tk tt "
    "tyv udm uk uz xal",
    "Arab": "ar arz azb ckb fa glk ks ku lrc mzn pnb ps sd ug ur",
    "Hebr": "he yi",
    "Grek": "el grc pnt",
    "Armn": "hy hyw",
    "Geor": "ka xmf",
    "Deva": "awa bh bho dty gom hi mai mr ne new sa",
    "Beng": "as bn bpy mni",
    "Guru": "pa", "Gujr": "gu", "Orya": "or", "Taml": "ta", "Telu": "te", "Knda": "kn tcy",
    "Mlym": "ml", "Sinh": "si", "Thai": "th", "Laoo": "lo", "Tibt": "bo dz", "Mymr": "my shn",
    "Khmr": "km", "Ethi": "am ti", "Thaa": "dv", "Syrc": "arc", "Hang": "ko", "Mong": "mvf",
    "Hani": "ja ko lzh wuu yue zh", "Kana": "ja",
}  # fmt: skip
# Of those, the ones that are written in Latin as well.
_LATIN_TOO = frozenset(("ku", "sh", "sr", "tk", "tt", "ug", "uz"))

WRITTEN_IN = {script: frozenset(codes.split()) for script, codes in _WRITTEN_IN.items()}
_NOBODY: frozenset[str] = frozenset()
_NOT_LATIN = frozenset().union(*WRITTEN_IN.values()) - _LATIN_TOO


def scripts(text: str) -> Counter[str]:
    """How many letters of each script `text` has; characters of no script are not counted."""
    counts = _LETTERS.count(text)
    return Counter({_SCRIPTS[group]: n for group, n in counts.items() if _SCRIPTS[group]})


def foreign(languages: Set[str], script: str) -> Set[str]:
    """Those of `languages` that are not written in `script`; what is not known writes in Latin."""
    return (
        languages & _NOT_LATIN if script == "Latn" else languages - WRITTEN_IN.get(script, _NOBODY)
    )


def foreign_han(text: str) -> tuple[int, int]:
    """How many Han characters of `text` are in no Japanese, and in no Chinese, standard set."""
    han = Counter(character for character in text if _script(character) == "Hani")
    not_japanese = sum(n for c, n in han.items() if not _is_in(c, "euc_jp"))
    not_chinese = sum(n for c, n in han.items() if not (_is_in(c, "gb2312") or _is_in(c, "big5")))
    return not_japanese, not_chinese


@cache
def _script(character: str) -> str:
    return _BLOCKS[bisect_right(_LAST, ord(character) - 1)][1]


@cache
def _is_in(character: str, repertoire: str) -> bool:
    try:
        # EUC-JP adds a supplement that running Japanese does not use: three bytes a character.
        return len(character.encode(repertoire)) == 2
    except UnicodeEncodeError:
        return False
