import pytest

from proofpile.report.html.markup import escaped, tag, visible
from proofpile.report.html.samples import address, cut


def test_what_is_not_markup_is_escaped_at_every_depth():
    made = tag("p", "<i>", [tag("b", "&"), ["<", 1]], None, title="\"<'")
    assert made == '<p title="&quot;&lt;&#x27;">&lt;i&gt;<b>&amp;</b>&lt;1</p>'


def test_attributes_that_are_none_or_false_are_left_out():
    assert tag("details", open=True, id=None, hidden=False, class_="a", aria_label="b") == (
        '<details open class="a" aria-label="b"></details>'
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\u202eb", "a⟨U+202E⟩b"),
        ("\x00\x1b[2J\r", "⟨U+0000⟩⟨U+001B⟩[2J⟨U+000D⟩"),
        ("a\tb\nc", "a\tb\nc"),
        ("\u2066x\u2069\ufeff\u200b", "⟨U+2066⟩x⟨U+2069⟩⟨U+FEFF⟩⟨U+200B⟩"),
        ("क्‍ष", "क्‍ष"),
        ("\U000e0041", "⟨U+E0041⟩"),
        ("a" + "\u0301" * 50, "a" + "\u0301" * 3),
        ("x̂ ≠ 𝔸", "x̂ ≠ 𝔸"),
    ],
)
def test_the_unseen_is_seen_and_the_rest_is_left(text, shown):
    assert visible(text) == shown
    assert escaped(text) == shown


@pytest.mark.parametrize("origin", ["http://a.example/?x=1&y", "https://ü.example/ä"])
def test_web_addresses_are_links_that_tell_nobody(origin):
    made = address(origin)
    assert 'rel="noopener nofollow noreferrer"' in made
    assert f'href="{origin.replace("&", "&amp;")}"' in made


@pytest.mark.parametrize(
    "origin",
    ["javascript:alert(1)", "JAVASCRIPT:alert(1)//https://a.example", "data:text/html,<script>", "",
     "https://a.example/\nx", 'https://a.example/" onclick="x', " https://a.example", "2101.00001v2"],
)  # fmt: skip
def test_nothing_else_is_a_link(origin):
    assert "<a" not in address(origin)


def test_long_texts_lose_their_middle():
    assert cut("abc", 3) == "abc"
    assert cut("0123456789", 6) == "0123 … 89"
