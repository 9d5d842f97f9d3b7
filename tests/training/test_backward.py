"""The gradients of a batch, computed as was chosen."""

import pytest
import torch
from torch import Tensor, nn

from convscope.errors import ConvscopeError
from convscope.training.backward import Backward
from convscope.training.computation import Computation
from convscope.training.losses import BinaryCrossEntropy, CrossEntropy, Loss


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


def test_several_answers_in_training_are_told() -> None:
    """As GoogLeNet gives them: with how it is built without."""

    class Several(nn.Linear):
        def forward(self, numbers: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:  # type: ignore[override]
            return super().forward(numbers), numbers

    backward = Backward(Several(2, 3), CrossEntropy(3), Computation())
    with pytest.raises(ConvscopeError, match="answers with tuple, not with one tensor; build it without auxiliary"):
        backward(torch.zeros(4, 2), torch.zeros(4, dtype=torch.long))
