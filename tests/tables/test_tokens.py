"""Token shards come back as the text they were made of, or not at all."""

import hashlib
import json
import os
import random
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from tables.corpora import lines, read_all, source, write_arrow, write_parquet, write_stream

from proofpile.errors import MissingError, UsageError
from proofpile.tables import tokens
from proofpile.tables.files import find
from proofpile.tables.layout import unlabelled

sentencepiece = pytest.importorskip("sentencepiece")
fast = pytest.importorskip("tokenizers")

TEXTS = (
    "Theorem 1. Let $x_1$ be real.\nThen $\\frac{x_1}{2} \\le x_1^2 + 1$.",
    "",
    " é, ζ, 数学, \U0001f600\n\n  two  blanks\t",
    "n" * 300 + " ∮ " * 100,
)


DATA = Path(os.environ.get("PROOFPILE_TEST_DATA", Path(__file__).parents[3] / "shared" / "data"))
SENTENCEPIECE, BPE = "made.model", "made.json"
REAL = ("mistral-common/tokenizer.model.v1", "gpt-neox/gpt-neo-test-tokenizer.json")
ALL = pytest.mark.parametrize("name", [SENTENCEPIECE, BPE, *REAL])
LEARNT = [
    *TEXTS,
    *(f"{word} and some text before and after {word}" for word in ["one", "two", "three", "four"]),
]


@cache
def _made() -> Path:
    """A folder with two small tokenizers of the two kinds, both with all bytes in them."""
    folder = Path(tempfile.mkdtemp(prefix="tokenizers-"))
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(LEARNT * 20),
        model_prefix=str(folder / "made"),
        **{
            "model_type": "bpe",
            "vocab_size": 360,
            "byte_fallback": True,
            "character_coverage": 0.98,
        },
        **{"normalization_rule_name": "identity", "remove_extra_whitespaces": False},
        minloglevel=2,
    )
    bpe = fast.Tokenizer(fast.models.BPE())
    bpe.pre_tokenizer = fast.pre_tokenizers.ByteLevel(add_prefix_space=False)
    bpe.decoder = fast.decoders.ByteLevel()
    alphabet = fast.pre_tokenizers.ByteLevel.alphabet()
    trainer = fast.trainers.BpeTrainer(
        vocab_size=400, initial_alphabet=alphabet, show_progress=False
    )
    bpe.train_from_iterator(LEARNT, trainer)
    bpe.save(str(folder / "made.json"))
    return folder


@cache
def tokenizer(name: str) -> Any:
    """(path, encode) of a tokenizer."""
    path = (DATA / "tokenizers" if name in REAL else _made()) / name
    if not path.is_file():
        pytest.skip(f"there is no {path}; say where test material is with PROOFPILE_TEST_DATA")
    if name.endswith(".json"):
        bpe = fast.Tokenizer.from_file(str(path))
        return str(path), lambda text: bpe.encode(text, add_special_tokens=False).ids
    return str(path), sentencepiece.SentencePieceProcessor(model_file=str(path)).encode


def shard(
    ids: Sequence[Any],
    path: str = "",
    column: str = "input_ids",
    type_: Any = None,
    **more: Any,
) -> pa.Table:
    """Tokens as a trainer keeps them; with `path` of a tokenizer they say which one made them."""
    columns = {
        column: pa.array(ids, type_ or pa.list_(pa.uint16())),
        "doc_id": pa.array(
            [hashlib.md5(b"%d" % n).digest() for n in range(len(ids))], pa.binary(16)
        ),
        "num_bytes": pa.array([7] * len(ids), pa.uint32()),
    }
    table = pa.table(columns)
    if path:
        sha256 = hashlib.sha256(Path(path).read_bytes()).hexdigest()
        facts = {"format": 1, "tokenizer": "mine", "tokenizer_sha256": sha256, **more}
        table = table.replace_schema_metadata({"proofpile": json.dumps(facts)})
    return table


@ALL
@pytest.mark.parametrize("write", [write_arrow, write_stream, write_parquet])
@pytest.mark.parametrize("type_", [pa.uint16(), pa.uint32(), pa.int64()])
def test_tokens_are_read_as_the_text_they_came_from(
    name: str, write: Any, type_: Any, tmp_path: Path
) -> None:
    path, encode = tokenizer(name)
    texts = [f"{text} {n}" for n, text in enumerate(TEXTS * 12)]
    table = shard([encode(text) for text in texts], path, type_=pa.list_(type_))
    write(tmp_path / "a.arrow", table)
    documents, drops = read_all(tmp_path / "a.arrow", tokenizer=path)
    assert not drops
    assert [d["text"].strip() for d in documents] == [text.strip() for text in texts]
    # The id is that of the document, wherever its tokens lie.
    assert documents[3]["id"] == hashlib.md5(b"3").hexdigest()
    assert documents[3]["origin"] == "a.arrow#3"
    assert documents[3]["num_bytes"] == 7
    assert "input_ids" not in documents[3]


