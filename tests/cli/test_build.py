"""`proofpile build`: options, funnel, plan, exit codes."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest
from helpers import contents

CLI = Callable[..., SimpleNamespace]

FUNNEL = """
shelf               8          in
  silent           −2  25.0 %  the line says hush
  short            −1  12.5 %  the line is too short
  kept              5  62.5 %
exact_duplicates    5          in
  exact-duplicate  −1  20.0 %  an earlier document of the corpus has the same text
  kept              4  80.0 %
"""


def _build(shop: SimpleNamespace, *more: object) -> list[object]:
    return ["build", "--source", "./shelf.py", "--out", shop.out, "--on", "here", *more]


def test_a_build_shows_its_funnel_and_what_to_do_next(shop: SimpleNamespace, cli: CLI) -> None:
    said = cli(*_build(shop))
    assert FUNNEL in said.out
    assert "shards: 4 made, 0 reused" in said.out
    assert "corpus: 4 documents, 59 B of text (train 4)" in said.out
    assert f"report: {shop.out}/report/index.html" in said.out
    assert f"proofpile explain https://books.example/a.txt/1 --out {shop.out}" in said.out
    assert said.err.startswith("kernels: ")
    assert (shop.out / "report" / "index.html").is_file()


def test_the_suggested_commands_work(built: SimpleNamespace, cli: CLI) -> None:
    said = cli("show", built.out).out
    command = next(line for line in said.splitlines() if "proofpile explain" in line).split()
    assert "DROPPED in pass shelf, by shelf: short" in cli(*command[1:]).out


def test_an_unchanged_rerun_says_so(built: SimpleNamespace, cli: CLI) -> None:
    before = contents(built.out)
    said = cli(*_build(built))
    assert "nothing had changed: every shard was reused, no file was rewritten" in said.out
    assert "shelf: done in" in said.err
    assert "2 units, 2 reused, 8 read, 5 kept" in said.err
    assert contents(built.out) == before


def test_a_changed_split_is_not_called_unchanged(built: SimpleNamespace, cli: CLI) -> None:
    said = cli(*_build(built, "--held-out", "0.5,0.25"))
    assert "nothing had changed" not in said.out
    assert "shards: 0 made, 4 reused" in said.out


def test_json_is_all_there_is_on_standard_output(shop: SimpleNamespace, cli: CLI) -> None:
    result = json.loads(cli(*_build(shop, "--json")).out)
    assert result["dropped"] == {"exact-duplicate": 1, "short": 1, "silent": 2}
    assert (result["kept"], result["complete"], result["unchanged"]) == (4, True, False)
    assert (result["shards_made"], result["shards_reused"]) == (4, 0)
    assert result["report"] == f"{shop.out}/report/index.html"


def test_the_default_folder_is_named_after_the_source(shop: SimpleNamespace, cli: CLI) -> None:
    cli("build", "--source", "./shelf.py", "--on", "here")
    assert Path("out/shelf/manifest.json").is_file()


def test_parameters_are_set(shop: SimpleNamespace, cli: CLI) -> None:
    result = json.loads(cli(*_build(shop, "--json", "--set", "shelf.least=1")).out)
    assert (result["kept"], "short" in result["dropped"]) == (5, False)


LONG = '''"""A filter of one's own."""
from dataclasses import dataclass
from proofpile import Document, Drop, Filter

@dataclass(frozen=True)
class Long(Filter):
    least: int = 3
    reasons = {"too-few": "the line has too few words"}

    def __call__(self, doc):
        return doc if doc.marks["words"] >= self.least else Drop("too-few")
