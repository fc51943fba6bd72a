"""Make WARC files like Common Crawl's, as large as wanted, from the pages of the test material.

Usage: make_warc.py FOLDER [--gb 4.5] [--workers 2]

Each page comes as three gzip members: request, response, metadata, with right digests. Sizes follow a
log-normal law with a mean of about 120 kB and a cut at 1 MB, as crawled pages do. One page of 100 is
mathematical. No two pages are alike: letters are changed at a rate that makes gzip reach Common Crawl's
ratio of 4 to 5; in mathematical pages only a few words are. `--gb` counts uncompressed bytes. Whoever makes
a part gets the same bytes; only the last part is cut short.
"""

import argparse
import os
import random
import re
import zlib
from base64 import b32encode
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from hashlib import sha1
from pathlib import Path

import numpy as np

from proofpile.web.prefilter import Prefilter
from proofpile.web.warc import read_records

DATA = Path(os.environ.get("PROOFPILE_TEST_DATA", Path(__file__).parents[2] / "shared" / "data"))
PART = 500_000_000  # uncompressed bytes
MEDIAN, SPREAD, LARGEST = 60_000, 1.2, 1 << 20
MATHEMATICAL = 0.01
CHANGED_LETTERS = 0.01  # gives a ratio of 4.2; 0.02 gives 3.9
CHANGED_WORDS = 0.05
WORD = re.compile(rb"(?<=[ >])[a-z]{4,9}(?=[ ,.])")

RECORD = (
    "WARC/1.0\r\nWARC-Type: {type}\r\nWARC-Date: 2023-03-20T{hour:02}:{minute:02}:00Z\r\n"
    "WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-{id:012x}>\r\nContent-Length: {length}\r\n"
    "Content-Type: {content_type}\r\nWARC-Warcinfo-ID: <urn:uuid:00000000-0000-4000-8000-000000000000>\r\n"
    "WARC-Concurrent-To: <urn:uuid:00000000-0000-4000-8000-{id:012x}>\r\n"
    "WARC-IP-Address: 192.0.2.{ip}\r\nWARC-Target-URI: {url}\r\n{more}\r\n"
)
REQUEST = (
    "GET {path} HTTP/1.1\r\nUser-Agent: CCBot/2.0 (https://commoncrawl.org/faq/)\r\n"
    "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n"
    "Accept-Language: en-US,en;q=0.5\r\nAccept-Encoding: br,gzip\r\nHost: {host}\r\n"
    "Connection: Keep-Alive\r\n\r\n"
)
RESPONSE = (
    "HTTP/1.1 200 OK\r\nDate: Mon, 20 Mar 2023 10:00:00 GMT\r\nServer: nginx\r\n"
    "Content-Type: text/html; charset=UTF-8\r\nX-Crawler-Transfer-Encoding: chunked\r\n"
    "Connection: keep-alive\r\nVary: Accept-Encoding\r\nX-Crawler-Content-Encoding: gzip\r\n"
    "Content-Length: {length}\r\n\r\n"
)
METADATA = (
    'fetchTimeMs: {time}\r\ncharset-detected: UTF-8\r\nlanguages-cld2: {{"reliable":true,"text-bytes":'
    '{length},"languages":[{{"code":"en","code-iso-639-3":"eng","text-covered":0.99,"score":1000.0,'
    '"name":"ENGLISH"}}]}}\r\n\r\n'
)


@cache
def pages() -> tuple[list[bytes], list[bytes]]:
    """The pages of the test material: without mathematics, and with."""
    prefilter = Prefilter()
    folders = [DATA / name for name in ("html_nonmath", "html_math", "html_math_bysa", "html_gt")]
    found = [path.read_bytes() for folder in folders for path in sorted(folder.rglob("*.html"))]
    for path in sorted((DATA / "warc").rglob("*.warc.gz")):
        with path.open("rb") as file:
            found += [r.payload for r in read_records(file) if "html" in r.content_type]
    found = [page for page in found if len(page) > 2000]
    return [p for p in found if not prefilter.fired(p)], [p for p in found if prefilter.fired(p)]


