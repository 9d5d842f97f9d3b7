"""The claims of the course notes that are arithmetic: each with its number, by convscope and by PyTorch.

A test's name has the row of CLAIMS.md. Where the verdict there is *conditional* the test shows both sides.
"""

from collections.abc import Iterator

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from scipy.signal import convolve2d  # type: ignore[import-untyped]
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from convscope.arithmetic import (
    Window,
    bottleneck,
    chain_coverage,
    compare_sharing,
    conv_macs,
    conv_parameters,
    convolution_matrix,
    convolve,
    correlate,
    coverage,
    divides,
    im2col,
    loses_nothing,
    paddings_that_divide,
    receptive_set,
    same_padding,
    sizes_that_divide,
    unread,
)
from convscope.errors import ConvscopeError
from convscope.models.zoo.lenet5_1998 import LeNet5Of1998
from convscope.network import trace
from convscope.network.exact import coverage as network_coverage

POOLED = [[1, 1, 2, 4], [5, 6, 7, 8], [3, 2, 1, 0], [1, 2, 3, 4]]
PICTURE = [[1, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 0, 1, 1, 1], [0, 0, 1, 1, 0], [0, 1, 1, 0, 0]]
KERNEL = [[1, 0, 1], [0, 1, 0], [1, 0, 1]]
RGB = [  # a corner of a picture, its padding included
    [[0, 0, 0], [0, 156, 155], [0, 153, 154]],
    [[0, 0, 0], [0, 167, 166], [0, 164, 165]],
    [[0, 0, 0], [0, 163, 162], [0, 160, 161]],
]
RGB_KERNEL = [
    [[-1, -1, 1], [0, 1, -1], [0, 1, 1]],
    [[1, 0, 0], [1, -1, -1], [1, 0, -1]],
    [[0, 1, 1], [0, 1, 0], [1, -1, 1]],
]


def counted(module: nn.Module, shape: tuple[int, ...]) -> int:
    """Multiply-adds as torch counts them while it runs."""
    with FlopCounterMode(display=False) as counter:
        module(torch.zeros(1, *shape))
    return int(counter.get_total_flops()) // 2


def ones(module: nn.Module) -> nn.Module:
    """Give every weight the value 1, in float64: gradients then count products."""
    module = module.double()
    with torch.no_grad():
        for parameter in module.parameters():
            parameter.fill_(1)
    return module


def uses(module: nn.Module, shape: tuple[int, ...]) -> list[list[int]]:
    """Count the products each pixel enters: the gradient of the sum of a network of ones."""
    images = torch.ones(1, *shape, dtype=torch.float64, requires_grad=True)
    ones(module)(images).sum().backward()
    assert images.grad is not None
    return [[int(value) for value in row] for row in images.grad[0, 0]]


def test_claim_02_the_lectures_map_pools_to_6_8_3_4() -> None:
    """The maximum of each 2 × 2 of the lecture's 4 × 4; the mean is 3.25, 5.25, 2, 2."""
    windows = [Window(kernel=2, stride=2)] * 2
    patches = im2col([POOLED], windows)
    picture = torch.tensor([[POOLED]], dtype=torch.float64)
    assert patches.max(0).reshape(2, 2).tolist() == F.max_pool2d(picture, 2)[0, 0].tolist() == [[6, 8], [3, 4]]
    assert patches.mean(0).reshape(2, 2).tolist() == F.avg_pool2d(picture, 2)[0, 0].tolist() == [[3.25, 5.25], [2, 2]]


def test_claim_02_pools_have_no_weights_but_those_of_1998() -> None:
    """Today's pool has none; LeNet-5's two had 12 and 32."""
    assert trace(nn.MaxPool2d(2), (6, 28, 28)).parameters == 0
    network = trace(LeNet5Of1998(), (1, 32, 32))
    assert [sum(layer.parameters for layer in network if layer.name.startswith(pool)) for pool in ("s2", "s4")] == [
        12,
        32,
    ]


