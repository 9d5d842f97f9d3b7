"""A detector's boxes: the right score, the right gradient, the same box found again; or a clear word."""

from typing import Any

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from convscope import look
from convscope.errors import ConvscopeError, UnknownName
from convscope.loading import load
from convscope.look.attributors import attribution
from convscope.look.boxes import Box, box_of, detections
from convscope.look.projected import question
from convscope.model import Model
from convscope.picture import InputContract


class Detector(nn.Module):
    """Squares of 8 pixels on a grid of them, two classes; the surest four, in their order."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(0)
        self.features, self.classes = nn.Conv2d(3, 6, 3, padding=1), nn.Conv2d(6, 2, 8, stride=8)

    def maps(self, images: Tensor) -> Tensor:
        return torch.sigmoid(4 * self.classes(torch.relu(self.features(images))))

    def forward(self, images: Tensor) -> list[dict[str, Tensor]]:
        found = []
        for scores in self.maps(images):
            kept = scores.flatten().topk(4)
            label, cell = kept.indices // 12, kept.indices % 12
            corner = torch.stack([cell % 4, cell // 4], 1) * 8.0
            found.append({"boxes": torch.cat([corner, corner + 8], 1), "labels": label + 1, "scores": kept.values})
        return found


@pytest.fixture(scope="module")
def detector() -> Model:
    return Model(Detector().eval(), InputContract(3, 24, 32), ("nothing", "cat", "dog"), "detector")


PICTURE = np.random.default_rng(0).integers(0, 256, (24, 32, 3), dtype=np.uint8)


def expected(detector: Model, number: int) -> tuple[Tensor, int, int, Tensor]:
    """Give what entered, a box's class and cell, and the gradient of its score, written out."""
    images = detector.enter(PICTURE[None]).requires_grad_()
    with torch.enable_grad():
        maps = detector.module.maps(images)[0]  # type: ignore[operator]
        place = int(maps.flatten().argsort(descending=True)[number])
        (slope,) = torch.autograd.grad(maps.flatten()[place], images)
    return images.detach(), place // 12 + 1, place % 12, slope[0]


