"""Any spelling of a network's architecture to a `torch.nn.Module`."""

from __future__ import annotations

import importlib.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from torch import nn

from convscope.errors import BrokenModelFile, ConvscopeError, UnknownName
from convscope.models.registry import ZOO
from convscope.network import record_sites

Shape = tuple[int, ...]


@dataclass(frozen=True)
class Built:
    """A module under the spelling it was asked for by, with the input shape it is made for, None where not known."""

    spelling: str
    module: nn.Module
    input_shape: Shape | None

    def shape(self, asked: Shape | None) -> Shape:
        """Return the asked input shape, else the module's own; neither known is the user's to say."""
        if asked is not None:
            return asked
        if self.input_shape is None:
            raise ConvscopeError(
                f"the input that {self.spelling} is made for is not known",
                fix="say it with --input C,H,W, or give the class input_shape = (C, H, W)",
            )
        return self.input_shape


def build(spelling: str, *, classes: int | None = None) -> Built:
    """Build the network that is spelled: ``lenet5``, ``torchvision:resnet18`` (random weights), ``net.py:Net``.

    >>> build("lenet5").input_shape
    (1, 32, 32)

    ``classes`` asks for another number of outputs than the network's own, where it is ours or torchvision's to say; a
    file's network is taken as it is. A file's code is run. Raises `UnknownName`, or `BrokenModelFile` where the file or
    the constructor fails. Where each module is constructed is noted on it, so that findings can point there.
    """
    with record_sites():
        if spelling in ZOO:
            entry = ZOO[spelling]
            module = entry.build() if classes is None else entry.build(classes=classes)
            return Built(spelling, module, entry.input_shape)
        where, _, name = spelling.rpartition(":")
        if where == "torchvision":
            return _torchvision(spelling, name, classes)
        if where.endswith(".py"):
            return _from_file(spelling, Path(where), name)
    if spelling.endswith(".py"):
        raise ConvscopeError(f"{spelling} names a file and no network in it", fix=f"say which: {spelling}:Net")
    spellings = "zoo: " + ", ".join(ZOO) + "; or torchvision:NAME, or net.py:Net"
    raise UnknownName("model", spelling, list(ZOO), fix=spellings)


def _torchvision(spelling: str, name: str, classes: int | None) -> Built:
    from torchvision import models

    known = models.list_models()
    if name not in known:
        raise UnknownName("torchvision model", name, known)
    extra: dict[str, Any] = {"weights": None}
    if name in ("googlenet", "inception_v3"):
        extra["init_weights"] = False  # else it warns, and takes minutes
    if _takes(name, "weights_backbone"):
        extra["weights_backbone"] = None
    if classes is not None:
        extra["num_classes"] = classes
    return Built(spelling, models.get_model(name, **extra), _published_shape(name))


def _takes(name: str, parameter: str) -> bool:
    import inspect

    from torchvision import models

    return parameter in inspect.signature(models.get_model_builder(name)).parameters


def _published_shape(name: str) -> Shape | None:
    """Read the input size off the weights torchvision publishes for the network, without loading any."""
    from torchvision import models

    for weights in models.get_model_weights(name):
        crop = getattr(weights.transforms, "keywords", {}).get("crop_size")
        if crop:
            return (3, crop, crop) if isinstance(crop, int) else (3, *crop)
    return None


def _from_file(spelling: str, path: Path, name: str) -> Built:
    if not path.is_file():
        raise ConvscopeError(f"there is no file {path}", fix="give the path of a Python file, as in net.py:Net")
    with _importable(path.resolve().parent):
        namespace = _execute(path)
        found = getattr(namespace, name, None)
        if found is None:
            classes = [key for key, value in vars(namespace).items() if _is_network(value, namespace)]
            none = "" if classes else "the file defines no torch.nn.Module"
            raise UnknownName(f"network in {path}", name, classes, fix=none)
        try:
            module = found if isinstance(found, nn.Module) else found()
        except (Exception, SystemExit) as error:  # the user's constructor
            raise BrokenModelFile(
                f"{spelling} could not be constructed: {_said(error)}{_line_in(error, path)}",
                fix="it is called without arguments; give them defaults",
            ) from error
    if not isinstance(module, nn.Module):
        raise BrokenModelFile(
            f"{spelling} is a {type(module).__name__}", fix="name a torch.nn.Module, or a function that makes one"
        )
    shape = getattr(module, "input_shape", None)
    return Built(spelling, module, tuple(shape) if isinstance(shape, (tuple, list)) else None)


def _execute(path: Path) -> ModuleType:
    """Run a file as a module."""
    name = f"convscope_user_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path.resolve())
    if spec is None or spec.loader is None:
        raise BrokenModelFile(f"{path} cannot be read as Python")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    try:
        spec.loader.exec_module(module)
    except SyntaxError as error:
        raise BrokenModelFile(f"{error.filename}:{error.lineno}: {error.msg}", fix="mend the syntax") from error
    except (Exception, SystemExit) as error:  # the user's file
        raise BrokenModelFile(
            f"{path} failed while it was read: {_said(error)}{_line_in(error, path)}",
            fix='what should not run then belongs under if __name__ == "__main__"',
        ) from error
    return module


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


def _said(error: BaseException) -> str:
    """Tell an error of the user's code in one line."""
    return f"{type(error).__name__}: {error}".partition("\n")[0]


def _is_network(value: object, namespace: ModuleType) -> bool:
    return isinstance(value, type) and issubclass(value, nn.Module) and value.__module__ == namespace.__name__


def _line_in(error: BaseException, path: Path) -> str:
    line = None
    traceback = error.__traceback__
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == str(path.resolve()):
            line = traceback.tb_lineno
        traceback = traceback.tb_next
    return f" ({path}:{line})" if line else ""
