"""`proofpile extract`: one page from a file, standard input or a URL."""

import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest

from proofpile.cli import extract

CLI = Callable[..., SimpleNamespace]

PAGE = r"""<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><title>A theorem</title></head><body>
<article><h1>A theorem</h1><p>Let us take any real number and square it, as everybody does. Then the sum
<script type="math/tex">x^2+1</script> is positive, which needs no proof at all.</p>
<p>The next formula stands alone, as it should in a paper of this kind:</p>
<script type="math/tex; mode=display">\int_0^1 x\,dx</script>
<p>That is all that there is to say about it.</p></article></body></html>"""


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "page.html"
    path.write_text(PAGE)
    return path


@pytest.fixture
def site() -> Iterator[str]:
    """A web site whose every page is PAGE."""

    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(PAGE.encode())))
            self.end_headers()

        def do_GET(self) -> None:
            self.do_HEAD()
            self.wfile.write(PAGE.encode())

        def log_message(self, *_: object) -> None: ...

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/page"
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_text_holds_the_formulas(page: Path, cli: CLI) -> None:
    said = cli("extract", page).out
    assert "the sum $x^2+1$ is positive" in said
    assert "\n$$\n\\int_0^1 x\\,dx\n$$\n" in said
    assert not said.endswith("\n\n")


def test_standard_input_is_a_page_too(page: Path, cli: CLI) -> None:
    assert cli("extract", "-", stdin=PAGE.encode()).out == cli("extract", page).out


def test_json_has_every_formula(page: Path, cli: CLI) -> None:
    found = json.loads(cli("extract", page, "--json").out)
    assert (found["title"], found["url"], found["language"]) == ("A theorem", "", "en")
    formulas = found["formulas"]
    assert [(f["tex"], f["display"], f["lossy"]) for f in formulas] == [
        ("x^2+1", False, False),
        (r"\int_0^1 x\,dx", True, False),
    ]
    assert all(f["rule"] for f in formulas)
    assert "$x^2+1$" in found["text"]


def test_a_table_of_formulas(page: Path, cli: CLI) -> None:
    head, first, second = cli("extract", page, "--formulas").out.splitlines()
    assert head.split() == ["rule", "kind", "tex"]
    assert first.split()[1:] == ["inline", "x^2+1"]
    assert second.split()[1:] == ["display", r"\int_0^1", r"x\,dx"]


def test_a_page_without_formulas_has_no_table(cli: CLI) -> None:
    said = cli("extract", "-", "--formulas", stdin=b"<p>Only words are on this page.</p>")
    assert (said.out, said.err) == ("no formula was found\n", "no formulas\n")


def test_what_became_of_the_formulas_is_said_beside_the_text(page: Path, cli: CLI) -> None:
    for options in ((), ("--formulas",), ("--json",)):
        assert cli("extract", page, *options).err == "2 formulas: 2 kept\n"


DAMAGED = rb"""<article><p>The square <math><msup><mi>x</mi><mn>2</mn></msup></math> is positive, as everybody
knows who has seen a parabola. The picture <img class="tex" alt="\frac{1}{2"> was cut by whoever stored the
page, and <span class="math-tex">\(y\)</span> came through.</p><div style="display: none">
<span class="math-tex">\(z\)</span> <span class="math-tex">\(w\)</span> <img class="tex" alt="u"></div>"""


def test_lost_lossy_and_broken_formulas_are_named_with_their_rules(cli: CLI) -> None:
    said = cli("extract", "-", stdin=DAMAGED)
    assert said.err == (
        "6 formulas: 3 kept, 3 lost (rules math-tex 2, tex-image 1), 1 lossy (rule mathml), "
        "1 broken (rule tex-image)\n"
    )
    table = [
        line.split() for line in cli("extract", "-", "--formulas", stdin=DAMAGED).out.splitlines()
    ]
    assert table[1:4] == [
        ["mathml", "inline", "lossy", "x^2"],
        ["tex-image", "inline", "unbalanced-braces", "\\frac{1}{2"],
        ["math-tex", "inline", "y"],
    ]
    assert sorted(table[4:]) == [
        ["math-tex", "inline", "lost", "w"],
        ["math-tex", "inline", "lost", "z"],
        ["tex-image", "inline", "lost", "u"],
    ]
    facts = json.loads(cli("extract", "-", "--json", stdin=DAMAGED).out)
    assert [f["defect"] for f in facts["formulas"]] == ["", "unbalanced-braces", ""]
    assert sorted((f["tex"], f["rule"]) for f in facts["lost"]) == [
        ("u", "tex-image"),
        ("w", "math-tex"),
        ("z", "math-tex"),
    ]


def test_pictures_without_a_source_are_counted_apart(cli: CLI) -> None:
    page = b'<article><p>Look at <img class="tex-formula" src="x.png"> and think about it.</p></article>'
    said = cli("extract", "-", stdin=page)
    assert said.err == "0 formulas: 0 kept, besides 1 picture of formulas without a source\n"
    assert "[formula image]" in said.out


def test_help_teaches_what_the_words_mean(cli: CLI) -> None:
    said = " ".join(cli("extract", "--help").out.split())
    for word in ("lost (found", "lossy (kept", "broken (kept"):
        assert word in said


def test_a_url_is_fetched(site: str, page: Path, cli: CLI) -> None:
    assert cli("extract", site).out == cli("extract", page).out
    assert json.loads(cli("extract", site, "--json").out)["url"] == site


def test_a_page_beyond_all_measure_is_refused(
    page: Path, cli: CLI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extract, "LARGEST", 100)
    assert "page.html has more than" in cli("extract", page, code=2).err


def test_a_page_that_a_build_would_refuse_says_why(cli: CLI) -> None:
    deep = b"<div>" * 200_000 + b"x"
    said = cli("extract", "-", stdin=deep, code=1)
    assert "(a build drops it for too-deep)" in said.err


def test_a_file_that_is_not_there(cli: CLI, tmp_path: Path) -> None:
    said = cli("extract", tmp_path / "absent.html", code=2)
    assert "there is no file" in said.err
