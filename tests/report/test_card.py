import json
import re

import pytest
import yaml

from proofpile.manifest import Manifest
from proofpile.report.build import write_report
from proofpile.report.card import size_category, splits_of
from proofpile.report.statistics import Statistics


@pytest.fixture
def card(rich):
    write_report(rich)
    return (rich / "README.md").read_text()


def front_matter(card):
    return yaml.safe_load(card.split("---\n")[1])


def test_the_front_matter_is_what_the_hub_reads(rich, card):
    facts = front_matter(card)
    splits = splits_of(Manifest.load(rich).facts)
    assert facts["license"] == "other"
    assert facts["language"] == ["en"]
    assert facts["size_categories"] == ["n<1K"]
    assert facts["task_categories"] == ["text-generation"]
    (config,) = facts["configs"]
    assert [(f["split"], f["path"]) for f in config["data_files"]] == [
        (split, f"documents/{split}/*.arrow") for split in splits
    ]


def test_the_hub_library_loads_the_folder_by_its_card(rich, card, load):
    loaded = load(str(rich))
    assert {split: len(rows) for split, rows in loaded.items()} == splits_of(
        Manifest.load(rich).facts
    )
    assert loaded["train"].column_names[:4] == ["id", "text", "origin", "licence"]


def test_what_the_card_says_runs(rich, card, load, tmp_path, monkeypatch):
    monkeypatch.chdir(rich)
    snippets = re.findall(r"```python\n(.*?)```", card, re.DOTALL)
    assert len(snippets) == 3
    for snippet in snippets[:2]:  # the third is of an export
        names = {}
        exec(snippet.replace('split="train")', f'split="train", cache_dir="{tmp_path}/c")'), names)
        assert len(names["corpus"]) == splits_of(Manifest.load(rich).facts)["train"]


def test_a_language_that_yaml_takes_for_no_stays_norwegian(tell):
    docs = [{"text": f"{n}", "origin": "", "marks": {"language": "no"}} for n in range(3)]
    docs += [
        {"text": "x", "origin": "", "marks": {"language": code}} for code in ("und", "zh-Hans")
    ]
    out = tell(docs, filters=False)
    write_report(out)
    assert front_matter((out / "README.md").read_text())["language"] == ["no"]


def test_every_reason_parameter_and_column_is_told(rich, card):
    facts = Manifest.load(rich).facts
    for reason, count in facts["dropped"].items():
        assert f"`{reason}` ({facts['given_by'][reason]}) | −" in card
        assert facts["reasons"][reason] in card
        assert f"−{count:,} " in card
    for name, fingerprint in facts["recipe"].items():
        assert f"| `{name}` | `{fingerprint}` |" in card
        for key, value in facts["parameters"][name].items():
            assert f"`{key}={json.dumps(value)}`" in card
    for name, kind in Statistics.of(rich, facts).columns.items():
        assert f"| `{name}` | {kind} |" in card


def test_a_trial_and_a_blown_budget_are_said(rich):
    path = rich / "manifest.json"
    facts = json.loads(path.read_text())
    path.write_text(json.dumps(facts | {"limit": 10, "over_budget": ["truncated"]}))
    page = write_report(rich).read_text()
    card = (rich / "README.md").read_text()
    assert "at most 10 records of each unit" in page
    assert "at most 10 records of each unit" in card
    assert "--limit 10 " in card
    assert "Over the error budget: truncated" in page
    assert "Over the error budget of the build: truncated." in card


@pytest.mark.parametrize(
    ("rows", "name"),
    [(0, "n<1K"), (999, "n<1K"), (1000, "1K<n<10K"), (10**6, "1M<n<10M"), (10**9, "n>1B")],
)
def test_sizes(rows, name):
    assert size_category(rows) == name
