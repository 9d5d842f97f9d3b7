"""Networks of torchvision and timm by name, with random weights."""

from __future__ import annotations

import inspect
from importlib.util import find_spec
from typing import Any

from torch import nn

from convscope.errors import BrokenModelFile, ConvscopeError, UnknownName
from convscope.models.spelled import Spelled
from convscope.models.usercode import said

Size = tuple[int, int, int]


def from_torchvision(spelled: Spelled, classes: int | None) -> tuple[nn.Module, Size | None]:
    """Build a network of torchvision, and read the input that its published weights are for."""
    from torchvision import models

    check_torchvision(spelled.name)
    if "weights" in spelled.named:
        raise ConvscopeError(
            f"weights came in {spelled.text}", fix=f"say them beside it: torchvision:{spelled.name} --weights DEFAULT"
        )
    extra: dict[str, Any] = {"weights": None}
    if spelled.name in ("googlenet", "inception_v3"):
        extra["init_weights"] = False  # else it warns, and takes minutes
    if "weights_backbone" in inspect.signature(models.get_model_builder(spelled.name)).parameters:
        extra["weights_backbone"] = None
    if classes is not None:
        extra["num_classes"] = classes + has_background(spelled.name)
    module = called(models.get_model, spelled, extra)
    return module, _published_input(spelled.name) or _input_of_detector(module)


def check_torchvision(name: str) -> None:
    """Raise `UnknownName` for a name that torchvision does not have."""
    from torchvision import models

    known = models.list_models()
    if name not in known:
        raise UnknownName("torchvision model", name, known)


def segments(name: str) -> bool:
    """Whether one of torchvision's networks answers every pixel.

    >>> segments("fcn_resnet50"), segments("resnet50")
    (True, False)
    """
    from torchvision import models

    return name in models.list_models(module=models.segmentation)


def detects(name: str) -> bool:
    """Whether one of torchvision's networks answers with boxes.

    >>> detects("ssdlite320_mobilenet_v3_large"), detects("resnet50")
    (True, False)
    """
    from torchvision import models

    return name in models.list_models(module=models.detection)


def has_background(name: str) -> bool:
    """Whether one of torchvision's detectors counts what is no object as a class, its first.

    >>> has_background("ssd300_vgg16"), has_background("fcos_resnet50_fpn")
    (True, False)
    """
    return detects(name) and any(kind in name for kind in ("rcnn", "ssd"))


def _published_input(name: str) -> Size | None:
    from torchvision import models

    for weights in models.get_model_weights(name):
        said = getattr(weights.transforms, "keywords", {})
        crop = said.get("crop_size", said.get("resize_size") if segments(name) else None)
        if crop:
            return (3, crop, crop) if isinstance(crop, int) else (3, *crop)
    return None


def _input_of_detector(module: nn.Module) -> Size | None:
    """Read the size to which one of torchvision's detectors brings every picture, or the shorter side, as a square."""
    transform = getattr(module, "transform", None)
    fixed, shorter = (getattr(transform, name, None) for name in ("fixed_size", "min_size"))
    if fixed:
        return 3, fixed[1], fixed[0]  # there the width comes first
    return (3, shorter[-1], shorter[-1]) if shorter else None


def from_timm(spelled: Spelled, classes: int | None) -> tuple[nn.Module, Size | None]:
    """Build a network of timm, and read the input off its configuration there."""
    check_timm(spelled.name)
    import timm

    extra: dict[str, Any] = {"pretrained": False}
    if classes is not None:
        extra["num_classes"] = classes
    module = called(timm.create_model, spelled, extra)
    size = spelled.named.get("img_size")
    sides = (size, size) if isinstance(size, int) else size
    published = timm.get_pretrained_cfg(spelled.name)
    if published is None:
        return module, None
    channels, height, width = published.input_size
    return module, (spelled.named.get("in_chans", channels), *(sides or (height, width)))


def check_timm(name: str) -> None:
    """Raise `ConvscopeError` where timm is not installed, `UnknownName` for a name that it does not have."""
    if find_spec("timm") is None:
        raise ConvscopeError("timm is not installed", fix="pip install 'convscope[pretrained]'")
    import timm

    if not timm.is_model(name.partition(".")[0]):
        raise UnknownName("timm model", name, timm.list_models())


def called(create: Any, spelled: Spelled, extra: dict[str, Any]) -> nn.Module:
    """Call a library's constructor with the spelling's arguments; what it raises is told in one line."""
    if spelled.arguments:
        raise ConvscopeError(
            f"{spelled.text} has an argument without a name", fix=f"name it, as in {spelled.name}(num_classes=10)"
        )
    both = sorted(set(spelled.named) & set(extra))
    if both:
        raise ConvscopeError(f"{', '.join(both)} came in {spelled.text}", fix="leave it out: it is set already")
    try:
        module: nn.Module = create(spelled.name, **spelled.named, **extra)
    except ConvscopeError:  # the zoo's own, of a body that will not do
        raise
    except Exception as error:  # the library's, for arguments it does not take
        raise BrokenModelFile(
            f"{spelled.text} could not be constructed: {said(error)}", fix="give arguments that it takes"
        ) from error
    return module