@pytest.mark.parametrize("column", ["input_ids", "tokens", "mine"])
@pytest.mark.parametrize("kind", [pa.list_, pa.large_list])
def test_anybodys_column_of_tokens_is_read(column: str, kind: Any, tmp_path: Path) -> None:
    path, encode = tokenizer(SENTENCEPIECE)
    ids = pa.array([encode("some text")], kind(pa.int32()))
    write_parquet(tmp_path / "a.parquet", pa.table({column: ids}))
    named = {} if column != "mine" else {"text_column": "mine"}
    documents, drops = read_all(tmp_path / "a.parquet", tokenizer=path, **named)
    assert [(d["id"], d["text"]) for d in documents] == [("documents:a.parquet#0", "some text")]
    assert not drops


def test_windows_of_one_length_are_read(tmp_path: Path) -> None:
    path, encode = tokenizer(SENTENCEPIECE)
    ids = (encode("one two three four") * 3)[:8]
    table = pa.table({"input_ids": pa.array([ids, None, ids], pa.list_(pa.int32(), 8))})
    write_arrow(tmp_path / "a.arrow", table)
    documents, drops = read_all(tmp_path / "a.arrow", tokenizer=path)
    assert [d["text"] for d in documents] == [documents[0]["text"]] * 2
    assert documents[0]["text"].startswith("one two three four")
    assert [(d.reason, d.origin) for d in drops] == [("no-text", "a.arrow#1")]


def test_tokens_and_texts_are_one_corpus(tmp_path: Path) -> None:
    path, encode = tokenizer(SENTENCEPIECE)
    write_arrow(tmp_path / "a.arrow", shard([encode("from tokens")], path))
    (tmp_path / "b.jsonl").write_bytes(lines([{"text": "from a line", "input_ids": [1, 2]}]))
    write_parquet(tmp_path / "c.parquet", pa.table({"text": ["from a row"], "tokens": [[1, 2]]}))
    documents, drops = read_all(tmp_path, tokenizer=path)
    assert [d["text"] for d in documents] == ["from tokens", "from a line", "from a row"]
    assert [d["id"] for d in documents] == [
        f"documents:{tmp_path.name}/{name}" for name in ("a.arrow#0", "b.jsonl#1", "c.parquet#0")
    ]
    assert not drops


@pytest.mark.parametrize(
    ("ids", "reason", "says"),
    [
        ([5, 360], "bad-record", "token 360 is none of the 360"),
        ([5, -1], "bad-record", "token -1 is none of"),
        ([2**40], "bad-record", "token 1099511627776 is none of"),
        ([5, None], "bad-record", "a token is null"),
        ([5] * 5000, "too-long", "5,000 tokens"),
        (None, "no-text", "null"),
    ],
)
def test_a_bad_row_costs_itself_alone(ids: Any, reason: str, says: str, tmp_path: Path) -> None:
    path, encode = tokenizer(SENTENCEPIECE)
    good = encode("before and after")
    table = shard([good, [], ids, [], good], path, type_=pa.list_(pa.int64()))
    write_arrow(tmp_path / "a.arrow", table)
    documents, drops = read_all(tmp_path / "a.arrow", tokenizer=path, most_bytes=4000)
    assert [d["text"] for d in documents] == ["before and after", "", "", "before and after"]
    assert [(d.reason, d.origin) for d in drops] == [(reason, "a.arrow#2")]
    assert says in drops[0].detail


def test_a_text_that_grew_too_long_is_refused(tmp_path: Path) -> None:
    path, encode = tokenizer(SENTENCEPIECE)
    write_arrow(tmp_path / "a.arrow", shard([encode("incomprehensible " * 100)], path))
    documents, drops = read_all(tmp_path / "a.arrow", tokenizer=path, most_bytes=1000)
    assert (len(documents), [d.reason for d in drops]) == (0, ["too-long"])


def test_another_tokenizer_is_refused_and_both_are_named(tmp_path: Path) -> None:
    path, encode = tokenizer(SENTENCEPIECE)
    other, _ = tokenizer(BPE)
    write_arrow(tmp_path / "a.arrow", shard([encode("text")], path))
    with pytest.raises(UsageError) as error:
        source(tmp_path, tokenizer=other)
    for file in (path, other):
        assert hashlib.sha256(Path(file).read_bytes()).hexdigest() in str(error.value)
    assert "made by the tokenizer mine" in str(error.value)


