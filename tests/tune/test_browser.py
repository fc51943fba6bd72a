"""The page clicked through in a browser: keys, the line, the value that is written, and attacks that fail."""

import json
import re

import pytest
from scored import DEED, document, hostile, many

from proofpile import Filter
from proofpile.tune.figures import figures, sentence
from proofpile.tune.labels import Labels
from proofpile.tune.line import Line
from proofpile.tune.page import page as page_of
from proofpile.tune.survey import Survey

SLIDER = "[role=slider]"


def rows(path):
    return [json.loads(row) for row in path.read_text().splitlines()[1:]]


def judged(page, count):
    page.wait(f"document.getElementById('progress').value === {count}")


def shown(page):
    return page.text("#document .address")


def test_two_keys_label_and_every_label_is_on_the_disk(corpus, serve, chromium):
    served = serve(corpus)
    page = chromium.open(served.url)
    candidates = served.survey.candidates
    keys = ["j", "f", "ArrowRight", "ArrowLeft", "s", "J", "F"]
    expected = ["keep", "drop", "keep", "drop", "skip", "keep", "drop"]
    for number, key in enumerate(keys):
        assert shown(page) == candidates[number].origin
        page.press(key)
        judged(page, number + 1)
    assert [(row["id"], row["label"], row["score"]) for row in rows(served.path)] == [
        (one.id, label, one.score) for one, label in zip(candidates, expected, strict=False)
    ]
    page.press("u")
    judged(page, 6)
    assert rows(served.path)[-1] == {
        "id": candidates[6].id,
        "label": None,
        "score": candidates[6].score,
    }
    assert shown(page) == candidates[6].origin
    assert page.complaints == []


def test_buttons_do_what_keys_do(corpus, serve, chromium):
    served = serve(corpus)
    page = chromium.open(served.url)
    assert page.value("document.getElementById('undo').disabled")
    for number, button in enumerate(["keep", "drop", "skip"], 1):
        page.click(f"#{button}")
        judged(page, number)
    page.click("#undo")
    judged(page, 2)
    assert list(served.labels.given.values()) == ["keep", "drop"]


def test_the_score_is_hidden_until_it_is_answered(corpus, serve, chromium):
    served = serve(corpus)
    page = chromium.open(served.url)
    first, second = (str(one.score) for one in served.survey.candidates[:2])
    assert first not in page.text("#judge")
    page.press("j")
    judged(page, 1)
    side = "kept" if served.survey.candidates[0].kept else "refused"
    assert page.text("#status") == f"Keep: it scores {first} and was {side}."
    assert second not in page.text("#document")
    page.click("#show-score")
    assert second in page.text("#document")


def test_a_page_opened_again_goes_on_where_it_was(corpus, serve, chromium):
    served = serve(corpus)
    page = chromium.open(served.url)
    for number in range(1, 4):
        page.press("j")
        judged(page, number)
    again = chromium.open(served.url)
    assert again.value("document.getElementById('progress').value") == 3
    assert shown(again) == served.survey.candidates[3].origin
    again.press("u")
    judged(again, 2)
    assert served.survey.candidates[2].id not in served.labels.given


@pytest.mark.parametrize("reason", ["low-worth", "high-count"])
def test_the_page_says_what_the_terminal_says_at_every_threshold(corpus, serve, chromium, reason):
    """The script and the library compute the same figures, to the last digit that is shown."""
    served = serve(corpus, reason)
    survey = served.survey
    for one in survey.candidates[:90]:
        served.labels.give(one.id, "keep" if one.opening.startswith("good") else "drop", one.score)
    page = chromium.open(served.url)
    middle = survey.now
    for edge in (
        middle,
        middle - 1,
        middle + 1,
        middle - 60,
        middle + 75,
        middle - 300,
        middle + 300,
    ):
        edge = max(0, min(edge, len(survey.grid.edges) - 1))
        value = survey.grid.edges[edge]
        page.value(f"(() => {{ const v = document.getElementById('value'); v.value = '{value}';"
                   " v.dispatchEvent(new Event('input')); })()")  # fmt: skip
        reached = float(
            page.value(f"document.querySelector('{SLIDER}').getAttribute('aria-valuenow')")
        )
        edge = survey.grid.edges.index(reached)  # the line stops where nothing changes any more
        number, _, said = page.text("#sentence").partition(": ")
        assert float(number) == reached
        assert said == sentence(survey, edge).partition(": ")[2]
        quality = figures(survey, served.labels.given, edge).quality
        for name in ("precision", "recall", "f1"):
            share = getattr(quality, name)
            cells = page.value(
                f"[...document.querySelectorAll('#at-{name} td.n')].map(e => e.textContent)"
            )
            if share.value is None:
                assert cells == ["–", "–"]
            else:
                assert float(cells[0]) == pytest.approx(share.value, abs=0.0051)
                low, high = map(float, cells[1].split("–"))
                assert (low, high) == pytest.approx((share.low, share.high), abs=0.0051)
    assert page.complaints == []


