"""A corpus of real text, and the items that are looked for in it.

    python material.py OUT [--mb 220] [--data FOLDER]

reads papers, proofs, programs and pages of PROOFPILE_TEST_DATA and writes OUT/corpus.arrow (id, text; about
`--mb` million bytes), OUT/items.jsonl (benchmark, id, part, text: GSM8K test and train, miniF2F in words and
in Isabelle) and OUT/facts.json. Same arguments and test data, same bytes.

Texts are cut at paragraphs to some 6 kB. There is less real text than is wanted, so it comes again with one
word in eight exchanged for another of the same document: no two copies are alike, and frequencies stay.
One document in a thousand has a problem planted in it, so that all contenders have something to find.
"""

import argparse
import json
import os
import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa

SIZE = 6_000  # characters of a document
EXCHANGED = 8  # one word in so many, in a copy
PLANTED = 1000  # one document in so many; of real corpora it is fewer than one in 10,000
ROWS = 256  # of a batch
_BLANKS = re.compile(r"(\s+)")
_FOLDERS = ("latex", "formal", "code", "html_math", "html_math_bysa", "html_nonmath", "html_gt")
_BINARY = {".gz", ".pdf", ".png", ".jpg", ".gif", ".zip", ".svg", ".ipynb", ".json"}


def data_folder() -> Path:
    """The real test material."""
    folder = Path(os.environ.get("PROOFPILE_TEST_DATA", ""))
    if not (folder / "bench").is_dir():
        raise SystemExit(f"no test material in {folder}: say where it is with PROOFPILE_TEST_DATA")
    return folder


def texts(data: Path) -> Iterator[tuple[str, str]]:
    """(path, text) of every file; of pages the text that extraction leaves."""
    from proofpile.web import PageError, extract

    for folder in _FOLDERS:
        for path in sorted((data / folder).glob("**/*")):
            if not path.is_file() or path.suffix.lower() in _BINARY:
                continue
            raw = path.read_bytes()
            try:
                text = extract(raw).text if path.suffix == ".html" else raw.decode()
            except (PageError, UnicodeDecodeError):
                continue
            yield str(path.relative_to(data)), text


def cut(text: str, size: int = SIZE) -> Iterator[str]:
    """Pieces of about `size` characters, at ends of paragraphs where there are any."""
    piece, length = list[str](), 0
    for paragraph in text.split("\n\n"):
        for start in range(0, max(1, len(paragraph)), size):
            part = paragraph[start : start + size]
            piece.append(part)
            length += len(part) + 2
            if length >= size:
                yield "\n\n".join(piece)
                piece, length = [], 0
    if length > size // 4:
        yield "\n\n".join(piece)


def copied(text: str, chance: random.Random) -> str:
    """`text` with some words exchanged for others of it."""
    parts = _BLANKS.split(text)
    words = (len(parts) + 1) // 2
    for _ in range(words // EXCHANGED):
        parts[2 * chance.randrange(words)] = parts[2 * chance.randrange(words)]
    return "".join(parts)


def items(data: Path) -> Iterator[tuple[str, str, str, str]]:
    """(benchmark, id, part, text)."""
    for split in ("test", "train"):
        lines = (data / "bench" / "gsm8k" / f"{split}.jsonl").read_text(encoding="utf-8")
        for number, line in enumerate(lines.splitlines()):
            row = json.loads(line)
            yield f"gsm8k-{split}", str(number), "problem", row["question"]
            yield f"gsm8k-{split}", str(number), "solution", row["answer"]
    minif2f = data / "bench" / "minif2f"
    for path in sorted(minif2f.glob("informal/*/*.json")):
        row = json.loads(path.read_text(encoding="utf-8"))
        yield "minif2f", row["problem_name"], "problem", row["informal_statement"]
        if row["informal_proof"].strip():
            yield "minif2f", row["problem_name"], "solution", row["informal_proof"]
    for path in sorted(minif2f.glob("deepseek_jsonl/*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            yield "minif2f-isabelle", row["problem_name"], "statement", row["formal_statement"]


def documents(data: Path, size: int) -> Iterator[str]:
    """Texts of at least `size` bytes together: the real ones, then copies that differ."""
    pieces = [piece for _, text in texts(data) for piece in cut(text)]
    planted = [text for _, _, part, text in items(data) if part == "problem"]
    chance, made, number = random.Random(6), 0, 0
    while True:
        for piece in pieces:
            text = piece if number < len(pieces) else copied(piece, chance)
            if number % PLANTED == PLANTED - 1:
                middle = text.rfind(" ", 0, len(text) // 2) + 1
                text = f"{text[:middle]}{chance.choice(planted)} {text[middle:]}"
            yield text
            made, number = made + len(text.encode()), number + 1
            if made >= size:
                return


def write(out: Path, data: Path, size: int) -> None:
    """Corpus, items and facts in the folder `out`."""
    out.mkdir(parents=True, exist_ok=True)
    schema = pa.schema([("id", pa.string()), ("text", pa.large_string())])
    count = total = 0
    with pa.ipc.new_file(str(out / "corpus.arrow"), schema) as file:
        batch = list[str]()
        for text in documents(data, size):
            batch.append(text)
            total += len(text.encode())
            if len(batch) == ROWS:
                count = _put(file, batch, count)
        count = _put(file, batch, count)
    parts = list(items(data))
    with (out / "items.jsonl").open("w", encoding="utf-8") as lines:
        for benchmark, id, part, text in parts:
            row = {"benchmark": benchmark, "id": id, "part": part, "text": text}
            lines.write(json.dumps(row) + "\n")
    facts = {"documents": count, "text_bytes": total, "parts": len(parts)}
    (out / "facts.json").write_text(json.dumps(facts) + "\n")
    print(facts, file=sys.stderr)


def _put(file: "pa.ipc.RecordBatchFileWriter", batch: list[str], count: int) -> int:
    ids = pa.array([f"d{count + n:07d}" for n in range(len(batch))])
    columns = [ids, pa.array(batch, pa.large_string())]
    file.write_batch(pa.RecordBatch.from_arrays(columns, ["id", "text"]))
    count += len(batch)
    batch.clear()
    return count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--mb", type=int, default=220)
    options = parser.parse_args()
    write(options.out, data_folder(), options.mb * 1_000_000)


if __name__ == "__main__":
    main()
