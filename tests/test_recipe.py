import pickle
from pathlib import Path

import pytest

from proofpile import Document, Filter, Source
from proofpile.errors import UsageError
from proofpile.recipe import parse_value

TWO = """
from dataclasses import dataclass
from proofpile import Source
@dataclass(frozen=True)
class One(Source):
    def units(self): return []
    def read(self, unit): yield from ()
@dataclass(frozen=True)
class Two(One): ...
"""
TUNABLE = """
from dataclasses import dataclass, field
from proofpile import Filter
@dataclass(frozen=True)
class Tunable(Filter):
    least: float = 0.5
    at_most: int | None = None
    names: tuple[str, ...] = ("a",)
    strict: bool = False
    where: str = field(default="", compare=False)
    def __call__(self, doc): return doc
"""


@pytest.fixture
def write(tmp_path):
    def write(text: str, name: str = "mine.py") -> str:
        (tmp_path / name).write_text(text)
        return str(tmp_path / name)

    return write


def test_a_name_that_is_not_there_lists_what_is_and_the_nearest():
    with pytest.raises(
        UsageError,
        match=r"no filter called 'exact_dupes'; there are .*Did you mean exact_duplicates\?",
    ):
        Filter.load("exact_dupes")


def test_a_path_that_is_not_there_is_named():
    with pytest.raises(UsageError, match=r"no file nowhere\.py"):
        Source.load("./nowhere.py")


def test_a_syntax_error_gives_file_and_line(write):
    with pytest.raises(UsageError, match=r"mine\.py, line 2: .*"):
        Source.load(write("x = 1\ndef broken(:\n"))


def test_an_error_while_loading_is_named(write):
    with pytest.raises(
        UsageError, match=r"cannot be loaded: ModuleNotFoundError: .*no_such_library"
    ):
        Source.load(write("import no_such_library"))


def test_two_sources_in_one_file_are_refused(write):
    with pytest.raises(
        UsageError, match=r"exactly one Source; it defines One, Two\. Put each source in a file"
    ):
        Source.load(write(TWO))


def test_a_file_without_a_source_is_refused(write):
    with pytest.raises(UsageError, match="exactly one Source; it defines none"):
        Source.load(write("x = 1"))


def test_a_file_that_is_not_utf8_is_refused(tmp_path):
    (tmp_path / "latin.py").write_bytes(b"# caf\xe9\n")
    with pytest.raises(UsageError, match="cannot be read as a recipe"):
        Source.load(str(tmp_path / "latin.py"))


def test_the_fingerprint_follows_text_and_parameters_and_nothing_else(write):
    tunable = Filter.load(write(TUNABLE))
    assert Filter.load(write(TUNABLE)).fingerprint == tunable.fingerprint
    assert Filter.load(write(TUNABLE, "other_name.py")).fingerprint == tunable.fingerprint
    assert Filter.load(write(TUNABLE), where="there").fingerprint == tunable.fingerprint
    assert Filter.load(write(TUNABLE), least=0.6).fingerprint != tunable.fingerprint
    assert Filter.load(write(TUNABLE + "# changed\n")).fingerprint != tunable.fingerprint


def test_two_files_with_one_text_keep_their_names(write):
    assert Filter.load(write(TUNABLE, "a.py")).name == "a"
    assert Filter.load(write(TUNABLE, "b.py")).name == "b"


def test_a_recipe_travels_as_its_text(write):
    path = write(TUNABLE)
    data = pickle.dumps(Filter.load(path, least=0.7))
    Path(path).unlink()
    revived = pickle.loads(data)
    assert revived.least == 0.7
    assert revived(Document("x", "text")).text == "text"


def test_parameters_are_set_from_text(write):
    tunable = Filter.load(write(TUNABLE)).with_values(
        {"least": "0.25", "at_most": "7", "names": "x,y", "strict": "true"}
    )
    assert tunable.parameters == {"least": 0.25, "at_most": 7, "names": ("x", "y"), "strict": True}
    assert tunable.with_values({"at_most": "none"}).at_most is None


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"leest": "1"}, r"has no parameter leest; it has .*Did you mean least\?"),
        ({"least": "much"}, r"--set mine\.least=much: could not convert"),
        ({"strict": "yes"}, r"expected true or false"),
    ],
)
def test_a_wrong_parameter_says_what_is_right(write, values, message):
    with pytest.raises(UsageError, match=message):
        Filter.load(write(TUNABLE)).with_values(values)


def test_parse_value_refuses_what_has_no_text_form():
    with pytest.raises(ValueError, match="cannot be set from the command line"):
        parse_value(dict, "{}")
