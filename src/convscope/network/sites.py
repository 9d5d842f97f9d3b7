"""Where in the user's code a module was constructed, and where a call was made."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import torch

Site = tuple[str, int]
MARK = "_convscope_site"  # kept on the module itself, so that it travels with it and dies with it
TORCH_FOLDER = str(Path(torch.__file__).parent)
OUR_FOLDER = str(Path(__file__).parent)
BUILDERS = tuple(
    str(Path(__file__).parents[1] / "models" / name) for name in ("usercode.py", "libraries.py", "registry.py")
)


@contextmanager
def record_sites() -> Iterator[None]:
    """Note the file and line of every module's constructor call made inside the block, on the module."""
    original = torch.nn.Module.__init__

    def noting(module: torch.nn.Module, *args: Any, **kwargs: Any) -> None:
        original(module, *args, **kwargs)
        site = _caller(sys._getframe(1), module)
        if site:
            module.__dict__[MARK] = site

    torch.nn.Module.__init__ = noting  # type: ignore[method-assign,assignment]
    try:
        yield
    finally:
        torch.nn.Module.__init__ = original  # type: ignore[method-assign]


def constructed_at(module: torch.nn.Module) -> Site | None:
    """Return where the module was constructed, if that was inside `record_sites`."""
    site: Site | None = module.__dict__.get(MARK)
    return site


def called_from() -> Site | None:
    """Return the nearest frame of the user's on the stack, below the forward run that convscope started."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        name = frame.f_code.co_filename
        if name.startswith(OUR_FOLDER):
            if frame.f_code.co_name == "run_forward":
                return None
        elif not is_machinery(name):
            return name, frame.f_lineno
        frame = frame.f_back
    return None


def _caller(frame: FrameType | None, module: torch.nn.Module) -> Site | None:
    """Step out of the module's own chain of ``__init__`` to the line that asked for it."""
    while frame is not None and frame.f_code.co_name == "__init__" and _self(frame) is module:
        frame = frame.f_back
    while frame is not None and is_machinery(frame.f_code.co_filename):
        frame = frame.f_back
    if frame is None or frame.f_code.co_filename.startswith(BUILDERS):
        return None  # built here, by its name: no line of the user's asked for it
    return frame.f_code.co_filename, frame.f_lineno


def _self(frame: FrameType) -> Any:
    names = frame.f_code.co_varnames
    return frame.f_locals.get(names[0]) if names else None


def is_machinery(filename: str) -> bool:
    """Whether a file is torch's own, or no file at all."""
    return filename.startswith((TORCH_FOLDER + "/", TORCH_FOLDER + "\\", "<"))