def test_the_line_is_moved_with_the_keyboard(corpus, serve, chromium):
    served = serve(corpus)
    edges, now = served.survey.grid.edges, served.survey.now
    page = chromium.open(served.url)
    page.value(f"document.querySelector('{SLIDER}').focus()")

    def at():
        return float(
            page.value(f"document.querySelector('{SLIDER}').getAttribute('aria-valuenow')")
        )

    for key, shift, step in (("ArrowRight", False, 1), ("ArrowUp", False, 2), ("ArrowLeft", True, -8),
                             ("PageUp", False, 12), ("PageDown", False, -8)):  # fmt: skip
        page.press(key, shift)
        assert at() == edges[now + step]
    assert float(page.value("document.getElementById('value').value")) == edges[now - 8]
    text = page.value(f"document.querySelector('{SLIDER}').getAttribute('aria-valuetext')")
    assert re.fullmatch(
        r"0\.492: keeps .* documents, about .* characters, .* % more than now", text
    )
    page.press("Home")
    first = at()
    page.press("End")
    assert first < at()
    page.press("ArrowRight")
    assert served.labels.given == {}  # the arrows moved the line and judged nothing
    page.click("#as-now")
    assert at() == 0.5


@pytest.mark.parametrize(("most", "kept"), [(3, 4), (0, 1), (4, 5)])
def test_bars_of_whole_numbers_are_on_the_side_of_their_number(tell, serve, chromium, most, kept):
    documents = [document(0.9, n=n, count=n % 5) for n in range(40)]
    told = tell(documents, edit=("int = field(default=1_000", f"int = field(default={most}"))
    page = chromium.open(serve(told, "high-count").url)
    assert page.value("document.querySelectorAll('[class^=bar-]:not(.goes)').length") == kept
    assert page.value("document.querySelectorAll('[class^=bar-].goes').length") == 5 - kept


def test_the_line_is_dragged(corpus, serve, chromium):
    served = serve(corpus)
    page = chromium.open(served.url)
    page.value("document.getElementById('plot').scrollIntoView()")
    box = page.value("(() => { const b = document.getElementById('plot').getBoundingClientRect();"
                     " return [b.x, b.y, b.width, b.height]; })()")  # fmt: skip
    x, y, width, height = box
    middle = x + width / 2
    page.mouse("mousePressed", middle, y + height / 2)
    page.mouse("mouseMoved", x + width * 0.8, y + height / 2)
    page.mouse("mouseReleased", x + width * 0.8, y + height / 2)
    after = float(page.value("document.getElementById('value').value"))
    assert 0.7 < after < 0.85
    page.mouse("mouseMoved", x + width * 0.3, y + height / 2)  # let go: it stays
    assert float(page.value("document.getElementById('value').value")) == after
    page.mouse("mousePressed", x + 1, y + height / 2)
    page.mouse("mouseReleased", x + 1, y + height / 2)
    assert float(page.value("document.getElementById('value').value")) < 0.05


