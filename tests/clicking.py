"""What a person does with the page of hits, and what the page then says."""

import json
import time
from pathlib import Path
from typing import Any

from contaminated import Made
from devtools import Browser, Page
from report.test_hostile_pages import ATTACKS

from proofpile.report.contamination import write_page

HOSTILE = [
    *ATTACKS,
    'שלום "quoted" \u202egnp.exe\u2066 עולם',
    "👩‍👩‍👧‍👦 𝔸𝔹 \U000e0041 a" + "\u0301" * 40,
    "=HYPERLINK(\"https://evil.example\",'x')",
    "x" * 100_000,
]


def written(made: Made, folder: Path, **changed: Any) -> Path:
    return write_page(made.write(folder, **changed))


def shown(page: Page) -> int:
    """How many hits pass the filters, as the page says."""
    said = page.text("#count")
    return 0 if said.startswith("No hit") else int(said.split()[0].replace(",", ""))


def pick(page: Page, id: str, value: str) -> None:
    """Set a field, as a person does."""
    page.value(
        f"(() => {{ const e = document.getElementById({json.dumps(id)}); e.value = {json.dumps(value)};"
        " e.dispatchEvent(new Event('input')); e.dispatchEvent(new Event('change')); })()"
    )
    if id in ("search", "by-item", "by-document", "least"):  # these wait until nobody types
        page.value("new Promise(done => setTimeout(done, 200))")


def row_of(page: Page) -> int:
    """The row of hits.arrow that is in view."""
    return int(
        page.value("document.querySelector('#facts a').getAttribute('href')").partition("=")[2]
    )


def best(hits: list[dict[str, Any]]) -> list[int]:
    """Rows in the order in which the page first has them."""
    return sorted(
        range(len(hits)),
        key=lambda n: (-round(hits[n]["overlap"], 4), -round(hits[n]["bits"], 4), n),
    )


def downloaded(browser: Browser, page: Page, button: str, folder: Path, name: str) -> Path:
    """Click, and wait for the file."""
    browser.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(folder))
    (folder / name).unlink(missing_ok=True)
    page.click(button)
    for _ in range(400):
        if (folder / name).exists():
            return folder / name
        time.sleep(0.05)
    raise TimeoutError(f"{name} never came")


def give_file(page: Page, path: Path) -> None:
    """Choose a file in the field for allow-lists, and wait until the page has said what came of it."""
    page.value("document.getElementById('status').textContent = ''")
    root = page.call("DOM.getDocument")["root"]["nodeId"]
    node = page.call("DOM.querySelector", nodeId=root, selector="#read")["nodeId"]
    page.call("DOM.setFileInputFiles", files=[str(path)], nodeId=node)
    page.wait("document.getElementById('status').textContent !== ''")


def key(hit: dict[str, Any]) -> tuple[str, str, str, str]:
    return hit["benchmark"], hit["item"], hit["part"], hit["match"]


def cells_of(page: Page, rows: str) -> list[list[str]]:
    found: list[list[str]] = page.value(
        f"[...document.querySelectorAll('{rows}')].map(r => [...r.cells].map(c => c.textContent))"
    )
    return found
