"""``import convscope`` is light and promises nothing it does not hold."""

import subprocess
import sys
from pathlib import Path

import pytest

import convscope

HEAVY = ("torch", "torchvision", "matplotlib", "sklearn", "onnx", "onnxruntime", "rich", "pydantic")


def test_importing_loads_nothing_heavy() -> None:
    """After ``import convscope`` neither torch nor matplotlib nor any other large package is loaded."""
    code = f"import convscope, sys; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@pytest.mark.parametrize("name", convscope.__all__)
def test_every_public_name_is_there(name: str) -> None:
    """Each name of ``convscope.__all__`` can be had, and is listed by dir()."""
    assert getattr(convscope, name) is not None
    assert name in dir(convscope)


def test_a_name_that_is_not_there_is_an_attribute_error() -> None:
    """hasattr() answers False for other names, as it does for any module."""
    assert not hasattr(convscope, "no_such_name")


def test_no_public_function_has_the_name_of_a_package() -> None:
    """A top-level function that shared its name with a package would be replaced by it on first import."""
    packages = {path.name for path in Path(convscope.__file__).parent.iterdir() if path.is_dir()}
    functions = {name for name in convscope.__all__ if type(getattr(convscope, name)).__name__ != "module"}
    assert not packages & functions
