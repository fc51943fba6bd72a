"""`proofpile contamination-report`: what is in the corpus is found, told, and never changes it."""

import json
import re
import signal
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from helpers import contents
from tables.corpora import FORMATS, lines, write_arrow

from proofpile.cli.contamination_report import Layer
from proofpile.cli.contamination_run import Limit
from proofpile.contamination.hits import LAYERS, SCHEMA, VERDICTS
from proofpile.errors import UsageError

CLI = Callable[..., SimpleNamespace]
DOCS = Path(__file__).parents[2] / "docs" / "contamination.md"

# Sold by nobody and asked by nobody: the items are ours.
ITEMS: Sequence[Mapping[str, str]] = [
    {
        "id": "ferry",
        "question": "A ferryman on the Wümme rows 17 goats, 5 cabbages and a melancholy piano across at "
        "dusk. Each goat eats two cabbages an hour unless the piano is played. How long may the "
        "crossing last?",
        "gold": "9 minutes",
    },
    {
        "id": "lamp",
        "question": "Seven lighthouse keepers polish their lamps every 12, 15, 18, 20, 24, 27 and 30 "
        "evenings. Tonight all seven polish. After how many evenings do they all polish together again?",
        "gold": "1080",
    },
    {
        "id": "kite",
        "question": "Let $ABCD$ be a kite of paper with $AB = AD = 13$ and $CB = CD = 20$, whose spine $AC$ "
        "measures $21$. A clerk folds it along $BD$. Find the overlap in square inches.",
        "gold": "126",
    },
    {"id": "what", "question": "Find x.", "gold": ""},
]
OTHER = (
    "The library of the harbour is open on weekdays. Nobody who walks along the quay in November forgets the "
    "smell of tar, and the ledgers of the chandler say that rope number {n} was sold to a captain from the "
    "north. We write $a_{n}$ for its length in fathoms and note that $a_{n} > 0$.\n\nHis name is not "
    "recorded."
)


def filler(n: int) -> str:
    return OTHER.replace("{n}", str(n))


def planted(n: int, item: int, change: Callable[[str], str] = str) -> str:
    before, after = filler(n).split("\n\n")
    return f"{before}\n\n{change(ITEMS[item]['question'])}\n\n{after}"


