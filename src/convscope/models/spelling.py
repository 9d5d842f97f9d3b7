"""Any spelling of a network's architecture to a `torch.nn.Module`."""

from __future__ import annotations

import importlib.util
import sys
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
    namespace = _execute(path)
    found = getattr(namespace, name, None)
    if found is None:
        classes = [key for key, value in vars(namespace).items() if _is_network(value, namespace)]
        raise UnknownName(f"network in {path}", name, classes, fix="the file defines no torch.nn.Module")
    try:
        module = found if isinstance(found, nn.Module) else found()
    except Exception as error:  # the user's constructor
        raise BrokenModelFile(
            f"{spelling} could not be constructed: {type(error).__name__}: {error}{_line_in(error, path)}",
            fix="it is called without arguments; give them defaults",
        ) from error
    if not isinstance(module, nn.Module):
        raise BrokenModelFile(
            f"{spelling} is a {type(module).__name__}", fix="name a torch.nn.Module, or a function that makes one"
        )
    shape = getattr(module, "input_shape", None)
    return Built(spelling, module, tuple(shape) if isinstance(shape, (tuple, list)) else None)


def _execute(path: Path) -> ModuleType:
    """Run a file as a module, its own folder importable, as ``python path`` would have it."""
    name = f"convscope_user_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path.resolve())
    if spec is None or spec.loader is None:
        raise BrokenModelFile(f"{path} cannot be read as Python")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    folder = str(path.resolve().parent)
    sys.path.insert(0, folder)
    try:
        spec.loader.exec_module(module)
    except SyntaxError as error:
        raise BrokenModelFile(f"{error.filename}:{error.lineno}: {error.msg}", fix="mend the syntax") from error
    except Exception as error:  # the user's file
        raise BrokenModelFile(
            f"{path} failed while it was read: {type(error).__name__}: {error}{_line_in(error, path)}"
        ) from error
    finally:
        sys.path.remove(folder)
    return module


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
