"""A model: from pixels to the numbers that enter it, and to scores."""

import numpy as np
import pytest
import torch
from torch import nn
from torchvision.transforms import v2

from convscope.errors import ConvscopeError
from convscope.model import Model, scaled, wrapped
from convscope.picture import InputContract, fit


def test_scaling_is_torchvisions() -> None:
    """The numbers are those of torchvision's ToDtype(scale=True) and Normalize."""
    mean, std = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
    pictures = torch.from_numpy(np.random.default_rng(1).integers(0, 256, (5, 20, 30, 3), dtype=np.uint8))
    theirs = v2.Compose([v2.ToDtype(torch.float32, scale=True), v2.Normalize(mean, std)])
    ours = scaled(pictures, InputContract(3, 20, 30, mean=mean, std=std))
    assert ours.dtype == torch.float32
    torch.testing.assert_close(ours, theirs(pictures.movedim(-1, -3).contiguous()), rtol=0, atol=1e-6)


def test_without_mean_and_std_values_run_from_zero_to_one() -> None:
    """0 enters as 0, 255 as 1, 51 as a fifth."""
    numbers = scaled(torch.tensor([0, 51, 255], dtype=torch.uint8).reshape(1, 1, 3, 1), InputContract(1, 1, 3))
    assert numbers[0, 0, 0].tolist() == pytest.approx([0.0, 0.2, 1.0], abs=1e-7)


def test_each_channel_has_its_own_mean_and_std() -> None:
    """(v/255 - mean)/std by hand: (1 - 0.5)/0.25 = 2, (0 - 0.5)/0.5 = -1, (0.2 - 0.2)/1 = 0."""
    contract = InputContract(3, 1, 1, mean=(0.5, 0.5, 0.2), std=(0.25, 0.5, 1.0))
    numbers = scaled(torch.tensor([255, 0, 51], dtype=torch.uint8).reshape(1, 1, 1, 3), contract)
    assert numbers[0, :, 0, 0].tolist() == pytest.approx([2.0, -1.0, 0.0], abs=1e-6)


def test_scaled_pictures_lie_in_one_piece_of_memory() -> None:
    """The tensor is contiguous, so that PyTorch and ONNX Runtime take it without a copy."""
    assert scaled(torch.zeros((2, 4, 5, 3), dtype=torch.uint8), InputContract(3, 4, 5)).is_contiguous()


CONTRACT = InputContract(1, 6, 6, "letterbox", mean=(0.4,), std=(0.5,))


@pytest.fixture
def model() -> Model:
    """A small network with what evaluation mode changes: a norm and dropout."""
    with torch.random.fork_rng():
        torch.manual_seed(0)
        layers = nn.Sequential(nn.Conv2d(1, 4, 3), nn.BatchNorm2d(4), nn.Dropout(0.5), nn.Flatten(), nn.Linear(64, 3))
    return Model(layers, CONTRACT, ("a", "b", "c"), "net.py:Net")


@pytest.fixture
def pictures() -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.random.default_rng(0).integers(0, 256, (7, 6, 6, 1), dtype=np.uint8)


def test_a_model_fits_pictures_by_its_contract(model: Model) -> None:
    """A picture of any size and colour comes out as `convscope.picture.fit` makes it for this contract."""
    picture = np.random.default_rng(1).integers(0, 256, (9, 20, 3), dtype=np.uint8)
    np.testing.assert_array_equal(model.fit(picture), fit(picture, CONTRACT))


def test_scores_are_those_of_evaluation_mode(
    model: Model, pictures: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]
) -> None:
    """Whatever the mode it was left in and the size of the batches, the logits are the module's in evaluation mode."""
    with torch.no_grad():
        expected = model.module.eval()(model.enter(pictures)).numpy()
    for training in (True, False):
        for batch in (1, 3, 7, 256):
            model.module.train(training)
            scores = model.scores(pictures, batch=batch)
            assert scores.shape == (7, 3) and scores.dtype == np.float32
            np.testing.assert_allclose(scores, expected, rtol=0, atol=1e-5)
            assert model.module.training is training


def test_the_mode_is_left_as_found_after_an_error(model: Model) -> None:
    """Pictures of a wrong size fail, and the module is still in the mode it was in."""
    model.module.train()
    with pytest.raises(RuntimeError):
        model.scores(np.zeros((1, 9, 9, 1), np.uint8))
    assert model.module.training


def test_scores_leave_no_trace(model: Model, pictures: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> None:
    """Neither a weight nor a running statistic moves, and no gradient is kept."""
    model.module.train()
    before = {name: tensor.clone() for name, tensor in model.module.state_dict().items()}
    model.scores(pictures)
    assert all(torch.equal(before[name], tensor) for name, tensor in model.module.state_dict().items())
    assert all(parameter.grad is None for parameter in model.module.parameters())


def test_a_module_without_parameters_is_on_the_cpu() -> None:
    """There is nothing to be anywhere else."""
    assert Model(nn.Flatten(), CONTRACT, (), "flat").device == torch.device("cpu")


def test_arrays_are_wrapped_without_a_copy() -> None:
    """A tensor sees what is written into its array afterwards; a read-only one is wrapped without a warning."""
    array = np.zeros(3, np.uint8)
    tensor = wrapped(array)
    array[1] = 7
    assert tensor.tolist() == [0, 7, 0]
    array.flags.writeable = False
    assert wrapped(array).tolist() == [0, 7, 0]


def test_no_pictures_are_told(model: Model) -> None:
    """Scores of nothing are a mistake, told in one line."""
    with pytest.raises(ConvscopeError, match="no pictures came"):
        model.scores(np.zeros((0, 8, 8, 1), np.uint8))


def test_a_detector_gives_nothing_but_boxes() -> None:
    """What asks it for anything else is told so."""
    detector = Model(nn.Identity(), InputContract(3, 8, 8), ("cat",), "fcos", answers="box")
    with pytest.raises(ConvscopeError, match="fcos is a detector: it finds boxes, not scores of pictures"):
        detector.scores(np.zeros((1, 8, 8, 3), np.uint8))
    Model(nn.Identity(), InputContract(3, 8, 8), ("cat",), "linear").refuse_boxes("anything")
