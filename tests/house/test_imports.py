"""``import convscope`` is light and promises nothing it does not hold."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import convscope

HEAVY = ("torch", "torchvision", "matplotlib", "sklearn", "onnx", "onnxruntime", "rich", "pydantic")
LATE = {"torchvision", "torchmetrics", "timm", "sklearn", "scipy", "matplotlib", "captum", "tensorboard"}
NEEDED = {"models/zoo/fcos.py", "apply/detection/detect.py", "apply/detection/tiles.py", "experiments/trials.py"}


def test_importing_loads_nothing_heavy() -> None:
    """After ``import convscope`` neither torch nor matplotlib nor any other large package is loaded."""
    code = f"import convscope, sys; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_library_that_takes_seconds_is_imported_where_it_is_used() -> None:
    """``convscope check`` of a network of one's own took 6.4 s of processor where these were, and takes 4.0."""
    home = Path(convscope.__file__).parent
    early = set()
    for path in home.rglob("*.py"):
        for node in ast.parse(path.read_text()).body:
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if LATE & {name.split(".")[0] for name in names}:
                early.add(path.relative_to(home).as_posix())
    assert early == NEEDED


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
