"""A first layer that whitens."""

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from convscope.errors import ConvscopeError
from convscope.network import trace
from convscope.training.whitening import EPSILON, early_bias, pictures_to_whiten_by, whiten, whitening_kernels


def pictures() -> Tensor:
    """Pictures whose neighbours are alike, as real ones' are, and channels, too."""
    noise = torch.randn(40, 3, 12, 12, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    return F.avg_pool2d(noise, 3, 1, 1) + noise.mean(1, keepdim=True)


def network(outputs: int) -> nn.Sequential:
    torch.manual_seed(0)
    conv = nn.Conv2d(3, outputs, 2)
    return nn.Sequential(conv, nn.ReLU(), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(outputs, 2)).double()


def test_answers_are_uncorrelated_and_of_one_variance() -> None:
    """Over the patches they were made of, their answers' second moments are λ / (λ + ε) on the diagonal, else 0."""
    images = pictures()
    kernels = whitening_kernels(images, (2, 2))
    answers = F.conv2d(images, kernels).permute(0, 2, 3, 1).reshape(-1, 12)
    moments = answers.T @ answers / len(answers)
    patches = F.unfold(images, 2).transpose(1, 2).reshape(-1, 12)
    variances = torch.linalg.eigvalsh(patches.T @ patches / len(patches)).flip(0)
    torch.testing.assert_close(moments, torch.diag(variances / (variances + EPSILON)), rtol=0, atol=1e-9)
    norms = kernels.flatten(1).norm(dim=1)
    assert norms.tolist() == sorted(norms.tolist())  # the strongest direction has the weakest kernel


@pytest.mark.parametrize(("outputs", "set_"), [(24, 24), (10, 10), (11, 10), (30, 24)])
def test_kernels_come_by_pairs_the_strongest_first(outputs: int, set_: int) -> None:
    """2·k·k·c outputs hold all, fewer the strongest; an odd one and those beyond stay, the layer then is trained."""
    module = network(outputs)
    before = module.get_parameter("0.weight").detach().clone()
    assert whiten(module, trace(module, (3, 12, 12)), pictures()) == set_
    weight = module.get_parameter("0.weight")
    kernels = whitening_kernels(pictures(), (2, 2))[: set_ // 2]
    torch.testing.assert_close(weight[:set_].detach(), torch.cat([kernels, -kernels]))
    assert torch.equal(weight[set_:], before[set_:])
    assert weight.requires_grad is (set_ < outputs)
    bias = module.get_parameter("0.bias")
    assert bias.requires_grad
    assert early_bias(module, trace(module, (3, 12, 12))) is (bias if set_ == outputs else None)


@pytest.mark.parametrize(
    "module",
    [nn.Sequential(nn.Flatten(), nn.Linear(432, 2)), nn.Sequential(nn.Conv2d(3, 6, 2, groups=3)),
     nn.Sequential(nn.AvgPool2d(2), nn.Conv2d(3, 30, 2))],
    ids=["linear", "grouped", "pooled first"],
)  # fmt: skip
def test_other_beginnings_are_refused(module: nn.Module) -> None:
    """What does not begin with a convolution of all channels cannot be whitened, and is named."""
    with pytest.raises(ConvscopeError, match="whitening needs a network that begins with a convolution"):
        whiten(module, trace(module, (3, 12, 12)), pictures())


def test_one_output_is_refused() -> None:
    """A pair needs two."""
    with pytest.raises(ConvscopeError, match="has one output; whitening needs two"):
        whiten(network(1), trace(network(1), (3, 12, 12)), pictures())


def test_a_few_pictures_are_enough() -> None:
    """2,000 of CIFAR's, 199 of 224 × 224, never fewer than 64."""
    assert [pictures_to_whiten_by(pixels) for pixels in (3072, 3 * 224 * 224, 3 * 2000 * 2000)] == [2000, 199, 64]


def test_large_pictures_give_some_of_their_patches() -> None:
    """Above half a million patches every second along both axes is read; the directions are nearly the same."""
    many = pictures().repeat(1, 1, 12, 12)[:30]
    assert 30 * 143**2 > 500_000
    whole = whitening_kernels(pictures(), (2, 2))[0]
    some = whitening_kernels(many, (2, 2))[0]
    cosine = (whole * some).sum() / whole.norm() / some.norm()
    assert cosine.abs() > 0.98
