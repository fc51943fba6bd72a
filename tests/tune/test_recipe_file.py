"""One default is another, and nothing else in the file."""

import difflib
import stat
from pathlib import Path

import pytest
from scored import document

from proofpile import Filter
from proofpile.errors import UsageError
from proofpile.tune.line import Line
from proofpile.tune.recipe_file import Target


@pytest.fixture
def told(tell):
    return tell([document(0.9, count=3)])


def target(told, reason="low-worth", name="./worth.py", save=None):
    return Target.of(name, Line.of(name, told.out, reason), save)


@pytest.mark.parametrize(
    ("reason", "value", "old", "new"),
    [
        ("low-worth", 0.35, "0.5", "0.35"),
        ("low-worth", -0.25, "0.5", "-0.25"),
        ("low-worth", 1, "0.5", "1.0"),
        ("low-worth", 1e-9, "0.5", "1e-09"),
        ("high-count", 800, "1_000", "800"),
        ("high-count", -3.0, "1_000", "-3"),
    ],
)
def test_the_users_own_file_has_a_new_default(told, reason, value, old, new):
    before = told.recipe.read_text()
    saved = target(told, reason).save(value)
    after = told.recipe.read_text()
    assert (saved.old, saved.new, saved.path) == (old, new, Path("worth.py"))
    changes = [d for d in difflib.ndiff(before.splitlines(), after.splitlines()) if d[0] in "+-"]
    assert len(changes) == 2
    assert changes[1][2:] == changes[0][2:].replace(old, new)
    parameter = {"low-worth": "least", "high-count": "most"}[reason]
    loaded = getattr(Filter.load("./worth.py"), parameter)
    assert loaded == value
    assert type(loaded) is (int if reason == "high-count" else float)


@pytest.mark.parametrize(
    ("written", "then"),
    [
        ("least: float = 0.5", "least: float = 0.3"),
        ("least: float = -0.5", "least: float = 0.3"),
        ("least: 'float'  =   (  5e-1  )   # why", "least: 'float'  =   (  0.3  )   # why"),
        ("least: float = 1 / 2", "least: float = 0.3"),
        ("least: float = LEAST", "least: float = 0.3"),
        ("least: float = float('0.5')", "least: float = 0.3"),
        ("least: float = field(default=0.5)", "least: float = field(default=0.3)"),
        ("least: float = field(  # so\n        default=-0.5,  # that\n    )",
         "least: float = field(  # so\n        default=0.3,  # that\n    )"),
        ("least: float | None = 0.5", "least: float | None = 0.3"),
        ("é: str = 'ü'; least: float = 0.5; ö: int = 3", "é: str = 'ü'; least: float = 0.3; ö: int = 3"),
        ("least: float = (\n        0.1\n        + 0.4\n    )", "least: float = (\n        0.3\n    )"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_ways_to_write_a_default(told, written, then, newline):
    text = told.recipe.read_text().replace("@dataclass", "LEAST = 0.5\n\n\n@dataclass", 1)
    start = "least: float = 0.5  # measured by nobody"
    assert start in text
    told.recipe.write_bytes(text.replace(start, written).replace("\n", newline).encode())
    target(told).save(0.3)
    assert told.recipe.read_bytes() == text.replace(start, then).replace("\n", newline).encode()


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("least: float = field(default_factory=lambda: 0.5)", "no default that could be replaced"),
        ("least: float = 0.5; other: float = least", "its defaults depend on one another"),
        ("least: float = 0.5; least: float = 0.6", "depend on one another"),
    ],
)
def test_a_default_that_cannot_be_replaced_is_left(told, written, message):
    text = told.recipe.read_text().replace("least: float = 0.5", written)
    told.recipe.write_text(text)
    with pytest.raises(UsageError, match=message) as error:
        target(told).save(0.3)
    assert "--set worth.least=" in str(error.value)
    assert told.recipe.read_text() == text
    assert sorted(p.name for p in told.recipe.parent.glob(".*")) == []


def test_a_file_that_is_no_recipe_any_more(told):
    one = target(told)
    told.recipe.write_text("class Worth(:")
    with pytest.raises(UsageError, match="is no Python any more"):
        one.save(0.3)


def test_saving_again_in_one_sitting_and_after_an_edit_by_hand(told):
    one = target(told)
    assert one.save(0.3).old == "0.5"
    told.recipe.write_text(told.recipe.read_text() + "\n# a thought\n")
    assert one.save(0.4).old == "0.3"
    assert told.recipe.read_text().endswith("# a thought\n")
    assert Filter.load("./worth.py").least == 0.4


def test_mode_and_link_stay(told, tmp_path):
    real = tmp_path / "real" / "worth.py"
    real.parent.mkdir()
    told.recipe.rename(real)
    real.chmod(0o640)
    told.recipe.symlink_to(real)
    target(told).save(0.3)
    assert told.recipe.is_symlink()
    assert stat.S_IMODE(real.stat().st_mode) == 0o640
    assert "least: float = 0.3" in real.read_text()


def test_a_copy_leaves_the_original_alone(told, tmp_path):
    before = told.recipe.read_bytes()
    copy = tmp_path / "copies" / "mine.py"
    one = target(told, save=copy)
    one.save(0.3)
    assert one.save(0.2).old == "0.3"
    assert told.recipe.read_bytes() == before
    assert copy.read_bytes() == before.replace(b"float = 0.5", b"float = 0.2")


def test_a_file_that_is_there_is_not_written_over(told, tmp_path):
    there = tmp_path / "there.py"
    there.write_text("precious = 1\n")
    with pytest.raises(UsageError, match="is there already; to change it, give it as the filter"):
        target(told, save=there)
    late = tmp_path / "late.py"
    one = target(told, save=late)
    late.write_text("precious = 1\n")
    with pytest.raises(UsageError, match="is there already"):
        one.save(0.3)
    assert late.read_text() == there.read_text() == "precious = 1\n"
    with pytest.raises(UsageError, match=r"a recipe is a file that ends in \.py"):
        target(told, save=tmp_path / "recipe.txt")


def test_a_filter_that_ships_is_copied_here_and_never_changed(told, tmp_path):
    shipped = Filter.load("math_evidence")
    line = Line(shipped, "formula-share", "", "formula_share", "least_share", "at-least", 0.0005,
                False, False, 0, "", False)  # fmt: skip
    one = Target.of("math_evidence", line)
    saved = one.save(0.001)
    assert saved.told == (
        "math_evidence.py: least_share is 0.001; it was 0.0005",
        "the same without the file: proofpile build … --set math_evidence.least_share=0.001",
        "or with it: proofpile build … --without math_evidence --filter math_evidence.py",
    )
    copy = (tmp_path / "math_evidence.py").read_text()
    assert copy == shipped.text.replace("least_share: float = 0.0005", "least_share: float = 0.001")
    assert Filter.load("./math_evidence.py").least_share == 0.001
    assert Filter.load("math_evidence").least_share == 0.0005
