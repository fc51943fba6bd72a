"""What the page holds before any script runs, and texts that try to become part of it."""

import json
import re
from html.parser import HTMLParser

import pytest
from scored import DEED, many

from proofpile.tune import page as module
from proofpile.tune.line import Line
from proofpile.tune.page import page, policy
from proofpile.tune.survey import Survey


def survey(told, reason="low-worth"):
    return Survey.of(Line.of(str(told.recipe), told.out, reason), told.out)


class Elements(HTMLParser):
    """Elements that a parser finds, and what stands in scripts."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self._open = ""
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))
        self._open = tag
        if tag == "script":
            self.scripts.append("")

    def handle_data(self, data):
        if self._open == "script":
            self.scripts[-1] += data

    def handle_endtag(self, tag):
        self._open = ""


def test_nothing_of_a_text_is_markup(struck):
    honest = page(survey(struck), {}, "out", "worth.py")
    found = Elements(honest)
    assert [tag for tag, _ in found.found].count("script") == 2
    assert {"iframe", "img", "base", "object", "link"}.isdisjoint(tag for tag, _ in found.found)
    data = re.search(r'<script type="application/json" id="data">(.*?)</script>', honest, re.S)
    assert data
    assert not set("<>&\u202e\u2066\x00\x1b\u2028") & set(data[1])
    documents = json.loads(data[1])["documents"]
    assert any(f"</script><script>{DEED}</script>" in one["opening"] for one in documents)


def test_the_page_asks_for_nothing(corpus):
    text = page(survey(corpus), {}, "out", "worth.py")
    for tag, attributes in Elements(text).found:
        assert not any(name.startswith("on") or name in ("src", "style") for name in attributes)
        assert tag != "link"
    assert "url(" not in text
    assert "@import" not in text
    for name in (
        "innerHTML",
        "outerHTML",
        "insertAdjacent",
        "document.write",
        "eval(",
        "Function(",
    ):
        assert name not in module._script()


@pytest.mark.parametrize("served", [True, False])
def test_the_policy_allows_our_script_and_style_by_their_hash_alone(served):
    found = policy(served=served)
    assert "unsafe" not in found
    assert "default-src 'none'" in found
    assert "require-trusted-types-for 'script'; trusted-types 'none'" in found
    assert ("connect-src 'self'" in found) == served
    assert len(re.findall(r"'sha256-[\w+/=]{44}'", found)) == 2


def test_the_page_stays_small_however_large_the_corpus_and_its_texts(tell):
    documents = many(60)
    for one in documents:
        one["text"] = one["text"] + " word" * 40_000
    size = len(page(survey(tell(documents)), {}, "out").encode())
    assert size < 350_000


def test_every_class_that_the_script_uses_has_a_style(corpus):
    from proofpile.tune.page import _script, _style

    used = {
        name for found in re.findall(r'class: "([\w -]+)"', _script()) for name in found.split()
    }
    static = re.findall(r'class="([^"]+)"', page(survey(corpus), {}, "out"))
    used |= {name for found in static for name in found.split()}
    known = set(re.findall(r"\.([\w-]+)", _style()))
    assert used - known == set()
