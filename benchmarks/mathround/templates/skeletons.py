"""Six kinds of page around an article. `[[…]]` is text that an extractor should leave out.

A skeleton with `{{posts}}` shows each section of the article in a post of its own; the others show the
article whole at `{{content}}`.
"""

import re
from pathlib import Path

NAMES = ("blog", "forum", "docs", "lms", "journal", "wiki")
_BOILERPLATE = re.compile(r"\[\[(.+?)\]\]")
_POST = re.compile(r"\{\{post\}\}(.*?)\{\{/post\}\}", re.DOTALL)
_HERE = Path(__file__).parent


def page(name: str, title: str, sections: list[str], head: str, tail: str) -> tuple[str, list[str]]:
    """The page, and the strings of it that are no part of the article."""
    source = (_HERE / f"{name}.html").read_text(encoding="utf-8")
    boilerplate = list(dict.fromkeys(_BOILERPLATE.findall(source)))
    source = _BOILERPLATE.sub(r"\1", source)

    def posts(found: re.Match[str]) -> str:
        return "".join(
            found[1].replace("{{number}}", str(number)).replace("{{section}}", section)
            for number, section in enumerate(sections, 1)
        )

    source = _POST.sub(posts, source)
    values = {"title": title, "head": head, "tail": tail, "content": "\n".join(sections)}
    return re.sub(r"\{\{(\w+)\}\}", lambda m: values[m[1]], source), boilerplate
