"""ONNX Runtime's static quantiser."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import pytest

from convscope.runtime import load_onnx
from convscope.ship import Bundle
from convscope.ship.quantising import Quantiser, layer_of


@pytest.fixture(scope="module")
def quantiser(shipped: Bundle, digits: npt.NDArray[np.uint8], tmp_path_factory: pytest.TempPathFactory) -> Quantiser:
    entering = load_onnx(shipped.path).entering
    return Quantiser(shipped.path, tmp_path_factory.mktemp("quantised"), entering, digits[:40])


def test_weights_are_signed_a_scale_a_channel_and_maps_unsigned(quantiser: Quantiser, tmp_path: Path) -> None:
    """Each convolution's kernel is int8 with as many scales as it has outputs; activations are uint8."""
    quantiser.write(tmp_path / "q.onnx")
    graph = onnx.load(tmp_path / "q.onnx").graph
    held = {one.name: onnx.numpy_helper.to_array(one) for one in graph.initializer}
    kernels = [
        node
        for node in graph.node
        if node.op_type == "DequantizeLinear" and held.get(node.input[0], np.zeros(1)).ndim == 4
    ]
    assert len(kernels) == 2
    for node in kernels:
        assert held[node.input[0]].dtype == np.int8 and held[node.input[1]].shape == (8,)
    zeros = [held[node.input[2]].dtype for node in graph.node if node.op_type == "QuantizeLinear"]
    assert zeros and set(zeros) == {np.dtype(np.uint8)}


def test_its_layers_are_known_by_their_names(quantiser: Quantiser) -> None:
    """In order, the norm folded into its convolution."""
    assert [layer_of(quantiser.node(name)) for name in quantiser.weighted] == ["0", "3", "6", "8"]


def test_a_layer_left_in_float_is_float(quantiser: Quantiser, digits: npt.NDArray[np.uint8], tmp_path: Path) -> None:
    """All left: the float answers. One left: its weights are not quantised, and the answers are others."""
    quantiser.write(tmp_path / "all.onnx", quantiser.weighted)
    quantiser.write(tmp_path / "one.onnx", quantiser.weighted[:1])
    quantiser.write(tmp_path / "none.onnx")
    scores = {name: load_onnx(tmp_path / f"{name}.onnx").scores(digits) for name in ("all", "one", "none")}
    whole = load_onnx(quantiser.folder / "prepared.onnx")
    np.testing.assert_allclose(scores["all"], whole.scores(digits), atol=1e-6)
    assert np.abs(scores["one"] - scores["none"]).max() > 0
    held = {one.name: one.data_type for one in onnx.load(tmp_path / "one.onnx").graph.initializer}
    kernels = [name for name, kind in held.items() if kind == onnx.TensorProto.INT8 and "quantized" in name]
    assert len([name for name in kernels if "zero_point" not in name]) == 3


def test_weights_are_rounded_for_the_answers_and_the_bias_takes_the_mean(
    quantiser: Quantiser, shipped: Bundle, digits: npt.NDArray[np.uint8], tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """Answers on other pictures move less than by the quantiser's own rounding, on which weights are of 7 bits too."""
    quantiser.write(tmp_path / "ours.onnx")
    monkeypatch.setattr(quantiser, "_rounded", {})
    quantiser.write(tmp_path / "plain.onnx")
    expected = load_onnx(shipped.path).scores(digits[40:])
    ours, plain = (
        np.square(load_onnx(tmp_path / name).scores(digits[40:]) - expected).mean()
        for name in ("ours.onnx", "plain.onnx")
    )
    assert ours < 0.8 * plain
    held = [onnx.numpy_helper.to_array(one) for one in onnx.load(tmp_path / "ours.onnx").graph.initializer]
    kernels = [one for one in held if one.dtype == np.int8 and one.ndim > 1]
    assert len(kernels) == 4 and all(np.abs(one.astype(int)).max() <= 64 for one in kernels)
