"""The notebooks: run from top to bottom, and written as pages of the documentation.

``python docs/notebook_pages.py`` runs all of them anew and keeps what they give; the tests run them into a folder.
"""

from __future__ import annotations

import base64
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import Any

import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient

HERE = Path(__file__).parent / "notebooks"
ALL = tuple(sorted(HERE.glob("*.ipynb")))
PRINTED = re.compile(r"\x1b\[[0-9;]*m")  # colours for a terminal
CELL = re.compile(re.escape(gettempdir()) + r"/ipykernel_\d+/\d+\.py")  # the file a cell is said to stand in


@contextmanager
def kernel() -> Iterator[NotebookClient]:
    """Start Python for notebooks, one for all of them, so that libraries are imported once."""
    manager = AsyncKernelManager(kernel_name="python3", transport="ipc")
    client = NotebookClient(nbformat.v4.new_notebook(), km=manager, timeout=900)
    with client.setup_kernel(env={**os.environ, "OMP_NUM_THREADS": "1"}):
        yield client


def executed(path: Path, client: NotebookClient, folder: Path) -> Any:
    """Run a notebook in a folder, and give it with what came out; raises what a cell raised."""
    first = nbformat.v4.new_code_cell(f"%reset -f\nimport os\nos.chdir({str(folder)!r})\ndel os")
    notebook = nbformat.read(path, 4)
    for cells in ([first], notebook.cells):
        client.nb = nbformat.v4.new_notebook(cells=cells)
        client.reset_execution_trackers()
        for number, cell in enumerate(cells):
            client.execute_cell(cell, number)
    codes = [cell for cell in notebook.cells if cell.cell_type == "code"]
    for number, cell in enumerate(codes, start=1):
        _tidy(cell, number)
    return notebook


def _tidy(cell: Any, number: int) -> None:
    """Number a cell within its notebook, forget when it ran, and keep a photograph once."""
    cell.metadata, cell.execution_count = {}, number
    for output in cell.outputs:
        if "execution_count" in output:
            output.execution_count = number
        if "image/jpeg" in output.get("data", {}):
            output.data.pop("image/png", None)


def page(notebook: Any, name: str, pictures: Path) -> str:
    """Write a notebook as Markdown, its pictures as files in a folder."""
    parts = []
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown":
            parts.append(cell.source)
            continue
        parts.append(f"```python\n{cell.source}\n```")
        for which, output in enumerate(_joined(cell.outputs)):
            parts.append(_shown(output, pictures / f"{name}-{number}-{which}"))
    download = f"{{download}}`{name}.ipynb <notebooks/{name}.ipynb>`, to be run and changed."
    return "\n\n".join([*parts, download, ""])


def _joined(outputs: list[Any]) -> list[Any]:
    """Put what a cell printed bit by bit into one output, without what it told of its progress on stderr."""
    joined: list[Any] = []
    for output in outputs:
        if output.get("name") == "stderr":
            continue
        if joined and output.output_type == joined[-1].output_type == "stream":
            joined[-1] = nbformat.from_dict({**joined[-1], "text": joined[-1].text + output.text})
        else:
            joined.append(output)
    return joined


def _shown(output: Any, place: Path) -> str:
    data = output.get("data", {})
    for kind, suffix in (("image/png", ".png"), ("image/jpeg", ".jpg"), ("image/svg+xml", ".svg")):
        if kind in data:
            content = data[kind].encode() if suffix == ".svg" else base64.b64decode(data[kind])
            place.parent.mkdir(exist_ok=True)
            place.with_suffix(suffix).write_bytes(content)
            return f"![What the cell shows]({place.parent.name}/{place.name}{suffix})"
    if "text/html" in data:
        return f'```{{raw}} html\n<div class="shown">{data["text/html"].strip()}</div>\n```'
    told = PRINTED.sub("", output.get("text") or data.get("text/plain", ""))
    return f"```text\n{told.rstrip()}\n```"


def pages(folder: Path) -> None:
    """Write all of them into a folder, ``notebook-NAME.md``, as they were kept."""
    for path in ALL:
        text = page(nbformat.read(path, 4), path.stem, folder / "notebook-pictures")
        (folder / f"notebook-{path.stem}.md").write_text(text, encoding="utf-8")


def run(into: Path) -> None:
    """Run all of them in one kernel, and write them into a folder, without the paths of this machine."""
    with TemporaryDirectory() as whole, kernel() as running:
        for path in ALL:
            folder = Path(whole, path.stem)
            folder.mkdir()
            text = nbformat.writes(executed(path, running, folder))
            text = CELL.sub("<cell>", text.replace(f"{folder}/", "").replace(sys.prefix, ".venv"))
            (into / path.name).write_text(f"{text}\n", encoding="utf-8")


if __name__ == "__main__":
    run(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE)
