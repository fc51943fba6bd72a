"""Whether what stands between two delimiters is a formula: money, variables of programs and prose are not.

Judged from the content alone, so that one odd dollar cannot flip all that follow. Where the page says that
dollars are delimiters only what reads as prose or prices is refused; elsewhere the content must look like
TeX. What is refused is text up to the next opener, not up to the closer.
"""

import re

from proofpile.web.math.tex.macros import is_definition

_LONGEST_GUESS = 2000  # characters
_COMMAND = re.compile(r"\\(?:[A-Za-z]{2,}|[^\W\d_nrtdws](?![A-Za-z])|[{}|,;!%$])")
_SIGN = re.compile(r"[\\^_=]")
_OPERATOR = re.compile(r"[\^_=<>+*/|]")
_WORD = re.compile(r"(?<![\\A-Za-z])[A-Za-z]{3,}")
_SENTENCE = re.compile(
    r"(?:^|\s)(?:and|or|the|to|of|is|are|was|for|per|with|from|but|you)(?=[\s,.;]|$)"
)
_TEXT_GROUP = re.compile(
    r"\\(?:text|math|operatorname|mbox|hbox|begin|end|label|tag|ref|eqref|color|class|style)[a-z]*\*?\s*\{[^{}]*\}"
)
_MONEY = re.compile(
    r"\s*[\d.,]+\s*(?:[kKmMbB]\b|bn|million|billion|per|USD|US|and|or|to|[-–—,;.:/+(]?\s|$)"
)
_OTHER_DELIMITER = re.compile(r"(?<!\\)\\[()\[\]]")
_PROGRAM = re.compile(r"[A-Z_]{3,}\b|\w{2,}/|_[A-Z]+\b|[('\"]|\{\w+\}|\w+\s*=>|->")
_PLAIN = re.compile(r"[\w\s(),.:;!'′\[\]{}|-]+")
_BRACKET = re.compile(r"[()\[\]{}]")
_SYMBOL = re.compile(r"[A-Za-z][\'′]*|-?\d+(?:[.,]\d+)*")


def is_prose(content: str) -> bool:
    """Whether this is a piece of a sentence, as between two dollars that open and close nothing."""
    loose = content[0].isspace() or content[-1].isspace()
    part = loose and _SENTENCE.search(content) is not None
    if _OPERATOR.search(content) or "\\" in content:
        return part and "\\" not in content
    return part or len(_words(content)) >= 3


def is_price(content: str, before: str) -> bool:
    """Whether the first of two dollars is that of a price; `before` is the character before it."""
    if _SIGN.search(content) or not content.lstrip()[:1].isdigit():
        return False
    if before.isascii() and before.isupper():
        return True  # US$5, A$5
    return _MONEY.match(content) is not None and (
        content[-1].isspace() or re.search("[A-Za-z]{2}", content) is not None
    )


def opens(content: str, after: str) -> bool:
    """Whether the second of two dollars rather opens something: ``$a = $b``, ``$HOME/bin:$PATH``."""
    if not after.isascii() or not (after.isalnum() or after in ("_", "{", "(", "\\")):
        return False
    if content[-1].isspace():
        return "\\" not in content
    odd_bar = content[-1] == "|" and content.count("|") % 2 == 1
    return odd_bar or content[-1] in ",;:+*/=<>&.(" or after == "{"


def holds_other_delimiters(content: str) -> bool:
    """Whether ``\\(`` or the like stands in the open: then this runs from one formula into another."""
    return "\\" in content and _OTHER_DELIMITER.search(_TEXT_GROUP.sub(" ", content)) is not None


def looks_like_tex(content: str) -> bool:
    """Whether what stands between two dollars is a formula, on a page that does not say so."""
    if is_definition(content):
        return True
    inner = content.strip()
    if not inner or len(inner) > _LONGEST_GUESS:
        return False
    first, last = content[0].isspace(), content[-1].isspace()
    words = _words(content)
    if _COMMAND.search(inner):
        return len(words) < (12 if first == last else 3)
    if first != last or (first and len(words) > 1) or not _is_balanced(inner):
        return False
    if _OPERATOR.search(inner):
        return len(words) <= 1 and not _PROGRAM.match(inner)
    return not first and (
        _SYMBOL.fullmatch(inner) is not None
        or (
            not words
            and len(inner) <= 40
            and (inner[0] in "([" or any(map(str.isalpha, inner)))
            and inner[0] not in "'_"
            and _PLAIN.fullmatch(inner) is not None
        )
    )


def _words(content: str) -> list[str]:
    """English-looking words outside TeX commands and text groups."""
    return _WORD.findall(_TEXT_GROUP.sub(" ", content) if "\\" in content else content)


def _is_balanced(content: str) -> bool:
    """Whether each bracket that opens closes, by one of whichever kind: ``(0, 1]`` is an interval."""
    depth = 0
    for bracket in _BRACKET.findall(content):
        depth += 1 if bracket in "([{" else -1
        if depth < 0:
            return False
    return depth == 0
