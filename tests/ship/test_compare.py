"""A network and files that claim to be it."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
import pytest
import torch

from convscope.errors import ConvscopeError
from convscope.model import Model
from convscope.picture import InputContract
from convscope.ship import Bundle, compare


def test_our_own_file_agrees_everywhere(tiny: Model, shipped: Bundle) -> None:
    """All but the convolution that its norm is folded into; as JSON, too."""
    (found,) = compare(tiny, [shipped.path]).files
    assert found.begins is None and found.answer.relative < 1e-5
    assert [one.layer for one in found.layers if not one.tensor] == ["0"]
    read = json.loads(json.dumps(compare(tiny, [shipped.path]).as_dict()))["files"][0]
    assert read["begins"] is None and read["layers"][0]["tensor"] is None and read["layers"][1]["cosine"] > 0.9999


def test_a_wrong_weight_is_found_where_it_is(tiny: Model, shipped: Bundle, tmp_path: Path) -> None:
    """One kernel of the second convolution is another's: it begins there, at that channel."""
    proto = onnx.load(shipped.path)
    (weight,) = [one for one in proto.graph.initializer if one.name == "network.3.weight"]
    values = onnx.numpy_helper.to_array(weight).copy()
    values[5] = values[2]
    weight.CopyFrom(onnx.numpy_helper.from_array(values, weight.name))
    onnx.save(proto, tmp_path / "wrong.onnx")
    first, second = compare(tiny, [shipped.path, tmp_path / "wrong.onnx"]).files
    assert first.begins is None and second.begins is not None
    assert second.begins.layer == "3" and second.begins.where[1] == 5
    assert "the first apart is 3" in second.sentence


def test_another_makers_file_is_compared_by_what_it_computes(tiny: Model, tmp_path: Path) -> None:
    """Exported by PyTorch itself, float32 (1, C, H, W), its layers named otherwise."""
    example = (torch.zeros(1, 1, 8, 8),)
    torch.onnx.export(tiny.module, example, tmp_path / "other.onnx", dynamo=True, verbose=False)
    (found,) = compare(tiny, [tmp_path / "other.onnx"]).files
    assert found.begins is None and len(found.found) == 8


def test_a_file_of_another_network_is_told(tiny: Model, shipped: Bundle) -> None:
    """Another size of picture; no file at all."""
    larger = replace(tiny, contract=InputContract(1, 12, 12), module=torch.nn.Flatten())
    with pytest.raises(ConvscopeError, match=r"does not take pictures of 12×12×1"):
        compare(larger, [shipped.path])
    with pytest.raises(ConvscopeError, match="there is no file"):
        compare(tiny, ["none.onnx"])


def test_pictures_may_be_given(tiny: Model, shipped: Bundle) -> None:
    """As many as come."""
    assert compare(tiny, [shipped.path], pictures_NHWC=np.zeros((5, 8, 8, 1), np.uint8)).pictures == 5
