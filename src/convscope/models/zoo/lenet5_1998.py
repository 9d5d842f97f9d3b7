"""LeNet-5 as its paper describes it, with what today's versions leave out.

LeCun, Bottou, Bengio, Haffner: Gradient-Based Learning Applied to Document Recognition, Proc. IEEE 86(11), 1998,
section II.B. Its pools are trained (12 and 32 parameters), its third layer sees chosen maps only (table I), its units
are squashed by A·tanh(S·a), and each class is a fixed picture of itself, scored by the distance to it: 60,000 trainable
parameters, 156 + 12 + 1,516 + 32 + 48,120 + 10,164. What it taught the field: features need not be designed; local
receptive fields, shared weights and subsampling, trained as one by gradient descent, read a bank's cheques.

Not the paper's: the pictures of the digits, which are drawn below on its 7 × 12 grid, and PyTorch's initial weights.
"""

import torch
import torch.nn.functional as F
from torch import nn

AMPLITUDE = 1.7159
SLOPE = 2 / 3

TABLE_I = (  # the maps of S2 that each map of C3 takes: six take 3, nine take 4, the last takes all
    *((0, 1, 2), (1, 2, 3), (2, 3, 4), (3, 4, 5), (0, 4, 5), (0, 1, 5)),
    *((0, 1, 2, 3), (1, 2, 3, 4), (2, 3, 4, 5), (0, 3, 4, 5), (0, 1, 4, 5), (0, 1, 2, 5)),
    *((0, 1, 3, 4), (1, 2, 4, 5), (0, 2, 3, 5)),
    (0, 1, 2, 3, 4, 5),
)

DIGITS = """
    ..###.. ...#... ..###.. .#####. .....#. ####### ..####. ####### ..###.. ..###..
    .#...#. ..##... .#...#. #.....# ....##. #...... .#..... ......# .#...#. .#...#.
    #.....# .#.#... #.....# ......# ...#.#. #...... #...... ......# #.....# #.....#
    #.....# ...#... ......# ......# ..#..#. #...... #...... .....#. #.....# #.....#
    #.....# ...#... ......# .....#. .#...#. #.###.. #.###.. .....#. .#...#. #.....#
    #.....# ...#... .....#. ..###.. #....#. ##...#. ##...#. ....#.. ..###.. .#...##
    #.....# ...#... ....#.. .....#. #....#. ......# #.....# ....#.. .#...#. ..###.#
    #.....# ...#... ...#... ......# ####### ......# #.....# ...#... #.....# ......#
    #.....# ...#... ..#.... ......# .....#. ......# #.....# ...#... #.....# ......#
    #.....# ...#... .#..... ......# .....#. #.....# #.....# ..#.... #.....# .....#.
    .#...#. ...#... #...... #.....# .....#. .#...#. .#...#. ..#.... .#...#. ....#..
    ..###.. .#####. ####### .#####. .....#. ..###.. ..###.. ..#.... ..###.. .###...
"""
"""The ten classes on 7 × 12 pixels each, side by side."""


class LeNet5Of1998(nn.Module):
    """(N, 1, 32, 32) to (N, classes): minus the squared distance of F6 to each class's code, at most 0.

    As scores (logits) they are the log-likelihoods of Gaussians around the codes, up to a constant; with classes
    equally frequent, their softmax is the posterior. Digits 0 to 9 have their drawn codes; further classes have random
    ones, as the paper allows.
    """

    def __init__(self, channels: int = 1, classes: int = 10) -> None:
        super().__init__()
        self.c1 = nn.Conv2d(channels, 6, 5)
        self.squash1 = Squash()
        self.s2 = Subsampling(6)
        self.squash2 = Squash()
        self.c3 = PartialConvolution()
        self.squash3 = Squash()
        self.s4 = Subsampling(16)
        self.squash4 = Squash()
        self.c5 = nn.Conv2d(16, 120, 5)
        self.squash5 = Squash()
        self.flatten = nn.Flatten()
        self.f6 = nn.Linear(120, 84)
        self.squash6 = Squash()
        self.output = RadialBasis(class_codes(classes))

    def forward(self, images_NCHW: torch.Tensor) -> torch.Tensor:
        """Give one score a class, minus its squared distance."""
        maps = self.squash2(self.s2(self.squash1(self.c1(images_NCHW))))
        maps = self.squash4(self.s4(self.squash3(self.c3(maps))))
        features = self.flatten(self.squash5(self.c5(maps)))
        scores: torch.Tensor = self.output(self.squash6(self.f6(features)))
        return scores


