"""Any spelling of a network's architecture to a `torch.nn.Module`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from torch import nn

from convscope.errors import ConvscopeError, UnknownName
from convscope.models.libraries import called, from_timm, from_torchvision
from convscope.models.pretrained import CONTRACT, NAME, architecture
from convscope.models.registry import ZOO
from convscope.models.spelled import Spelled, parse
from convscope.models.usercode import from_file, from_package
from convscope.network import record_sites

Shape = tuple[int, ...]
PACKAGE = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")
OTHERS = "torchvision:NAME, timm:NAME, net.py:Net, package.module:Net"


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


class TakesNoPicture(ConvscopeError):
    """A network of sequences, of volumes or of several inputs; ``built`` is it, for those who need no picture."""

    def __init__(self, built: Built) -> None:
        """Say what it takes."""
        super().__init__(
            f"an input of {built.input_shape} came, pictures are (channels, height, width)", fix="--input C,H,W"
        )
        self.built = built


def build(spelling: str, *, classes: int | None = None) -> Built:
    """Build the network that is spelled: ``lenet5``, ``torchvision:resnet18``, ``timm:resnet18``, ``net.py:Net``.

    >>> build("lenet5").input_shape
    (1, 32, 32)

    A name in a package is ``package.module:Net``; arguments of a constructor follow it, ``net.py:Net(width=32)``.
    Weights are random. ``classes`` asks for another number of outputs than the network's own, where it is ours or a
    library's to say; a network of the user's is taken as it is. The user's code is run. Raises `UnknownName`, or
    `BrokenModelFile` where the file or the constructor fails. Where each module is constructed is noted on it, so that
    findings can point there.
    """
    spelled = parse(spelling)
    with record_sites():
        module, shape = _found(spelled, classes)
    return Built(spelling, module, shape)


def _found(spelled: Spelled, classes: int | None) -> tuple[nn.Module, Shape | None]:
    where, name = spelled.where, spelled.name
    if where == "" and name in ZOO:
        entry = ZOO[name]
        extra = {} if classes is None else {"classes": classes}
        shape = (spelled.named.get("channels", entry.input_shape[0]), *entry.input_shape[1:])
        return called(lambda _, **named: entry.build(**named), spelled, extra), shape
    if spelled.text == NAME:
        return architecture(classes), CONTRACT.input_shape
    if where in ZOO:
        from convscope.models.trained import card_of

        return _found(parse(card_of(spelled.text).model), classes)
    if where == "torchvision":
        return from_torchvision(spelled, classes)
    if where == "timm":
        return from_timm(spelled, classes)
    if where.endswith(".py"):
        return _sized(from_file(spelled))
    if name.endswith(".py"):
        raise ConvscopeError(f"{spelled.text} names a file and no network in it", fix=f"say which: {spelled.text}:Net")
    if PACKAGE.fullmatch(where):
        return _sized(from_package(spelled))
    raise UnknownName("model", spelled.text, list(ZOO), fix=f"zoo: {', '.join(ZOO)}; or {OTHERS}")


def _sized(module: nn.Module) -> tuple[nn.Module, Shape | None]:
    shape = getattr(module, "input_shape", None)
    return module, tuple(shape) if isinstance(shape, (tuple, list)) else None
