"""Six kinds of page around an article. `[[…]]` is text that an extractor should leave out.

A skeleton with `{{posts}}` shows each section of the article in a post of its own; the others show the
article whole at `{{content}}`.
"""

import re
from pathlib import Path

NAMES = ("blog", "forum", "docs", "lms", "journal", "wiki")
_BOILERPLATE = re.compile(r"\[\[(.+?)\]\]")
_SLOT = re.compile(r"\{\{post\}\}(.*?)\{\{/post\}\}|\{\{(title|head|tail|content)\}\}", re.DOTALL)
_HERE = Path(__file__).parent


def page(name: str, title: str, sections: list[str], head: str, tail: str) -> tuple[str, list[str]]:
    """The page, and the strings of it that are no part of the article."""
    source = (_HERE / f"{name}.html").read_text(encoding="utf-8")
    boilerplate = list(dict.fromkeys(_BOILERPLATE.findall(source)))
    values = {"title": title, "head": head, "tail": tail, "content": "\n".join(sections)}

    def filled(found: re.Match[str]) -> str:
        if found[1] is None:
            return values[found[2]]
        return "".join(
            found[1].replace("{{number}}", str(number)).replace("{{section}}", section)
            for number, section in enumerate(sections, 1)
        )

    return _SLOT.sub(filled, _BOILERPLATE.sub(r"\1", source)), boilerplate
