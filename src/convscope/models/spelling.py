"""Any spelling of a network's architecture to a `torch.nn.Module`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from torch import nn

from convscope.errors import ConvscopeError, UnknownName
from convscope.models.backbones import widened
from convscope.models.libraries import called, detects, from_timm, from_torchvision, segments
from convscope.models.pretrained import CONTRACT, NAME, architecture, pretrained
from convscope.models.published import is_published, published
from convscope.models.registry import DETECTORS, ZOO
from convscope.models.spelled import Spelled, parse
from convscope.models.usercode import from_file, from_package
from convscope.network import record_sites
from convscope.picture import InputContract

Shape = tuple[int, ...]
PACKAGE = re.compile(r"[^\W\d]\w*(\.[^\W\d]\w*)*")
BODY_WEIGHTS = "backbone_weights"  # an argument of the spelling: a set that a library publishes
OURS = {**ZOO, **DETECTORS}
OTHERS = "torchvision:NAME, timm:NAME, net.py:Net, package.module:Net"


@dataclass(frozen=True)
class Built:
    """A module under the spelling it was asked for by, with the input shape it is made for, None where not known.

    ``body_contract`` is that of the weights its body came with; None where it has none, or they were not asked for.
    """

    spelling: str
    module: nn.Module
    input_shape: Shape | None
    body_contract: InputContract | None = None

    @property
    def any_size(self) -> bool:
        """Whether it answers pixels, or finds boxes, on pictures of any size, as far as it is ours or torchvision's."""
        spelled = parse(self.spelling)
        if spelled.where == "" and spelled.name in OURS:
            return OURS[spelled.name].answers != "picture"
        return spelled.where == "torchvision" and segments(spelled.name)

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


def build(spelling: str, *, classes: int | None = None, weighted: bool = False) -> Built:
    """Build the network that is spelled: ``lenet5``, ``torchvision:resnet18``, ``timm:resnet18``, ``net.py:Net``.

    >>> build("lenet5").input_shape
    (1, 32, 32)

    A name in a package is ``package.module:Net``; arguments of a constructor follow it, ``net.py:Net(width=32)``.
    Weights are random, but for those that a body comes with (``fcn8s(backbone='pretrained')``), where ``weighted`` asks
    for them. ``classes`` asks for another number of outputs than the network's own, where it is ours or a
    library's to say; a network of the user's is taken as it is. The user's code is run. Raises `UnknownName`, or
    `BrokenModelFile` where the file or the constructor fails. Where each module is constructed is noted on it, so that
    findings can point there.
    """
    spelled, contract = parse(spelling), None
    with record_sites():
        if is_bodied(spelled):
            spelled, contract = _with_body(spelled, weighted=weighted)
        module, shape = _found(spelled, classes)
    return Built(spelling, module, shape, contract)


def is_bodied(spelled: Spelled) -> bool:
    """Whether a spelling is of a network of the zoo with another network for its body.

    >>> is_bodied(parse("fcn8s(backbone='torchvision:resnet18')")), is_bodied(parse("fcn8s"))
    (True, False)
    """
    return spelled.where == "" and spelled.name in OURS and OURS[spelled.name].bodied and "backbone" in spelled.named


def finds_boxes(spelling: str) -> bool:
    """Whether a spelling is of a detector, ours or torchvision's.

    >>> finds_boxes("fcos"), finds_boxes("torchvision:ssd300_vgg16"), finds_boxes("lenet5")
    (True, True, False)
    """
    spelled = parse(spelling)
    if spelled.where == "":
        return spelled.name in DETECTORS
    return spelled.where == "torchvision" and detects(spelled.name)


def brings_weights(spelled: Spelled) -> bool:
    """Whether the body of such a network comes with weights.

    >>> brings_weights(parse("unet")), brings_weights(parse("fcn8s(backbone='pretrained')"))
    (False, True)
    """
    return is_bodied(spelled) and (spelled.named["backbone"] == NAME or BODY_WEIGHTS in spelled.named)


def _with_body(spelled: Spelled, *, weighted: bool) -> tuple[Spelled, InputContract | None]:
    """Build the body that a spelling names, and put it into its arguments; give the contract of its weights."""
    named = dict(spelled.named)
    body, published_set, contract = named.pop("backbone"), named.pop(BODY_WEIGHTS, None), None
    if not isinstance(body, str):
        raise ConvscopeError(
            f"backbone={body!r} came in {spelled.text}", fix="give a spelling, as in backbone='torchvision:resnet18'"
        )
    inner = parse(body)
    if published_set is not None and not is_published(inner, published_set):
        raise ConvscopeError(
            f"{BODY_WEIGHTS}={published_set!r} came with {body}",
            fix="name a set that torchvision or timm publishes, as in backbone_weights='DEFAULT'",
        )
    shape: Shape | None
    if weighted and body == NAME:
        module, contract, _ = pretrained()
        shape = contract.input_shape
    elif weighted and published_set is not None:
        module, contract, _ = published(inner, published_set)
        shape = contract.input_shape
    else:
        module, shape = _found(inner, None)
    shape = shape or (named.get("channels", 3), *OURS[spelled.name].input_shape[1:])
    channels = named.setdefault("channels", shape[0])
    if channels != shape[0]:
        widened(module, shape, channels)
    return replace(spelled, named={**named, "backbone": module, "shape": shape}), contract


def _found(spelled: Spelled, classes: int | None) -> tuple[nn.Module, Shape | None]:
    where, name = spelled.where, spelled.name
    if where == "" and name in OURS:
        entry = OURS[name]
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
    raise UnknownName("model", spelled.text, list(OURS), fix=f"zoo: {', '.join(OURS)}; or {OTHERS}")


def _sized(module: nn.Module) -> tuple[nn.Module, Shape | None]:
    shape = getattr(module, "input_shape", None)
    return module, tuple(shape) if isinstance(shape, (tuple, list)) else None
