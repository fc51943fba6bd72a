"""From web archives to pages: records, prefilter, decoding, mathematics, main content."""

from proofpile.web.math.slots import Formula
from proofpile.web.page import Page, PageError, PageTooDeep, PageTooLarge, extract

__all__ = ["Formula", "Page", "PageError", "PageTooDeep", "PageTooLarge", "extract"]