def test_a_number_is_typed_and_keys_in_the_field_judge_nothing(corpus, serve, chromium):
    served = serve(corpus)
    page = chromium.open(served.url)
    page.value("document.getElementById('value').select()")
    page.type("0.3")
    assert page.text("#sentence").startswith("0.3: keeps ")
    page.press("ArrowLeft")
    page.press("j")
    page.press("f")
    assert page.value("document.getElementById('progress').value") == 0
    assert served.labels.given == {}


def test_the_value_is_written_after_a_question(corpus, serve, chromium):
    served = serve(corpus)
    page = chromium.open(served.url)
    before = corpus.recipe.read_text()
    page.value("document.getElementById('value').select()")
    page.type("0.35")
    page.click("#use")
    assert "Write 0.35 to worth.py as the default of least?" in page.text("#question")
    page.click("#no")
    assert corpus.recipe.read_text() == before
    page.click("#use")
    page.press("Enter")  # the question has the focus
    page.wait("document.getElementById('used').textContent !== ''")
    assert page.text("#used") == (
        "worth.py: least is 0.35; it was 0.5"
        "the same without the file: proofpile build … --set worth.least=0.35"
    )
    assert corpus.recipe.read_text() == before.replace("float = 0.5", "float = 0.35")
    assert Filter.load("./worth.py").least == 0.35
    assert served.said[0] == "worth.py: least is 0.35; it was 0.5"


def test_a_value_that_cannot_be_written_is_said(corpus, serve, chromium):
    served = serve(corpus)
    page = chromium.open(served.url)
    corpus.recipe.write_text("broken(")
    page.click("#use")
    page.click("#yes")
    page.wait("document.getElementById('used').textContent !== ''")
    assert page.text("#used").startswith("Not written: worth.py is no Python any more")


def test_a_label_that_was_not_saved_is_not_taken_for_one(corpus, serve, chromium):
    served = serve(corpus)
    page = chromium.open(served.url)
    served.server.shutdown()
    served.server.server_close()
    page.press("j")
    page.wait("!document.getElementById('trouble').hidden")
    assert page.text("#trouble").startswith("Not saved: proofpile tune does not answer")
    assert page.value("document.getElementById('progress').value") == 0
    assert shown(page) == served.survey.candidates[0].origin


def test_a_key_held_down_judges_one_document(corpus, serve, chromium):
    served = serve(corpus)
    page = chromium.open(served.url)
    facts = {"key": "j", "code": "KeyJ", "text": "j", "windowsVirtualKeyCode": 74}
    for repeat in (False, True, True, True):
        page.call("Input.dispatchKeyEvent", type="keyDown", autoRepeat=repeat, **facts)
    judged(page, 1)
    page.press("u")
    judged(page, 0)
    page.click("#use-keys")  # off
    page.press("j")
    page.press("f")
    assert page.value("document.getElementById('progress').value") == 0


def test_a_refused_text_is_read_again_or_it_is_said_why_not(corpus, serve, chromium):
    served = serve(corpus)
    page = chromium.open(served.url)
    number = next(n for n, one in enumerate(served.survey.candidates) if not one.length)
    for one in served.survey.candidates[:number]:
        served.labels.give(one.id, "skip", one.score)
    page = chromium.open(served.url)
    page.click("#whole")
    page.wait("!document.getElementById('whole')")
    assert "told, a source that is not among those that ship" in page.text("#document")


def test_every_document_can_be_shown_by_as_little_as_a_refused_one(corpus, serve, chromium):
    served = serve(corpus)
    number = next(n for n, one in enumerate(served.survey.candidates) if one.length > 600)
    for one in served.survey.candidates[:number]:
        served.labels.give(one.id, "skip", one.score)
    page = chromium.open(served.url)
    assert len(page.text("#document .excerpt")) > 600
    page.click("#even")
    assert page.text("#document .excerpt") == served.survey.candidates[number].opening[:280] + "…"
    assert "length" not in page.text("#document")


def test_formulas_are_set_apart_as_tex(tell, serve, chromium):
    text = "Let $x < y$ cost \\$5 or $$\\sum_{i}\na_i$$ and $unclosed"
    page = chromium.open(serve(tell([document(0.9, text)])).url)
    assert page.text("#document .excerpt") == text
    found = page.value("[...document.querySelectorAll('#document .tex')].map(e => e.textContent)")
    assert found == ["$x < y$", "$$\\sum_{i}\na_i$$"]


