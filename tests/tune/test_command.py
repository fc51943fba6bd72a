"""``proofpile tune``: what it says, what it writes, and how it ends."""

import json
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from proofpile import Filter, Here, Source, build, recipe
from proofpile.cli import app
from proofpile.errors import UsageError
from proofpile.tune.line import Line
from proofpile.tune.survey import Survey
from proofpile.tune.whole import Whole

RECIPES = Path(__file__).parent / "recipes"
HERE = ("--corpus", "out", "--reason", "low-worth")


def run(*arguments, code=0, stdin=""):
    result = CliRunner().invoke(app, ["tune", *map(str, arguments)], input=stdin)
    assert result.exit_code == code, result.output
    return SimpleNamespace(out=result.stdout, err=result.stderr)


def test_a_value_is_chosen_without_a_question(corpus):
    said = run("./worth.py", *HERE, "--choose", "0.35")
    assert re.match(
        r"0\.35: keeps \d+ documents, about .* characters, .* % more than now\n", said.out
    )
    assert "worth.py: least is 0.35; it was 0.5\n" in said.out
    assert "--set worth.least=0.35" in said.out
    assert Filter.load("./worth.py").least == 0.35
    assert not list(corpus.out.parent.glob("*.jsonl"))  # nothing was labelled
    again = run("./worth.py", *HERE, "--choose", "0.4")
    assert "it was 0.35" in again.out
    assert (
        again.err == "note: ./worth.py has changed since the build; scores are those of the build\n"
    )


def test_the_setting_that_is_printed_builds_the_same_corpus(corpus):
    """What ``--set`` makes of the parameter is what the file now says by itself."""
    run("./worth.py", *HERE, "--choose", "0.35", "--save-recipe", "mine.py")
    by_file = Filter.load("./mine.py")
    by_setting = Filter.load("./worth.py").with_values({"least": "0.35"})
    assert by_file.parameters == by_setting.parameters


def test_labels_show_in_what_a_choice_says(corpus):
    run("./worth.py", *HERE, "--terminal", stdin="y\nn\ny\nq\n")
    said = run("./worth.py", *HERE, "--choose", "0.35")
    assert re.search(r"precision \d\.\d\d \(.*\), recall \d\.\d\d \(.*\)", said.out)


def test_the_terminal_goes_on_where_it_was(corpus):
    first = run("./worth.py", *HERE, "--terminal", stdin="y\nn\n")
    assert first.out.endswith(
        "2 labels in out-low-worth.labels.jsonl; the same command goes on there\n"
    )
    assert "── 3 of " in run("./worth.py", *HERE, "--terminal", stdin="q\n").out
    with Path("out-low-worth.labels.jsonl").open("ab") as file:
        file.write(b'{"id": "told:0.json@1", "la')
    torn = run("./worth.py", *HERE, "--terminal", stdin="q\n")
    assert "ended in the middle of a line, which is gone" in torn.err


def test_a_page_is_written_to_a_file(corpus):
    said = run("./worth.py", *HERE, "--html", "page.html")
    assert said.out.startswith("page.html: open it in a browser")
    page = (corpus.out.parent / "page.html").read_text()
    assert "connect-src 'none'" in page.replace("&#x27;", "'")
    assert not list(corpus.out.parent.glob("*.jsonl"))
    run("./worth.py", *HERE, "--terminal", stdin="y\n")
    run("./worth.py", *HERE, "--html", "page.html")
    assert '"labels": [[0, "keep"]]' in (corpus.out.parent / "page.html").read_text()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("./worth.py", "--corpus", "out"), "say which with --reason"),
        (("./worth.py", "--corpus", "units-out"), "holds no finished build"),
        (("./worth.py", "--corpus", "nowhere"), "holds no finished build"),
        (("exact_duplicates", "--corpus", "out"), "did not use the filter exact_duplicates"),
        (
            ("./worth.py", *HERE, "--terminal", "--html", "x.html"),
            "--terminal and --html are different ways",
        ),
        (("./worth.py", *HERE, "--choose", "nan"), "is no threshold"),
        (
            ("./worth.py", "--corpus", "out", "--reason", "high-count", "--choose", "0.5"),
            "is a whole number",
        ),
        (("./worth.py", *HERE, "--save-recipe", "out"), r"ends in \.py"),
        (("./worth.py", *HERE, "--terminal", "--labels", "worth.py"), "is no file of labels"),
    ],
)
def test_mistakes_are_said_and_change_nothing(corpus, arguments, message):
    before = {p: p.read_bytes() for p in corpus.out.parent.rglob("*") if p.is_file()}
    assert re.search(message, run(*arguments, code=2).err)
    assert {p: p.read_bytes() for p in corpus.out.parent.rglob("*") if p.is_file()} == before