def test_claim_02_a_strided_convolution_subsamples_too() -> None:
    """28 × 28 becomes 14 × 14 either way."""
    for layer in (nn.MaxPool2d(2), nn.Conv2d(6, 6, 3, stride=2, padding=1)):
        assert trace(layer, (6, 28, 28)).layers[-1].output_shape == (1, 6, 14, 14)


def test_claim_10_products_summed_are_one_value_of_the_map() -> None:
    """The lecture's 5 × 5 picture under its 3 × 3 kernel: 4 3 4 / 2 4 3 / 2 3 4."""
    ours = correlate([PICTURE], [[KERNEL]], [Window(kernel=3)] * 2)[0].tolist()
    torchs = F.conv2d(torch.tensor([[PICTURE]]), torch.tensor([[KERNEL]]))[0, 0].tolist()
    assert ours == torchs == [[4, 3, 4], [2, 4, 3], [2, 3, 4]]


def test_claim_10_three_channels_and_a_bias() -> None:
    """308 − 498 + 164 + 1 = −25."""
    parts = [
        int(correlate([plane], [[kernel]], [Window(kernel=3)] * 2)[0, 0, 0])
        for plane, kernel in zip(RGB, RGB_KERNEL, strict=True)
    ]
    assert parts == [308, -498, 164]
    assert correlate(RGB, [RGB_KERNEL], [Window(kernel=3)] * 2)[0, 0, 0] + 1 == -25
    assert F.conv2d(torch.tensor([RGB]), torch.tensor([RGB_KERNEL]), torch.tensor([1])).item() == -25


def test_claim_10_the_kernel_is_not_flipped() -> None:
    """torch cross-correlates; scipy's convolution is ours with the kernel turned round, and differs from torch's."""
    kernel, windows = [[1, 2, 3], [4, 5, 6], [7, 8, 9]], [Window(kernel=3)] * 2
    torchs = F.conv2d(torch.tensor([[PICTURE]]), torch.tensor([[kernel]]))[0, 0].tolist()
    scipys = convolve2d(PICTURE, kernel, mode="valid").tolist()
    assert correlate([PICTURE], [[kernel]], windows)[0].tolist() == torchs != scipys
    assert convolve([PICTURE], [[kernel]], windows)[0].tolist() == scipys


def test_claim_12_the_next_kernels_are_as_deep_as_there_are_maps() -> None:
    """32 → 28 → 24 by 6 kernels of 5 × 5 × 3, then 10 of 5 × 5 × 6."""
    module = nn.Sequential(nn.Conv2d(3, 6, 5), nn.ReLU(), nn.Conv2d(6, 10, 5))
    network = trace(module, (3, 32, 32))
    assert [network[name].output_shape for name in ("0", "2")] == [(1, 6, 28, 28), (1, 10, 24, 24)]
    assert [network[name].parameters for name in ("0", "2")] == [6 * (5 * 5 * 3 + 1), 10 * (5 * 5 * 6 + 1)]
    assert tuple(module(torch.zeros(1, 3, 32, 32)).shape) == (1, 10, 24, 24)


def test_claim_13_the_corner_enters_one_product_the_centre_nine() -> None:
    """5 × 5 under 3 × 3, no padding: corner 1, centre 9."""
    axis = coverage(Window(kernel=3), 5)
    plane = np.outer(axis, axis)
    assert (plane[0, 0], plane[2, 2]) == (1, 9)
    assert plane.tolist() == uses(nn.Conv2d(1, 1, 3, bias=False), (1, 5, 5))
    assert plane.tolist() == network_coverage(trace(nn.Conv2d(1, 1, 3), (1, 5, 5))).tolist()


def test_claim_13_padding_of_one_does_not_make_it_even_full_padding_does() -> None:
    """With padding 1 the corner enters 4 products; only full padding, 2, gives 9 everywhere."""
    for padding, corner in ((1, 4), (2, 9)):
        axis = coverage(Window(kernel=3, padding=(padding, padding)), 5)
        plane = np.outer(axis, axis)
        assert (plane[0, 0], plane[2, 2]) == (corner, 9)
        assert plane.tolist() == uses(nn.Conv2d(1, 1, 3, padding=padding, bias=False), (1, 5, 5))
    assert set(plane.ravel().tolist()) == {9}