class Squash(nn.Module):
    """f(a) = A·tanh(S·a) with A = 1.7159 and S = 2/3, so that f(1) = 1, f(−1) = −1 and it bends most there."""

    def forward(self, sums: torch.Tensor) -> torch.Tensor:
        """Squash every number."""
        return AMPLITUDE * torch.tanh(SLOPE * sums)


class Subsampling(nn.Module):
    """Sum of each 2 × 2, times one trained coefficient a map, plus one trained bias a map: two parameters a map."""

    def __init__(self, maps: int) -> None:
        super().__init__()
        self.mean = nn.AvgPool2d(2)
        self.coefficient = nn.Parameter(torch.full((maps, 1, 1), 1 / 4))  # begins as the mean
        self.bias = nn.Parameter(torch.zeros(maps, 1, 1))

    def forward(self, maps_NCHW: torch.Tensor) -> torch.Tensor:
        """Halve height and width."""
        sums = 4 * self.mean(maps_NCHW)  # ONNX has no pool that sums
        answer: torch.Tensor = self.coefficient * sums + self.bias
        return answer


class PartialConvolution(nn.Module):
    """C3: 6 maps to 16 by 60 kernels of 5 × 5 and 16 biases, 1,516 parameters; each map takes those of `TABLE_I`.

    Maps that take as many are computed as one convolution in groups, on the maps they take, laid out in a row.
    """

    def __init__(self) -> None:
        super().__init__()
        self.of_three = nn.Conv2d(6 * 3, 6, 5, groups=6)
        self.of_four = nn.Conv2d(9 * 4, 9, 5, groups=9)
        self.of_six = nn.Conv2d(6, 1, 5)

    def forward(self, maps_NCHW: torch.Tensor) -> torch.Tensor:
        """Give the maps in the table's order."""
        maps = maps_NCHW.chunk(6, dim=1)
        threes = torch.cat([maps[one] for taken in TABLE_I[:6] for one in taken], dim=1)
        fours = torch.cat([maps[one] for taken in TABLE_I[6:15] for one in taken], dim=1)
        return torch.cat([self.of_three(threes), self.of_four(fours), self.of_six(maps_NCHW)], dim=1)


class RadialBasis(nn.Module):
    """−Σ(x − w)² for each row w of ``codes``, which are ±1 and not trained."""

    codes: torch.Tensor

    def __init__(self, codes: torch.Tensor) -> None:
        super().__init__()
        self.register_buffer("codes", codes)

    def forward(self, features: torch.Tensor) -> torch.Tensor:
        """Give 0 for a class's own code, less for any other vector.

        Multiplied out, −Σ(x − w)² = 2·x·w − Σx² − Σw², it is a product with the codes, and Σw² is the count of bits.
        """
        products = F.linear(features, self.codes)
        return 2 * products - features.square().sum(1, keepdim=True) - self.codes.shape[1]


def class_codes(classes: int) -> torch.Tensor:
    """Lay out each class's picture as 84 numbers, 1 for ink and −1 for paper; beyond the digits, random ones.

    >>> class_codes(10).shape, class_codes(10)[1].view(12, 7)[0].tolist()
    (torch.Size([10, 84]), [-1.0, -1.0, -1.0, 1.0, -1.0, -1.0, -1.0])
    """
    rows = [line.split() for line in DIGITS.split("\n") if line]
    ink = [[pixel == "#" for row in rows for pixel in row[digit]] for digit in range(10)]
    more = torch.rand(max(classes - 10, 0), 84, generator=torch.Generator().manual_seed(1998)) < 0.5
    return torch.cat([torch.tensor(ink), more])[:classes].float() * 2 - 1