def ordinary(rng: random.Random, letters: np.random.Generator) -> bytes:
    """Ordinary pages one after the other up to a random size, with letters changed."""
    size = min(LARGEST, int(rng.lognormvariate(np.log(MEDIAN), SPREAD)))
    page = b""
    while len(page) < size:
        page += rng.choice(pages()[0])
    data = np.frombuffer(page[:size], np.uint8).copy()
    chosen = letters.integers(0, size, int(size * CHANGED_LETTERS))
    chosen = chosen[(data[chosen] >= ord("a")) & (data[chosen] <= ord("z"))]
    data[chosen] = ord("a") + letters.integers(0, 26, len(chosen), np.uint8)
    return data.tobytes()


def mathematical(rng: random.Random) -> bytes:
    """A mathematical page with a few words changed, formulas as they were."""
    letters = b"etaoinshrdlu"

    def word(match: re.Match[bytes]) -> bytes:
        return bytes(rng.choices(letters, k=6)) if rng.random() < CHANGED_WORDS else match[0]

    return WORD.sub(word, rng.choice(pages()[1]))


def digest(data: bytes) -> str:
    return "sha1:" + b32encode(sha1(data).digest()).decode()


def record(type: str, content_type: str, block: bytes, url: str, id: int, more: str = "") -> bytes:
    head = RECORD.format(
        type=type,
        content_type=content_type,
        length=len(block),
        url=url,
        id=id,
        more=more,
        hour=id // 60 % 24,
        minute=id % 60,
        ip=id % 254 + 1,
    )
    return head.encode() + block + b"\r\n\r\n"


def capture(page: bytes, id: int) -> list[bytes]:
    """The three records of one page."""
    host, path = f"www{id % 997}.example.com", f"/{id:012x}/index.html"
    url = f"https://{host}{path}"
    block = RESPONSE.format(length=len(page)).encode() + page
    stated = f"WARC-Payload-Digest: {digest(page)}\r\nWARC-Block-Digest: {digest(block)}\r\n"
    stated += "WARC-Identified-Payload-Type: text/html\r\n"
    request = REQUEST.format(path=path, host=host).encode()
    metadata = METADATA.format(time=id % 2000, length=len(page) // 9).encode()
    return [
        record("request", "application/http; msgtype=request", request, url, id),
        record("response", "application/http; msgtype=response", block, url, id, stated),
        record("metadata", "application/warc-fields", metadata, url, id),
    ]


def member(text: bytes) -> bytes:
    deflater = zlib.compressobj(6, zlib.DEFLATED, 31)
    return deflater.compress(text) + deflater.flush()


def make_part(path: Path, part: int, size: int) -> tuple[int, int]:
    """Write one file of about `size` uncompressed bytes; return its pages and exact size."""
    rng, letters = random.Random(part), np.random.default_rng(part)
    raw = count = 0
    with path.open("wb") as file:
        while raw < size:
            is_math = rng.random() < MATHEMATICAL
            page = mathematical(rng) if is_math else ordinary(rng, letters)
            for text in capture(page, part << 24 | count):
                file.write(member(text))
                raw += len(text)
            count += 1
    return count, raw


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--gb", type=float, default=4.5)
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    total = int(options.gb * 1e9)
    sizes = [min(PART, total - start) for start in range(0, total, PART)]
    paths = [options.folder / f"part-{part:05}.warc.gz" for part in range(len(sizes))]
    with ProcessPoolExecutor(options.workers) as pool:
        made = list(pool.map(make_part, paths, range(len(sizes)), sizes))
    packed, raw = sum(p.stat().st_size for p in paths), sum(size for _, size in made)
    print(
        f"{len(paths)} files, {sum(n for n, _ in made)} pages, {packed / 1e9:.2f} GB of {raw / 1e9:.2f}"
    )


if __name__ == "__main__":
    main()
