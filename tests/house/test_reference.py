"""docs/reference.md has every public name."""

import re
from importlib import import_module
from pathlib import Path
from types import FunctionType, ModuleType

import pytest

import convscope

TEXT = (Path(__file__).parents[2] / "docs" / "reference.md").read_text(encoding="utf-8")
NAMED = set(re.findall(r"auto(?:function|class|module):: ([\w.]+)", TEXT))
PACKAGES = [name for name in convscope.__all__ if isinstance(getattr(convscope, name), ModuleType)]


@pytest.mark.parametrize("package", ["convscope", *(f"convscope.{name}" for name in PACKAGES)])
def test_every_function_and_class_is_there(package: str) -> None:
    """Under a name by which it can be imported, or with its package; plain values and aliases need not be."""
    module = import_module(package)
    public = {name: getattr(module, name) for name in module.__all__ if not name.startswith("_")}
    objects = {name: one for name, one in public.items() if isinstance(one, type | FunctionType)}
    missing = [
        name
        for name, one in objects.items()
        if not {f"{package}.{name}", f"convscope.{name}", f"{one.__module__}.{name}", package} & NAMED
    ]
    assert missing == []
