"""Running a shipped file."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch
from onnx import TensorProto, helper

from convscope import load, ship
from convscope.errors import ConvscopeError
from convscope.models import build
from convscope.picture import InputContract
from convscope.runtime import load_onnx


def test_it_answers_any_number_of_pictures_and_knows_what_it_expects(tmp_path: Path) -> None:
    """1, 3 or 17 at once, the same scores as PyTorch; contract and names are in the file."""
    model = replace(load("lenet5", classes=[f"c{number}" for number in range(10)]), several=True)
    ship.onnx(model, tmp_path / "net.onnx")
    shipped = load_onnx(tmp_path / "net.onnx", threads=1)
    assert shipped.session.get_session_options().intra_op_num_threads == 1
    assert shipped.contract == model.contract and shipped.classes == model.classes
    assert shipped.several
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
    with pytest.raises(ConvscopeError, match=r"was not shipped by convscope, and takes x tensor\(float\)"):
        load_onnx(tmp_path / "foreign.onnx")


def test_another_makers_file_is_run_once_it_is_known_what_it_expects(tmp_path: Path) -> None:
    """float32 (N, C, H, W), one picture at a time where its batch is fixed: scaled here, the answers PyTorch's."""
    module = build("lenet5").module.eval()
    torch.onnx.export(module, (torch.zeros(1, 1, 32, 32),), tmp_path / "n.onnx", verbose=False)
    opened = load_onnx(tmp_path / "n.onnx")
    assert opened.contract is None and opened.input_shape == (1, 32, 32)
    with pytest.raises(ConvscopeError, match="is not known"):
        opened.fit(np.zeros((8, 8, 1), np.uint8))
    known = replace(opened, contract=InputContract(1, 32, 32, mean=(0.1,), std=(0.3,)))
    pictures = np.random.default_rng(0).integers(0, 256, (3, 32, 32, 1), dtype=np.uint8)
    model = replace(load("lenet5", mean=0.1, std=0.3), module=module)
    np.testing.assert_allclose(known.scores(pictures), model.scores(pictures), atol=1e-5)


def test_what_the_file_says_of_its_pictures_may_be_broken(tmp_path: Path) -> None:
    """One line."""
    ship.onnx(load("lenet5"), tmp_path / "net.onnx")
    written = onnx.load(tmp_path / "net.onnx")
    written.metadata_props[0].value = '{"contract": 3'
    onnx.save(written, tmp_path / "net.onnx")
    with pytest.raises(ConvscopeError, match="cannot be read; ship it again"):
        load_onnx(tmp_path / "net.onnx")


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    """Told as a missing file is."""
    with pytest.raises(ConvscopeError, match="there is no file"):
        load_onnx(tmp_path)
