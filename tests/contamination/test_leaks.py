"""The pages of the sample that hold items of the sample benchmark hold them, and in the way they say."""

import gzip
import re
import sys
from importlib import import_module

import pytest
from helpers import ROOT

from proofpile.web import extract

# Behind what is installed: the package that is tested is that one, and not the checkout's.
sys.path.append(str(ROOT))
leaks = import_module("sources.samples.leaks")
Archive = import_module("sources.samples.archive").Archive


def text_of(leak):
    """What the extractor leaves of the page that `leak` adds."""
    archive = Archive()
    leak(archive)
    records = map(gzip.decompress, archive.members)
    (record,) = (one for one in records if b"WARC-Type: response" in one)
    head, _, html = record.split(b"\r\n\r\n", 2)
    (url,) = re.findall(rb"WARC-Target-URI: (\S+)", head)
    return extract(html, url=url.decode()).text


@pytest.mark.parametrize(
    ("leak", "name", "there", "gone"),
    [
        (leaks.verbatim, "garden", lambda i: i["problem"], lambda i: i["solution"]),
        (
            leaks.retexed,
            "reciprocal-sum",
            lambda i: i["problem"].partition("with $")[0],
            lambda i: i["problem"],
        ),
        (
            leaks.other_numbers,
            "leaking-tank",
            lambda i: i["problem"].rpartition("hours. ")[2],
            lambda i: i["problem"].partition(",")[0],
        ),
        (leaks.solution_only, "degree-five", lambda i: i["solution"], lambda i: i["problem"]),
        (
            leaks.half,
            "ten-lanterns",
            lambda i: i["problem"][: len(i["problem"]) // 2 - 10],
            lambda i: i["problem"][-40:],
        ),
        (leaks.formal, "odd-squares", lambda i: i["statement"], lambda i: "sorry"),
    ],
)
def test_a_leak(leak, name, there, gone):
    text, item = text_of(leak), leaks.item(name)
    assert there(item) in text
    assert gone(item) not in text
    assert len(there(item)) > 25
    assert "{{" not in text
    others = (one for one in ITEMS if one != name)
    assert not any(leaks.item(one).get("problem", "\0") in text for one in others)


ITEMS = re.findall(r'"id": ?"([^"]+)"', leaks.BENCHMARK.read_text(encoding="utf-8"))


def test_every_leak_is_tried():
    assert len(leaks.LEAKS) == len({leak.__name__ for leak in leaks.LEAKS}) == 6
    assert len(ITEMS) == 24