def test_no_text_of_a_page_runs(struck, serve, chromium):
    """Every attack is shown, as text, in the page and in the browser's own tree."""
    served = serve(struck)
    page = chromium.open(served.url)
    count = len(served.survey.candidates)
    texts = []
    for number in range(1, count + 1):
        texts.append(page.text("#document"))
        page.press("j" if number % 2 else "f")
        judged(page, number)
    assert "every document of the sample is judged" in page.text("#document")
    assert page.text("title") == "out: setting worth.least"
    assert sum("STRUCK" in text for text in texts) >= count - 8
    assert page.value("document.querySelectorAll('script').length") == 2
    assert (
        page.value(
            "document.querySelectorAll('iframe, img, base, svg svg, meta[http-equiv=refresh]').length"
        )
        == 0
    )
    assert page.value("getComputedStyle(document.body).display") != "none"
    assert page.value(
        "[...document.querySelectorAll('a')].every(a => /^(https?:|#)/.test(a.getAttribute('href')))"
    )
    assert page.complaints == []


def test_the_attacks_would_run_if_they_were_not_kept_from_it(struck, chromium, tmp_path):
    """A control: the same texts put into the same page without care, and without its policy."""
    line = Line.of("./worth.py", struck.out, "low-worth")
    honest = page_of(Survey.of(line, struck.out), {}, "out")
    careless = "".join(f"<p>{one['text']}</p>" for one in hostile())
    (tmp_path / "careless.html").write_text(honest.replace("</main>", f"</main>{careless}"))
    (tmp_path / "open.html").write_text(
        honest.replace("</main>", f"</main><script>{DEED}</script>").replace(
            "Content-Security-Policy", "x"
        )
    )
    assert chromium.open((tmp_path / "open.html").as_uri()).text("title") == "STRUCK"
    guarded = chromium.open((tmp_path / "careless.html").as_uri())
    assert guarded.text("title") != "STRUCK"  # the policy alone stops them
    assert any("Content Security Policy" in text for text in guarded.complaints)


def test_markup_by_mistake_would_be_an_error(corpus, serve, chromium):
    """Trusted Types: even our own script cannot turn a text into elements."""
    page = chromium.open(serve(corpus).url)
    with pytest.raises(RuntimeError, match="TrustedHTML"):
        page.value("document.body.innerHTML = '<b>x</b>'")


def test_another_origin_cannot_reach_the_server(corpus, serve, chromium, tmp_path):
    """A page that even knows the token; it stands for any page of the web."""
    served = serve(corpus)
    (tmp_path / "evil.html").write_text("<title>evil</title>")
    page = chromium.open((tmp_path / "evil.html").as_uri())
    send = (
        f"fetch('{served.url}label', {{method: 'POST', body: '{{\"n\": 0, \"label\": \"keep\"}}', "
        "headers: {'Content-Type': 'KIND'}, mode: 'MODE'}).then(r => r.type, e => String(e))"
    )
    for kind, mode in (("text/plain", "no-cors"), ("application/json", "cors")):
        page.value(send.replace("KIND", kind).replace("MODE", mode))
    page.value(f"new Promise(done => {{ const f = document.createElement('iframe'); f.src = '{served.url}';"
               " f.onload = f.onerror = () => done(1); document.body.append(f); })")  # fmt: skip
    assert served.labels.given == {}
    assert rows(served.path) == []


