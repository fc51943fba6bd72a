"""What a crawl also brings: other formats, strange encodings, duplicates, and damage.

Each function adds one kind to the archive. What is damage and what is only odd is for the reader to say.
"""

import re
from collections.abc import Callable
from dataclasses import replace

from sources.samples.archive import Archive, http_head, member
from sources.samples.pages import Text, page, texts

Addition = Callable[[Archive], None]
_FORMULA = re.compile(r"(\$\$?)(.+?)\1", re.DOTALL)
MATHJAX = '<script src="https://cdn.example/mathjax@3/es5/tex-chtml.js"></script>'
GOOD = (
    "<p>The sequence of the integers \\(a_n = 2^n + 1\\) satisfies the recurrence \\(a_{n+1} = 2 a_n - 1\\), "
    "as one proves by inserting the definition on both sides of the equation. Its first terms are 2, 3, 5, "
    "9 and 17.</p>"
)


def html(title: str, body: str, head: str = MATHJAX) -> str:
    """A bare page."""
    return (
        f"<html><head><title>{title}</title>{head}</head><body><h1>{title}</h1>{body}</body></html>"
    )


def other_formats(archive: Archive) -> None:
    """PDF, JSON, an image and plain text under their own types, and two of them that claim to be HTML."""
    pdf = b"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\n% MathJax katex.min.css\ntrailer <<>>\n%%EOF\n"
    data = b'{"title": "A formula", "tex": "\\\\frac{1}{2}", "renderer": "MathJax"}'
    png = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x00\x00\x00\x00"
    for name, body, kind in (
        ("notes.pdf", pdf, "application/pdf"),
        ("api/formula", data, "application/json"),
        ("logo.png", png, "image/png"),
        (
            "readme.txt",
            b"Lemma 1. If \\(n\\) is even, so is \\(n^2\\). See MathJax.\n",
            "text/plain",
        ),
        ("download.php?id=7", pdf, "text/html"),
        ("api/widget", data, "text/html; charset=utf-8"),
    ):
        archive.visit(f"https://files.formats.example/{name}", body, http_head(body, kind))


def encodings(archive: Archive) -> None:
    """Pages whose bytes need care; all hold the same kind of text, and each a word with an accent."""

    def text(title: str) -> str:
        return (
            f"<p>{title}: the theorem that Mr Müller likes best, and proves to every guest of his café, "
            "says that the function \\(e^{it}\\) is equal to \\(\\cos t + i \\sin t\\) for every real number "
            "\\(t\\). The series of the exponential function converges absolutely; inserting \\(it\\), the "
            "even powers are the real part, and the odd powers the imaginary one. Hence "
            "\\(e^{i\\pi} + 1 = 0\\).</p>"
        )

    latin = html("Latin one by header", text("Latin one by header")).encode("latin-1")
    meta = html("Latin one by meta", text("By meta"), f'<meta charset="iso-8859-1">{MATHJAX}')
    wide = html("Sixteen bits", text("Sixteen bits"))
    lies = html("A header that lies", text("The header says ASCII"))
    none = html("No charset at all", text("Nobody says which charset"))
    nul = html("With NUL bytes", text("With NUL bytes")).replace("Müller", "Mu\0ller\0")
    for name, body, kind in (
        ("latin-header", latin, "text/html; charset=ISO-8859-1"),
        ("latin-meta", meta.encode("latin-1"), "text/html"),
        ("utf-16", b"\xff\xfe" + wide.encode("utf-16-le"), "text/html"),
        ("header-lies", lies.encode(), "text/html; charset=us-ascii"),
        ("no-charset", none.encode(), "text/html"),
        ("nul-bytes", nul.encode(), "text/html; charset=utf-8"),
        ("no-type", html("No content type", text("No type is declared")).encode(), ""),
    ):
        archive.visit(f"https://charsets.example/{name}", body, http_head(body, kind))


def transfer_codings(archive: Archive) -> None:
    """Bodies stored as they came over the wire: in chunks, and compressed."""
    body = html("Left in chunks", GOOD + "<p>This page was stored with its chunks.</p>").encode()
    chunks = b"".join(
        b"%x\r\n%s\r\n" % (len(body[n : n + 90]), body[n : n + 90]) for n in range(0, len(body), 90)
    )
    head = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
    archive.visit("https://wire.example/chunked", chunks + b"0\r\n\r\n", head)
    packed = member(html("Left compressed", GOOD + "<p>This page was stored as gzip.</p>").encode())
    archive.visit(
        "https://wire.example/gzip",
        packed,
        http_head(packed, "text/html", "Content-Encoding: gzip\r\n"),
    )


