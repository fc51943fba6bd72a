from itertools import combinations

import numpy as np
import pyarrow as pa
import pyarrow.json
import pytest
from dedup.make import LEAST, N_GRAMS, Material, make, write

from proofpile.native import text_tokens


@pytest.fixture(scope="module", params=[False, True], ids=["words", "formulas"])
def material(request: pytest.FixtureRequest) -> Material:
    return make(400, seed=3, formulas=request.param)


def shingles(tokens: list[str]) -> set[tuple[str, ...]]:
    return {tuple(tokens[i : i + N_GRAMS]) for i in range(len(tokens) - N_GRAMS + 1)}


def test_the_truth_is_what_comparing_every_document_with_every_other_gives(material: Material):
    sets = [shingles(material.tokens(number)) for number in range(len(material.texts))]
    naive = {}
    for first, second in combinations(range(len(sets)), 2):
        if both := len(sets[first] & sets[second]):
            jaccard = both / (len(sets[first]) + len(sets[second]) - both)
            if material.family[first] != material.family[second]:
                assert jaccard < 0.1, "documents that were not copied are not alike"
            elif jaccard >= LEAST:
                naive[first, second] = jaccard
    truth = zip(map(tuple, material.pairs.tolist()), material.jaccard.tolist(), strict=True)
    assert dict(truth) == naive


def test_texts_of_words_are_their_tokens():
    material = make(50, seed=3)
    for number, text in enumerate(material.rows(0, 50)["text"].to_pylist()):
        assert text.split(" ") == material.tokens(number)
        assert text.replace(" ", "").isalpha()
        assert text == text.lower()
        assert text.isascii()


def test_tokens_are_ours_however_formulas_are_written():
    material = make(200, seed=3, formulas=True)
    texts = material.rows(0, 200)["text"].to_pylist()
    assert [text_tokens(text) for text in texts] == [material.tokens(n) for n in range(200)]
    assert 20 <= material.respaced.sum() <= 80
    assert any(r"\left(" in text for text in texts)


def test_pairs_lie_at_every_jaccard():
    jaccard = make(4_000).jaccard
    count, _ = np.histogram(jaccard, bins=np.arange(LEAST, 1.01, 0.02))
    assert count.min() >= 50
    assert (jaccard == 1).sum() >= 20, "exact copies"


def test_the_same_arguments_give_the_same_bytes_and_another_seed_others(tmp_path):
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        write(make(200, seed), tmp_path / name)
    for name in ("corpus.arrow", "corpus.jsonl", "truth.arrow"):
        a, b, c = ((tmp_path / folder / name).read_bytes() for folder in "abc")
        assert a == b != c


def test_files_hold_the_same_documents_and_the_truth_their_rows(tmp_path):
    material = make(300, seed=2)
    facts = write(material, tmp_path)
    with pa.memory_map(str(tmp_path / "corpus.arrow")) as file:
        table = pa.ipc.open_file(file).read_all()
    lines = pa.json.read_json(tmp_path / "corpus.jsonl")
    assert table.to_pylist() == lines.to_pylist()
    assert facts["documents"] == 300
    assert facts["text_bytes"] == sum(map(len, table["text"].to_pylist()))
    with pa.memory_map(str(tmp_path / "truth.arrow")) as file:
        truth = pa.ipc.open_file(file).read_all()
    assert truth["first"].to_pylist() == material.pairs[:, 0].tolist()
    assert truth["family"].to_numpy().tolist() == material.family[material.pairs[:, 1]].tolist()
