"""torchvision's detectors under one roof: what they cost on pictures with boxes, what they find on others.

FCOS and RetinaNet number classes from 0; Faster R-CNN and SSD keep 0 for the background. Here classes count from 0
always. Pictures enter as the input contract fits and scales them: what torchvision would do to them is left out.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn

from convscope.errors import ConvscopeError
from convscope.models.weights import apply_weights

if TYPE_CHECKING:
    from torchvision.models.detection.image_list import ImageList

THEIRS = "torchvision.models.detection"  # a second to import, which other networks need not wait for
SIDE = 1.0  # pixels of the network's input: what is thinner cannot be learnt from, and makes losses of 0/0
STILL = (nn.modules.batchnorm._BatchNorm, nn.modules.dropout._DropoutNd)


@dataclass(frozen=True)
class Found:
    """Boxes on one input: edges (K, 4), left, top, right, bottom; scores (K,), best first; classes (K,) from 0."""

    edges: Tensor
    scores: Tensor
    classes: Tensor


@dataclass(frozen=True)
class Wanted:
    """Boxes that are there: edges (K, 4) on the input and classes (K,) from 0."""

    edges: Tensor
    classes: Tensor


class AsItIs(nn.Module):
    """In the place of torchvision's resizing and scaling: pictures enter as they come, boxes leave as they are."""

    def forward(
        self, images: Tensor | list[Tensor], targets: list[dict[str, Tensor]] | None = None
    ) -> tuple[ImageList, list[dict[str, Tensor]] | None]:
        """Put pictures of one size together, channels last, which is quicker on a CPU."""
        from torchvision.models.detection.image_list import ImageList

        images_NCHW = torch.stack(list(images)).contiguous(memory_format=torch.channels_last)
        return ImageList(images_NCHW, [(one.shape[-2], one.shape[-1]) for one in images]), targets

    def postprocess(
        self, result: list[dict[str, Tensor]], image_shapes: object, original_image_sizes: object
    ) -> list[dict[str, Tensor]]:
        """Leave boxes where they are."""
        return result


def is_detector(module: nn.Module) -> bool:
    """Whether a module is a detector of torchvision's that answers with boxes."""
    if THEIRS not in sys.modules:
        return False  # none was built
    from torchvision.models.detection import FCOS, FasterRCNN, RetinaNet
    from torchvision.models.detection.ssd import SSD

    return isinstance(module, (FCOS, RetinaNet, FasterRCNN, SSD))


def check_detector(module: nn.Module, spelling: str) -> None:
    """Raise `ConvscopeError` for a network that is no detector, or one that wants more than boxes."""
    from torchvision.models.detection import KeypointRCNN, MaskRCNN

    if isinstance(module, (MaskRCNN, KeypointRCNN)):
        raise ConvscopeError(
            f"{spelling} wants masks or key points beside boxes", fix="take fcos, or torchvision:fasterrcnn_…"
        )
    if not is_detector(module):
        raise ConvscopeError(
            f"{spelling} is no detector: it does not answer with boxes",
            fix="take one: fcos(backbone='pretrained'), torchvision:fasterrcnn_…, or a run of such",
        )


def plainly(module: nn.Module) -> nn.Module:
    """Have a detector take pictures as they come, its weights lying channels last, in place."""
    module.transform = AsItIs()
    return module.to(memory_format=torch.channels_last)


def body_of(module: nn.Module) -> nn.Module:
    """Give the network within a detector that makes its maps: of FCOS on a body that is spelled, that one."""
    body = module.backbone
    within = getattr(body, "body", None)
    found = getattr(within, "backbone", None)
    return found if isinstance(found, nn.Module) else body  # type: ignore[return-value]


def first_class(module: nn.Module) -> int:
    """Give the number of the first class: 1 where 0 is the background."""
    from torchvision.models.detection import FCOS, RetinaNet

    return 0 if isinstance(module, (FCOS, RetinaNet)) else 1


def label_names(module: nn.Module, classes: Sequence[str]) -> tuple[str, ...]:
    """Give the names of what a module itself answers with as labels: classes, after the background where it has one."""
    return ("background", *classes) if classes and is_detector(module) and first_class(module) else tuple(classes)


def losses(module: nn.Module, images_NCHW: Tensor, wanted: Sequence[Wanted]) -> dict[str, Tensor]:
    """Give torchvision's own losses of a detector that is in training mode, by their names."""
    first = first_class(module)
    targets = []
    for one in wanted:
        wide = ((one.edges[:, 2:] - one.edges[:, :2]) >= SIDE).all(1)
        targets.append({"boxes": one.edges[wide], "labels": one.classes[wide] + first})
    found: dict[str, Tensor] = module(list(images_NCHW), targets)
    return found


def detections(module: nn.Module, images_NCHW: Tensor) -> list[Found]:
    """Give what a detector that is in evaluation mode finds on each picture."""
    first = first_class(module)
    return [Found(one["boxes"], one["scores"], one["labels"] - first) for one in module(list(images_NCHW))]


@contextmanager
def costing(module: nn.Module) -> Iterator[None]:
    """Let a detector in evaluation mode say its losses, its norms and dropouts as in use."""
    changed = [one for one in module.modules() if not one.training and not isinstance(one, STILL)]
    for one in changed:
        one.training = True
    try:
        yield
    finally:
        for one in changed:
            one.training = False


def apply_all_but_answers(module: nn.Module, weights: Mapping[str, Tensor], *, source: str, target: str) -> bool:
    """Load weights into a detector for other classes, too: the layers that answer stay fresh where they differ.

    Gives whether any does. Raises `WrongWeights` where anything else does not fit.
    """
    own = module.state_dict()
    differ = [name for name in own if name in weights and weights[name].shape != own[name].shape and "head" in name]
    apply_weights(module, {**weights, **{name: own[name] for name in differ}}, source=source, target=target)
    return bool(differ)
