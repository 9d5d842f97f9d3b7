"""How a network answers a part of the data."""

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

from convscope.picture import InputContract
from convscope.training.assess import assess
from convscope.training.loop import Part

CONTRACT = InputContract(3, 12, 16)


class OfTwo(nn.Module):
    """Answers as torchvision's networks of pixels do."""

    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 4, 3, padding=1)

    def forward(self, images: torch.Tensor) -> dict[str, torch.Tensor]:
        return {"out": self.conv(images), "aux": torch.zeros(1)}


def part(count: int) -> Part:
    generator = torch.Generator().manual_seed(0)
    pictures = torch.randint(0, 256, (count, 12, 16, 3), generator=generator, dtype=torch.uint8)
    masks = torch.randint(0, 4, (count, 12, 16), generator=generator, dtype=torch.uint8)
    masks[:, :3] = 255
    return Part(pictures, torch.arange(count), torch.zeros(count, dtype=torch.long), CONTRACT, masks)


def test_the_loss_of_pixels_is_the_mean_over_those_that_are_known() -> None:
    """In batches as in one; what is kept is each pixel's class number."""
    torch.manual_seed(0)
    module, data = OfTwo(), part(5)
    images, wanted = data.batch(torch.arange(5))
    logits = module(images)["out"].detach()
    found = assess(module, data, classes=4, views="one", finally_=True)
    assert np.isclose(found.loss, float(F.cross_entropy(logits, wanted, ignore_index=255)), rtol=1e-5)
    assert np.array_equal(found.kept["labels"], logits.argmax(1).numpy())
    known = wanted != 255
    assert found.kept["confusion"].sum() == int(known.sum()) and found.broken == 0
    assert np.isclose(found.accuracy, float((logits.argmax(1) == wanted)[known].float().mean()))
    assert set(found.further) == {"mean_iou", "boundary_f1"}


def test_a_mirror_images_answer_is_turned_back() -> None:
    """Before the mean is taken."""
    torch.manual_seed(0)
    module, data = OfTwo(), part(2)
    images, _ = data.batch(torch.arange(2))
    mean = (module(images)["out"] + module(images.flip(3))["out"].flip(3)).detach() / 2
    found = assess(module, data, classes=4, views="mirrored")
    assert np.array_equal(found.kept["labels"], mean.argmax(1).numpy())


def test_answers_that_are_no_numbers_are_counted() -> None:
    """A picture of them once."""
    module = OfTwo()
    nn.init.constant_(module.conv.bias, float("nan"))  # type: ignore[arg-type]
    assert assess(module, part(3), classes=4, views="one").broken == 3
