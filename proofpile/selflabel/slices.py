"""Kinds of page on which a classifier is looked at apart: a mean over all hides who is treated badly.

A page is in every slice whose rule its address meets; who knows more of a domain says so in a file of tags.
"""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from proofpile.errors import UsageError
from proofpile.web.address import Address, Rules

# By address, in the language of `proofpile.web.address`.
BY_ADDRESS = {
    "forum": """forum. forums. /forum /forums /topic /thread /threads /viewtopic /showthread /questions
        stackexchange.com mathoverflow.net stackoverflow.com reddit.com physicsforums.com""",
    "blog": """blog. blogs. /blog /archives wordpress.com blogspot.com substack.com medium.com tumblr.com
        github.io""",
    "LMS": """moodle. canvas. /moodle /courses /course instructure.com libretexts.org lumenlearning.com
        khanacademy.org brilliant.org openstax.org""",
    "journal": """arxiv.org /journal /journals /articles /abstract springer.com sciencedirect.com
        projecteuclid.org ams.org jstor.org""",
    "school": """/homework /worksheet /worksheets /algebra1 /grade mathsisfun.com purplemath.com chegg.com
        socratic.org""",
    "encyclopedia": "wikipedia.org wikibooks.org /wiki mathworld.wolfram.com proofwiki.org",
    "code docs": "docs. /docs /doc /manual /api /reference readthedocs.io rdrr.io",
}
_RULES = {name: Rules({name: tuple(words.split())}) for name, words in BY_ADDRESS.items()}
_TAG = re.compile(r"[\w][\w +/-]{0,39}")


def read_tags(path: Path) -> dict[str, tuple[str, ...]]:
    """Tags of domains from a JSON file ``{"example.org": ["forum", "physics"]}``.

    Raises UsageError where the file is no such thing.
    """
    try:
        given = json.loads(path.read_text(encoding="utf-8"))
        tags = {str(domain): tuple(map(str, names)) for domain, names in given.items()}
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise UsageError(
            f"{path} cannot be read as tags of domains ({error}); expected a JSON object "
            '{"example.org": ["forum", "physics"], …}'
        ) from None
    for names in tags.values():
        for name in names:
            if not _TAG.fullmatch(name):
                raise UsageError(
                    f"{path}: {name!r} is no tag; expected a few letters, digits or blanks"
                )
    return tags


def slices_of(
    origin: str, domain: str, kind: str, language: str, tags: Mapping[str, Sequence[str]]
) -> set[str]:
    """Every slice that a page is in."""
    address = Address.of(origin)
    found = {name for name, rules in _RULES.items() if rules.first(address)}
    found |= set(tags.get(domain, ()))
    if kind:
        found.add(f"kind: {kind}")
    if language not in ("en", "und", ""):
        found.add("not English")
    return found
