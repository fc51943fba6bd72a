"""Colours that can be told from the paper by who sees less: WCAG 2.2, 1.4.3 and 1.4.11."""

import re
from pathlib import Path

import pytest

from proofpile.report.html import page

CSS = (Path(page.__file__).parent / "style.css").read_text()
TEXT = ("ink", "soft", "accent", "line")
DRAWN = ("kept", "dropped", "in", "by-engine", *(f"by-{n}" for n in range(7)))


def schemes():
    roots = re.findall(r":root {(.*?)}", CSS, re.DOTALL)
    light, dark, _ = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", root)) for root in roots)
    return {"light": light, "dark": light | dark}


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_and_drawings_stand_out(scheme):
    colours = schemes()[scheme]
    for name in TEXT:
        assert contrast(colours[name], colours["paper"]) >= 4.5, name
        assert contrast(colours[name], colours["faint"]) >= 4.5, name
    for name in DRAWN:
        assert contrast(colours[name], colours["faint"]) >= 3, name


def test_every_class_of_the_page_is_in_the_style(rich):
    from proofpile.report.build import write_report

    used = {c for found in re.findall(r'class="([^"]+)"', write_report(rich).read_text())
            for c in found.split()}  # fmt: skip
    assert used - set(re.findall(r"\.([\w-]+)", CSS)) == set()