def rows(texts: Mapping[str, str]) -> list[dict[str, Any]]:
    return [{"id": id, "text": text, "tags": ["x"]} for id, text in texts.items()]


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    """A benchmark of four items, and 42 documents in two files, three of which hold one."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "toy.jsonl").write_bytes(lines(ITEMS))
    web = {f"w{n}": filler(n) for n in range(30)}
    web |= {"w7": planted(7, 0), "w8": planted(8, 1, str.upper)}
    books = {f"b{n}": filler(100 + n) for n in range(12)} | {"b3": planted(103, 0)}
    (tmp_path / "web").mkdir()
    FORMATS["a.parquet"](tmp_path / "web" / "a.parquet", rows(web))
    FORMATS["a.jsonl.zst"](tmp_path / "books.jsonl.zst", rows(books))
    spec = "toy=toy.jsonl:problem=question,answer=gold"
    out = tmp_path / "out"
    order = ["contamination-report", "web", "books.jsonl.zst", "--benchmark", spec, "--out", out]
    return SimpleNamespace(folder=tmp_path, out=out, spec=spec, order=[*order, "--on", "here"])


def hits(out: Path) -> list[dict[str, Any]]:
    return pl.read_ipc(out / "hits.arrow").to_dicts()


def report(out: Path) -> dict[str, Any]:
    return dict(json.loads((out / "report.json").read_text()))


def test_what_is_there_is_found_and_told(shop: SimpleNamespace, cli: CLI) -> None:
    said = cli(*shop.order, "--canaries", 4)
    assert "contaminated: 3 of 42 documents (7.1 %) hold 2 items" in said.out
    assert re.search(r"toy problem +4 +2 / 3", said.out)
    assert re.search(r"web: 2 of 30 contaminated \(6\.7 %\)", said.out)
    assert re.search(r"as Llemma's study counts.*\n.*n = 10 .*\ntoy problem +1 / 2", said.out)
    assert "cannot be checked: 1 part of toy (problem 1)" in said.out
    assert re.search(r"\nverbatim +3 +3 .* 1\.000\n", said.out)
    assert f"look at them: {shop.out}/index.html" in said.out
    assert re.search(r"searched 1\d\.\d kB of text, in .* \(.*B/s\); .* in all", said.out)
    found = {(h["document"], h["item"]) for h in hits(shop.out) if h["verdict"] == "contaminated"}
    assert found == {("w7", "ferry"), ("b3", "ferry"), ("w8", "lamp")}
    facts = report(shop.out)
    assert facts["corpus"]["documents"] == 42
    assert facts["by_source"] == [["web", 2, 30], ["books.jsonl.zst", 1, 12]]
    assert facts["alarms"] == []
    assert [u["item"] for u in facts["benchmarks"][0]["uncheckable"]] == ["what"]
    assert pl.read_ipc(shop.out / "items.arrow")["item"].to_list().count("ferry") == 2
    assert "<html" in (shop.out / "index.html").read_text()


def test_offsets_are_of_the_texts_themselves(shop: SimpleNamespace, cli: CLI) -> None:
    cli(*shop.order, "--no-canaries")
    texts = {"w7": planted(7, 0), "w8": planted(8, 1, str.upper), "b3": planted(103, 0)}
    questions = {str(item["id"]): item["question"] for item in ITEMS}
    for hit in hits(shop.out):
        text, item = texts[hit["document"]], questions[hit["item"]]
        for span in [hit, *hit["spans"]]:
            mine = text[span["doc_start"] : span["doc_end"]].split()
            theirs = item[span["item_start"] : span["item_end"]].split()
            assert len(mine) == len(theirs) > 0
        start = hit["excerpt_start"]
        assert text[start : start + len(hit["excerpt"])] == hit["excerpt"]


def test_finding_nothing_says_what_that_is_worth(shop: SimpleNamespace, cli: CLI) -> None:
    clean = rows({f"c{n}": filler(n) for n in range(20)})
    FORMATS["a.jsonl"](shop.folder / "clean.jsonl", clean)
    order = ["contamination-report", "clean.jsonl", "--benchmark", shop.spec, "--on", "here"]
    said = cli(*order, "--out", shop.out)
    assert re.search(
        r"contaminated: none of 20 documents\. Of items .* finds: verbatim 1\.000", said.out
    )
    assert "no 10 words in a row" in said.out
    unknown = cli(*order, "--out", shop.folder / "other", "--no-canaries", "--fail-above", "0")
    assert "What that is worth nobody knows" in unknown.out
    assert report(shop.folder / "other")["canaries"] is None


@pytest.mark.parametrize(
    ("limit", "code"), [("0", 1), ("2", 1), ("3", 0), ("5%", 1), ("7.2%", 0), ("100%", 0)]
)
def test_too_much_fails(limit: str, code: int, shop: SimpleNamespace, cli: CLI) -> None:
    said = cli(*shop.order, "--no-canaries", "--fail-above", limit, code=code)
    assert ("contaminated are 3 of 42 documents, more than" in said.err) is bool(code)
    assert report(shop.out)["verdicts"]["contaminated"]["documents"] == 3


@pytest.mark.parametrize("text", ["-1", "1.5", "101%", "many", "%", "nan%", "inf%", "0,1%", " "])
def test_a_limit_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="expected a number of documents or a share"):
        Limit.of(text)


def _allow(hits: Sequence[Mapping[str, Any]], out: Path) -> dict[str, Any]:
    items = pl.read_ipc(out / "items.arrow").to_dicts()
    sha256 = {(i["item"], i["part"]): i["item_sha256"] for i in items}
    return {
        "format": 1,
        "benchmarks": {},
        "allowed": [
            {
                **{name: hit[name] for name in ("benchmark", "item", "part", "match", "document")},
                "item_sha256": sha256[hit["item"], hit["part"]],
            }
            for hit in hits
        ],
    }


def test_what_was_allowed_is_allowed_next_time(shop: SimpleNamespace, cli: CLI) -> None:
    cli(*shop.order, "--no-canaries")
    ferry = [hit for hit in hits(shop.out) if hit["item"] == "ferry" and hit["document"] == "w7"]
    (shop.folder / "allow.json").write_text(json.dumps(_allow(ferry, shop.out)))
    said = cli(*shop.order, "--no-canaries", "--allow", "allow.json", "--fail-above", 1)
    assert "contaminated: 1 of 42 documents" in said.out
    # What was said of one document holds for the same words in any other.
    assert {h["document"] for h in hits(shop.out) if h["verdict"] == "allowed"} == {"w7", "b3"}
    assert re.search(
        r"allowed by allow\.json: \d+ honoured \(\d+ hits\), 0 met nothing, 0 stale", said.out
    )
    assert json.loads((shop.out / "allow-list.json").read_text())["allowed"]
    # The item changes, and what was said of it no longer counts.
    changed = [{**ITEMS[0], "question": ITEMS[0]["question"] + " Explain."}, *ITEMS[1:]]
    (shop.folder / "toy.jsonl").write_bytes(lines(changed))
    said = cli(*shop.order, "--no-canaries", "--allow", "allow.json")
    assert "contaminated: 3 of 42 documents" in said.out
    assert re.search(r"0 honoured \(0 hits\), 0 met nothing, \d stale", said.out)
    assert "stale: toy ferry (problem): the item changed" in said.out
    assert report(shop.out)["allowed"]["stale"][0]["why"].startswith("the item changed")


def test_a_report_that_is_not_finished_is_none(
    shop: SimpleNamespace, cli: CLI, monkeypatch: pytest.MonkeyPatch
) -> None:
    cli(*shop.order, "--no-canaries")
    whole = contents(shop.out)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("proofpile.cli.contamination_run.report_of", full)
    said = cli(*shop.order, "--no-canaries", "--layer", "words", code=1)
    assert "no space left" in said.err
    assert "run the same command again" in said.err
    assert not (shop.out / "report.json").exists()
    monkeypatch.undo()
    monkeypatch.chdir(shop.folder)
    cli(*shop.order, "--no-canaries")
    names = ("hits.arrow", "report.json", "index.html")
    assert {n: contents(shop.out)[n] for n in names} == {n: whole[n] for n in names}


def test_json_is_all_there_is_on_standard_output(shop: SimpleNamespace, cli: CLI) -> None:
    said = cli(*shop.order, "--json", "--canaries", 2)
    assert json.loads(said.out) == report(shop.out)


def test_a_layer_alone_is_looked_in(shop: SimpleNamespace, cli: CLI) -> None:
    said = cli(*shop.order, "--layer", "llemma", "--canaries", 4)
    assert list(report(shop.out)["layers"]) == ["llemma"]
    assert {h["layer"] for h in hits(shop.out)} == {"llemma"}
    assert "w8" not in {h["document"] for h in hits(shop.out)}  # which is in capitals
    assert "contaminated: 2 of 42" in said.out


def test_layers_and_their_names_are_those_of_the_library() -> None:
    assert [layer.value for layer in Layer] == list(LAYERS)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--benchmark", "nowhere"], "no benchmark is called 'nowhere'"),
        (["--benchmark", "new=nowhere.jsonl"], r"nowhere\.jsonl"),
        (["--benchmark", "toy=web"], "."),
        (
            ["--benchmark", "toy=toy.jsonl:problem=question"],
            "two benchmarks are called toy: toy=toy",
        ),
        (["--allow", "nowhere.json"], r"nowhere\.json cannot be read"),
        (["--allow", "toy.jsonl"], "is no allow-list"),
        (["--fail-above", "some"], "--fail-above some"),
        (["--most-bytes", "much"], "'much' is not a size"),
        (["--text-column", "txt"], "no column 'txt'"),
        (["--tokenizer", "toy.jsonl"], "is for token shards"),
        (["--workers", "2"], "--on here"),
        (["--canaries", "0"], "--canaries"),
        (["nowhere/*.parquet"], "nowhere"),
    ],
)
def test_mistakes_are_said_before_anything_is_done(
    arguments: list[str], says: str, shop: SimpleNamespace, cli: CLI
) -> None:
    said = cli(*shop.order, *arguments, code=2)
    assert re.search(says, said.err, re.DOTALL)
    assert not shop.out.exists()


def test_a_benchmark_must_be_named(shop: SimpleNamespace, cli: CLI) -> None:
    said = cli("contamination-report", "web", "--out", shop.out, code=2)
    assert "--benchmark" in said.err


def test_a_folder_of_something_else_is_left_alone(shop: SimpleNamespace, cli: CLI) -> None:
    cli("dedup", "web", "--out", shop.out, "--on", "here")
    before = contents(shop.out)
    said = cli(*shop.order, code=2)
    assert "holds a build of documents, not of contamination-report" in said.err
    assert contents(shop.out) == before


def test_a_build_is_read_by_its_documents(shop: SimpleNamespace, cli: CLI) -> None:
    cli("dedup", "web", "books.jsonl.zst", "--out", "built", "--on", "here")
    order = ["contamination-report", "built", "--benchmark", shop.spec, "--on", "here"]
    cli(*order, "--out", shop.out, "--no-canaries")
    bad = {h["document"] for h in hits(shop.out) if h["verdict"] == "contaminated"}
    assert bad <= {"w7", "w8", "b3"}
    assert len(bad) >= 2


def test_workers_and_a_rerun_make_no_difference(shop: SimpleNamespace, cli: CLI) -> None:
    cli(*shop.order, "--canaries", 4)
    one = contents(shop.out)
    order = [*shop.order[:-4], "--out", shop.folder / "two", "--workers", 2, "--canaries", 4]
    cli(*order)
    two = contents(shop.folder / "two")
    names = ("hits.arrow", "items.arrow", "report.json", "index.html")
    assert {name: one[name] for name in names} == {name: two[name] for name in names}
    said = cli(*order)
    assert "2 reused" in said.err
    assert "2 units known from an earlier run" in said.out
    assert {name: contents(shop.folder / "two")[name] for name in names} == {
        name: two[name] for name in names
    }


def test_what_cannot_be_read_is_counted(shop: SimpleNamespace, cli: CLI) -> None:
    (shop.folder / "bad.jsonl").write_bytes(
        lines(rows({"x1": filler(1), "x2": "long " * 1000})) + b"no JSON\n" + b'{"text": "\xff"}\n'
    )
    order = ["contamination-report", "bad.jsonl", "--benchmark", shop.spec, "--on", "here"]
    said = cli(*order, "--out", shop.out, "--no-canaries", "--most-bytes", "2kB", "--id-column", "")
    assert "not read: 3 records (bad-record 1, not-utf8 1, too-long 1)" in said.out
    assert report(shop.out)["corpus"]["refused"] == {"bad-record": 1, "not-utf8": 1, "too-long": 1}
    assert report(shop.out)["corpus"]["documents"] == 1


def test_too_many_bad_records_stop_it_unless_told_otherwise(
    shop: SimpleNamespace, cli: CLI
) -> None:
    (shop.folder / "bad.jsonl").write_bytes(lines(rows({"x": planted(1, 0)})) + b"no JSON\n" * 50)
    order = ["contamination-report", "bad.jsonl", "--benchmark", shop.spec, "--on", "here"]
    order += ["--out", shop.out, "--no-canaries"]
    assert "50 of 51 records so far were dropped for bad-record" in cli(*order, code=1).err
    said = cli(*order, "--keep-going", code=3)
    assert "over the error budget: bad-record" in said.err
    assert "ALARM: 50 records were not read for bad-record" in said.out
    assert cli(*order, "--keep-going", "--fail-above", 0, code=1)


def test_token_shards_are_a_corpus(shop: SimpleNamespace, cli: CLI) -> None:
    sentencepiece = pytest.importorskip("sentencepiece")
    texts = [filler(1), planted(2, 0), planted(3, 2), filler(4)]
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(line for text in texts * 9 for line in text.splitlines()),
        model_prefix=str(shop.folder / "tokenizer"),
        **{"vocab_size": 400, "byte_fallback": True, "minloglevel": 2, "model_type": "bpe"},
    )
    encode = sentencepiece.SentencePieceProcessor(model_file="tokenizer.model").encode
    table = pa.table({"input_ids": pa.array([encode(t) for t in texts], pa.list_(pa.uint16()))})
    write_arrow(shop.folder / "shard.arrow", table)
    order = ["contamination-report", "shard.arrow", "--benchmark", shop.spec, "--on", "here"]
    order += ["--out", shop.out, "--no-canaries"]
    assert "--tokenizer PATH" in cli(*order, code=2).err
    said = cli(*order, "--tokenizer", "tokenizer.model")
    assert "warning: 1 token shard without a word on which tokenizer" in said.err
    bad = {(h["document"], h["item"]) for h in hits(shop.out) if h["verdict"] == "contaminated"}
    assert bad == {("documents:shard.arrow#1", "ferry"), ("documents:shard.arrow#2", "kite")}


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_stopped_run_goes_on(
    how: signal.Signals, shop: SimpleNamespace, cli: CLI, process: Callable[..., Any]
) -> None:
    for n in range(8):
        texts = {f"{n}-{k}": planted(k, k % 3) if k % 100 == 0 else filler(k) for k in range(3000)}
        FORMATS["a.parquet"](shop.folder / "web" / f"m{n}.parquet", rows(texts))
    order = ["contamination-report", "web", "--benchmark", shop.spec, "--workers", 2]
    order += ["--canaries", 3]
    running = process(*order, "--out", shop.out)
    scans = shop.out / "passes" / "scan"
    until = time.monotonic() + 60
    while time.monotonic() < until and len(list(scans.glob("*.json"))) < 2:
        time.sleep(0.05)
    running.send_signal(how)
    _, err = running.communicate()
    if how is signal.SIGINT:
        assert "run the same command again to go on" in err
        assert running.returncode == 130
    assert not (shop.out / "report.json").exists()
    said = cli(*order, "--out", shop.out)
    assert int(re.findall(r"(\d+) reused", said.err)[0]) >= 2
    cli(*order, "--out", shop.folder / "fresh")
    one, two = contents(shop.out), contents(shop.folder / "fresh")
    for name in ("hits.arrow", "items.arrow", "report.json", "index.html"):
        assert one[name] == two[name]


def _documented(heading: str) -> set[str]:
    """What the first cells of the table below a heading of the users' page name."""
    section = DOCS.read_text().split(f"\n### {heading}\n")[1].split("\n##")[0]
    return {
        name
        for line in section.splitlines()
        if line.startswith("| `")
        for name in re.findall(r"`([^`]+)`", line.split("|")[1])
    }


def test_the_users_page_tells_every_column_key_layer_and_verdict(
    shop: SimpleNamespace, cli: CLI
) -> None:
    assert _documented("hits.arrow: a row a hit") == set(SCHEMA.names)
    cli(*shop.order, "--canaries", 2)
    facts, page = report(shop.out), DOCS.read_text()
    assert _documented("report.json") == set(facts)
    nested = [facts["canaries"], facts["corpus"], facts["allowed"], facts["benchmarks"][0]]
    for key in {key for one in nested for key in one}:
        assert f"`{key}`" in page, key
    for column in pl.read_ipc(shop.out / "items.arrow").columns:
        assert f"`{column}`" in page, column
    for name in (*LAYERS, *VERDICTS):
        assert re.search(rf"^\| `{name}` \|", page, re.MULTILINE), name


def test_a_report_is_not_taken_for_a_build(shop: SimpleNamespace, cli: CLI) -> None:
    cli("contamination-report", "web", "--benchmark", shop.spec, "--on", "here", "--no-canaries",
        "--out", shop.out)  # fmt: skip
    said = cli("explain", "somebody", "--out", shop.out, code=2).err
    assert f"it is a contamination report, to be looked at: {shop.out / 'index.html'}" in said
