"""What the user names becomes the same list, with the same names, on every machine."""

import gzip
import os
import shutil

import boto3
import pytest
from hypothesis import given
from hypothesis import strategies as st
from moto.server import ThreadedMotoServer
from web.servers import serving

from proofpile.errors import UnitError, UsageError
from proofpile.web.inputs import expand, identity, open_input, read_paths, resolved, size
from proofpile.web.naming import Found, Input, named, natural

ARCHIVES = ("9.warc.gz", "10.warc.gz", "deep/er/a.WARC", "deep/b.warc.zst", "c.arc.gz", "d.arc")
OTHERS = (
    "x.warc.wet.gz",
    "x.warc.wat.gz",
    "readme.txt",
    ".hidden.warc.gz",
    "deep/x.wet.gz",
    "e.gz",
)


@pytest.fixture
def crawl(tmp_path, monkeypatch):
    """A folder of archives and other files, and the test standing beside it."""
    for name in (*ARCHIVES, *OTHERS):
        path = tmp_path / "here" / "crawl" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(name.encode())
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here" / "crawl"


def names(*given):
    return [one.name for one in expand(given)]


def error_of(*given) -> str:
    with pytest.raises(UsageError) as error:
        expand(given)
    return str(error.value)


def test_a_folder_is_searched_to_its_depths_for_archives_only(crawl):
    assert names("crawl") == [
        "crawl/9.warc.gz",
        "crawl/10.warc.gz",
        "crawl/c.arc.gz",
        "crawl/d.arc",
        "crawl/deep/b.warc.zst",
        "crawl/deep/er/a.WARC",
    ]


def test_names_do_not_depend_on_where_one_stands(crawl, monkeypatch, tmp_path):
    once = names("crawl")
    assert names("./crawl/") == names(str(crawl)) == names("crawl/deep/..") == once
    monkeypatch.chdir(crawl)
    assert names(".") == once
    shutil.move(tmp_path / "here", tmp_path / "there")
    assert names(str(tmp_path / "there" / "crawl")) == once


def test_a_file_goes_by_its_own_name(crawl):
    (one,) = expand(["crawl/9.warc.gz"])
    assert one == Input("9.warc.gz", str(crawl / "9.warc.gz"))
    assert names("crawl/readme.txt") == ["readme.txt"], "who names a file means it"


def test_files_of_one_name_are_told_apart_by_what_is_before_it(crawl, tmp_path):
    for folder in ("one/x", "two/x", "two/y"):
        (tmp_path / folder).mkdir(parents=True)
        (tmp_path / folder / "9.warc.gz").write_bytes(b"")
    given = [str(p) for p in tmp_path.rglob("9.warc.gz")] + ["crawl/10.warc.gz"]
    assert names(*given) == [
        "10.warc.gz",
        "crawl/9.warc.gz",
        "one/x/9.warc.gz",
        "two/x/9.warc.gz",
        "y/9.warc.gz",
    ]
    assert names(str(tmp_path / "one" / "x"), str(tmp_path / "two" / "x")) == [
        "one/x/9.warc.gz",
        "two/x/9.warc.gz",
    ]


def test_nothing_is_read_twice(crawl):
    once = names("crawl")
    assert names("crawl", "crawl/9.warc.gz", "crawl/*.gz", str(crawl), "crawl") == once


def test_the_order_in_which_it_was_named_does_not_matter(crawl):
    given = ["crawl/d.arc", "crawl/9.warc.gz", "crawl/10.warc.gz"]
    assert expand(given) == expand(given[::-1])


def test_a_glob(crawl):
    assert names("crawl/*.gz") == ["9.warc.gz", "10.warc.gz", "c.arc.gz"]
    assert names("crawl/**/*.zst") == ["b.warc.zst"]
    assert names("crawl/[19]*") == ["9.warc.gz", "10.warc.gz"]


def test_a_file_whose_name_looks_like_a_glob(crawl):
    (crawl / "a[1].warc").write_bytes(b"")
    assert names("crawl/a[1].warc") == ["a[1].warc"]


def test_links_are_followed_once(crawl):
    (crawl / "deep" / "loop").symlink_to(crawl)
    (crawl / "linked").symlink_to(crawl / "deep" / "er")
    (crawl / "alias.warc").symlink_to(crawl / "d.arc")
    found = names("crawl")
    assert "crawl/alias.warc" in found
    assert sum(name.endswith("a.WARC") for name in found) == 1


