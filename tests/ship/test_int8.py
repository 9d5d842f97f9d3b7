"""A model as an int8 file."""

import json
from importlib import import_module
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from convscope.errors import ConvscopeError
from convscope.model import Model
from convscope.runtime import load_onnx
from convscope.ship import Int8Bundle, Judged, Share, int8, quantising
from convscope.ship.bundle import Latency


@pytest.fixture(scope="module")
def made(tiny: Model, digits: npt.NDArray[np.uint8], tmp_path_factory: pytest.TempPathFactory) -> Int8Bundle:
    """Nothing may be lost, and labels are the float network's own answers."""
    right = tiny.scores(digits).argmax(1).astype(np.int64)
    path = tmp_path_factory.mktemp("int8") / "tiny.onnx"
    validation, test = Judged(digits[40:80], right[40:80]), Judged(digits[80:], right[80:])
    return int8(tiny, path, calibration_NHWC=digits[:40], validation=validation, test=test, max_drop=0.0)


def test_what_it_loses_is_what_the_file_loses(made: Int8Bundle, tiny: Model, digits: npt.NDArray[np.uint8]) -> None:
    """Before, all are right; after, as many as the file in ONNX Runtime answers alike."""
    same = load_onnx(made.path).scores(digits[80:]).argmax(1) == tiny.scores(digits[80:]).argmax(1)
    assert made.told is not None and made.decided is not None
    assert (made.told.before, made.told.after, made.told.pictures) == (1.0, float(same.mean()), 40)
    assert made.decided.drop == 0 and made.within and made.calibrated == 40


def test_it_knows_its_contract_and_writes_itself_as_json(made: Int8Bundle, tiny: Model) -> None:
    """The float file's metadata; the layers in int8 and those in float are all there are."""
    opened = load_onnx(made.path)
    assert opened.contract == tiny.contract and opened.classes == tiny.classes
    assert made.quantised + len(made.left_in_float) == 4
    read = json.loads(json.dumps(made.as_dict()))
    assert read["target"] == "int8" and read["within"] is True and "tolerance" not in read
    assert [path.name for path in made.path.parent.iterdir()] == ["tiny.onnx"]


def test_layers_are_left_in_float_until_it_is_allowed(
    tiny: Model, digits: npt.NDArray[np.uint8], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fewest of the worst: here validation forgives only what leaves two in float, or more."""
    tried: list[tuple[str, ...]] = []

    def share(before: object, after: object, judged: Judged) -> Share:
        return Share("accuracy", 1.0, 1.0 if len(tried[-1]) >= 2 else 0.5, 1)

    written = quantising.Quantiser.write

    def write(self: quantising.Quantiser, path: Path, kept: tuple[str, ...] = ()) -> None:
        if path.name != "alone.onnx":
            tried.append(tuple(kept))
        written(self, path, kept)

    monkeypatch.setattr(quantising.Quantiser, "write", write)
    monkeypatch.setattr(import_module("convscope.ship.int8"), "share_of", share)  # the function has the module's name
    bundle = int8(tiny, tmp_path / "q.onnx", calibration_NHWC=digits[:20])
    assert len(bundle.left_in_float) == 2 and bundle.quantised == 2
    assert [len(kept) for kept in tried] == [0, 1, 2, 2]


def test_labels_of_pixels_leave_out_what_stands_for_none() -> None:
    """255 in a mask is not counted; points are of a hundred."""
    share = Share("accuracy", 0.9, 0.885, 10)
    assert share.drop == pytest.approx(1.5)
    latency = Latency(2.0, 1.0, 3.0, 5)
    bundle = Int8Bundle(Path("q.onnx"), "int8", 1, 0.0, 0.0, 1, latency, Latency(1.0, 1.0, 1.0, 5), 1, decided=share)
    assert not bundle.within and bundle.faster == 2.0


def test_too_few_pictures_and_a_wrong_ending_are_told(tiny: Model, tmp_path: Path) -> None:
    """Before anything is written."""
    one = np.zeros((1, 8, 8, 1), np.uint8)
    with pytest.raises(ConvscopeError, match="1 calibration pictures came; give some dozens"):
        int8(tiny, tmp_path / "q.onnx", calibration_NHWC=one)
    with pytest.raises(ConvscopeError, match=r"does not end in \.onnx"):
        int8(tiny, tmp_path / "q.int8", calibration_NHWC=one)
    assert not list(tmp_path.iterdir())
