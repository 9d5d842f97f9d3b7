"""Networks in code of the user's: a name in a file, or in a package that Python can import. The code is run."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from torch import nn

from convscope.errors import BrokenModelFile, ConvscopeError, UnknownName
from convscope.models.spelled import Spelled


def from_file(spelled: Spelled) -> nn.Module:
    """Run a file and construct the network that is named in it."""
    path = Path(spelled.where)
    if not path.is_file():
        raise ConvscopeError(f"there is no file {path}", fix="give the path of a Python file, as in net.py:Net")
    with _importable(path.resolve().parent):
        return _constructed(spelled, _execute(path), str(path))


def from_package(spelled: Spelled) -> nn.Module:
    """Import a package's module, from where Python finds it or from the current folder, and construct its network."""
    with _importable(Path.cwd()):
        try:
            namespace = importlib.import_module(spelled.where)
        except ModuleNotFoundError as error:
            if not error.name or not f"{spelled.where}.".startswith(f"{error.name}."):
                raise _failed(spelled.where, error) from error
            raise UnknownName(
                "model", spelled.text, [], fix=f"Python finds no module {error.name!r} here, nor installed"
            ) from error
        except (Exception, SystemExit) as error:  # the user's package
            raise _failed(spelled.where, error) from error
        return _constructed(spelled, namespace, spelled.where)


def said(error: BaseException) -> str:
    """Tell an error of somebody else's code in one line."""
    return f"{type(error).__name__}: {error}".partition("\n")[0]


def _constructed(spelled: Spelled, namespace: ModuleType, where: str) -> nn.Module:
    found = getattr(namespace, spelled.name, None)
    if found is None:
        classes = [key for key, value in vars(namespace).items() if _is_network(value, namespace)]
        none = "" if classes else f"{'the file' if where.endswith('.py') else 'it'} defines no torch.nn.Module"
        raise UnknownName(f"network in {where}", spelled.name, classes, fix=none)
    ready = isinstance(found, nn.Module)
    if ready and (spelled.arguments or spelled.named):
        raise ConvscopeError(f"{spelled.text} is a module already, it takes no arguments", fix="leave them out")
    try:
        module: Any = found if ready else found(*spelled.arguments, **spelled.named)
    except (Exception, SystemExit) as error:  # the user's constructor
        raise BrokenModelFile(
            f"{spelled.text} could not be constructed: {said(error)}{_line_in(error, namespace)}",
            fix=f"give its arguments, as in '{spelled.where}:{spelled.name}(width=32)'; others need defaults",
        ) from error
    if not isinstance(module, nn.Module):
        raise BrokenModelFile(
            f"{spelled.text} is a {type(module).__name__}", fix="name a torch.nn.Module, or a function that makes one"
        )
    return module


class _Fresh(SourceFileLoader):
    """Reads the file as it is now: a compiled one that Python keeps counts as new for the rest of its second."""

    def get_code(self, fullname: str) -> CodeType:
        return self.source_to_code(self.get_data(self.path), self.path)


def _execute(path: Path) -> ModuleType:
    """Run a file as a module."""
    name = f"convscope_user_{path.stem}"
    whole = path.resolve()
    spec = importlib.util.spec_from_file_location(name, whole, loader=_Fresh(name, str(whole)))
    if spec is None or spec.loader is None:
        raise BrokenModelFile(f"{path} cannot be read as Python")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except (Exception, SystemExit) as error:  # the user's file
        raise _failed(str(path), error, module) from error
    return module


def _failed(where: str, error: BaseException, namespace: ModuleType | None = None) -> BrokenModelFile:
    """Say why a file or package could not be read."""
    if isinstance(error, SyntaxError):
        return BrokenModelFile(f"{error.filename}:{error.lineno}: {error.msg}", fix="mend the syntax")
    return BrokenModelFile(
        f"{where} failed while it was read: {said(error)}{_line_in(error, namespace) if namespace else ''}",
        fix='what should not run then belongs under if __name__ == "__main__"',
    )


@contextmanager
def _importable(folder: Path) -> Iterator[None]:
    """Let files of a folder import each other, as ``python folder/file.py`` would.

    A module of the same name that another folder left behind, or an earlier version of this one, is forgotten first.
    """
    siblings = {path.stem for path in folder.glob("*.py")} | {path.parent.name for path in folder.glob("*/__init__.py")}
    left = {name for name in siblings if _left_behind(sys.modules.get(name))}
    for name in [name for name in sys.modules if name.partition(".")[0] in left]:
        del sys.modules[name]
    sys.path.insert(0, str(folder))
    try:
        yield
    finally:
        if str(folder) in sys.path:
            sys.path.remove(str(folder))


def _left_behind(module: ModuleType | None) -> bool:
    """Whether a module came from a folder that nothing is imported from any more."""
    file = getattr(module, "__file__", None)
    if not file:
        return False
    home = Path(file).parent.parent if Path(file).name == "__init__.py" else Path(file).parent
    return home.resolve() not in {Path(entry).resolve() for entry in sys.path}


def _is_network(value: object, namespace: ModuleType) -> bool:
    return isinstance(value, type) and issubclass(value, nn.Module) and value.__module__ == namespace.__name__


def _line_in(error: BaseException, namespace: ModuleType) -> str:
    """Give the last line of the module's file that the error passed through."""
    file = getattr(namespace, "__file__", None)
    line = None
    traceback = error.__traceback__
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == file:
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return f" ({file}:{line})" if line else ""
