"""Main content: what of a page's text is kept and what else gets in, ours against two peers in one run.

Usage: bench_prose.py [--worst 10]

Pages: those of `prose_pages`, which this project wrote, and, where the test material is, the fixtures of
defuddle, whose truth is that tool's own output and is to be read loosely. Scores as article extraction
benchmarks do: precision and recall of four-word shingles, averaged over pages, and the F1 of the two means.
Scored are words only: formulas, Markdown marks, addresses and a leading title are left out on both sides.
For formulas: how many of those that the pages have ours holds, after extraction.
"""

import argparse
import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from html import unescape
from importlib.metadata import version
from pathlib import Path

import trafilatura
from bench_extract import DATA
from prose_pages import Page, pages
from resiliparse.extract.html2text import extract_plain_text

from proofpile.web import extract
from proofpile.web.decode import decode

Score = tuple[float, float]


def with_trafilatura(html: bytes) -> str:
    return trafilatura.extract(html) or ""


def with_trafilatura_fast(html: bytes) -> str:
    return trafilatura.extract(html, fast=True) or ""


def with_resiliparse(html: bytes) -> str:
    return extract_plain_text(decode(html, "")[0], main_content=True, alt_texts=False)


TOOLS: dict[str, Callable[[bytes], str]] = {
    "proofpile": lambda html: extract(html).text,
    "trafilatura": with_trafilatura,
    "fast": with_trafilatura_fast,
    "resiliparse": with_resiliparse,
}


# --- words of Markdown

_FORMULA = re.compile(
    r"(?<!\\)\$\$.{1,4000}?(?<!\\)\$\$|(?<!\\)\$(?! )[^$\n]{1,400}?(?<![ \\])\$|\\\[.{1,2000}?\\\]",
    re.DOTALL,
)
_FENCE = re.compile(r"^ {0,12}(`{3,})[^\n`]*\n(.*?)^ {0,12}\1 *$", re.DOTALL | re.MULTILINE)
_ADDRESS = r"\(<?[^()\s]*(?:\([^()]*\)[^()\s]*)*>?(?:\s+\"[^\"]*\")?\)"
_PICTURE = re.compile(r"!\[[^\]]*\]" + _ADDRESS)
_LINK = re.compile(r"\[((?:[^\[\]]|\[[^\[\]]*\])*)\]" + _ADDRESS)
_FOOTNOTE = re.compile(r"\[\^[^\]]+\]:?")
_HEADER = re.compile(r"\A```json\n.*?\n```\n", re.DOTALL)


def prose(markdown: str, formulas: bool = True) -> str:
    """`markdown` without addresses, pictures, fences and, if it may have them, `formulas`; code stays."""
    pieces = _FENCE.split(_HEADER.sub("", markdown))
    for at in range(0, len(pieces), 3):
        text = _PICTURE.sub(" ", _FORMULA.sub(" ", pieces[at]) if formulas else pieces[at])
        pieces[at] = _FOOTNOTE.sub(" ", _LINK.sub(r"\1", _LINK.sub(r"\1", text)))
    return "\n".join(piece for at, piece in enumerate(pieces) if at % 3 != 1)


_UNSPACED = "\u0e00-\u0e7f\u1000-\u109f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")


def words(text: str) -> list[str]:
    """Words, each character by itself in scripts that do not write spaces."""
    return _WORD.findall(unicodedata.normalize("NFC", text).lower())


_TITLE = re.compile(r"<(?:title|h1)[^>]*>(.{1,400}?)</(?:title|h1)>", re.DOTALL | re.IGNORECASE)


def titles(html: bytes) -> set[str]:
    found = _TITLE.findall(decode(html, "")[0])
    return {" ".join(words(unescape(re.sub(r"<[^>]+>", " ", title)))) for title in found}


def untitled(text: str, known: set[str]) -> str:
    """`text` without the first of its first lines that is a title: whether one is in is no matter."""
    lines = [line for line in text.splitlines() if line.strip()]
    for at, line in enumerate(lines[:6]):
        if " ".join(words(line)) in known:
            return "\n".join(lines[:at] + lines[at + 1 :])
    return "\n".join(lines)


# --- scores


def shingles(text: str, length: int = 4) -> Counter[tuple[str, ...]]:
    found = words(text)
    if not found:
        return Counter()
    return Counter(tuple(found[at : at + length]) for at in range(max(1, len(found) - length + 1)))


def score(truth: str, got: str) -> Score:
    """Precision and recall."""
    wanted, had = shingles(truth), shingles(got)
    common = (wanted & had).total()
    precision = common / had.total() if had else float(not wanted)
    return precision, common / wanted.total() if wanted else 1.0


def f1(scores: list[Score]) -> tuple[float, float, float]:
    """F1 of the mean precision and the mean recall, and the two."""
    precision = sum(each[0] for each in scores) / len(scores)
    recall = sum(each[1] for each in scores) / len(scores)
    return 2 * precision * recall / max(precision + recall, 1e-9), precision, recall


# --- pages


def fixtures(folder: Path) -> Iterator[tuple[Page, bytes]]:
    """Pages of defuddle with its Markdown for truth."""
    for expected in sorted(folder.glob("expected/*.md")):
        source = folder / "fixtures" / f"{expected.stem}.html"
        if source.exists():
            kind = "fixtures/maths" if expected.stem.startswith("math--") else "fixtures"
            yield (
                Page(expected.stem, kind, "", expected.read_text(encoding="utf-8")),
                source.read_bytes(),
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument(
        "--worst", type=int, default=0, metavar="N", help="name the N pages ours is worst at"
    )
    options = parser.parse_args()
    results: dict[str, dict[str, list[Score]]] = defaultdict(lambda: defaultdict(list))
    ours: list[tuple[float, str]] = []
    kept = known = 0
    made = [(page, page.html.encode()) for page in pages()]
    for page, html in [*made, *fixtures(DATA / "html_gt" / "defuddle")]:
        heads = titles(html)
        truth = untitled(prose(page.truth), heads)
        if len(words(truth)) < 10:
            continue
        for name, function in TOOLS.items():
            # Two prices in a peer's plain text are no formula.
            got = prose(function(html), name == "proofpile" or page.kind.endswith("maths"))
            results[page.kind][name].append(score(truth, untitled(got, heads)))
        ours.append((f1(results[page.kind]["proofpile"][-1:])[0], page.name))
        kept += min(page.formulas, len(extract(html).formulas)) if page.formulas else 0
        known += page.formulas
    report(results)
    print(f"formulas of synthetic pages that ours holds: {kept} of {known}")
    for value, name in sorted(ours)[: options.worst]:
        print(f"{value:.3f} {name}")


def report(results: dict[str, dict[str, list[Score]]]) -> None:
    print(
        f"trafilatura {version('trafilatura')}, resiliparse {version('resiliparse')}; F1 (precision recall)"
    )
    print(f"{'kind':14} {'pages':>5}" + "".join(f"  {name:19}" for name in TOOLS))
    made = {kind: scores for kind, scores in results.items() if not kind.startswith("fixtures")}
    rest = {kind: scores for kind, scores in results.items() if kind.startswith("fixtures")}
    total = {name: [each for scores in made.values() for each in scores[name]] for name in TOOLS}
    for kind, scores in [*sorted(made.items()), ("synthetic, all", total), *sorted(rest.items())]:
        cells = ("  {:.3f} ({:.3f} {:.3f})".format(*f1(scores[name])) for name in TOOLS)
        print(f"{kind:14} {len(scores['proofpile']):5}" + "".join(cells))


if __name__ == "__main__":
    main()