def test_tokens_without_a_tokenizer_say_what_to_give(tmp_path: Path) -> None:
    path, encode = tokenizer(SENTENCEPIECE)
    write_arrow(tmp_path / "a.arrow", shard([encode("text")], path))
    with pytest.raises(UsageError, match=r"'input_ids', made by mine \(sha256 .*--tokenizer PATH"):
        source(tmp_path)


def test_a_tokenizer_without_tokens_is_a_mistake(tmp_path: Path) -> None:
    path, _ = tokenizer(SENTENCEPIECE)
    (tmp_path / "a.jsonl").write_bytes(lines([{"text": "t", "tokens": [1]}]))
    with pytest.raises(UsageError, match="of 1 file none has a list of integers in input_ids or"):
        source(tmp_path, tokenizer=path)


def test_two_columns_of_tokens_contradict_each_other(tmp_path: Path) -> None:
    path, _ = tokenizer(SENTENCEPIECE)
    write_arrow(tmp_path / "a.arrow", shard([[5]]))
    write_arrow(tmp_path / "b.arrow", shard([[5]], column="tokens"))
    with pytest.raises(UsageError, match=r"'input_ids' in .* and 'tokens' in"):
        source(tmp_path, tokenizer=path)


@pytest.mark.parametrize("said", [b"", b"no JSON", b"[]", b'{"tokenizer": "mine"}', b"\xff"])
def test_shards_that_do_not_say_what_made_them_are_named(said: bytes, tmp_path: Path) -> None:
    path, encode = tokenizer(SENTENCEPIECE)
    table = shard([encode("text")])
    write_arrow(tmp_path / "a.arrow", table.replace_schema_metadata({b"proofpile": said}))
    write_arrow(tmp_path / "b.arrow", shard([encode("text")], path))
    of = source(tmp_path, tokenizer=path)
    assert [Path(f.location).name for f in unlabelled(find(of.inputs), of.layout)] == ["a.arrow"]
    documents, _ = read_all(tmp_path, tokenizer=path)
    assert [d["text"] for d in documents] == ["text", "text"]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (None, "No such file"),
        (b"", "SentencePiece model"),
        (b"\x00" * 100, "SentencePiece model"),
        (b"{}", "tokenizer.json"),
        (b'{"version": "1.0", "model": ', "tokenizer.json"),
    ],
)
def test_what_is_no_tokenizer_is_refused(data: bytes | None, says: str, tmp_path: Path) -> None:
    path = tmp_path / "tokenizer"
    if data is not None:
        path.write_bytes(data)
    with pytest.raises(UsageError, match=says):
        tokens.load(str(path))


def test_a_tokenizer_that_does_not_give_back_what_it_took_is_refused(tmp_path: Path) -> None:
    path, _ = tokenizer(BPE)
    facts = json.loads(Path(path).read_text())
    (tmp_path / "tokenizer.json").write_text(json.dumps({**facts, "decoder": None}))
    with pytest.raises(UsageError, match="came back as"):
        tokens.load(str(tmp_path / "tokenizer.json"))


@pytest.mark.parametrize("library", ["sentencepiece", "tokenizers"])
def test_a_missing_library_is_said_with_its_extra(
    library: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, _ = tokenizer(SENTENCEPIECE if library == "sentencepiece" else BPE)
    tokens.load.cache_clear()
    monkeypatch.setitem(__import__("sys").modules, library, None)
    with pytest.raises(MissingError, match=rf"{library}.*pip install 'proofpile\[tokenizers\]'"):
        tokens.load(path)
    tokens.load.cache_clear()


@ALL
def test_a_long_document_in_pieces_is_the_same_text(name: str) -> None:
    path, encode = tokenizer(name)
    rng = random.Random(5)
    signs = [
        "a",
        "the",
        " ",
        "\n",
        "é",
        "数",
        "\U0001f600",
        "∮",
        "\\frac",
        "12",
        "\u0303",
        "ﷺ",
        "x_1",
    ]
    decode = tokens.load(path).decode
    for _ in range(60):
        ids = np.array(encode("".join(rng.choices(signs, k=400))), np.uint16)
        whole = decode(ids.tolist())
        for at_once in (rng.randrange(20, 200), len(ids) - 1, len(ids)):
            assert tokens.text_of(ids, decode, at_once) == whole


def test_tokens_at_random_cost_no_more_than_nonsense(tmp_path: Path) -> None:
    path, _ = tokenizer(SENTENCEPIECE)
    rng = np.random.default_rng(6)
    ids = [rng.integers(0, 400, n).tolist() for n in rng.integers(0, 50, 300)]
    write_arrow(tmp_path / "a.arrow", shard(ids))
    documents, drops = read_all(tmp_path / "a.arrow", tokenizer=path)
    assert len(documents) == sum(all(i < 360 for i in row) for row in ids) > 5
    assert {d.reason for d in drops} == {"bad-record"}