@pytest.mark.parametrize("part", ["documents/*/*.arrow", "dropped/*.arrow"])
@pytest.mark.parametrize("damage", ["gone", "short", "other"])
def test_a_damaged_corpus_is_said_with_what_mends_it(corpus, part, damage):
    (path,) = list(corpus.out.glob(part))[:1]
    data = path.read_bytes()
    path.unlink()
    if damage != "gone":
        path.write_bytes(data[: len(data) // 2] if damage == "short" else b"x" * len(data))
    said = run("./worth.py", *HERE, "--html", "page.html", code=2).err
    assert "is not as the build wrote it" in said
    assert "proofpile verify out says what to do" in said


def test_a_shipped_filter_is_copied(corpus, monkeypatch):
    home = corpus.out.parent / "home"
    (home / "filters").mkdir(parents=True)
    shutil.move(corpus.recipe, home / "filters" / "worth.py")
    monkeypatch.setattr(recipe, "HOME", home)
    monkeypatch.setattr("proofpile.tune.recipe_file.HOME", home)
    before = (home / "filters" / "worth.py").read_text()
    assert "worth.py: least is 0.35; it was 0.5" in run("worth", *HERE, "--choose", "0.35").out
    assert corpus.recipe.read_text() == before.replace("float = 0.5", "float = 0.35")
    assert (home / "filters" / "worth.py").read_text() == before
    assert "is there already; to change it" in run("worth", *HERE, "--choose", "0.3", code=2).err


@pytest.fixture
def started(corpus):
    """The command in a process of its own, serving."""
    processes = []

    def start(*arguments):
        command = [sys.executable, "-m", "proofpile", "tune", "./worth.py", *HERE, *arguments]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                                   cwd=corpus.out.parent)  # fmt: skip
        processes.append(process)
        return process

    yield start
    for process in processes:
        process.kill()
        process.communicate()


def test_it_serves_until_it_is_stopped(started, corpus):
    process = started("--no-browser")
    address = process.stdout.readline().strip()
    assert re.fullmatch(r"http://127\.0\.0\.1:\d+/[\w-]{32}/", address)
    with urllib.request.urlopen(address, timeout=30) as answer:
        assert b"worth.least" in answer.read()
    origin = re.match(r"http://[^/]+", address)[0]
    request = urllib.request.Request(
        f"{address}label", json.dumps({"n": 0, "label": "keep"}).encode(),
        {"Origin": origin, "Content-Type": "application/json"},
    )  # fmt: skip
    urllib.request.urlopen(request, timeout=30).close()
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=30)
    assert process.returncode == 0
    assert out.endswith("1 label in out-low-worth.labels.jsonl; the same command goes on there\n")
    assert err == ""


def test_two_at_once_and_a_port_that_is_taken(started):
    first = started("--no-browser")
    first.stdout.readline()
    second = started("--no-browser")
    assert second.wait(60) == 2
    assert (
        "another proofpile tune is at work with out-low-worth.labels.jsonl" in second.stderr.read()
    )
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        third = started("--no-browser", "--labels", "other.jsonl", "--port", str(port))
        assert third.wait(60) == 2
        assert f"port {port} cannot be used" in third.stderr.read()


def test_a_browser_is_opened(started, corpus, monkeypatch):
    """BROWSER is how ``webbrowser`` is told which; here one that writes down what it was given."""
    monkeypatch.setenv(
        "BROWSER", f"{sys.executable} -c \"import sys; open('opened','w').write(sys.argv[1])\" %s"
    )
    process = started()
    address = process.stdout.readline().strip()
    process.stdout.readline()
    opened = corpus.out.parent / "opened"
    for _ in range(300):
        if opened.exists() and opened.read_text():
            break
        time.sleep(0.1)
    assert opened.read_text() == address


LINES = '''
"""Lines: a text file a unit, a line a document."""

from dataclasses import dataclass, field
from pathlib import Path

from proofpile import Document, Filter, Source
from proofpile.guard import guarded


@dataclass(frozen=True)
class Lines(Source):
    inputs: tuple[str, ...] = field(default=("lines",), compare=False)
    marks = {"given": float, "count": int}

    def units(self):
        return list(self.inputs)

    def label(self, unit):
        return unit

    def identity(self, unit):
        return Path(unit).read_text()

    def filters(self):
        return [Filter.load("worth")]

    def read(self, unit):
        lines = Path(unit).read_text().splitlines()
        for n, line in enumerate(lines):
            yield guarded(f"lines:{unit}@{n}", "", self.told, f"lines:{unit}@{n}", line)
        return len(lines)

    def told(self, id, line):
        score, _, text = line.partition(" ")
        return Document(id, text, marks={"given": float(score)})
'''


@pytest.fixture
def lines(tmp_path, monkeypatch):
    """A build of local files by a source that ships, one document of each side being long."""
    home = tmp_path / "home"
    for kind in ("sources", "filters"):
        (home / kind).mkdir(parents=True)
    (home / "sources" / "lines.py").write_text(LINES)
    shutil.copy(RECIPES / "worth.py", home / "filters")
    monkeypatch.setattr(recipe, "HOME", home)
    monkeypatch.chdir(tmp_path)
    texts = ["0.9 " + "kept " * 200, "0.2 " + "gone " * 200 + "\x07end", "0.1 " + "far " * 9000]
    (tmp_path / "lines").write_text("\n".join(texts))
    build(Source.load("lines"), tmp_path / "out", Here())
    return tmp_path / "out"


def test_a_refused_document_is_read_again_from_its_archive(lines):
    survey = Survey.of(Line.of("worth", lines, "low-worth"), lines)
    near, far = (
        next(one for one in survey.candidates if one.score == score) for score in (0.2, 0.1)
    )
    whole = Whole(lines)
    assert near.length == 0
    assert whole(near) == "gone " * 200 + "⟨U+0007⟩end"
    assert (
        whole(far)
        == f"{'far ' * 500}\n\n[… {9000 * 4 - 2400:,} characters left out …]\n\n{'far ' * 100}"
    )


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (
            lambda out: (out.parent / "lines").unlink(),
            "it cannot be read again here: ",
        ),
        (
            lambda out: (out.parent / "lines").write_text("0.5 x\n"),
            "holds no such document any more",
        ),
    ],
)
def test_an_archive_that_is_gone_or_another_is_said(lines, damage, message):
    survey = Survey.of(Line.of("worth", lines, "low-worth"), lines)
    damage(lines)
    with pytest.raises(UsageError, match=message):
        Whole(lines)(next(one for one in survey.candidates if one.score == 0.1))
