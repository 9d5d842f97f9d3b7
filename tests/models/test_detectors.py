"""torchvision's detectors under one roof."""

import pytest
import torch
from torch import nn

from convscope.errors import ConvscopeError, WrongWeights
from convscope.models import build
from convscope.models.detectors import (
    AsItIs,
    Wanted,
    apply_all_but_answers,
    body_of,
    check_detector,
    costing,
    detections,
    label_names,
    losses,
    plainly,
)

SSD = "torchvision:ssdlite320_mobilenet_v3_large"


@pytest.fixture(scope="module")
def ssd() -> nn.Module:
    torch.manual_seed(0)
    return plainly(build(SSD, classes=2).module)


def test_classes_count_from_0_also_where_torchvision_keeps_0_for_the_background(ssd: nn.Module) -> None:
    """What is found and what is wanted have the same numbers; a box thinner than a pixel is not learnt from."""
    wanted = [Wanted(torch.tensor([[4.0, 4, 50, 60], [1, 1, 1.2, 9]]), torch.tensor([1, 0]))]
    found = losses(ssd.train(), torch.rand(1, 3, 64, 64).repeat(2, 1, 1, 1), wanted * 2)
    assert set(found) == {"bbox_regression", "classification"} and all(loss.isfinite() for loss in found.values())
    with torch.no_grad():
        (answer,) = detections(ssd.eval(), torch.rand(1, 3, 64, 64))
    assert set(answer.classes.tolist()) <= {0, 1} and len(answer.edges) == len(answer.scores) == len(answer.classes)
    assert (answer.scores.diff() <= 0).all()


def test_a_detector_in_use_can_say_its_losses_and_stays_in_use(ssd: nn.Module) -> None:
    """Its norms are not moved by that."""
    ssd.eval()
    before = {name: buffer.clone() for name, buffer in ssd.named_buffers()}
    with costing(ssd), torch.no_grad():
        assert losses(ssd, torch.rand(2, 3, 64, 64), [Wanted(torch.zeros(0, 4), torch.zeros(0, dtype=torch.int64))] * 2)
    assert all((buffer == before[name]).all() for name, buffer in ssd.named_buffers())
    assert not any(module.training for module in ssd.modules())


def test_pictures_enter_as_they_come() -> None:
    """To the bit; torchvision would scale and resize them."""
    images = torch.rand(2, 3, 9, 7)
    entered, _ = AsItIs()(list(images))
    assert (entered.tensors == images).all() and entered.image_sizes == [(9, 7), (9, 7)]


def test_weights_for_other_classes_leave_only_the_answers_fresh(ssd: nn.Module) -> None:
    """Those of another network are refused."""
    other = build(SSD, classes=5).module
    assert apply_all_but_answers(other, ssd.state_dict(), source="a", target=SSD)
    name = "backbone.features.0.0.0.weight"
    assert (other.state_dict()[name] == ssd.state_dict()[name]).all()
    with pytest.raises(WrongWeights):
        apply_all_but_answers(other, {"x": torch.zeros(1)}, source="a", target=SSD)


def test_the_body_is_the_network_that_was_spelled(ssd: nn.Module, small_detector: str) -> None:
    """Within FCOS; of torchvision's it is what they call their backbone."""
    assert type(body_of(build(small_detector).module)).__name__ == "Body" and body_of(ssd) is ssd.backbone


def test_labels_are_named_as_the_network_counts_them(ssd: nn.Module) -> None:
    """After the background, where it has one."""
    assert label_names(ssd, ("cat", "dog")) == ("background", "cat", "dog")
    assert label_names(build("lenet5").module, ("cat",)) == ("cat",) and label_names(ssd, ()) == ()


def test_what_is_no_detector_is_told() -> None:
    """In one sentence."""
    with pytest.raises(ConvscopeError, match="lenet5 is no detector: it does not answer with boxes"):
        check_detector(build("lenet5").module, "lenet5")
