"""Makes proofpile/native/folding_table.hpp and folding_table.py: what letters of Unicode fold to.

Run it from the checkout with the Python whose Unicode the table is to have; the files say which that was.
``reference_words.py`` says what the table means and how its records are read.
"""

import sys
import unicodedata
from collections.abc import Iterator
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "proofpile" / "native"

GREEK = (
    *(
        "alpha",
        "beta",
        "gamma",
        "delta",
        "epsilon",
        "zeta",
        "eta",
        "theta",
        "iota",
        "kappa",
        "lambda",
    ),
    *(
        "mu",
        "nu",
        "xi",
        "omicron",
        "pi",
        "rho",
        "sigma",
        "sigma",
        "tau",
        "upsilon",
        "phi",
        "chi",
        "psi",
    ),
    "omega",
)
# Letters that Unicode does not decompose, and symbols that stand for a letter.
NAMED = {chr(0x3B1 + i): f"|{name}|" for i, name in enumerate(GREEK)} | {
    "ϝ": "|digamma|",
    "\u2206": "|delta|",  # the increment
    "ℜ": "|re|",
    "ℑ": "|im|",
    "∛": "|3|",
    "∜": "|4|",
    "ℵ": "|aleph|",
    "ℶ": "|beth|",
    "ℷ": "|gimel|",
    "ℸ": "|daleth|",
    "ø": "o",
    "đ": "d",
    "ð": "d",
    "þ": "th",
    "ħ": "h",
    "ł": "l",
    "ŧ": "t",
    "ı": "i",
    "ȷ": "j",
    "æ": "ae",
    "œ": "oe",
    "ƒ": "f",
}
# U+0092 is what Windows-1252 read as Latin-1 leaves of a curly apostrophe.
APOSTROPHES = "\x92´ʹʻʼˈ‘’‛′＇"
BORDERS = "ªº"  # written for the degree sign
# Compatibility forms that stay as they are: Kangxi radicals, CJK ideographs, Hebrew and Arabic.
AS_THEY_ARE = (
    (0x2F00, 0x2FDF),
    (0xF900, 0xFAFF),
    (0xFB1D, 0xFDFF),
    (0xFE70, 0xFEFE),
    (0x1EE00, 0x1EEFF),
    (0x2F800, 0x2FA1F),
)
# Hangul syllables are decomposed by arithmetic.
HANGUL = (0xAC00, 0xD7A3)
# As word_hash.hpp has them: scripts without blanks.
LONE = (
    (0x0E00, 0x0EFF),
    (0x1000, 0x109F),
    (0xA9E0, 0xA9FF),
    (0xAA60, 0xAA7F),
    (0x1780, 0x17FF),
    (0x19E0, 0x19FF),
    (0x2E80, 0x2FDF),
    (0x3001, 0x312F),
    (0x3190, 0x9FFF),
    (0xF900, 0xFAFF),
    (0xFF66, 0xFF9F),
    (0x1AFF0, 0x1B16F),
    (0x20000, 0x3FFFF),
)

Fold = tuple[str, str]  # an operator of the table, and its text


def within(code: int, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= code <= last for first, last in ranges)


def decomposed(character: str) -> str:
    for _ in range(2):
        character = unicodedata.normalize("NFKD", character).casefold()
    return unicodedata.normalize("NFKD", character)


def piece(c: str) -> str:
    """What one character of a decomposition becomes: letters, digits, "|" for a border, or nothing."""
    kind = unicodedata.category(c)
    if c in NAMED:
        return NAMED[c]
    if kind[0] == "M" or kind == "Cf" or c in APOSTROPHES:
        return ""
    if kind == "Nd":
        return str(unicodedata.digit(c))
    if kind[0] in "LN":
        return f"|{c}|" if within(ord(c), LONE) else c
    return "|"


