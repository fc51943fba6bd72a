"""LaTeX, Markdown and notebooks as the web shows them: pandoc's HTML, formulas for MathJax or as MathML."""

import json
import re
import subprocess

_CHUNK = re.compile(r"^<<.*?>>=.*?^@[^\n]*$", re.MULTILINE | re.DOTALL)
_COMPUTED = re.compile(r"\\Sexpr\{(?:[^{}]|\{[^{}]*\})*\}")
_SHELL = (
    '<!DOCTYPE html><html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>{head}</head>'
    "<body><main><h1>{title}</h1>\n{body}</main></body></html>"
)
_MATHJAX = (
    '<script src="https://cdn.jsdelivr.net/npm/mathjax@3/es5/tex-mml-chtml.js" async></script>'
)
_SECONDS = 30


def from_sweave(content: bytes) -> bytes:
    """A vignette in LaTeX with R in it; b"" if pandoc cannot read it."""
    text = content.decode("utf-8", errors="replace")
    text = _COMPUTED.sub("0.5", _CHUNK.sub("", text))
    title = re.search(r"\\title\{([^{}\\]+)", text)
    return rendered(text, "latex", title[1].strip() if title else "Vignette")


def notebook(content: bytes, title: str) -> bytes:
    """The prose of a Jupyter notebook: results and code are none."""
    try:
        cells = json.loads(content)["cells"]
        text = "\n\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")
    except (ValueError, KeyError, TypeError):
        return b""
    return rendered(text, "markdown", title)


def rendered(
    text: str, form: str, title: str, *, mathml: bool = False, language: str = "en"
) -> bytes:
    """`text` in pandoc's format `form` as a page; b"" if pandoc cannot read it or takes too long."""
    how = "--mathml" if mathml else "--mathjax"
    try:
        run = subprocess.run(
            ["pandoc", "-f", form, "-t", "html", "--no-highlight", how],
            input=text.encode(),
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return b""
    if run.returncode or not run.stdout.strip():
        return b""
    head = "" if mathml else _MATHJAX
    page = _SHELL.format(language=language, title=title, head=head, body=run.stdout.decode())
    return page.encode()
