"""The verb doctor."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from convscope.verbs import Doctor, Session, Verb

PROJECT = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text())["project"]


def names(requirements: list[str]) -> set[str]:
    return {re.split(r"[><=\[;]", requirement)[0] for requirement in requirements}


def test_it_lists_what_is_here() -> None:
    """Every package of the base with its version, the device, the threads asked for."""
    found = Doctor().run(Session(threads=1))
    base = {package.name: package.version for package in found.packages if not package.extra}
    assert set(base) == names(PROJECT["dependencies"])
    assert base["torch"] == torch.__version__.partition("+")[0] and not found.failed and found.threads == 1


def test_what_an_extra_lacks_comes_with_its_command() -> None:
    """One pip command an extra that is not whole."""
    found = Doctor().run(Session())
    lacking = {package.extra for package in found.packages if package.version is None}
    assert {extra for extra, _ in found.missing} == lacking
    assert all(command == f"pip install 'convscope[{extra}]'" for extra, command in found.missing)


def test_it_lists_the_extras_people_install() -> None:
    """Each with its own packages; those for working on convscope itself are not among them."""
    packages = Doctor().run(Session()).packages
    extras = {package.extra for package in packages} - {""}
    assert extras == set(PROJECT["optional-dependencies"]) - {"all", "dev", "docs", "bench"}
    for extra in extras:
        listed = {package.name for package in packages if package.extra == extra}
        assert listed == names(PROJECT["optional-dependencies"][extra])


def test_its_python_finds_the_same(
    python: Callable[[Verb], dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    """It prints the same diagnosis."""
    found = Doctor().run(Session())
    python(Doctor())
    assert capsys.readouterr().out == f"{found}\n"


def test_extras_are_listed_one_by_one_where_they_are_asked_for(
    python: Callable[[Verb], dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    """--extras changes what is shown, not what is found: JSON is the same with and without."""
    bare, whole = Doctor().run(Session()), Doctor(extras=True).run(Session())
    assert (bare.whole, whole.whole) == (False, True)
    assert bare.as_dict() == whole.as_dict()
    assert "whole" not in whole.as_dict()
    python(Doctor(extras=True))
    assert capsys.readouterr().out == f"{whole}\n"
