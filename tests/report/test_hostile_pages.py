"""Texts of pages that try to become part of the page; looked at in a browser where there is one."""

from html import unescape
from pathlib import Path

import pytest

from proofpile.report.build import write_report

# Each would set the title, which the DOM then shows.
DEED = "document.title='STRUCK'"
ATTACKS = [
    f"<script>{DEED}</script>",
    f"</style><script>{DEED}</script>",
    f"</title></head><body onload={DEED}>",
    f'"><img src=x onerror="{DEED}">',
    f"'><svg onload='{DEED}'>",
    f"<!--<script>{DEED}</script>-->",
    f"$x<script>{DEED}</script>$ and $$y</code><script>{DEED}</script>$$",
    f"<iframe srcdoc='<script>parent.{DEED}</script>'></iframe>",
    "<base href='https://evil.example/'><link rel=stylesheet href=//evil.example/x.css>",
    "<meta http-equiv=refresh content='0;url=https://evil.example/'>",
    "<style>body{display:none}</style>",
    f"javascript:{DEED}",
    "\u202egnp.exe\u2066\x00\x1b[31m",
]  # fmt: skip


@pytest.fixture
def struck(tell) -> Path:
    """A corpus in which every field that a page or a server decides holds every attack."""
    kept = [
        {
            "text": f"{attack} {number}",
            "origin": attack if number % 2 else f"https://e.example/{attack}",
            "licence": attack if number > 5 else "a ` b | c",
            "marks": {"title": attack, "charset": attack, "formulas": 9, "language": "en"},
        }
        for number, attack in enumerate(ATTACKS)
    ]
    dropped = [
        {"reason": "truncated", "origin": attack, "detail": attack, "excerpt": attack}
        for attack in ATTACKS
    ]
    return tell([*kept, *dropped])


def test_nothing_of_a_page_becomes_markup(struck):
    page = write_report(struck).read_text()
    body = page[page.index("<body>") :]
    for opening in ("<script", "<img", "<iframe", "<base", "<link", "<meta", "<style", 'onload="'):
        assert opening not in body
    assert 'href="javascript' not in page.lower()
    assert page.count("</style>") == 1
    assert not set("\u202e\u2066\x00\x1b") & set(page)
    assert f"<script>{DEED}</script>" in unescape(body)  # it is shown, all the same


def test_nothing_of_a_page_runs_in_a_browser(struck, browser):
    path = write_report(struck)
    dom = browser("--dump-dom", path.as_uri())
    assert "<title>told: report of a corpus</title>" in dom
    assert "STRUCK" in unescape(dom)
    assert "<script" not in dom
    assert "<iframe" not in dom


def test_the_policy_alone_would_stop_a_script_and_lets_our_style_in(struck, browser):
    path = write_report(struck)
    page = path.read_text().replace("</main>", f"</main><script>{DEED}</script>")
    path.write_text(page.replace("Content-Security-Policy", "x"))
    assert "<title>STRUCK</title>" in browser("--dump-dom", path.as_uri())
    path.write_text(page)
    dom = browser("--dump-dom", path.as_uri())
    assert "<script" in dom
    assert "<title>told: report of a corpus</title>" in dom


def test_the_page_is_drawn(struck, browser, tmp_path):
    """A page whose style the policy refused would be white, with text in black."""
    path = write_report(struck)
    for scheme, name in ((0, "dark"), (1, "light")):
        browser(f"--blink-settings=preferredColorScheme={scheme}", "--window-size=800,600",
                f"--screenshot={tmp_path / name}.png", path.as_uri())  # fmt: skip
    dark, light = ((tmp_path / f"{name}.png").read_bytes() for name in ("dark", "light"))
    assert dark[:4] == light[:4] == b"\x89PNG"
    assert dark != light


def test_the_card_holds_no_sentence_of_a_page(struck):
    write_report(struck)
    card = (struck / "README.md").read_text()
    assert "https://e.example" not in card
    assert not set("\u202e\x00") & set(card)
    assert "| `a ' b \\| c` | 6 |" in card
    assert card.count(DEED) == sum(
        line.startswith("| `") for line in card.splitlines() if DEED in line
    )
