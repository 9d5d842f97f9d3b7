"""Which of a file's tensors stands for which layer."""

import numpy as np

from convscope.runtime import load_onnx
from convscope.ship import Bundle
from convscope.ship.matching import Made, inner_tensors, matched

RANDOM = np.random.default_rng(0)


def made(name: str, operator: str, *shape: int) -> Made:
    return Made(name, operator, RANDOM.normal(size=(2, *shape)).astype(np.float32))


def test_a_layer_that_was_folded_is_left_out() -> None:
    """The norm's numbers are the convolution's in the file; the convolution before it has no fellow."""
    conv, norm, relu = (
        made("conv", "conv2d", 4, 3, 3),
        made("norm", "batch_norm", 4, 3, 3),
        made("relu", "relu", 4, 3, 3),
    )
    file = [Made("a", "Conv", norm.values), Made("b", "Relu", relu.values)]
    assert matched([conv, norm, relu], file) == {1: 0, 2: 1}


def test_order_and_kind_find_a_layer_whose_numbers_are_wrong() -> None:
    """A file with another layer's weights: the tensors behind it match none by numbers, and still by what they are."""
    layers = [made("conv", "conv2d", 4, 3, 3), made("relu", "relu", 4, 3, 3), made("fc", "linear", 10)]
    file = [made("x", "Conv", 4, 3, 3), made("y", "Relu", 4, 3, 3), made("z", "Gemm", 10)]
    assert matched(layers, file) == {0: 0, 1: 1, 2: 2}


def test_shapes_that_differ_never_match() -> None:
    """Axes of length 1 may come and go: a mean over a map, and that flattened."""
    assert matched([made("a", "conv2d", 4, 3, 3)], [made("b", "Conv", 4, 9)]) == {}
    assert matched([made("a", "mean", 4, 1, 1)], [made("b", "ReduceMean", 4)]) == {0: 0}


def test_the_inner_tensors_of_a_file_are_had_in_order(shipped: Bundle) -> None:
    """Those of floats with a number a picture, with the layer that each was exported for."""
    pictures = RANDOM.integers(0, 256, (3, 8, 8, 1), dtype=np.uint8)
    found = inner_tensors(load_onnx(shipped.path), pictures)
    assert [one.operator for one in found][-5:] == ["Relu", "Reshape", "Gemm", "Relu", "Gemm"]
    assert found[-1].layer == "8" and found[-1].values.shape == (3, 10)
    np.testing.assert_allclose(found[-1].values, load_onnx(shipped.path).scores(pictures), atol=1e-5)
