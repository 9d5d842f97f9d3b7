"""Every room says at its door what enters, what leaves and where to start."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "convscope"
LISTS = {"models/zoo"}  # and the families of rules: one thing a file, which their one line says
MOST_LINES = 6


def rooms() -> list[str]:
    folders = (path.parent.relative_to(SOURCE) for path in SOURCE.rglob("__init__.py"))
    return sorted(str(folder) for folder in folders if folder.parts)


def door(room: str) -> str:
    return ast.get_docstring(ast.parse((SOURCE / room / "__init__.py").read_text())) or ""


def is_list(room: str) -> bool:
    return room in LISTS or room.startswith("lint/rules/")


@pytest.mark.parametrize("room", rooms())
def test_the_door_fits_on_a_card(room: str) -> None:
    """The docstring of a package's __init__.py is there and has at most six lines."""
    assert 1 <= len(door(room).splitlines()) <= MOST_LINES


@pytest.mark.parametrize("room", [room for room in rooms() if not is_list(room)])
def test_the_door_says_what_enters_and_what_leaves(room: str) -> None:
    """It says "In:" and "Out:"."""
    words = door(room).split()
    assert "In:" in words
    assert "Out:" in words


def test_every_folder_with_code_is_a_package() -> None:
    """No folder of modules goes without its __init__.py, and so without its door."""
    folders = {path.parent for path in SOURCE.rglob("*.py")}
    assert not [str(folder) for folder in folders if not (folder / "__init__.py").is_file()]