def test_common_crawls_own_names(tmp_path):
    key = "CC-MAIN-2023-14/segments/1/warc/CC-MAIN-2023-00000.warc.gz"
    path = tmp_path / "mirror" / "crawl-data" / key
    path.parent.mkdir(parents=True)
    path.write_bytes(b"")
    address = f"https://data.commoncrawl.org/crawl-data/{key}"
    assert names(str(path)) == names(str(tmp_path)) == names(address) == [key]
    assert names(f"s3://commoncrawl/crawl-data/{key}") == [key]
    both = names(address, f"s3://commoncrawl/crawl-data/{key}")
    assert both == [f"commoncrawl/crawl-data/{key}", f"data.commoncrawl.org/crawl-data/{key}"]


def test_addresses_go_by_their_last_part_without_secrets():
    (one,) = expand(["https://host.example/a/b%20c.warc.gz?X-Amz-Signature=secret"])
    assert one.name == "b c.warc.gz"
    assert one.location.endswith("secret")


@pytest.mark.parametrize("suffix", [".paths", ".paths.gz"])
def test_a_list_of_paths_is_relative_to_itself(crawl, suffix):
    text = "9.warc.gz\ndeep/b.warc.zst\n\n"
    packed = gzip.compress(text.encode()) if suffix.endswith("gz") else text.encode()
    (crawl / f"mine{suffix}").write_bytes(packed)
    found = expand([f"crawl/mine{suffix}"])
    assert [one.location for one in found] == [
        str(crawl / "9.warc.gz"),
        str(crawl / "deep" / "b.warc.zst"),
    ]


def test_a_list_of_paths_at_an_address():
    text = "crawl-data/CC-MAIN-2023-14/x.warc.gz\ncrawl-data/CC-MAIN-2023-14/y.warc.gz\n"
    with serving(gzip.compress(text.encode())) as server:
        found = expand([f"{server.origin}/crawl-data/CC-MAIN-2023-14/warc.paths.gz"])
    base = f"{server.origin}/crawl-data/CC-MAIN-2023-14"
    assert found == (
        Input("CC-MAIN-2023-14/x.warc.gz", f"{base}/x.warc.gz"),
        Input("CC-MAIN-2023-14/y.warc.gz", f"{base}/y.warc.gz"),
    )


def test_where_a_line_points():
    listed = "https://h/crawl-data/CC/warc.paths.gz"
    assert resolved("crawl-data/CC/a.warc.gz", listed) == "https://h/crawl-data/CC/a.warc.gz"
    assert resolved("a.warc.gz", listed) == "https://h/crawl-data/CC/a.warc.gz"
    assert resolved("s3://b/a.warc.gz", listed) == "s3://b/a.warc.gz"
    assert resolved("/a.warc.gz", "/x/my.paths") == "/a.warc.gz"
    assert resolved("y/a.warc.gz", "/x/y/my.paths") == "/x/y/a.warc.gz"


def test_a_real_list_of_paths(data):
    lines = read_paths(str(data / "warc" / "whirlwind" / "CC-MAIN-2024-22.warc.paths.gz"))
    assert len(lines) == len(set(lines)) == 300
    assert lines[0].startswith("part-00000-")
    assert lines[-1].startswith("part-00299-")


def test_real_archives(data):
    found = expand([str(data / "warc")])
    assert len(found) == 34
    assert found[0].name == "warc/dolma/sample-0000.warc.gz"
    assert not [one for one in found if ".wet" in one.name or ".wat" in one.name]


def test_what_is_not_there_is_said(crawl, tmp_path):
    (tmp_path / "empty").mkdir()
    error = error_of("crawl/8.warc.gz")
    assert f"no file or folder crawl/8.warc.gz (looked for {crawl}/8.warc.gz)" in error
    assert "found 0 other files" in error_of(str(tmp_path / "empty"))
    shutil.move(crawl / "readme.txt", tmp_path / "empty" / "readme.txt")
    assert f"no archive in {tmp_path}/empty or below: looked for names that end in .warc" in (
        error_of(str(tmp_path / "empty"))
    )
    assert "found 1 other files" in error_of(str(tmp_path / "empty"))
    assert f"no archive that matches {crawl}/*.w?t.gz" in error_of("crawl/*.w?t.gz")


