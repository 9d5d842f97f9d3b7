"""The gradients of a batch, computed as was chosen."""

import pytest
import torch
from torch import Tensor, nn

from convscope.errors import ConvscopeError
from convscope.training.backward import Backward
from convscope.training.computation import Computation
from convscope.training.losses import BinaryCrossEntropy, CrossEntropy, Loss, PixelCrossEntropy


def network() -> nn.Module:
    torch.manual_seed(0)
    return nn.Sequential(nn.Conv2d(1, 4, 3), nn.ReLU(), nn.Flatten(), nn.Linear(144, 3)).double()


def gradients(computation: Computation, loss: Loss, targets: Tensor) -> tuple[list[Tensor], Tensor, Tensor]:
    images = torch.randn(11, 1, 8, 8, generator=torch.Generator().manual_seed(1)).double()
    module = network()
    value, right = Backward(module, loss, computation)(images, targets)
    return [p.grad for p in module.parameters() if p.grad is not None], value, right


WEIGHTS = torch.tensor([0.2, 1.0, 3.0])
LABELS = torch.arange(11) % 3
CASES: dict[str, tuple[Loss, Tensor]] = {
    "plain": (CrossEntropy(3), LABELS),
    "smoothed": (CrossEntropy(3, 0.1), LABELS),
    "weighted": (CrossEntropy(3, 0.1, WEIGHTS), LABELS),
    "mixed": (CrossEntropy(3, 0.0, WEIGHTS), torch.eye(3, dtype=torch.double)[LABELS] * 0.7 + 0.1),
    "several labels": (BinaryCrossEntropy(3), torch.eye(3, dtype=torch.double)[LABELS]),
}


@pytest.mark.parametrize("micro", [1, 3, 4, 10, 11, 99])
@pytest.mark.parametrize("case", CASES)
def test_parts_add_up_to_the_whole_batch(case: str, micro: int) -> None:
    """In float64 loss, gradients and count of right answers are the batch's own, whatever the parts' sizes."""
    whole = gradients(Computation(), *CASES[case])
    parts = gradients(Computation(micro_batch=micro), *CASES[case])
    torch.testing.assert_close(parts[0], whole[0], rtol=1e-12, atol=1e-14)
    torch.testing.assert_close(parts[1].double(), whole[1].double(), rtol=1e-6, atol=0)
    torch.testing.assert_close(parts[2], whole[2])


def test_the_whole_batch_is_plain_pytorch() -> None:
    """Its gradients are those of the loss written out."""
    images = torch.randn(11, 1, 8, 8, generator=torch.Generator().manual_seed(1)).double()
    module = network()
    nn.functional.cross_entropy(module(images), LABELS).backward()  # type: ignore[no-untyped-call]
    ours, _, _ = gradients(Computation(), *CASES["plain"])
    for gradient, parameter in zip(ours, module.parameters(), strict=True):
        assert parameter.grad is not None and torch.equal(gradient, parameter.grad)


def test_channels_last_and_bfloat16_come_to_about_the_same() -> None:
    """Memory order changes last digits, bfloat16 the third."""
    images = torch.randn(11, 1, 8, 8, generator=torch.Generator().manual_seed(1))

    def computed(computation: Computation) -> Tensor:
        module = computation.placed(network().float())
        Backward(module, CrossEntropy(3), computation)(images, LABELS)
        return torch.cat([p.grad.flatten() for p in module.parameters() if p.grad is not None])

    usual = computed(Computation())
    torch.testing.assert_close(computed(Computation(memory_format="channels_last")), usual, rtol=1e-4, atol=1e-6)
    rounded = computed(Computation("bfloat16"))
    assert rounded.dtype == torch.float32
    assert 1e-4 < float((rounded - usual).norm() / usual.norm()) < 3e-2


def enlarged(module: nn.Module, images: Tensor) -> list[Tensor]:
    """Give a batch's gradients in float16."""
    module.zero_grad(set_to_none=True)
    Backward(module, CrossEntropy(3), Computation("float16"))(images, LABELS)
    return [one.grad.clone() for one in module.parameters() if one.grad is not None]


