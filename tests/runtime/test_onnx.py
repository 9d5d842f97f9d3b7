"""Running a shipped file."""

from pathlib import Path

import numpy as np
import onnx
import pytest
from onnx import TensorProto, helper

from convscope import load, ship
from convscope.errors import ConvscopeError
from convscope.runtime import load_onnx


def test_it_answers_any_number_of_pictures_and_knows_what_it_expects(tmp_path: Path) -> None:
    """1, 3 or 17 at once, the same scores as PyTorch; contract and names are in the file."""
    model = load("lenet5", classes=[f"c{number}" for number in range(10)])
    ship.onnx(model, tmp_path / "net.onnx")
    shipped = load_onnx(tmp_path / "net.onnx", threads=1)
    assert shipped.session.get_session_options().intra_op_num_threads == 1
    assert shipped.contract == model.contract and shipped.classes == model.classes
    pictures = np.random.default_rng(0).integers(0, 256, (17, 32, 32, 1), dtype=np.uint8)
    for count in (1, 3, 17):
        np.testing.assert_allclose(shipped.scores(pictures[:count]), model.scores(pictures[:count]), atol=1e-5)
    assert shipped.fit(np.zeros((8, 8, 3), np.uint8)).shape == (32, 32, 1)


def test_what_is_not_ours_or_not_there_is_one_line(tmp_path: Path) -> None:
    """A missing, a broken and a foreign file."""
    with pytest.raises(ConvscopeError, match="there is no file"):
        load_onnx(tmp_path / "none.onnx")
    (tmp_path / "broken.onnx").write_bytes(b"nothing")
    with pytest.raises(ConvscopeError, match="cannot be run") as caught:
        load_onnx(tmp_path / "broken.onnx")
    assert "\n" not in str(caught.value)
    value = helper.make_tensor_value_info
    graph = helper.make_graph(
        [helper.make_node("Relu", ["x"], ["y"])],
        "g",
        [value("x", TensorProto.FLOAT, [1])],
        [value("y", TensorProto.FLOAT, [1])],
    )
    foreign = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 20)], ir_version=10)
    onnx.save(foreign, tmp_path / "foreign.onnx")
    with pytest.raises(ConvscopeError, match="was not shipped by convscope"):
        load_onnx(tmp_path / "foreign.onnx")


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    """Told as a missing file is."""
    with pytest.raises(ConvscopeError, match="there is no file"):
        load_onnx(tmp_path)
