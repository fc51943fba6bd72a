"""The words between tags: the compiled kernel against its twin."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from proofpile import native
from proofpile.native import reference

BOTH = [native.rough_text, reference.rough_text]
PARTS = [b"<", b">", b"/", b"<!--", b"-->", b"<script", b"</script>", b"<STYLE>", b"</sTyle", b"<svg/>",
         b"</", b"<p>", b"</p>", b"word", b" ", b"\0", b"\xff", b"!", b"?", b"s"]  # fmt: skip


@given(
    st.lists(st.sampled_from(PARTS), max_size=40).map(b"".join) | st.binary(max_size=80),
    st.integers(0, 99),
)
def test_both_give_the_same(html, most):
    compiled, twin = (rough(html, most) for rough in BOTH)
    assert compiled == twin
    assert len(compiled) <= most


@pytest.mark.parametrize("rough", BOTH, ids=["native", "twin"])
@pytest.mark.parametrize(
    ("html", "text"),
    [
        (b"", b""),
        (b"<p>one<b>two</b></p>", b" one two  "),
        (b"a<!-- <p>b</p> -->c", b"ac"),
        (b"a<!-- never closed", b"a"),
        (b"<SCRIPT src=x>if (a<b) c</ScRiPt>d", b"  d"),
        (b"<script>never closed<p>x", b" "),
        (b"<scripted>x</scripted>", b" x "),
        (b"1 < 2 <- 3", b"1 < 2 <- 3"),
        (b"<!doctype html><?xml?>x", b"  x"),
        (b"<p", b" "),
        (b"<", b"<"),
    ],
)
def test_what_is_text(rough, html, text):
    assert rough(html, 1000) == text


@pytest.mark.parametrize("piece", [b"<script>", b"<!--", b"</", b"<", b"<svg></", b"<style><"])
def test_linear(piece):
    native.rough_text(piece * (8_000_000 // len(piece)), 1 << 30)
