"""Settings kept in a project: the table ``[tool.convscope]`` of its pyproject.toml."""

from __future__ import annotations

import tomllib
from dataclasses import fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from convscope.errors import ConvscopeError
from convscope.lint.settings import Settings

WORDS = {field.name.replace("_", "-"): field.name for field in fields(Settings)}
WORDS["for"] = WORDS.pop("deploy-for")
MODELS = "models"  # what `convscope check` checks where no model is named


def kept_settings(folder: Path) -> Settings:
    """Read the settings of the nearest pyproject.toml with such a table, from ``folder`` upwards; else the usual ones.

    Keys are ``models`` and those of `Settings`, as words: ``select``, ``ignore``, ``advise``, ``tiles``, ``for``,
    ``batch``, ``fail-on``. Raises `ConvscopeError` for a key or a value that is none, with the file.
    """
    file, table = _nearest(folder)
    return _read({key: value for key, value in table.items() if key != MODELS}, file)


def kept_models(folder: Path) -> tuple[str, ...]:
    """Read the project's models, as spelled on the command line: ``models = ["net.py:Net"]``; none where none are kept.

    Raises `ConvscopeError` where they are no list of words.
    """
    file, table = _nearest(folder)
    models = table.get(MODELS, [])
    if not isinstance(models, list) or not all(isinstance(model, str) for model in models):
        raise ConvscopeError(
            f"models = {models!r} in [tool.convscope] of {file}", fix='give a list, as in models = ["net.py:Net"]'
        )
    return tuple(models)


def _nearest(folder: Path) -> tuple[Path, dict[str, Any]]:
    """Find the nearest project with such a table, and the table; an empty one where there is none."""
    for place in (folder, *folder.parents):
        file = place / "pyproject.toml"
        if file.is_file() and (table := _table(file)) is not None:
            return file, table
    return folder, {}


def _table(file: Path) -> dict[str, Any] | None:
    try:
        tool = tomllib.loads(file.read_text(encoding="utf-8")).get("tool", {})
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConvscopeError(f"{file} cannot be read: {error}", fix="mend it, or run elsewhere") from error
    table = tool.get("convscope") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise ConvscopeError(f"tool.convscope in {file} is no table", fix='write [tool.convscope], then ignore = ["…"]')
    return table


def _read(table: dict[str, Any], file: Path) -> Settings:
    for key in table:
        if key not in WORDS:
            near = get_close_matches(key, [*WORDS, MODELS], 1)
            meant = f"did you mean {near[0]}?" if near else f"there are {', '.join(sorted([*WORDS, MODELS]))}"
            raise ConvscopeError(f"{key} in [tool.convscope] of {file} is unknown", fix=meant)
    try:
        return TypeAdapter(Settings).validate_python({WORDS[key]: value for key, value in table.items()})
    except ValidationError as error:
        first = error.errors()[0]
        key = str(first["loc"][0])
        written = next(word for word, name in WORDS.items() if name == key)
        raise ConvscopeError(
            f"{written} = {table[written]!r} in [tool.convscope] of {file}: {first['msg'].replace('tuple', 'list')}",
            fix=f"as in {written} = {EXAMPLES[written]}",
        ) from error


EXAMPLES = {
    "select": '["default", "uneven-padding"]',
    "ignore": '["stem-too-eager"]',
    "advise": "true",
    "tiles": "true",
    "for": '"int8"',
    "batch": "64",
    "fail-on": '"warning"',
}