'''


def test_filters_are_added_and_left_out(shop: SimpleNamespace, cli: CLI) -> None:
    Path("long.py").write_text(LONG)
    more = ("--filter", "./long.py", "--set", "long.least=4", "--without", "exact_duplicates")
    result = json.loads(cli(*_build(shop, "--json", *more)).out)
    assert "exact-duplicate" not in result["dropped"]
    assert result["dropped"]["too-few"] > 0


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--without", "laguage"), "has no filter of that name; it has exact_duplicates"),
        (("--filter", "exact_duplicates"), "has it already"),
        (("--filter", "laguage"), "there is no filter called 'laguage'"),
    ],
)
def test_filters_that_are_not_there(shop: SimpleNamespace, cli: CLI, more, said) -> None:
    assert said in cli(*_build(shop, *more), code=2).err


def test_a_filter_is_set_by_its_own_name(shop: SimpleNamespace, cli: CLI) -> None:
    plan = cli(*_build(shop, "--dry-run", "--json", "--set", "exact_duplicates.table_sha256=x"))
    (stage,) = json.loads(plan.out)["passes"][1]["filters"]
    assert stage == ["exact_duplicates", {"table_sha256": "x"}]


def test_inputs_are_the_recipes_own_fields(shop: SimpleNamespace, cli: CLI) -> None:
    shop.books.rename("moved")
    Path("more").mkdir()
    Path("more/c.txt").write_text("a b c")
    said = cli(*_build(shop, "--input", "moved", "--input", "more", "--json"))
    assert json.loads(said.out)["kept"] == 5


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--set", "shelf.leest=3"], "shelf has no parameter leest; it has.*Did you mean least?"),
        (["--set", "shelf.least=few"], "--set shelf.least=few: invalid literal"),
        (["--set", "languish.least=3"], "no recipe languish; it has shelf, exact_duplicates"),
        (["--set", "least=3"], "--set least=3: expected recipe.field=value"),
        (["--input", "books", "--sample"], "--input and --sample both say what to read"),
        (["--held-out", "1"], "--held-out 1: expected two shares"),
        (["--held-out", "0.6,0.6"], "together under 1"),
        (["--memory", "lots"], "'lots' is not a size"),
        (["--workers", "2"], "--on here is this one process"),
        (["--ray-address", "auto"], "--ray-address goes with --on ray"),
        (["--input", "nowhere"], "shelf has nothing to read"),
    ],
)
def test_mistakes_are_told(
    shop: SimpleNamespace, cli: CLI, arguments: list[str], message: str
) -> None:
    said = cli(*_build(shop, *arguments), code=2)
    assert said.out == ""
    assert re.search(message, said.err)
    assert not shop.out.exists()


def test_an_option_that_a_source_lacks_is_refused(shop: SimpleNamespace, cli: CLI) -> None:
    text = shop.recipe.read_text().replace('    crawl: str = ""\n', "")
    shop.recipe.write_text(text)
    said = cli(*_build(shop, "--crawl", "CC-MAIN-2023-14"), code=2)
    assert "shelf does not take --crawl; of these options it has --input, --units, --sample" in (
        said.err
    )


def test_an_unknown_source_is_refused_with_the_choices(cli: CLI) -> None:
    said = cli("build", "--source", "openwebmaths", "--dry-run", code=2)
    assert "Did you mean openwebmath?" in said.err


def test_a_dry_run_writes_nothing_and_says_what_would_be_done(
    shop: SimpleNamespace, cli: CLI
) -> None:
    before = sorted(shop.out.parent.rglob("*"))
    said = cli(*_build(shop, "--dry-run"))
    assert sorted(shop.out.parent.rglob("*")) == before
    assert "units   2, 96 B: a.txt … b.txt" in said.out
    assert "pass 1  shelf: no filter" in said.out
    assert "pass 2  exact_duplicates: exact_duplicates(table_sha256='')" in said.out
    assert "reused  0 of 2 shards of pass 1" in said.out


def test_a_dry_run_knows_what_would_be_reused(built: SimpleNamespace, cli: CLI) -> None:
    assert "reused  everything: nothing has changed" in cli(*_build(built, "--dry-run")).out
    (built.books / "b.txt").write_text("another text entirely")
    plan = json.loads(cli(*_build(built, "--dry-run", "--json")).out)
    assert (plan["units"], plan["reused"], plan["bytes_to_read"]) == (2, 1, 21)
    assert plan["unchanged"] is False
    assert plan["seconds"] == pytest.approx(21 / plan["bytes_per_second"])
    (built.books / "b.txt").write_text("seven")
    said = cli(*_build(built, "--dry-run", "--set", "shelf.least=5"))
    assert "reused  0 of 2 shards" in said.out


def test_a_dry_run_does_not_guess_from_unknown_sizes(shop: SimpleNamespace, cli: CLI) -> None:
    text = shop.recipe.read_text()
    shop.recipe.write_text(text.replace("return Path(unit).stat().st_size", "return 0"))
    said = cli(*_build(shop, "--dry-run")).out
    assert "units   2, of unknown size: a.txt … b.txt" in said
    assert "time    unknown: the source does not say how large its units are" in said
    assert "disk    unknown; " in said
    shop.recipe.write_text(text.replace("return Path", "return 'a.txt' in unit and Path"))
    assert "units   2, 40 B without 1 of unknown size" in cli(*_build(shop, "--dry-run")).out


def test_too_many_errors_stop_the_build(shop: SimpleNamespace, cli: CLI) -> None:
    (shop.books / "c.txt").write_text("torn page\n" * 30)
    said = cli(*_build(shop), code=1)
    assert "30 of 38 records so far were dropped for torn" in said.err
    assert said.out == ""


def test_too_many_errors_with_keep_going_complete_with_exit_code_3(
    shop: SimpleNamespace, cli: CLI
) -> None:
    (shop.books / "c.txt").write_text("torn page\n" * 30)
    said = cli(*_build(shop, "--keep-going", "--json"), code=3)
    assert json.loads(said.out)["over_budget"] == ["torn"]
    assert json.loads(said.out)["complete"] is False
    assert "complete, but over the error budget: torn" in said.err
    assert "over the error budget: torn (30)" in cli("show", shop.out).out


def test_another_recipes_folder_is_refused(built: SimpleNamespace, cli: CLI) -> None:
    other = built.recipe.with_name("other.py")
    other.write_text(built.recipe.read_text())
    said = cli("build", "--source", "./other.py", "--out", built.out, "--on", "here", code=2)
    assert "holds a build of shelf, not of other; give another folder with --out" in said.err


def test_uncompiled_kernels_are_told_first(
    shop: SimpleNamespace, cli: CLI, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("proofpile.native.compiled", False)
    monkeypatch.setattr("proofpile.native.how_to_compile", lambda: "apt install g++")
    said = cli(*_build(shop))
    assert said.err.splitlines()[0] == "kernels: Python twins, slow. apt install g++"
