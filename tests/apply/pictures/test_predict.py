"""The best classes of many pictures."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn

import convscope as cs
from convscope.apply.pictures import Predicted, Predicting, predict
from convscope.apply.pictures.predict import MANY, Stopped
from convscope.errors import ConvscopeError
from convscope.loading import load_shipped
from convscope.model import Model
from convscope.picture import read
from convscope.runs import Run
from convscope.training import Recipe, Setup, train


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("runs") / "digits"
    return train("digits", model="linear", out=folder, recipe=Recipe(epochs=3), setup=Setup(tune="off"))


@pytest.fixture
def digits(tmp_path: Path) -> Path:
    """Write 24 real digits as files."""
    dataset = cs.load_dataset("digits")
    for number in range(24):
        Image.fromarray(dataset.pictures[number][..., 0]).save(tmp_path / f"{number:02}.png")
    return tmp_path


@pytest.mark.parametrize("threads", [1, 2])
def test_every_picture_is_answered_as_the_model_alone_would(model: Model, colours: Path, threads: int) -> None:
    """Classes and shares are those of ``model.scores`` of ``model.fit`` of ``read``, whatever the threads."""
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        found = predict(model, colours, Predicting(top=2, batch=5))
    finally:
        torch.set_num_threads(before)
    assert [one.answer for one in found] == [path.stem[3:] for path in found.paths]
    for one, path in zip(found, found.paths, strict=True):
        shares = torch.tensor(model.scores(model.fit(read(path))[None])[0]).softmax(0)
        assert one.guesses[0].share == pytest.approx(float(shares.max()), abs=1e-5) and len(one.guesses) == 2


def test_many_pictures_go_through_the_quick_network_alike(model: Model, colours: Path) -> None:
    """Folded, in batches on two threads: the same classes, shares to the last digits."""
    few = predict(model, colours)
    for number in range(MANY):
        (colours / f"x{number}.png").hardlink_to(colours / f"{number % 12:02}-{list(model.classes)[number % 3]}.png")
    many = predict(model, colours)
    assert (many.classes[:12] == few.classes).all() and np.allclose(many.shares[:12], few.shares, atol=1e-5)


def test_broken_files_are_reported_and_stop_nothing(model: Model, colours: Path) -> None:
    """Cut short, empty, gone: each has its reason, all others their answers, and the whole says that it failed."""
    whole = (colours / "01-green.png").read_bytes()
    (colours / "01-green.png").write_bytes(whole[: len(whole) // 2])
    (colours / "02-blue.png").write_bytes(b"")
    heard: list[object] = []
    found = predict(model, [colours, colours / "gone.png"], show=heard.append)
    assert set(found.faults) == {1, 2, 12} and found.failed and found.counts == {"red": 4, "green": 3, "blue": 3}
    assert "zero bytes" in found[2].fault and "there is no picture" in found[12].fault
    assert heard == list(found) and all(isinstance(one, Predicted) for one in heard)


@pytest.mark.parametrize("mode", ["L", "LA", "RGBA", "CMYK", "I;16", "1", "P", "F"])
@pytest.mark.parametrize("size", [(1, 1), (5000, 30)])
def test_odd_pictures_are_answered(model: Model, tmp_path: Path, mode: str, size: tuple[int, int]) -> None:
    """Grey, transparent, CMYK, 16 bits, one pixel, a thin strip: all are pictures."""
    kind = "png" if mode in ("LA", "RGBA", "P", "1") else "tif"
    Image.new(mode, size).save(tmp_path / f"a.{kind}")
    assert predict(model, tmp_path / f"a.{kind}")[0].answer in model.classes


def test_bands_that_do_not_fit_are_told_of_that_file_alone(model: Model, colours: Path) -> None:
    """Four bands for a network of three."""
    np.save(colours / "four.npy", np.zeros((8, 8, 4), np.uint8))
    found = predict(model, colours)
    assert len(found.faults) == 1 and "4 channels" in next(iter(found.faults.values()))


def test_a_run_says_nothing_where_it_is_not_sure(run: Run, digits: Path) -> None:
    """Calibrated on its own validation part: those that are unsure are as many as lie below."""
    found = predict(str(run.folder), digits, Predicting(confidence=0.9))
    assert found.calibration is not None and "validation pictures of digits" in found.calibration.told
    assert found.calibration.right is not None and found.calibration.right >= found.calibration.accuracy
    assert found.unsure == sum(one.guesses[0].share < 0.9 for one in found) > 0
    raw = predict(str(run.folder), digits)
    assert (raw.classes == found.classes).all() and not np.allclose(raw.shares, found.shares)


def test_a_file_for_onnx_runtime_answers(colours: Path, tmp_path: Path) -> None:
    """The mean of each channel, on two threads: the brightest."""
    from onnx import TensorProto, helper, save

    taken = helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 3, 16, 16])
    given = helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", 3])
    nodes = [helper.make_node("GlobalAveragePool", ["x"], ["p"]), helper.make_node("Flatten", ["p"], ["y"])]
    graph = helper.make_graph(nodes, "g", [taken], [given])
    save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8), tmp_path / "n.onnx")
    shipped = load_shipped(tmp_path / "n.onnx", classes=("red", "green", "blue"), mean=0.0, std=1.0, resize="crop")
    found = predict(shipped, colours, Predicting(batch=3))
    assert [one.answer for one in found] == [path.stem[3:] for path in found.paths]


def test_ctrl_c_keeps_what_there_is(model: Model, colours: Path) -> None:
    """The first batches are in what is raised."""

    def stop(done: int, total: int) -> None:
        if done >= 4:
            raise KeyboardInterrupt

    with pytest.raises(Stopped, match="stopped after 4 of 12 pictures") as caught:
        predict(model, colours, Predicting(batch=2), count=stop)
    assert [one.answer for one in caught.value.found] == ["red", "green", "blue", "red"]


def test_classes_without_names_have_numbers(model: Model, colours: Path) -> None:
    """And random weights are told."""
    found = predict(replace(model, classes=(), trained=False), colours / "01-green.png")
    assert found[0].answer == "class 1" and "random" in found.notes[0]


@pytest.mark.parametrize(
    ("module", "said"),
    [
        (nn.Conv2d(3, 2, 1), "answers every pixel, not a picture; convscope segment"),
        (nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(3, 1)), "answers with one number a picture"),
    ],
)
def test_a_network_that_says_no_class_is_told(model: Model, colours: Path, module: nn.Module, said: str) -> None:
    """Before anything else is said of the pictures."""
    with pytest.raises(ConvscopeError, match=said):
        predict(replace(model, module=module, answers=None), colours)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (Predicting(top=0), "top = 0 came"),
        (Predicting(batch=-1), "batch = -1 came"),
        (Predicting(confidence=2.0), "between 0 and 1"),
        (Predicting(calibrate="digits"), "and no confidence"),
        (Predicting(confidence=0.9), "name labelled pictures with --calibrate"),
        (Predicting(confidence=0.9, calibrate="nothing"), "data set 'nothing' is not known"),
    ],
)
def test_a_mistake_is_told(model: Model, colours: Path, asked: Predicting, said: str) -> None:
    """In a sentence that says what to do."""
    with pytest.raises(ConvscopeError, match=said):
        predict(model, colours, asked)