def fold(code: int) -> Fold | None:
    """What becomes of a character: None if nothing is known of it, ("", "") if it is a letter that stays."""
    c = chr(code)
    kind = unicodedata.category(c)
    if c in APOSTROPHES:
        return "'", ""
    if kind == "Cn":
        return None
    if c in BORDERS or kind in ("Cc", "Co", "Cs"):
        return ":", ""
    if kind[0] == "M" or kind == "Cf":
        return "~", ""
    if within(code, AS_THEY_ARE):
        return "", ""
    text = NAMED.get(c) or "".join(map(piece, decomposed(c)))
    while "||" in text:
        text = text.replace("||", "|")
    if text in ("", "|"):
        return ":", ""
    if unicodedata.decomposition(c).startswith("<fraction>"):
        return "=", f"|{text}|"
    style = {"<super>": "^", "<sub>": "_", "<circle>": "|"}.get(
        unicodedata.decomposition(c).split(" ")[0], ""
    )
    if text.strip("|") == c:
        return "", ""
    if text[0] == text[-1] == "|" and "|" not in text[1:-1]:
        style, text = "|", text[1:-1]
    return style + "=", text


def runs(folds: list[tuple[int, Fold]]) -> Iterator[tuple[int, int, Fold]]:
    """(first, last, fold) of neighbours that fold alike; characters nobody knows join the run before."""
    i = 0
    while i < len(folds):
        first, found = folds[i]
        last = first
        while i < len(folds) and folds[i][1] == found:
            if folds[i][0] > last + 1 and found[0] not in (":", "~", ""):
                break
            last = folds[i][0]
            i += 1
        yield first, last, found


def rising(folds: list[tuple[int, int, Fold]]) -> Iterator[tuple[int, int, str]]:
    """Records: neighbours that fold to neighbours are one, and so are pairs of a capital and its letter."""
    i = 0
    while i < len(folds):
        first, last, (operator, text) = folds[i]
        i += 1
        if first != last or len(text) != 1 or not operator.endswith("="):
            yield first, last, operator + text
            continue
        count = 1
        while i < len(folds) and folds[i] == (
            first + count,
            first + count,
            (operator, chr(ord(text) + count)),
        ):
            count, i = count + 1, i + 1
        if count > 1:
            yield first, first + count - 1, operator[:-1] + ">" + text
            continue
        pairs = 1
        while (
            operator == "="
            and ord(text) == first + 1
            and i + 1 < len(folds)
            and folds[i][2] == ("", "")
            and folds[i][:2] == (first + 2 * pairs - 1,) * 2
            and folds[i + 1] == (first + 2 * pairs,) * 2 + (("=", chr(first + 2 * pairs + 1)),)
        ):
            pairs, i = pairs + 1, i + 2
        if pairs > 1:
            yield first, first + 2 * pairs - 2, "+"
        else:
            yield first, last, operator + text


def table() -> str:
    known = [(code, fold(code)) for code in range(0x80, 0x110000) if not within(code, (HANGUL,))]
    all_runs = list(runs([(code, found) for code, found in known if found is not None]))
    words, line = [], ""
    for first, last, record in rising(all_runs):
        if not record:
            continue
        word = f"{first:X}" + (f"-{last - first:X}" if last > first else "") + record
        if len(line) + len(word) > 110:
            words.append(line)
            line = ""
        line += (" " if line else "") + word
    return "\n".join([*words, line]) + "\n"


def files(folding: str) -> dict[str, str]:
    said = f"Made by tests/native/make_folding_table.py from Unicode {unicodedata.unidata_version}"
    return {
        "folding_table.hpp": (
            f"// {said}; reference_words.py says how it is read.\n#pragma once\n\n"
            "namespace proofpile::words {\n\n"
            f'inline constexpr const char kFolding[] = R"(\n{folding})";\n\n'
            "}  // namespace proofpile::words\n"
        ),
        "folding_table.py": (
            f'"""{said}; reference_words.py says how it is read."""\n\n'
            "# ruff: noqa: E501\n"
            f'FOLDING = """\n{folding}"""\n'
        ),
    }


def main() -> None:
    for name, text in files(table()).items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(name, len(text.encode()), file=sys.stderr)


if __name__ == "__main__":
    main()
