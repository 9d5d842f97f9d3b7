"""Any spelling to a model."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from convscope import ship
from convscope.errors import BrokenRun, ConvscopeError, UnknownName, WrongWeights
from convscope.loading import load, load_shipped
from convscope.models import build
from convscope.picture import InputContract
from convscope.training import Recipe, train


def test_a_run_knows_everything(tmp_path: Path) -> None:
    """Weights, contract and class names come from the folder, and nothing else may be said of them."""
    run = train("digits", model="linear", out=tmp_path / "run", recipe=Recipe(epochs=1))
    model = load(str(run.folder))
    assert model.trained and model.classes == tuple("0123456789")
    assert model.contract == InputContract.from_dict(run.record.contract)
    weights = run.weights()["classifiers.weight"]
    assert torch.equal(dict(model.module.named_parameters())["classifiers.weight"], weights)
    with pytest.raises(ConvscopeError, match="mean came with"):
        load(str(run.folder), mean=0.5)


def test_a_module_that_is_there_is_taken_as_it_is() -> None:
    """With what is said of it; weights are its own, and trained where their scaling is known."""
    module = build("lenet5").module.train()
    model = load(module, mean=0.1, std=0.3, input_shape=(1, 32, 32), classes="0,1,2,3,4,5,6,7,8,9", resize="stretch")
    assert model.module is module and not module.training and model.trained and model.spelling == "LeNet5"
    (scores,) = model.scores(np.zeros((1, 32, 32, 1), np.uint8))
    torch.testing.assert_close(torch.from_numpy(scores), module(torch.full((1, 1, 32, 32), -0.1 / 0.3))[0].detach())
    assert not load(module, input_shape=(1, 32, 32)).trained
    vars(module)["input_shape"] = (1, 28, 28)
    assert load(module, input_shape=(32, 32)).contract.input_shape == (1, 32, 32)
    with pytest.raises(ConvscopeError, match="Flatten came without the shape of its input"):
        load(torch.nn.Flatten())
    with pytest.raises(ConvscopeError, match="weights came with a module; leave it out: load them into it"):
        load(module, weights="w.pt")
    with pytest.raises(ConvscopeError, match="is not known; say it with --mean and --std"):
        load(module, mean=0.1)
    detector = build("fcos").module
    assert load(detector).answers == "box"


def test_a_run_of_another_network_is_told(tmp_path: Path) -> None:
    """Weights that do not fit the architecture on record are one line."""
    run = train("digits", model="linear", out=tmp_path / "run", recipe=Recipe(epochs=1))
    record = run.folder / "run.json"
    record.write_text(record.read_text().replace('"model": "linear"', '"model": "lenet5"'))
    with pytest.raises(BrokenRun, match="are not those of lenet5"):
        load(str(run.folder))


def test_weights_from_a_file_need_their_scaling(tmp_path: Path) -> None:
    """Mean and std are asked for, not guessed; so is how to fit a picture of another size."""
    torch.manual_seed(1)
    trained = build("lenet5").module
    torch.save(trained.state_dict(), tmp_path / "w.pt")
    with pytest.raises(ConvscopeError, match="say it with --mean and --std"):
        load("lenet5", weights=tmp_path / "w.pt")
    model = load("lenet5", weights=tmp_path / "w.pt", mean=0.1, std=0.3)
    assert model.trained and model.contract.mean == (0.1,) and model.contract.std == (0.3,)
    for name, tensor in trained.state_dict().items():
        assert torch.equal(model.module.state_dict()[name], tensor)
    with pytest.raises(ConvscopeError, match="stretch, crop or letterbox"):
        model.fit(np.zeros((8, 8, 1), np.uint8))
    stretched = load("lenet5", weights=tmp_path / "w.pt", mean=0.1, std=0.3, resize="stretch")
    assert stretched.fit(np.zeros((8, 8, 1), np.uint8)).shape == (32, 32, 1)


def test_what_does_not_belong_is_refused(tmp_path: Path) -> None:
    """Weights of another network, a wrong number of names, of means, a std of zero."""
    torch.save(build("linear").module.state_dict(), tmp_path / "w.pt")
    with pytest.raises(WrongWeights):
        load("lenet5", weights=tmp_path / "w.pt", mean=0, std=1)
    (tmp_path / "names.txt").write_text("one\ntwo\n")
    (tmp_path / "net.py").write_text("from torch import nn\n\n\nclass Net(nn.Flatten):\n    input_shape = (1, 2, 2)\n")
    with pytest.raises(ConvscopeError, match="2 class names came"):
        load(f"{tmp_path / 'net.py'}:Net", classes=tmp_path / "names.txt")
    with pytest.raises(ConvscopeError, match="mean is 123, values go from 0 to 1; divide"):
        load("lenet5", mean=123, std=58)
    with pytest.raises(ConvscopeError, match="mean has 2 numbers"):
        load("lenet5", mean=(0.1, 0.2))
    with pytest.raises(ConvscopeError, match="std is 0"):
        load("lenet5", std=0)


def test_class_names_are_read_or_given(tmp_path: Path) -> None:
    """A file with one a line, or a sequence."""
    names = [f"class {number}" for number in range(10)]
    (tmp_path / "names.txt").write_text("\n".join(names) + "\n")
    assert (
        load("lenet5", classes=tmp_path / "names.txt").classes == tuple(names) == load("lenet5", classes=names).classes
    )


def test_class_names_that_are_no_text_are_told(tmp_path: Path) -> None:
    """A picture in place of the list, or a list in another encoding."""
    (tmp_path / "names.txt").write_bytes("café\n".encode("latin-1"))
    with pytest.raises(ConvscopeError, match="no text in UTF-8"):
        load("lenet5", classes=tmp_path / "names.txt")


def test_class_names_say_how_many_outputs_there_are(tmp_path: Path) -> None:
    """Of the zoo's and the libraries' networks, for weights too; those of another number are told."""
    torch.save(build("lenet5", classes=2).module.state_dict(), tmp_path / "w.pt")
    model = load("lenet5", classes="cat, dog", weights=tmp_path / "w.pt", mean=0, std=1)
    assert model.classes == ("cat", "dog") and model.scores(np.zeros((1, 32, 32, 1), np.uint8)).shape == (1, 2)
    assert load("lenet5(classes=2)", classes="cat,dog").classes == ("cat", "dog")
    with pytest.raises(WrongWeights, match="of another number of classes than lenet5"):
        load("lenet5", weights=tmp_path / "w.pt", mean=0, std=1)


def test_a_network_that_answers_every_pixel_has_a_name_a_class(tmp_path: Path) -> None:
    """One channel stands for two classes; another number is told."""
    (tmp_path / "net.py").write_text("from torch import nn\n\nNet = lambda out: nn.Conv2d(3, out, 1)\n")
    net = f"{tmp_path / 'net.py'}:Net"
    for out, names in ((3, "a,b,c"), (1, "no,yes"), (2, "no,yes")):
        assert load(f"{net}({out})", classes=names, input_shape=(3, 8, 8)).classes == tuple(names.split(","))
    with pytest.raises(ConvscopeError, match="2 class names came"):
        load(f"{net}(3)", classes="a,b", input_shape=(3, 8, 8))


def test_another_size_than_its_own() -> None:
    """Height and width alone keep the channels."""
    assert load("resnet20", input_shape=(64, 48)).contract.input_shape == (3, 64, 48)


def test_other_spellings_have_random_weights_and_say_so() -> None:
    """No classes, values in 0 … 1, not trained; unknown ones are told."""
    model = load("lenet5")
    assert not model.trained and model.classes == () and model.contract.mean == (0.0,)
    with pytest.raises(UnknownName, match="lenet5"):
        load("lenet6")


def test_a_folder_that_is_no_run_is_told(tmp_path: Path) -> None:
    """A folder is taken for a run, and an empty one is none."""
    with pytest.raises(BrokenRun):
        load(str(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_another_way_of_fitting_may_be_said_of_any_model(tmp_path: Path) -> None:
    """Of a run as of a zoo network: only how a picture is brought to size changes."""
    run = train("digits", model="linear", out=tmp_path / "run", recipe=Recipe(epochs=1))
    for spelling in (str(run.folder), "lenet5"):
        usual, boxed = load(spelling), load(spelling, resize="letterbox")
        assert (usual.contract.resize, boxed.contract.resize) == ("stretch", "letterbox")
        assert replace(boxed.contract, resize="stretch") == usual.contract


def test_an_input_that_is_no_picture_is_told(tmp_path: Path) -> None:
    """A model sees pictures: channels, height, width; a network of signals can be checked, not loaded."""
    with pytest.raises(ConvscopeError, match="--input C,H,W"):
        load("lenet5", input_shape=(1, 2, 32, 32))


def test_a_file_of_names_that_is_not_there_is_told(tmp_path: Path) -> None:
    """With its path."""
    with pytest.raises(ConvscopeError, match=r"there is no file .*names\.txt"):
        load("lenet5", classes=tmp_path / "names.txt")


def test_a_shipped_file_is_opened_and_not_loaded(tmp_path: Path) -> None:
    """load says so; load_shipped knows a file of ours, and asks for what it must be told of another's."""
    ship.onnx(load("lenet5", classes="a,b,c"), tmp_path / "ours.onnx")
    with pytest.raises(ConvscopeError, match="is a shipped file"):
        load(str(tmp_path / "ours.onnx"))
    ours = load_shipped(tmp_path / "ours.onnx", resize="crop")
    assert ours.classes == ("a", "b", "c") and ours.contract is not None and ours.contract.resize == "crop"
    with pytest.raises(ConvscopeError, match="mean came with"):
        load_shipped(tmp_path / "ours.onnx", mean=0.5)
    network = build("lenet5").module.eval()
    torch.onnx.export(network, (torch.zeros(2, 1, 32, 32),), tmp_path / "other.onnx", verbose=False)
    with pytest.raises(ConvscopeError, match="--mean and --std"):
        load_shipped(tmp_path / "other.onnx")
    with pytest.raises(ConvscopeError, match=r"2 class names came, .* answers with 10 numbers"):
        load_shipped(tmp_path / "other.onnx", mean=0, std=1, classes="a,b")
    other = load_shipped(tmp_path / "other.onnx", mean=0, std=1, classes="0,1,2,3,4,5,6,7,8,9")
    assert other.contract is not None and other.contract.input_shape == (1, 32, 32) and other.contract.resize is None
    with pytest.raises(ConvscopeError, match="leave it out"):
        load_shipped(tmp_path / "other.onnx", mean=0, std=1, input_shape=(64, 64))
