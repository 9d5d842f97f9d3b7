"""The notebooks run from top to bottom, and give what they are kept with, in kind."""

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import pytest

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "docs"))

import notebook_pages  # noqa: E402 - it is no package

MOST_BYTES = 1_000_000
NAMES = [path.stem for path in notebook_pages.ALL]


@pytest.fixture(scope="module")
def again(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Run all of them once more, in a process of their own and one kernel; none may raise."""
    folder = tmp_path_factory.mktemp("notebooks")
    words = [sys.executable, notebook_pages.__file__, str(folder)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder


def kinds(notebook: Any) -> list[set[str]]:
    """Say of each cell whether it printed, drew, or gave a value; what is told of progress depends on the machine."""
    found = []
    for cell in notebook.cells:
        given = set[str]()
        for output in cell.get("outputs", []):
            told = output.output_type == "stream" and output.name == "stdout" and output.text.strip()
            given |= {"printed"} if told else set(output.get("data", {}))
        found.append(given)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_it_runs_and_gives_what_it_is_kept_with(name: str, again: Path) -> None:
    """No cell raises; figures are where figures are, and text where text is."""
    file = f"{name}.ipynb"
    assert kinds(nbformat.read(again / file, 4)) == kinds(nbformat.read(notebook_pages.HERE / file, 4))


@pytest.mark.parametrize("name", NAMES)
def test_it_is_kept_whole_and_small(name: str) -> None:
    """Every cell in order, with its figures, without an error or a path of the machine it ran on; below a megabyte."""
    path = notebook_pages.HERE / f"{name}.ipynb"
    text = path.read_text(encoding="utf-8")
    assert len(text) < MOST_BYTES and not re.search(r"/(?:home|root|work|tmp/tmp|tmp/ipykernel_)\w*/", text)
    notebook = nbformat.read(path, 4)
    codes = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in codes] == list(range(1, len(codes) + 1))
    assert not any(output.output_type == "error" for cell in codes for output in cell.outputs)
    assert any({"image/png", "image/jpeg", "image/svg+xml"} & given for given in kinds(notebook))


def test_they_are_pages_with_their_pictures(tmp_path: Path) -> None:
    """Each has one, in the order of the index, and every picture that it shows is written."""
    notebook_pages.pages(tmp_path)
    index = (ROOT / "docs" / "index.md").read_text(encoding="utf-8")
    for name in NAMES:
        text = (tmp_path / f"notebook-{name}.md").read_text(encoding="utf-8")
        pictures = re.findall(r"!\[[^\]]*\]\(([^)]+)\)", text)
        assert pictures and all((tmp_path / picture).is_file() for picture in pictures)
        printed = re.findall(r"```text\n(?:(?!```).)*```\n\n```text", text, re.DOTALL)
        assert not printed, "what a cell prints is one block"
        assert text.startswith("# ") and f"\nnotebook-{name}\n" in index