def test_lists_that_lead_nowhere(crawl):
    (crawl / "empty.paths").write_text("\n")
    assert "lists no path" in error_of("crawl/empty.paths")
    (crawl / "cc.paths").write_text("9.warc.gz\ncrawl-data/CC-MAIN-2023-14/x.warc.gz\n")
    error = error_of("crawl/cc.paths")
    assert "lists 2 paths, and for 1 of them there is no file" in error
    assert f"{crawl}/crawl-data/CC-MAIN-2023-14/x.warc.gz" in error
    assert "--crawl" in error
    (crawl / "broken.paths.gz").write_bytes(gzip.compress(b"9.warc.gz\n" * 99)[:-9])
    with pytest.raises(UnitError, match="is no list of paths"):
        expand(["crawl/broken.paths.gz"])


@pytest.mark.parametrize(
    "address", ["gs://bucket/x.warc.gz", "ftp://host/x", "https://host/folder/"]
)
def test_addresses_that_are_not_read(address):
    assert address in error_of(address)


def test_a_folder_that_may_not_be_looked_into(crawl, monkeypatch):
    def refuse(path):
        raise PermissionError(13, "Permission denied", os.fspath(path))

    monkeypatch.setattr(os, "scandir", refuse)
    assert f"cannot look into {crawl}: Permission denied" in error_of("crawl")


def test_a_bucket_is_listed_and_tells_sizes(monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "b")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        origin = "http://{}:{}".format(*server.get_host_and_port())
        monkeypatch.setenv("AWS_ENDPOINT_URL", origin)
        client = boto3.client("s3", endpoint_url=origin, region_name="us-east-1")
        client.create_bucket(Bucket="mine")
        for n in range(12, 0, -1):
            client.put_object(Bucket="mine", Key=f"all/web/{n}.warc.gz", Body=b"x" * (n % 7))
        client.put_object(Bucket="mine", Key="all/readme.txt", Body=b"")
        found = expand(["s3://mine/all/"])
        assert [one.name for one in found] == [f"all/web/{n}.warc.gz" for n in range(1, 13)]
        assert found[4].location == "s3://mine/all/web/5.warc.gz"
        assert [size(one.location) for one in found[:8]] == [1, 2, 3, 4, 5, 6, 0, 1]
        assert names("s3://mine/all/web/5.warc.gz") == ["5.warc.gz"]
        assert names("s3://mine")[0] == "mine/all/web/1.warc.gz"
        assert open_input(found[4].location).read() == b"xxxxx"
        assert "no archive below s3://mine/none/" in error_of("s3://mine/none/")
    finally:
        server.stop()


def test_the_identity_of_a_file_is_its_bytes(crawl):
    path = crawl / "9.warc.gz"
    before = identity(str(path))
    os.utime(path, (0, 0))
    assert identity(str(path)) == before == "9-xxh3:" + before[-32:]
    copy = shutil.copy(path, crawl / "copy.warc.gz")
    assert identity(str(copy)) == before
    path.write_bytes(b"9.warc.gy")
    assert identity(str(path)) != before


def test_the_identity_of_an_address_is_what_the_server_tells():
    with serving(b"12345") as server:
        server.date = ""
        assert identity(server.url) == '5-"v1"'
        server.etag = '"v2"'
        assert identity(server.url) == '5-"v2"'
        server.etag, server.date = "", "Wed, 25 Nov 2026 10:00:00 GMT"
        assert identity(server.url) == "5-Wed, 25 Nov 2026 10:00:00 GMT"
        assert {method for method, *_ in server.seen} == {"HEAD"}
        server.date = ""
        before = identity(server.url)
        server.body = b"12346"
        assert identity(server.url) != before
        assert size(server.url) == 0


def test_files_that_cannot_be_read(crawl):
    for look in (open_input, identity, size):
        with pytest.raises(UnitError, match=r"nowhere\.warc cannot be read: No such file"):
            look(str(crawl / "nowhere.warc"))


def test_bytes_and_sizes(crawl):
    path = str(crawl / "9.warc.gz")
    assert size(path) == 9
    with open_input(path) as stream:
        assert stream.read() == b"9.warc.gz"


PLACES = st.lists(st.sampled_from("ab"), min_size=1, max_size=5).map(lambda p: "/" + "/".join(p))


@given(st.sets(PLACES), st.integers(1, 3))
def test_names_are_unique_trailing_paths(places, least):
    found = named(Found(place, least) for place in places)
    assert {one.location for one in found} == places
    assert len({one.name for one in found}) == len(places)
    assert all(one.location.endswith("/" + one.name) for one in found)


@given(st.lists(st.text("a0129./é٣", max_size=6)))
def test_any_names_can_be_put_in_order(texts):
    keys = sorted(map(natural, texts))
    assert len({tuple(key) for key in keys}) == len(set(texts))
