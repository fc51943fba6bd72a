"""A crawl by its id: which list is fetched, what is taken of it, and where it is kept."""

import gzip
import json

import pytest
from web.servers import serving, status

from proofpile import facts
from proofpile.errors import UnitError, UsageError
from proofpile.web import crawl
from proofpile.web.crawl import crawl_inputs, crawl_paths, known_crawls, parse_slice, path_list
from proofpile.web.naming import Input

ID = "CC-MAIN-2023-14"
PATHS = [f"crawl-data/{ID}/segments/{n % 3}/warc/{ID}-{n:05}.warc.gz" for n in range(25)]
LIST = gzip.compress("".join(f"{path}\n" for path in PATHS).encode())


@pytest.fixture
def common_crawl(monkeypatch, tmp_path):
    """Serves what it is given in the place of Common Crawl."""
    contexts = []
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    crawl._fetched.cache_clear()

    def start(body=LIST, *steps):
        contexts.append(serving(body, *steps))
        server = contexts[-1].__enter__()
        mine = facts.load()
        mine["common_crawl"]["addresses"]["https"] = f"{server.origin}/"
        path = tmp_path / "data_manifest.json"
        path.write_text(json.dumps(mine))
        monkeypatch.setattr(facts, "MANIFEST", path)
        return server

    yield start
    for context in contexts:
        context.__exit__(None, None, None)


def test_where_lists_are():
    base = "crawl-data/CC-MAIN-2023-14/warc.paths.gz"
    assert path_list(ID) == f"https://data.commoncrawl.org/{base}"
    assert path_list(ID, "s3") == f"s3://commoncrawl/{base}"
    with pytest.raises(UsageError, match="not read over 'ftp'"):
        path_list(ID, "ftp")


def test_the_archives_of_a_crawl(common_crawl):
    server = common_crawl()
    found = crawl_inputs(ID)
    assert found == tuple(
        Input(path.removeprefix("crawl-data/"), f"{server.origin}/{path}") for path in PATHS
    )
    assert server.seen[0][1] == "/crawl-data/CC-MAIN-2023-14/warc.paths.gz"


def test_a_slice_of_them(common_crawl):
    common_crawl()
    found = crawl_inputs(ID, parse_slice("10:12"))
    assert [one.name.rpartition("/")[2] for one in found] == [
        f"{ID}-00010.warc.gz",
        f"{ID}-00011.warc.gz",
    ]
    with pytest.raises(UsageError, match="lists 25 archives, and that slice selects none"):
        crawl_inputs(ID, parse_slice("25:30"))


def test_the_list_is_kept_where_the_user_says(common_crawl, tmp_path):
    server, folder = common_crawl(), tmp_path / "lists"
    once = crawl_paths(ID, cache_in=folder)
    asked = len(server.seen)
    assert crawl_paths(ID, cache_in=folder) == once == tuple(PATHS)
    assert len(server.seen) == asked
    assert [p.name for p in folder.iterdir()] == [f"{ID}.warc.paths.gz"]
    assert (folder / f"{ID}.warc.paths.gz").read_bytes() == LIST


def test_without_a_folder_nothing_is_kept(common_crawl, tmp_path, monkeypatch):
    server = common_crawl()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    crawl_paths(ID)
    asked = len(server.seen)
    crawl_paths(ID)
    assert len(server.seen) == asked, "once a process"
    assert [p.name for p in tmp_path.iterdir()] == ["data_manifest.json"]


def test_a_list_that_is_broken_is_not_kept(common_crawl, tmp_path):
    common_crawl(LIST[:-10])
    with pytest.raises(UnitError, match="is no list of paths"):
        crawl_paths(ID, cache_in=tmp_path / "lists")
    assert list((tmp_path / "lists").iterdir()) == []


def test_a_crawl_that_is_not_there(common_crawl):
    server = common_crawl(LIST, status(404))
    with pytest.raises(UnitError, match="answered 404"):
        crawl_paths(ID)
    assert len(server.seen) == 1


def test_a_real_list_of_something_else(data, tmp_path):
    kept = tmp_path / "CC-MAIN-2024-22.warc.paths.gz"
    kept.symlink_to(data / "warc" / "whirlwind" / "CC-MAIN-2024-22.warc.paths.gz")
    with pytest.raises(UnitError) as error:
        crawl_paths("CC-MAIN-2024-22", cache_in=tmp_path)
    assert "300 of 300 lines name none, such as 'part-00000-" in str(error.value)
    assert "remove it and run the same command again" in str(error.value)


def test_an_empty_list(common_crawl):
    common_crawl(gzip.compress(b"\n"))
    with pytest.raises(UnitError, match="an empty file"):
        crawl_paths(ID)


@pytest.mark.parametrize("wrong", ["2023-14", "cc-main-2023-14", f"{ID}/../..", "CC-MAIN-2012", ""])
def test_what_is_no_id(wrong):
    with pytest.raises(UsageError, match="expected CC-MAIN-YEAR-WEEK"):
        path_list(wrong)


def test_a_crawl_that_is_not_known_is_near_others():
    with pytest.raises(UsageError) as error:
        path_list("CC-MAIN-2023-15")
    near = "CC-MAIN-2022-49, CC-MAIN-2023-06, CC-MAIN-2023-14, CC-MAIN-2023-23"
    assert f"near it are {near}." in str(error.value)
    assert f"newer than the last one known, {known_crawls()[-1]}" in str(error.value)
    assert "--input https://data.commoncrawl.org/crawl-data/CC-MAIN-2023-15/" in str(error.value)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0:10", slice(0, 10)),
        ("5:", slice(5, None)),
        (":7", slice(None, 7)),
        (" 3:4 ", slice(3, 4)),
        ("0:100:10", slice(0, 100, 10)),
    ],
)
def test_slices(text, expected):
    assert parse_slice(text) == expected


@pytest.mark.parametrize("text", ["", "5", "a:b", "-5:", "0-10", "5:5", "9:3", "1:2:0", "1:2:3:4"])
def test_what_is_no_slice(text):
    with pytest.raises(UsageError, match=r"is no slice|selects nothing"):
        parse_slice(text)