def test_claim_13_without_padding_maps_shrink() -> None:
    """The other reason: fourteen 3 × 3 layers leave 4 of 32 rows; with padding all 32 stay."""
    for padding, rows in ((0, 4), (1, 32)):
        module = nn.Sequential(*(nn.Conv2d(1, 1, 3, padding=padding) for _ in range(14)))
        assert trace(module, (1, 32, 32)).layers[-1].output_shape[2:] == (rows, rows)
    assert chain_coverage([Window(kernel=3)] * 2, [5, 3, 1]).tolist() == [1, 2, 3, 2, 1]  # of two layers' products


def test_claim_15_rgb_needs_a_kernel_of_three_channels() -> None:
    """A kernel of 5 × 5 × 3 has 75 weights; one of a single channel does not take the picture, and is told so."""
    assert conv_parameters(3, 1, (5, 5), bias=False) == nn.Conv2d(3, 1, 5).weight.numel() == 75
    with pytest.raises(ConvscopeError, match="expects 1 channel"):
        trace(nn.Conv2d(1, 6, 5), (3, 32, 32))
    with pytest.raises(RuntimeError):
        nn.Conv2d(1, 6, 5)(torch.zeros(1, 3, 32, 32))


def test_claim_19_no_any_and_same_padding() -> None:
    """4 × 4 by 3 × 3 gives 2 × 2; 5 × 5 by 3 × 3 keeps its size padded by 1, gives 7 × 7 by 2, 2 × 2 at stride 2."""
    cases = ((4, 3, 0, 1, 2), (5, 4, 2, 1, 6), (5, 3, 1, 1, 5), (5, 3, 2, 1, 7), (5, 3, 0, 2, 2), (5, 3, 1, 2, 3))
    for size, kernel, padding, stride, outputs in cases:
        window = Window(kernel=kernel, padding=(padding, padding), stride=stride)
        torchs = F.conv2d(torch.zeros(1, 1, size, size), torch.zeros(1, 1, kernel, kernel), None, stride, padding)
        assert window.output_size(size) == torchs.shape[2] == torchs.shape[3] == outputs


def test_claim_19_half_of_kernel_minus_one_keeps_the_size() -> None:
    """P = (F − 1)/2 for every odd F, at every size: as torch's ``'same'``."""
    for kernel in (1, 3, 5, 7, 9, 11):
        padding = (kernel - 1) // 2
        assert same_padding(kernel) == (padding, padding)
        for size in (11, 12, 32):
            assert Window(kernel=kernel, padding=(padding, padding)).output_size(size) == size
            padded = F.conv1d(torch.zeros(1, 1, size), torch.zeros(1, 1, kernel), padding="same")
            assert padded.shape[2] == size


def test_claim_19_no_symmetric_padding_divides_an_even_size_by_two() -> None:
    """With even N, odd F and stride 2, N + 2P − F is odd whatever P; uneven padding divides."""
    for size in (8, 32, 224):
        for kernel in (1, 3, 5, 7, 11):
            for padding in range(kernel):
                assert not divides(Window(kernel=kernel, stride=2, padding=(padding, padding)), size)
            uneven = paddings_that_divide(Window(kernel=kernel, stride=2), size)
            assert kernel == 1 or uneven
            assert all(before != after for before, after in uneven)


