"""Pages without a marker of mathematics, read for their words: from the archive to the corpus."""

import pytest
from data.make_warcs import gz, http, record

from proofpile import Here, Source, build
from proofpile.errors import MissingError

MATHEMATICS = """
<p>Let a finite group be given, and let a subgroup be normal. Then the quotient is a group, whose order
is the index of the subgroup. We prove that every group whose order is a prime number is cyclic. Suppose
that an element different from the identity is given. The subgroup that it generates has an order which
divides the order of the group, by the theorem of Lagrange, and is not one; hence it is equal to that of
the group. The converse is false, because a cyclic group may have any order. As a corollary, two groups
of the same prime order are isomorphic.</p>
<p>The proof of the theorem uses that the cosets of a subgroup are a partition of the group into sets of
the same cardinality. An example is the group of the integers modulo a prime; the function that maps an
integer to its residue is a homomorphism, and its kernel is the set of the multiples.</p>
"""
COOKING = """
<p>Wash the leeks well, for there is always sand between the leaves, and cut them into rings. Melt the
butter in a heavy pot, and let the leeks soften for a quarter of an hour without taking colour. Add the
potatoes and the broth, put the lid on, and wait until a knife goes in without effort. Take a third out,
crush the rest, and put it back.</p>
<p>Serve the soup hot, with fresh bread and a spoon of cream. It is better on the second day, when
everything has had time to get to know everything else; freeze what is left in small boxes, and write
the date on the lid.</p>
"""


@pytest.fixture
def source(tmp_path):
    members = []
    for name, body in (("group", MATHEMATICS), ("soup", COOKING)):
        page = f"<html><head><title>{name}</title></head><body><h1>About a {name}</h1>{body}</body></html>"
        members.append(gz(record(http(page.encode()), url=f"https://{name}.example/about")))
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(b"".join(members))
    return Source.load("openwebmath", inputs=(str(path),))


@pytest.mark.parametrize(
    ("rescue", "kept", "dropped"),
    [(0.0, 0, {"no-math-markers": 2}), (0.5, 1, {"no-math-markers": 1})],
)
def test_words_speak_for_a_page(source, tmp_path, rescue, kept, dropped):
    manifest = build(
        source.with_values({"rescue": str(rescue)}), tmp_path / "out", Here(), held_out=(0, 0)
    )
    assert manifest.kept == kept
    assert manifest.dropped == dropped
    assert bool(manifest.facts["parameters"]["openwebmath"]["rescue_identity"]) == bool(rescue)


def test_what_is_no_model_is_said_before_anything_is_read(source, tmp_path):
    missing = source.with_values({"rescue": "0.5", "rescue_model": str(tmp_path / "none.ftz")})
    with pytest.raises(MissingError, match=r"none\.ftz"):
        missing.prepare()