def test_float16_keeps_gradients_that_would_vanish_and_halves_until_none_overflows() -> None:
    """Within a hundredth of float32's, also where they are too small, or too large, for float16."""
    images = torch.randn(11, 1, 8, 8, generator=torch.Generator().manual_seed(1))
    for scale in (1e-4, 1.0, 1000.0):
        module = network().float()
        last = list(module.modules())[-1]
        assert isinstance(last, nn.Linear)
        with torch.no_grad():
            last.weight.mul_(scale)
        rounded = enlarged(module, images)
        module.zero_grad(set_to_none=True)
        nn.functional.cross_entropy(module(images), LABELS).backward()  # type: ignore[no-untyped-call]
        for one, parameter in zip(rounded, module.parameters(), strict=True):
            assert parameter.grad is not None and one.dtype == torch.float32
            assert (one - parameter.grad).norm() <= 1e-2 * parameter.grad.norm()


def test_float16_adds_to_gradients_that_are_there() -> None:
    """Twice the same batch is twice its gradients; the factor is gone in between."""
    images = torch.randn(11, 1, 8, 8, generator=torch.Generator().manual_seed(1))
    module = network().float()
    once = enlarged(module, images)
    Backward(module, CrossEntropy(3), Computation("float16"))(images, LABELS)
    for one, parameter in zip(once, module.parameters(), strict=True):
        assert parameter.grad is not None
        torch.testing.assert_close(parameter.grad, 2 * one, rtol=1e-3, atol=1e-7)


def test_several_answers_in_training_are_told() -> None:
    """As GoogLeNet gives them: with how it is built without."""

    class Several(nn.Linear):
        def forward(self, numbers: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:  # type: ignore[override]
            return super().forward(numbers), numbers

    backward = Backward(Several(2, 3), CrossEntropy(3), Computation())
    with pytest.raises(ConvscopeError, match="answers with tuple, not with one tensor; build it without auxiliary"):
        backward(torch.zeros(4, 2), torch.zeros(4, dtype=torch.long))


@pytest.mark.parametrize("micro", [0, 1, 3])
def test_pixels_count_alike_however_they_lie_in_parts(micro: int) -> None:
    """Pictures of which much, or nothing, is unknown: each known pixel weighs the same, as in torch's own mean."""
    torch.manual_seed(0)
    module = nn.Conv2d(1, 3, 3, padding=1).double()
    images, labels = torch.randn(5, 1, 6, 7).double(), torch.randint(0, 3, (5, 6, 7))
    labels[0] = 255
    labels[1, :5] = 255
    for weights in (None, WEIGHTS):
        wanted = torch.nn.functional.cross_entropy(
            module(images), labels, None if weights is None else weights.double(), ignore_index=255
        )
        gradient = torch.autograd.grad(wanted, module.weight)[0]
        module.zero_grad()
        loss, right = Backward(module, PixelCrossEntropy(3, 0.0, weights), Computation(micro_batch=micro))(
            images, labels
        )
        torch.testing.assert_close(loss, wanted.detach())
        torch.testing.assert_close(module.weight.grad, gradient)
        assert 0 <= float(right) <= 4  # of the first picture nothing is known


class WithAuxiliary(nn.Module):
    """As torchvision's networks of pixels: two answers."""

    def __init__(self) -> None:
        super().__init__()
        self.out, self.aux = nn.Conv2d(1, 3, 1), nn.Conv2d(1, 3, 1)

    def forward(self, images: Tensor) -> dict[str, Tensor]:
        return {"out": self.out(images), "aux": self.aux(images)}


def test_a_second_answer_counts_half() -> None:
    """In the gradients; the loss that is told is the first's."""
    torch.manual_seed(0)
    module, images, labels = WithAuxiliary(), torch.randn(2, 1, 4, 4), torch.randint(0, 3, (2, 4, 4))
    told, _ = Backward(module, PixelCrossEntropy(3), Computation())(images, labels)
    first, second = (torch.nn.functional.cross_entropy(part(images), labels) for part in (module.out, module.aux))
    torch.testing.assert_close(told, first.detach())
    torch.testing.assert_close(module.aux.weight.grad, torch.autograd.grad(0.5 * second, module.aux.weight)[0])


def test_pixels_are_not_mixed() -> None:
    """A mixed picture's pixels would have two classes each."""
    with pytest.raises(ConvscopeError, match="mixup or cutmix came, and every pixel has a class"):
        PixelCrossEntropy(3).soft(torch.zeros(1, 2, 2))
