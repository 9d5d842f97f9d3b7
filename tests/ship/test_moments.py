"""What enters layers, as means and products."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import pytest
import torch
from onnx import helper
from torch.nn.functional import unfold

from convscope.ship import moments
from convscope.ship.moments import Moments, columns, moments_of


def test_means_and_products_are_those_of_numpy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Taken in two goes, cut in two parts; the diagonal is whole, what is beside it drawn to zero by few samples."""
    monkeypatch.setattr(moments, "MOST_JOINT", 3)
    given = np.random.default_rng(0).standard_normal((40, 2, 5)).astype(np.float32) + 1
    found = Moments(2, 5)
    found.add(given[:15])
    found.add(given[15:])
    np.testing.assert_allclose(found.mean, given.mean(0), rtol=1e-6)
    for about_mean in (False, True):
        parts = found.spread(about_mean=about_mean)
        assert [part.shape for part in parts] == [(2, 3, 3), (2, 2, 2)]
        one = given[:, 1, :3] - (given[:, 1, :3].mean(0) if about_mean else 0)
        expected = one.T @ one / 40
        level = np.diag(expected)
        drawn = expected * (40 / 43)
        np.fill_diagonal(drawn, level + 0.01 * level.mean())
        np.testing.assert_allclose(parts[0][1], drawn, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("groups, strides, dilations, pads", [
    (1, (1, 1), (1, 1), (0, 0, 0, 0)), (3, (2, 1), (1, 2), (1, 0, 2, 1)), (6, (2, 2), (1, 1), (1, 1, 1, 1)),
])  # fmt: skip
def test_patches_of_a_convolution_are_those_torch_unfolds(
    groups: int, strides: tuple[int, int], dilations: tuple[int, int], pads: tuple[int, int, int, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """All of them, in some order: their sums and sums of squares."""
    monkeypatch.setattr(moments, "PLACES", 10_000)
    entering = torch.randn(2, 6, 9, 8, generator=torch.Generator().manual_seed(0))
    node = helper.make_node("Conv", ["x", "w"], ["y"], group=groups, strides=strides, dilations=dilations, pads=pads)
    cut = columns(node, (12, 6 // groups, 3, 2), entering.numpy(), np.random.default_rng(0))
    padded = torch.nn.functional.pad(entering, (pads[1], pads[3], pads[0], pads[2]))
    expected = unfold(padded, (3, 2), dilation=dilations, stride=strides).numpy()
    assert cut.shape == (2 * expected.shape[2], groups, 36 // groups)
    flat = cut.reshape(2, expected.shape[2], 36)
    np.testing.assert_allclose(np.sort(flat, 1), np.sort(expected.transpose(0, 2, 1), 1), rtol=1e-6)


def test_a_file_is_watched_at_what_enters_its_layers(tmp_path: Path) -> None:
    """A product of two matrices and one after a ReLU; a transposed convolution is left out."""
    weights = np.random.default_rng(0).standard_normal((4, 3)).astype(np.float32)
    proto, nodes = _file(weights)
    given = np.random.default_rng(1).standard_normal((50, 4)).astype(np.float32)
    found = moments_of(proto, nodes, tmp_path, iter([{"x": given[:30]}, {"x": given[30:]}]))
    assert set(found) == {"first", "second"}
    np.testing.assert_allclose(found["first"].mean[0], given.mean(0), rtol=1e-5, atol=1e-6)
    entering = np.maximum(given @ weights, 0)
    np.testing.assert_allclose(found["second"].mean[0], entering.mean(0), rtol=1e-5)


def _file(weights: npt.NDArray[np.float32]) -> tuple[onnx.ModelProto, list[onnx.NodeProto]]:
    kept = [
        onnx.numpy_helper.from_array(weights, "w"), onnx.numpy_helper.from_array(weights.T.copy(), "v"),
        onnx.numpy_helper.from_array(np.ones((1, 1, 2, 2), np.float32), "k"),
    ]  # fmt: skip
    nodes = [
        helper.make_node("MatMul", ["x", "w"], ["a"], name="first"),
        helper.make_node("Relu", ["a"], ["b"], name="relu"),
        helper.make_node("Gemm", ["b", "w"], ["y"], name="second", transB=1),
        helper.make_node("ConvTranspose", ["p", "k"], ["z"], name="back"),
    ]
    float32 = onnx.TensorProto.FLOAT
    graph = helper.make_graph(
        [nodes[0], nodes[1], nodes[2]], "net", [helper.make_tensor_value_info("x", float32, ["n", 4])],
        [helper.make_tensor_value_info("y", float32, ["n", 4])], kept,
    )  # fmt: skip
    opset = [helper.make_opsetid("", 20)]
    return helper.make_model(graph, opset_imports=opset, ir_version=10), [nodes[0], nodes[2], nodes[3]]