def test_without_a_server_labels_stay_in_the_page_and_are_downloaded(corpus, chromium, tmp_path):
    line = Line.of("./worth.py", corpus.out, "low-worth")
    survey = Survey.of(line, corpus.out)
    path = tmp_path / "page.html"
    path.write_text(page_of(survey, {}, "out"))
    page = chromium.open(path.as_uri())
    for number, key in enumerate("jfs", 1):
        page.press(key)
        judged(page, number)
    assert page.text("#unsaved").startswith("3 changes since the last download")
    again = chromium.open(path.as_uri())
    judged(again, 3)  # the browser has kept them
    again.press("u")
    judged(again, 2)
    again.press("j")
    judged(again, 3)
    folder = tmp_path / "downloads"
    chromium.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(folder))
    again.click("#save")
    name = folder / "out-low-worth.labels.jsonl"
    again.wait("document.getElementById('unsaved').textContent === ''")
    for _ in range(200):
        if name.exists():
            break
        again.wait("true")
        again.value("new Promise(done => setTimeout(done, 50))")
    with Labels.at(name, line) as labels:
        assert list(labels.given.items()) == [
            (one.id, label)
            for one, label in zip(survey.candidates, ["keep", "drop", "keep"], strict=False)
        ]
    again.click("#use")
    assert "--set worth.least=0.5" in again.text("#used")
    assert again.complaints == []


def test_it_fits_narrow_windows_and_both_schemes(corpus, serve, chromium, tmp_path):
    served = serve(corpus)
    served.labels.give(served.survey.candidates[0].id, "keep", 0.5)
    pictures = []
    for width, dark in ((1280, False), (1280, True), (360, False)):
        page = chromium.open(served.url, width, 800, dark)
        assert page.value("document.documentElement.scrollWidth") <= width
        page.screenshot(tmp_path / "page.png")
        pictures.append((tmp_path / "page.png").read_bytes())
    assert len(set(pictures)) == 3
    small = page.value("[...document.querySelectorAll('#judge button')].filter(b => b.offsetParent)"
                       ".map(b => b.getBoundingClientRect().height)")  # fmt: skip
    assert min(small) >= 24  # WCAG 2.2, 2.5.8


def test_the_next_document_is_shown_from_its_beginning(corpus, serve, chromium):
    served = serve(corpus)
    inner = "document.getElementById('document').scrollTop = 1e6"
    for width, scrolled in ((390, "scrollTo(0, 1e6)"), (1280, inner)):
        page = chromium.open(served.url, width, 700)
        page.value(scrolled)
        before = len(served.labels.given)
        page.press("j")
        judged(page, before + 1)
        top = page.value("document.querySelector('#document .address').getBoundingClientRect().top")
        assert 0 <= top < 700


def test_it_can_be_used_with_a_keyboard_and_a_screen_reader(corpus, serve, chromium):
    page = chromium.open(serve(corpus).url)
    seen = []
    for _ in range(16):
        page.press("Tab")
        seen.append(page.value("document.activeElement.id || document.activeElement.getAttribute('role') "
                               "|| document.activeElement.tagName"))  # fmt: skip
    for wanted in ("value", "use", "slider", "drop", "keep", "skip", "show-score"):
        assert wanted in seen, seen
    tree = page.call("Accessibility.getFullAXTree")["nodes"]
    named = {
        (n["role"]["value"], n.get("name", {}).get("value", "")) for n in tree if not n["ignored"]
    }
    assert ("slider", "Threshold") in named
    assert ("spinbutton", "Threshold") in named
    assert ("heading", "Documents near the line") in named
    assert any(role == "button" and name.endswith("Keep") for role, name in named)
    assert not any(
        role in ("button", "checkbox", "slider", "link") and not name for role, name in named
    )
    assert {"status", "alert"} & {n["role"]["value"] for n in tree}


@pytest.mark.parametrize("scores", [[0.9], [0.2], [0.5, 0.5], [1e300, -1e300], []])
def test_a_corpus_of_next_to_nothing_has_a_page_that_works(tell, serve, chromium, scores):
    documents = [document(s, n=n) for n, s in enumerate(scores)] or many(3)
    served = serve(tell(documents))
    page = chromium.open(served.url)
    for number in range(1, len(served.survey.candidates) + 1):
        page.press("j")
        judged(page, number)
    page.value(f"document.querySelector('{SLIDER}').focus()")
    for key in ("Home", "End", "ArrowLeft"):
        page.press(key)
    assert "NaN" not in page.text("body")
    assert "NaN" not in page.value("document.getElementById('plot').outerHTML")
    assert "Infinity" not in page.value("document.getElementById('plot').outerHTML")
    assert page.complaints == []
