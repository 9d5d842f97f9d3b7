"""The zoo's networks, by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from torch import nn

from convscope.models.zoo.airbench94 import AirBench94
from convscope.models.zoo.allconv import AllConv
from convscope.models.zoo.blurnet import BlurNet
from convscope.models.zoo.digitnet import DigitNet
from convscope.models.zoo.dilated import Dilated
from convscope.models.zoo.fcn import fcn4s, fcn8s, fcn16s, fcn32s
from convscope.models.zoo.lenet5 import LeNet5
from convscope.models.zoo.lenet5_1998 import LeNet5Of1998
from convscope.models.zoo.linear import Linear
from convscope.models.zoo.nin import NIN
from convscope.models.zoo.resnet20 import ResNet20
from convscope.models.zoo.tinyvgg import TinyVGG
from convscope.models.zoo.unet import unet
from convscope.models.zoo.zfnet import ZFNet


@dataclass(frozen=True)
class Entry:
    """A network of the zoo: how to build it, the input it is made for (without batch), where it comes from.

    ``answers`` says whether it scores classes of a *picture*, or of each *pixel*, of pictures of any size, or finds
    objects and the *box* of each. Where
    ``bodied``, it takes another network for its body: ``fcn8s(backbone='pretrained')``.
    """

    name: str
    build: Callable[..., nn.Module]
    input_shape: tuple[int, int, int]
    parameters: int
    paper: str
    year: int
    answers: Literal["picture", "pixel", "box"] = "picture"
    bodied: bool = False


LONG, SMALL = "Long et al., arXiv 1411.4038", (3, 128, 128)
ZOO: dict[str, Entry] = {
    entry.name: entry
    for entry in (
        Entry("linear", Linear, (3, 32, 32), 30_730, "CS231n, linear classification", 2015),
        Entry("lenet5", LeNet5, (1, 32, 32), 61_706, "LeCun et al., Proc. IEEE 86(11)", 1998),
        Entry("lenet5-1998", LeNet5Of1998, (1, 32, 32), 60_000, "LeCun et al., Proc. IEEE 86(11)", 1998),
        Entry("digitnet", DigitNet, (1, 28, 28), 17_626, "this project, bench/mnist.py", 2026),
        Entry("tinyvgg", TinyVGG, (3, 64, 64), 19_920, "Wang et al., CNN Explainer, arXiv 2004.15004", 2020),
        Entry("nin", NIN, (3, 32, 32), 966_986, "Lin et al., arXiv 1312.4400", 2013),
        Entry("allconv", AllConv, (3, 32, 32), 1_369_738, "Springenberg et al., arXiv 1412.6806", 2014),
        Entry("zfnet", ZFNet, (3, 224, 224), 58_301_578, "Zeiler and Fergus, arXiv 1311.2901", 2014),
        Entry("airbench94", AirBench94, (3, 32, 32), 1_972_792, "Jordan, arXiv 2404.00498", 2024),
        Entry("resnet20", ResNet20, (3, 32, 32), 269_722, "He et al., arXiv 1512.03385", 2015),
        Entry("fcn32s", fcn32s, SMALL, 14_725_461, LONG, 2014, "pixel", bodied=True),
        Entry("fcn16s", fcn16s, SMALL, 14_736_234, LONG, 2014, "pixel", bodied=True),
        Entry("fcn8s", fcn8s, SMALL, 14_747_007, LONG, 2014, "pixel", bodied=True),
        Entry("fcn4s", fcn4s, SMALL, 14_752_404, LONG, 2014, "pixel", bodied=True),
        Entry("unet", unet, SMALL, 7_763_074, "Ronneberger et al., arXiv 1505.04597", 2015, "pixel", bodied=True),
        Entry("dilated", Dilated, SMALL, 14_725_461, "Yu and Koltun, arXiv 1511.07122", 2015, "pixel", bodied=True),
        Entry("blurnet", BlurNet, (3, 32, 32), 269_722, "Zhang, arXiv 1904.11486", 2019),
    )
}


def _fcos(**named: Any) -> nn.Module:
    """Build it; torchvision's detectors are imported only then."""
    from convscope.models.zoo.fcos import fcos

    module: nn.Module = fcos(**named)
    return module


DETECTORS: dict[str, Entry] = {
    "fcos": Entry("fcos", _fcos, (3, 256, 256), 11_501_711, "Tian et al., arXiv 1904.01355", 2019, "box", bodied=True),
}