def test_claim_20_a_transposed_convolution_makes_small_maps_large() -> None:
    """2 × 2 becomes 4 × 4 or, at stride 2, 5 × 5; output padding settles which of two sizes a stride came from."""
    cases = ((2, 3, 1, 0, 0, 4), (2, 3, 2, 0, 0, 5), (3, 3, 2, 1, 0, 5), (3, 3, 2, 1, 1, 6), (14, 2, 2, 0, 0, 28))
    for size, kernel, stride, padding, extra, outputs in cases:
        module = nn.ConvTranspose2d(1, 1, kernel, stride, padding, output_padding=extra)
        window = Window(kernel=kernel, stride=stride, padding=(padding, padding), transposed=True, output_padding=extra)
        assert window.output_size(size) == outputs
        assert tuple(module(torch.zeros(1, 1, size, size)).shape[2:]) == (outputs, outputs)
        assert trace(module, (1, size, size)).layers[-1].output_shape[2:] == (outputs, outputs)
    assert [Window(kernel=3, stride=2, padding=(1, 1)).output_size(size) for size in (5, 6)] == [3, 3]


def test_claim_20_it_is_the_transpose_and_no_inverse() -> None:
    """Its matrix is the convolution's, transposed; one after the other does not give the picture back."""
    torch.manual_seed(0)
    weight, picture = torch.randn(1, 1, 3, 3, dtype=torch.float64), torch.randn(1, 1, 5, 5, dtype=torch.float64)
    windows = [Window(kernel=3, stride=2)] * 2
    matrix = convolution_matrix(weight.numpy(), windows, (5, 5)).toarray()
    small = F.conv2d(picture, weight, stride=2)
    back = F.conv_transpose2d(small, weight, stride=2)
    np.testing.assert_allclose(matrix @ picture.flatten().numpy(), small.flatten().numpy())
    np.testing.assert_allclose(matrix.T @ small.flatten().numpy(), back.flatten().numpy())
    assert back.shape == picture.shape
    assert not np.allclose(back.numpy(), picture.numpy())


def test_claim_21_samples_need_not_be_adjacent() -> None:
    """A 3 × 3 kernel at rate 2 reads 9 of 5 × 5 pixels, every other one; its weights are still 9."""
    assert list(Window(kernel=3, dilation=2).reads(0)) == [0, 2, 4]
    assert uses(nn.Conv2d(1, 1, 3, dilation=2, bias=False), (1, 5, 5)) == [
        [int(row % 2 == 0 and column % 2 == 0) for column in range(5)] for row in range(5)
    ]
    assert trace(nn.Conv2d(1, 1, 3, dilation=2, bias=False), (1, 5, 5)).parameters == 9


def test_claim_21_stacked_equal_rates_leave_holes() -> None:
    """Rates 2, 2, 2 touch 7 of the 13 they span, 1, 2, 5 all 17: as the gradient does."""
    for rates, touched, spanned in (((2, 2, 2), 7, 13), ((1, 2, 5), 17, 17)):
        read = receptive_set([Window(kernel=3, dilation=rate) for rate in rates], 0)
        assert (len(read), read[-1] - read[0] + 1) == (touched, spanned)
        line = torch.ones(1, 1, spanned, dtype=torch.float64, requires_grad=True)
        module = ones(nn.Sequential(*(nn.Conv1d(1, 1, 3, dilation=rate) for rate in rates)))
        (gradient,) = torch.autograd.grad(module(line).sum(), line)
        assert gradient.nonzero()[:, 2].tolist() == read


def test_claim_26_local_fields_and_shared_weights_save_parameters() -> None:
    """32 × 32 × 3 to ten maps: 31,467,520 parameters fully connected, 778,240 locally, 760 with shared weights."""
    layer = compare_sharing(3, 10, [Window(kernel=5, padding=(2, 2))] * 2, (32, 32))
    full, local, shared = layer.fully_connected, layer.locally_connected, layer.convolutional
    assert (full.parameters, local.parameters, shared.parameters) == (31_467_520, 778_240, 760)
    with torch.device("meta"):
        linear, conv = nn.Linear(3 * 32 * 32, 10 * 32 * 32), nn.Conv2d(3, 10, 5, padding=2)
    assert [sum(p.numel() for p in module.parameters()) for module in (linear, conv)] == [
        full.parameters,
        shared.parameters,
    ]
    assert (full.macs, local.macs, shared.macs) == (31_457_280, 768_000, 768_000)
    assert counted(nn.Conv2d(3, 10, 5, padding=2), (3, 32, 32)) == shared.macs


