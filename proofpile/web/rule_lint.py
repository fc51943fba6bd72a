"""What is likely wrong with a list of URL rules: slips that no test of single rules shows.

OpenWebMath's list lost three rules to two missing commas: Python joined ``"/authors/" "/serials/"
"read.dukeupress.edu"`` into one string, which meets no URL. A list of words cannot lose a comma, but it
can lose a blank, and rules can repeat, hide each other, or name a domain that nobody can register.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from publicsuffixlist import PublicSuffixList

from proofpile.web.address import Rule

SHORTEST = 3  # letters of a single segment; shorter ones are met by chance ("/c", "/p")

_suffixes = PublicSuffixList(accept_unknown=False)
_INNER_ENDING = re.compile(r"(?:com|org|net|edu|gov)(?=[a-z0-9-]{3})")
_WORDS = re.compile(
    r"com(?:m|p|ic|et)|org(?:an|chem)|net(?:lib|work|scape)|educa|gover"  # begin like one, and are not
)


def lint(groups: Mapping[str, Sequence[str]]) -> list[str]:
    """A sentence for each rule of `groups` that looks like a slip; empty if none does.

    Raises UsageError where a rule is not written as one.
    """
    rules = [(group, Rule.parse(text)) for group, texts in groups.items() for text in texts]
    found = [
        f"{group}: {rule.text}: {problem}"
        for group, rule in rules
        for problem in (*fused(rule), *_doubtful(rule))
    ]
    return found + list(_redundant(rules))


def fused(rule: Rule) -> Iterator[str]:
    """Why `rule` looks like two that lost what stood between them."""
    for segment in rule.segments:
        if "." in segment and _suffixes.privatesuffix(segment):
            yield f"the segment {segment} is a domain: two rules joined into one?"
    for label in rule.host.split(".")[1:-1]:
        if _INNER_ENDING.match(label) and not _WORDS.match(label):
            yield f"the label {label} begins like the ending of a domain: two rules joined into one?"


def _doubtful(rule: Rule) -> Iterator[str]:
    host = rule.host
    if host and not host.endswith(".") and not _suffixes.privatesuffix(host):
        yield f"nobody can register {host}: its ending is not on the public suffix list"
    if not host and len(rule.segments) == 1 and len(rule.segments[0]) < SHORTEST:
        yield f"a single segment of fewer than {SHORTEST} letters is met by chance"


def _redundant(rules: Sequence[tuple[str, Rule]]) -> Iterator[str]:
    """Rules that never fire, because another meets everything that they meet."""
    for at, (group, rule) in enumerate(rules):
        for before, (other_group, other) in enumerate(rules):
            same = _parts(rule) == _parts(other)
            if (same and before < at) or (not same and _covers(other, rule)):
                yield f"{group}: {rule.text}: {other_group} {other.text} meets all that it meets"
                break


def _parts(rule: Rule) -> tuple[object, ...]:
    return rule.host, rule.segments, rule.at_end, rule.key, rule.value


def _covers(wide: Rule, narrow: Rule) -> bool:
    return (
        _covers_host(wide.host, narrow.host)
        and _covers_path(wide, narrow)
        and (not wide.key or (wide.key == narrow.key and wide.value in (None, narrow.value)))
    )


def _covers_host(wide: str, narrow: str) -> bool:
    if wide.endswith("."):
        return narrow.startswith(wide)
    return not wide or narrow == wide or (narrow.endswith("." + wide) and not narrow.endswith("."))


def _covers_path(wide: Rule, narrow: Rule) -> bool:
    if not wide.segments:
        return not wide.at_end or (narrow.at_end and not narrow.segments)
    length = len(wide.segments)
    starts = range(len(narrow.segments) - length + 1)
    inside = [n for n in starts if narrow.segments[n : n + length] == wide.segments]
    if not wide.at_end:
        return bool(inside)
    return narrow.at_end and len(narrow.segments) - length in inside