def refusals(archive: Archive) -> None:
    """A page that is not there, whose error message holds a formula all the same."""
    body = html("Not found", GOOD).encode()
    head = http_head(body).replace(b"200 OK", b"404 Not Found")
    archive.visit("https://moved.example/lost", body, head)


def pages_without_content(archive: Archive) -> None:
    """No text at all, too deep to be read, a theme that loads MathJax for a page without a formula."""
    shell = f'<html><head>{MATHJAX}</head><body><div id="app"></div></body></html>'
    archive.visit("https://empty-shell.example/app", shell.encode())
    deep = html("Too deep", "<div>" * 200_000 + "\\(x\\)" + "</div>" * 200_000)
    archive.visit("https://deep-nesting.example/spam", deep.encode())


def shares(archive: Archive) -> None:
    """One formula in a long text about other things; and a sheet of formulas without a word."""
    days = texts("everyday")
    story = "".join(f"<h2>{t.title}</h2><p>{t.parts[0].split(chr(10) * 2)[0]}</p>" for t in days)
    almanac = html("The almanac", f"{story}<p>On page \\(n\\) there is more.</p>")
    archive.visit("https://almanac.example/2022/whole-year", almanac.encode())
    rows = "".join(
        f"<p>\\[ \\int_0^1 x^{{{n}}} (1-x)^{{{m}}} \\, dx = \\frac{{{n}! \\, {m}!}}{{({n}+{m}+1)!}} \\]</p>"
        for n in range(1, 6)
        for m in range(n, 6)
    )
    archive.visit("https://formula-sheets.example/beta.html", html("∫", rows).encode())


def formulas_gone(archive: Archive) -> None:
    """A worksheet that hides its solutions, and with them its formulas; a mirror that cut the captions."""
    solutions = (
        ("a + b", "b + a"),
        ("(a + b)^2", "a^2 + 2ab + b^2"),
        ("(a - b)(a + b)", "a^2 - b^2"),
        ("a(b + c)", "ab + ac"),
    )
    hidden = "".join(
        f'<li><span class="math-tex">\\({left} = {right}\\)</span></li>'
        for left, right in solutions
    )
    worksheet = html(
        "Worksheet: the rules of algebra",
        '<p>Let <span class="math-tex">\\(a, b, c\\)</span> be whole numbers. State the rule that lets you '
        "swap two summands, and say in your own words why it holds for line segments. Then find a formula "
        "for the square of a sum by drawing a square and cutting it into four parts. Which are equal?</p>"
        "<p>Hand in your drawings on Monday. The solutions open when you press the button below.</p>"
        f'<div class="solutions" style="display: none"><ol>{hidden}</ol></div>',
    )
    archive.visit("https://worksheets.example/algebra/rules", worksheet.encode())
    sums = (
        ("1 + 2 + \\dots + n", "\\frac{n(n+1)}{2}", "first powers"),
        ("1^2 + 2^2 + \\dots + n^2", "\\frac{n(n+1)(2n+1)}{6}", "squares"),
        ("1^3 + 2^3 + \\dots + n^3", "\\left(\\frac{n(n+1)}{2}\\right)^2", "cubes"),
        ("1 + q + \\dots + q^n", "\\frac{1 - q^{n+1}}{1 - q}", "powers of one number"),
    )
    lines = "".join(
        f'<p>For the {what} the sum is <img class="tex" alt="{f"{left} = {right}"[:33]}" src="{n}.png">, '
        "as one proves by induction.</p>"
        for n, (left, right, what) in enumerate(sums)
    )
    mirror = html(
        "Sums of powers (mirrored)", f"<p>Four sums are worth knowing by heart.</p>{lines}"
    )
    archive.visit("https://mirror-of-mirrors.example/sums-of-powers", mirror.encode())


def duplicates(archive: Archive, originals: list[Text]) -> None:
    """The same text under a second address, and the same record twice."""
    first, second, third = originals
    for url in (first.url.replace("https://www.", "http://"), second.url + "?utm_source=mail"):
        archive.visit(url, page(first if "utm" not in url else second).encode())
    body = page(third).encode()
    record = archive.response(third.url + "#again", body, http_head(body))
    archive.add(record)
    archive.add(record)


