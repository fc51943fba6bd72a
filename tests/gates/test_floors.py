"""Floors rise, and fall only if that is said."""

import pytest
from gates.floors import Floors, arguments


def test_floors_rise_and_do_not_fall(tmp_path, capsys):
    path = tmp_path / "floors.json"
    assert Floors.at(path).update({"a": 0.91239}, "hash") == 0
    pinned = Floors.at(path)
    assert (pinned.material, pinned.floors) == ("hash", {"a": 0.912})
    assert pinned.update({"a": 0.9119}, "hash") == 1
    assert "a fell" in capsys.readouterr().err
    assert pinned.update({}, "hash") == 1, "a figure that is gone has fallen"
    assert Floors.at(path) == pinned
    assert pinned.update({"a": 0.5}, "other", may_fall=True) == 0
    assert Floors.at(path).floors == {"a": 0.5}


@pytest.mark.parametrize(
    ("figures", "broken"),
    [({"a": 0.9}, {}), ({"a": 0.89}, {"a": (0.89, 0.9)}), ({"b": 1.0}, {"a": (0.0, 0.9)})],
)
def test_what_is_below_its_floor(tmp_path, figures, broken):
    path = tmp_path / "floors.json"
    Floors.at(path).update({"a": 0.9}, "hash")
    assert Floors.at(path).broken(figures) == broken


def test_figures_stand_beside_their_floors(tmp_path, capsys):
    Floors.at(tmp_path / "none.json").show({"short": 1.0, "longer": 0.25})
    assert (
        capsys.readouterr().out == "short    1.0000   floor 0.000\nlonger   0.2500   floor 0.000\n"
    )


def test_arguments():
    options = arguments("What it is.\n\nMore.").parse_args(["--update"])
    assert (options.update, options.allow_regression) == (True, False)
