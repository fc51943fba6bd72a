# ruff: noqa: E501  (one case a line)
"""Footnotes: no mark sticks to a word, each note says which it is, and links back are gone."""

import pytest

from proofpile.web import extract

NOTES = '<section class="footnotes"><ol><li id="fn1"><p>See there. <a href="#fnref1" class="footnote-backref">↩</a></p></li></ol></section>'


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        (f'<p>It<sup id="fnref1"><a href="#fn1">1</a></sup> holds.</p>{NOTES}', "It[^1] holds.\n\n[^1]: See there."),
        (f'<p>It<a href="#fn1" class="footnote-ref" id="fnref1"><sup>1</sup></a> holds.</p>{NOTES}', "It[^1] holds.\n\n[^1]: See there."),
        ('<p>It<a class="footnote-reference brackets" href="#id2">2</a> holds.</p><aside class="footnote" id="id2"><span class="label">2</span><p>Of $x$.</p></aside>', "It[^2] holds.\n\n[^2]: Of $x$."),
        ('<p>W<a href="#_ftn1" name="_ftnref1">[1]</a> ends.</p><div id="ftn1"><p><a name="_ftn1" href="#_ftnref1">[1]</a> Word note.</p></div>', "W[^1] ends.\n\n[^1]: Word note."),
        ('<p>He<span class="ltx_note ltx_role_footnote"><sup class="ltx_note_mark">1</sup><span class="ltx_note_outer"><span class="ltx_note_content"><sup class="ltx_note_mark">1</sup><span class="ltx_tag ltx_tag_note">1</span>The note.</span></span></span> went.</p>', "He[^1] went.\n\n[^1]: The note."),
        # the note is not there: the mark still stands apart
        ('<p>It<sup><a href="#gone">7</a></sup> holds.</p>', "It[7] holds."),
        # a link to an equation is no footnote
        ('<p>By <a href="#eq1">(1)</a> it holds.</p><p id="eq1">E</p>', "By (1) it holds.\n\nE"),
        # a note that holds its own mark is none
        ('<ul><li id="a">x<sup><a href="#a">1</a></sup></li></ul>', "- x1"),
    ],
)  # fmt: skip
def test_footnotes(html: str, expected: str) -> None:
    assert extract(f"<article>{html}</article>").text == expected