@pytest.mark.parametrize("number", [0, 2])
def test_the_gradient_is_that_of_the_box_s_class_score(detector: Model, number: int) -> None:
    """And input × gradient, and the picture has the box outlined."""
    images, label, cell, slope = expected(detector, number)
    asking = question(detector, PICTURE, target=f"box:{number}")
    assert asking.units[0].told == f"box {number}, {detector.classes[label]}"
    assert asking.spans == ((cell // 4 * 8, cell // 4 * 8 + 7), (cell % 4 * 8, cell % 4 * 8 + 7))
    times = attribution("input-times-gradient", asking)
    np.testing.assert_allclose(times, (slope * images[0]).sum(0), atol=1e-9)
    shown = look.gradient(detector, PICTURE, target=f"box:{number}")
    assert shown[-1].method == "gradient" and shown[0].array.shape[1:3] == (24 * 8, 32 * 8)


def test_integrated_gradients_and_occlusion_follow_the_same_box(detector: Model) -> None:
    """With few boxes kept it may be lost on the way, and counts as 0; with all of them it is the plain function."""
    images, label, cell, _ = expected(detector, 0)
    asking = question(detector, PICTURE)
    grey = torch.zeros_like(images)
    grey[..., :8] = images[..., :8]
    with torch.no_grad():
        maps = detector.module.maps(grey)[0]  # type: ignore[operator]
        kept = maps.flatten().topk(4).indices.tolist()
    place = (label - 1) * 12 + cell
    assert asking.scores(grey)[0].item() == (maps.flatten()[place].item() if place in kept else 0.0)
    for way in ("integrated-gradients", "smooth-grad", "occlusion"):
        assert np.isfinite(attribution(way, asking)).all() and attribution(way, asking).any()
    assert "no such box" in look.occlusion(detector, PICTURE)[-1].sentence


def test_grad_cam_by_hand(detector: Model) -> None:
    """ReLU(Σ α A), α the mean of the box's gradient on each map of the last layer before the scores' convolution."""
    images, label, cell, _ = expected(detector, 0)
    module: Any = detector.module
    with torch.enable_grad():
        maps = torch.relu(module.features(images)).detach().requires_grad_()
        score = torch.sigmoid(4 * module.classes(maps))[0, label - 1].flatten()[cell]
        (slope,) = torch.autograd.grad(score, maps)
    right = (slope.mean((2, 3), keepdim=True) * maps).sum(1)[0].clamp(min=0).detach()
    view = look.grad_cam(detector, PICTURE)[-1]
    assert view.layer == "relu" and "that this box comes from" in view.sentence
    np.testing.assert_allclose(attribution("grad-cam", question(detector, PICTURE)), right, atol=1e-7)
    named = look.grad_cam(detector, PICTURE, layer="features")[-1]
    assert named.layer == "features" and "comes from" not in named.sentence


@pytest.mark.parametrize("way", ["gradient", "guided-backpropagation", "grad-cam"])
def test_it_answers_for_a_detector_of_torchvision(way: str, faster: Model) -> None:
    """Faster R-CNN with random weights: finite numbers, one a pixel."""
    found = attribution(way, question(faster, PICTURE))
    assert found.shape == (24, 32) and np.isfinite(found).all()


@pytest.fixture(scope="module")
def faster() -> Model:
    """One that finds two boxes in small pictures."""
    torch.manual_seed(0)
    few = "min_size=32,max_size=32,box_score_thresh=0.0,box_detections_per_img=2,rpn_post_nms_top_n_test=8"
    return load(f"torchvision:fasterrcnn_mobilenet_v3_large_320_fpn({few},num_classes=2)", input_shape=(3, 24, 32))


def test_the_same_box_is_that_of_its_class_that_overlaps_it_most() -> None:
    """Not the surest of the class, nor one of another class; where none overlaps by half, 0."""
    box = Box(0, 1, torch.tensor([0.0, 0.0, 10.0, 10.0]), 0.9, "box 0")
    corners = torch.tensor([[50.0, 50, 60, 60], [0, 0, 10, 9], [0, 0, 10, 10]])
    found = {"boxes": corners, "labels": torch.tensor([1, 1, 2]), "scores": torch.tensor([0.8, 0.3, 0.9])}
    lost = {"boxes": corners[:1], "labels": torch.tensor([1]), "scores": torch.tensor([0.8])}
    none = {name: values[:0] for name, values in found.items()}
    assert box.of([found, lost, none]).flatten().tolist() == pytest.approx([0.3, 0.0, 0.0])


def test_what_is_not_there_is_told(detector: Model) -> None:
    """A box beyond the last, a class that was not found, a unit of the answer, boxes of a classifier, no box at all."""
    for said, answer in (
        ({"target": "box:4"}, "box:0 … box:3, the surest first"),
        ({"target": 0}, "no box of nothing was found; found were"),
        ({"unit": 1}, "answers with boxes"),
        ({"at": (0, 0)}, "answers with boxes"),
    ):
        for way in (look.gradient, look.grad_cam):
            with pytest.raises(ConvscopeError, match=answer):
                way(detector, PICTURE, **said)
    with pytest.raises(UnknownName, match="horse"):
        look.gradient(detector, PICTURE, target="horse")
    with pytest.raises(ConvscopeError, match="answers with no boxes"):
        look.gradient(load("lenet5"), PICTURE, target="box:0")
    with pytest.raises(ConvscopeError, match="finds other boxes"):
        look.forgetting(detector, PICTURE, way="gradient")
    empty = [{"boxes": torch.zeros(0, 4), "labels": torch.zeros(0), "scores": torch.zeros(0)}]
    with pytest.raises(ConvscopeError, match="found no box"):
        box_of(empty, None, names=(), of="net")
    assert detections([torch.zeros(1)]) is None and detections([]) is None
