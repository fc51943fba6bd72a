"""Sizes, durations and shares, as typed and as shown."""

import pytest

from proofpile.errors import UsageError
from proofpile.words import columns, human_size, human_time, parse_size, share


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("8GB", 8 * 10**9),
        ("8 gb", 8 * 10**9),
        ("1.5g", 1_500_000_000),
        ("512MiB", 512 << 20),
        ("2Ki", 2048),
        ("100", 100),
        ("7B", 7),
        ("1TB", 10**12),
    ],
)
def test_sizes_are_read(text: str, want: int) -> None:
    assert parse_size(text) == want


@pytest.mark.parametrize("text", ["", "much", "8 GB RAM", "-1GB", "0", "1e9", "GB"])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(UsageError, match="is not a size; write it like 8GB"):
        parse_size(text)


@pytest.mark.parametrize(
    ("count", "want"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (1000, "1.00 kB"),
        (12_340, "12.3 kB"),
        (999_600, "1.00 MB"),
        (1.234e9, "1.23 GB"),
        (123.4e9, "123 GB"),
        (5.6e15, "5,600 TB"),
    ],
)
def test_sizes_are_shown_with_three_digits(count: float, want: str) -> None:
    assert human_size(count) == want


@pytest.mark.parametrize(
    ("seconds", "want"),
    [
        (0.04, "0.0 s"),
        (9.94, "9.9 s"),
        (59.4, "59 s"),
        (59.6, "1 min 00 s"),
        (185, "3 min 05 s"),
        (7620, "2 h 07 min"),
        (3 * 86400 + 4 * 3600, "3 d 04 h"),
    ],
)
def test_durations(seconds: float, want: str) -> None:
    assert human_time(seconds) == want


def test_a_tiny_share_is_not_nothing() -> None:
    assert [share(0, 10), share(1, 100_000), share(1, 8), share(3, 0)] == [
        "0.0 %",
        "<0.1 %",
        "12.5 %",
        "–",
    ]


def test_columns_are_aligned() -> None:
    assert columns([("a", "1", "x"), ("bcd", "22", "")], "<>< ".strip(), "  ") == [
        "  a     1  x",
        "  bcd  22",
    ]