def test_claim_26_locally_connected_with_equal_kernels_is_the_convolution() -> None:
    """A kernel for each of 4 × 4 places, all the same: what sharing means; 16 times the weights."""
    torch.manual_seed(0)
    picture, weight = torch.randn(1, 3, 6, 6, dtype=torch.float64), torch.randn(2, 3, 3, 3, dtype=torch.float64)
    own = weight.reshape(2, 27, 1).expand(2, 27, 16)  # kernel, product, place
    local = torch.einsum("kpi,pi->ki", own, torch.from_numpy(im2col(picture[0].numpy(), [Window(kernel=3)] * 2)))
    torch.testing.assert_close(local.reshape(1, 2, 4, 4), F.conv2d(picture, weight))
    layer = compare_sharing(3, 2, [Window(kernel=3)] * 2, (6, 6), bias=False)
    assert layer.locally_connected.parameters == own.numel() == 16 * layer.convolutional.parameters


def test_claim_26_subsampling_shrinks_the_maps() -> None:
    """LeNet-5's 32 → 28 → 14 → 10 → 5 ends in 400 numbers; without its pools 32 → 28 → 24 in 9,216."""
    subsampled = nn.Sequential(nn.Conv2d(1, 6, 5), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.MaxPool2d(2))
    plain = nn.Sequential(nn.Conv2d(1, 6, 5), nn.Conv2d(6, 16, 5))
    for module, sizes, numbers in ((subsampled, [28, 14, 10, 5], 400), (plain, [28, 24], 9216)):
        network = trace(module, (1, 32, 32))
        assert [layer.output_shape[2] for layer in network] == sizes
        assert (
            tuple(module(torch.zeros(1, 1, 32, 32)).shape)
            == network.layers[-1].output_shape
            == (1, 16, *sizes[-1:] * 2)
        )
        assert module(torch.zeros(1, 1, 32, 32)).numel() == numbers


@pytest.mark.parametrize("kernels", [1, 3, 10, 96])
def test_claim_29_as_many_maps_as_kernels(kernels: int) -> None:
    """Whatever the input's channels, the output has a map a kernel."""
    for channels in (1, 3, 8):
        module = nn.Conv2d(channels, kernels, 3)
        assert trace(module, (channels, 8, 8)).layers[0].output_shape[1] == kernels
        assert module(torch.zeros(1, channels, 8, 8)).shape[1] == len(module.weight) == kernels


def lost(layer: nn.Module, size: int) -> Iterator[int]:
    """Rows of the input whose gradient is zero."""
    for row, values in enumerate(uses(layer, (1, size, size))):
        if not any(values):
            yield row


def test_claim_30_a_stride_that_does_not_divide_can_lose_pixels() -> None:
    """AlexNet's (224 − 11)/4 + 1 = 54.25: a remainder of 1, row 223 lost; 7 × 7 by 3 × 3 at stride 3 loses row 6."""
    window = Window(kernel=11, stride=4)
    assert window.formula(224) == "(224 − 11)/4 + 1 = 54.25, down to 54"
    assert (divides(window, 224), window.remainder(224), unread(window, 224)) == (False, 1, [223])
    assert list(lost(nn.Conv2d(1, 1, 11, 4, bias=False), 224)) == [223]
    assert sizes_that_divide(window, 224) == (223, 227)
    assert unread(Window(kernel=3, stride=3), 7) == list(lost(nn.Conv2d(1, 1, 3, 3, bias=False), 7)) == [6]


def test_claim_30_one_that_does_not_divide_need_not() -> None:
    """7/2/3 on 224 does not divide and loses none: what is left over is padding."""
    window = Window(kernel=7, stride=2, padding=(3, 3))
    assert not divides(window, 224)
    assert loses_nothing(window, 224)
    assert list(lost(nn.Conv2d(1, 1, 7, 2, 3, bias=False), 224)) == unread(window, 224) == []


