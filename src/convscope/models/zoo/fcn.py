"""FCN-32s, FCN-16s, FCN-8s, and FCN-4s: a classifier made fully convolutional, answering every pixel.

Long, Shelhamer, Darrell: Fully Convolutional Networks for Semantic Segmentation, CVPR 2015 (arXiv 1411.4038). The fully
connected head becomes a 1 × 1 convolution, one score a class at every place of the last map, at a 32nd of the picture's
side; enlarged 32 times that is FCN-32s. FCN-16s first enlarges by two and adds the scores of the map at a 16th, FCN-8s
those of the one at an 8th, too. FCN-4s goes one map further, which the paper did not find worth it; on small
pictures (CamVid at 180 × 240, bench/LOG.md) one training of each ended alike. The body is VGG-16, which keeps its
five pools, or any other network. Scores of the finer maps begin at zero, as in the paper, so that all begin as FCN-32s.
The paper's two layers of 4,096 maps between body and scores are left out: they are most of its 134 million parameters.
What it taught the field: what a
picture is of and where it is can be asked of one network, end to end.
"""

from __future__ import annotations

from functools import partial
from itertools import pairwise

from torch import Tensor, nn

from convscope.errors import ConvscopeError
from convscope.models.backbones import Body
from convscope.models.zoo.upsampling import Upsampling, cropped, upsampler
from convscope.models.zoo.vgg16 import vgg16

STRIDES = {32: (32,), 16: (16, 32), 8: (8, 16, 32), 4: (4, 8, 16, 32)}


class FCN(nn.Module):
    """(N, channels, height, width) to (N, classes, height, width), of any size from 32 on.

    ``finest`` is 32, 16, 8 or 4: the stride of the finest map that is scored.
    """

    def __init__(
        self,
        finest: int,
        *,
        channels: int = 3,
        classes: int = 21,
        upsampling: Upsampling = "bilinear",
        backbone: nn.Module | None = None,
        shape: tuple[int, ...] = (3, 128, 128),
    ) -> None:
        super().__init__()
        if finest == 32 and upsampling != "bilinear":
            raise ConvscopeError(
                f"upsampling={upsampling!r} came, and FCN-32s adds no maps that would be enlarged by it",
                fix="leave it out, or take fcn16s",
            )
        strides = STRIDES[finest]
        body = Body(vgg16(channels) if backbone is None else backbone, (channels, *shape[1:]), strides)
        self.body = body
        self.score = nn.ModuleList(nn.Conv2d(tap.channels, classes, 1) for tap in body.taps)
        for finer in self.score[:-1]:
            nn.init.zeros_(finer.weight)  # type: ignore[arg-type]
            nn.init.zeros_(finer.bias)  # type: ignore[arg-type]
        between = [coarse // fine for fine, coarse in pairwise(strides)]
        self.grow = nn.ModuleList(upsampler(classes, factor, upsampling) for factor in between)
        self.last = upsampler(classes, finest, "bilinear")

    def forward(self, images_NCHW: Tensor) -> Tensor:
        """Give one score (logit) a class and pixel."""
        maps = self.body(images_NCHW)
        scores: Tensor = self.score[-1](maps[-1])
        for finer, score, grow in zip(maps[-2::-1], self.score[-2::-1], self.grow[::-1], strict=True):
            scored = score(finer)
            scores = cropped(grow(scores), scored) + scored
        return cropped(self.last(scores), images_NCHW)


fcn32s, fcn16s, fcn8s, fcn4s = (partial(FCN, finest) for finest in (32, 16, 8, 4))