def copies(archive: Archive, written: list[Text]) -> None:
    """A mirror that spaces formulas in its own way, and the second version of a paper."""
    named = {text.address: text for text in written}
    asked = named["answers.example/questions/1187/continuous-image-of-compact-set"]
    mirrored = tuple(_FORMULA.sub(_spaced, part) for part in asked.parts)
    mirror = "mirror-of-answers.example/q/1187"
    archive.visit(
        f"https://{mirror}", page(replace(asked, address=mirror, parts=mirrored)).encode()
    )
    paper = named["preprints.example/html/math-0512001"]
    revised = tuple(
        part.replace("Under the Riemann hypothesis", "If the Riemann hypothesis is true")
        for part in paper.parts
    )
    second = replace(paper, address=f"{paper.address}v2", parts=revised)
    archive.visit(second.url, page(second).encode())


def _spaced(formula: re.Match[str]) -> str:
    wide = formula[2].replace(" ", "\\, ").replace("(", "\\left( ").replace(")", " \\right)")
    return f"{formula[1]}\\displaystyle {wide}{formula[1]}"


def other_records(archive: Archive) -> None:
    """A page stored as a resource, without HTTP; a revisit; an answer of the name service."""
    body = html("Stored as a resource", GOOD + "<p>No server was asked for this one.</p>").encode()
    archive.add(archive.record("resource", body, "text/html", "https://resources.example/page"))
    head = http_head(b"")
    archive.add(
        archive.record(
            "revisit", head, "application/http; msgtype=response", "https://wire.example/again"
        )
    )
    answer = b"20230320080000\nwire.example. 300 IN A 192.0.2.7\n"
    archive.add(archive.record("response", answer, "text/dns", "dns:wire.example"))


def _damaged(name: str) -> tuple[str, bytes]:
    body = html(f"Damaged: {name}", GOOD).encode()
    return f"https://damaged.example/{name}", body


def bad_digest(archive: Archive) -> None:
    """The payload is not what it was when it was stored."""
    url, body = _damaged("bad-digest")
    wrong = "sha1:" + 32 * "A"
    record = archive.response(
        url, body, http_head(body), WARC_Payload_Digest=wrong, WARC_Block_Digest=wrong
    )
    archive.add(record)


def too_long(archive: Archive) -> None:
    """The member holds more than the record says."""
    url, body = _damaged("wrong-length-too-small")
    archive.add(archive.response(url, body, http_head(body), Content_Length="200"))


def too_short(archive: Archive) -> None:
    """The member ends before the record does."""
    url, body = _damaged("wrong-length-too-large")
    archive.add(archive.response(url, body, http_head(body), Content_Length="100000"))


def no_url(archive: Archive) -> None:
    """Nobody knows where this page was."""
    _, body = _damaged("no-url")
    archive.add(archive.response("", body, http_head(body)))


def bad_http(archive: Archive) -> None:
    """What the server said is not HTTP."""
    url, body = _damaged("bad-http")
    archive.add(archive.response(url, body, b"\x15\x03\x01\x00\x02\x02\x28"))


def corrupt_member(archive: Archive) -> None:
    """Some bytes in the middle of a member were overwritten."""
    url, body = _damaged("corrupt-member")
    data = bytearray(member(archive.response(url, body + body[::-1], http_head(body))))
    middle = len(data) // 2
    data[middle : middle + 16] = b"\xff\x00" * 8
    archive.members.append(bytes(data))


def garbage(archive: Archive) -> None:
    """Bytes between two members that belong to neither."""
    archive.members.append(b"-- 512 bytes lost in transfer --".ljust(512, b"-"))


def bomb(archive: Archive) -> None:
    """A page of `BOMB` spaces, a thousandth of that in the archive."""
    url, body = _damaged("bomb")
    body += b" " * BOMB
    archive.add(archive.response(url, body, http_head(body)))


def cut_short(archive: Archive) -> None:
    """The archive ends in the middle of a member."""
    url, body = _damaged("truncated")
    whole = member(archive.response(url, body, http_head(body)))
    archive.members.append(whole[: len(whole) // 2])


# Just over what the reader of web archives holds for one record: LIMIT in proofpile/web/warc.py.
BOMB = 65 << 20
DAMAGE: tuple[Addition, ...] = (
    *(bad_digest, too_long, too_short, no_url, bad_http, corrupt_member, garbage, bomb),
)