def test_claim_30_one_that_divides_can_lose_pixels() -> None:
    """And the other way round: 1/2/0 on 7 divides, and reads every other row only."""
    window = Window(kernel=1, stride=2)
    assert divides(window, 7)
    assert unread(window, 7) == list(lost(nn.Conv2d(1, 1, 1, 2, bias=False), 7)) == [1, 3, 5]


def test_claim_31_with_padding_n_grows_by_2p() -> None:
    """(N + 2P − F)/S + 1: padding by P is the same as a picture of N + 2P."""
    for size, kernel, stride, padding in ((7, 3, 1, 1), (32, 5, 2, 2), (224, 7, 2, 3), (227, 11, 4, 0)):
        window, bare = Window(kernel, stride, (padding, padding)), Window(kernel, stride)
        weight = torch.zeros(1, 1, kernel, kernel)
        outputs = F.conv2d(torch.zeros(1, 1, size, size), weight, None, stride, padding).shape[2]
        assert F.pad(torch.zeros(1, 1, size, size), (padding,) * 4).shape[2] == size + 2 * padding
        assert window.output_size(size) == bare.output_size(size + 2 * padding) == outputs


def test_claim_33_ten_kernels_of_5_with_padding_2_give_32_32_10() -> None:
    """Stride 1, kernel 5, padding 2 keeps the size: (32 + 2·2 − 5)/1 + 1 = 32; 32 × 32 × 3 becomes 32 × 32 × 10."""
    module = nn.Conv2d(3, 10, 5, stride=1, padding=2)
    assert Window(kernel=5, padding=(2, 2)).formula(32) == "(32 + 2 + 2 − 5)/1 + 1 = 32"
    shape = trace(module, (3, 32, 32)).layers[0].output_shape
    assert shape == tuple(module(torch.zeros(1, 3, 32, 32)).shape) == (1, 10, 32, 32)


def test_claim_34_76_parameters_a_kernel_760_for_ten() -> None:
    """5·5·3 + 1 = 76."""
    for kernels, parameters in ((1, 76), (10, 760)):
        module = nn.Conv2d(3, kernels, 5)
        assert conv_parameters(3, kernels, (5, 5)) == trace(module, (3, 32, 32)).parameters == parameters
        assert sum(parameter.numel() for parameter in module.parameters()) == parameters


def test_claim_36_one_by_one_kernels_change_the_dimension() -> None:
    """56 × 56 × 64 by 32 kernels is 56 × 56 × 32; of 192 maps fewer kernels make fewer, more make more."""
    for channels, kernels, size in ((64, 32, 56), (192, 64, 28), (192, 256, 28)):
        module = nn.Conv2d(channels, kernels, 1)
        shape = trace(module, (channels, size, size)).layers[0].output_shape
        assert shape == tuple(module(torch.zeros(1, channels, size, size)).shape) == (1, kernels, size, size)


def test_claim_38_one_by_one_first_is_far_cheaper() -> None:
    """28 × 28 × 256 by 32 of 5 × 5: 204,800 weights, 160,563,200 MACs; by way of 16 13,246,464, of 64 52,985,856."""
    direct = nn.Conv2d(256, 32, 5, padding=2, bias=False)
    assert conv_parameters(256, 32, (5, 5), bias=False) == direct.weight.numel() == 204_800
    assert conv_macs(256, 32, (5, 5), (28, 28)) == counted(direct, (256, 28, 28)) == 160_563_200
    for width, macs in ((16, 13_246_464), (64, 52_985_856)):
        offer = bottleneck(256, 32, (5, 5), (28, 28), width=width)
        module = nn.Sequential(nn.Conv2d(256, width, 1), nn.Conv2d(width, 32, 5, padding=2))
        assert offer.reduced.macs == trace(module, (256, 28, 28)).macs == counted(module, (256, 28, 28)) == macs
        assert offer.direct.macs == 160_563_200
