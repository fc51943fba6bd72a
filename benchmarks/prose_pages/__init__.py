"""Synthetic web pages whose main content is known, of many kinds, the same on every machine."""

from collections.abc import Iterator

from prose_pages import old, press, reference, talk
from prose_pages.page import Page

__all__ = ["Page", "pages"]


def pages() -> Iterator[Page]:
    for module in (press, talk, reference, old):
        yield from module.pages()
