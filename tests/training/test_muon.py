"""Muon: the orthogonalisation against the singular value decomposition, its steps against the formulas, in float64."""

from collections.abc import Iterator

import pytest
import torch
from torch import Tensor, nn

from convscope.training.muon import Muon, muon_parameters, orthogonal


@pytest.fixture(autouse=True)
def double() -> Iterator[None]:
    torch.set_default_dtype(torch.float64)
    torch.manual_seed(0)
    yield
    torch.set_default_dtype(torch.float32)


def quintic(values: Tensor) -> Tensor:
    """What five steps make of singular values, number by number."""
    for _ in range(5):
        values = 3.4445 * values - 4.7750 * values**3 + 2.0315 * values**5
    return values


@pytest.mark.parametrize("shape", [(6, 6), (4, 9), (9, 4), (1, 5), (5, 1), (16, 75), (64, 576)])
def test_orthogonal_moves_singular_values_alone(shape: tuple[int, int]) -> None:
    """Of U S Vᵀ it makes U p(S/‖S‖) Vᵀ, p being the quintic five times over: U and V are those of the decomposition."""
    matrix = torch.randn(shape)
    u, s, vt = torch.linalg.svd(matrix, full_matrices=False)
    expected = u @ torch.diag(quintic(s / s.norm())) @ vt
    torch.testing.assert_close(orthogonal(matrix), expected, rtol=0, atol=1e-10)


@pytest.mark.parametrize("shape", [(6, 6), (4, 9), (9, 4), (16, 75), (64, 576), (200, 10)])
def test_orthogonal_is_near_the_polar_factor(shape: tuple[int, int]) -> None:
    """Singular values above a hundredth of the norm end between 0.68 and 1.14; those of U Vᵀ are all 1."""
    matrix = torch.randn(shape)
    u, s, vt = torch.linalg.svd(matrix, full_matrices=False)
    along = (u.T @ orthogonal(matrix) @ vt.T).diag()
    large = s / s.norm() > 0.01
    assert large.sum() >= 0.8 * len(s)
    assert along[large].min() > 0.68 and along[large].max() < 1.14
    many = quintic(torch.linspace(0.01, 1, 100_000))
    assert many.min() > 0.68 and many.max() < 1.14  # whatever the matrix


def test_a_stack_is_made_orthogonal_one_by_one() -> None:
    """Matrices of one shape go through together and come out as alone; zeros stay zeros, however small they go on."""
    stack = torch.randn(3, 4, 7)
    stack[1] = 0
    together = orthogonal(stack)
    for one, alone in zip(together, stack, strict=True):
        torch.testing.assert_close(one, orthogonal(alone), rtol=0, atol=1e-12)
    assert not together[1].any()


def test_unit_kernels_are_brought_to_one_length_and_moved_by_the_same_share() -> None:
    """√outputs before the step, which is ten times the rate, orthogonal by three steps; a matrix moves as without."""
    kernel, matrix = nn.Parameter(3 * torch.randn(4, 2, 3, 3)), nn.Parameter(torch.randn(5, 6))
    kernel.grad, matrix.grad = torch.randn_like(kernel), torch.randn_like(matrix)
    before, beside = kernel.detach().clone(), matrix.detach().clone()
    group = {"params": [kernel, matrix], "weight_decay": 0.1, "muon": True, "lr": 0.02}
    Muon([group], lr=0.02, momentum=0.0, unit_kernels=True).step()
    moved = orthogonal(kernel.grad.reshape(4, 18), steps=3).view_as(kernel)
    torch.testing.assert_close(kernel.detach(), 2 * before / before.norm() - 0.2 * moved)
    plain = beside * (1 - 0.02 * 0.1) - 0.02 * 0.2 * 6**0.5 * orthogonal(matrix.grad)
    torch.testing.assert_close(matrix.detach(), plain)


def test_it_is_torchs_newton_schulz() -> None:
    """torch.optim.Muon's own, which computes in bfloat16, gives the same within that precision."""
    from torch.optim._muon import _zeropower_via_newtonschulz  # type: ignore[attr-defined,unused-ignore]

    matrix = torch.randn(12, 30)
    theirs = _zeropower_via_newtonschulz(matrix, (3.4445, -4.7750, 2.0315), 5, 1e-7)
    torch.testing.assert_close(orthogonal(matrix), theirs.double(), rtol=0, atol=0.03)


def test_its_steps_are_the_formula() -> None:
    """Three steps of a kernel: momentum, Nesterov's look ahead, the polar direction, the scale, decoupled decay."""
    start = torch.randn(4, 3, 2, 2)
    weight, expected, buffer = nn.Parameter(start.clone()), start.clone(), torch.zeros(4, 12)
    optimizer = Muon([{"params": [weight], "muon": True, "weight_decay": 0.1, "momentum": 0.6}], lr=0.02)
    for _ in range(3):
        gradient = torch.randn_like(start)
        weight.grad = gradient.clone()
        optimizer.step()
        matrix = gradient.reshape(4, 12)
        buffer = 0.6 * buffer + matrix
        u, s, vt = torch.linalg.svd(matrix + 0.6 * buffer, full_matrices=False)
        update = (u * quintic(s / s.norm())) @ vt
        expected = expected * (1 - 0.02 * 0.1) - 0.02 * 0.2 * 12**0.5 * update.reshape(4, 3, 2, 2)
        torch.testing.assert_close(weight.detach(), expected, rtol=0, atol=1e-10)


def test_its_steps_are_torchs_muon_on_a_matrix() -> None:
    """With torch's ``match_rms_adamw`` a matrix takes the same steps, within bfloat16."""
    start = torch.randn(6, 10)
    ours, theirs = nn.Parameter(start.clone()), nn.Parameter(start.clone())
    mine = Muon([{"params": [ours], "muon": True, "weight_decay": 0.1, "momentum": 0.95}], lr=0.02)
    reference = torch.optim.Muon([theirs], lr=0.02, weight_decay=0.1, adjust_lr_fn="match_rms_adamw")
    for _ in range(4):
        ours.grad = torch.randn_like(start)
        # torch's buffer is an average, ours a sum: (1 - m) times as long, so of one direction
        theirs.grad = ours.grad.clone()
        mine.step()
        reference.step()  # type: ignore[no-untyped-call]
    torch.testing.assert_close(ours.detach(), theirs.detach(), rtol=0, atol=0.01)
    assert (ours - start).abs().max() > 0.02


def test_the_rest_is_adamw() -> None:
    """Groups that are not Muon's move as torch.optim.AdamW's, bit for bit."""
    start = torch.randn(5)
    ours, theirs = nn.Parameter(start.clone()), nn.Parameter(start.clone())
    mine = Muon([{"params": [ours], "weight_decay": 0.2}], lr=0.01)
    reference = torch.optim.AdamW([theirs], lr=0.01, weight_decay=0.2)
    for _ in range(5):
        ours.grad = torch.randn_like(start)
        theirs.grad = ours.grad.clone()
        mine.step()
        reference.step()
    assert torch.equal(ours, theirs)


class Net(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(3, 8, 3)
        self.bn = nn.BatchNorm2d(8)
        self.depthwise = nn.Conv2d(8, 8, 3, groups=8)
        self.up = nn.ConvTranspose2d(8, 4, 2)
        self.hidden = nn.Linear(4, 6)
        self.head = nn.Linear(6, 2)


def test_muon_is_for_kernels_and_hidden_matrices() -> None:
    """Not for the head, for norms and biases, for kernels of single channels, for transposed convolutions."""
    net = Net()
    assert [id(weight) for weight in muon_parameters(net)] == [id(net.conv.weight), id(net.hidden.weight)]


def test_it_goes_on_exactly() -> None:
    """Stopped, its state loaded into a new one, the steps after are the same bits: kernels' and the rest's."""

    def made(module: nn.Module) -> Muon:
        chosen = {id(weight) for weight in muon_parameters(module)}
        parts = [[p for p in module.parameters() if (id(p) in chosen) is is_muon] for is_muon in (True, False)]
        return Muon([{"params": parts[0], "muon": True}, {"params": parts[1]}], lr=0.05, momentum=0.8)

    def move(module: nn.Module, optimizer: Muon, seed: int) -> None:
        generator = torch.Generator().manual_seed(seed)
        for weight in module.parameters():
            weight.grad = torch.randn(weight.shape, generator=generator)
        optimizer.step()

    whole, half = Net(), Net()
    half.load_state_dict(whole.state_dict())
    through, begun = made(whole), made(half)
    for seed in range(3):
        move(whole, through, seed)
        move(half, begun, seed)
    resumed = Net()
    resumed.load_state_dict(half.state_dict())
    again = made(resumed)
    again.load_state_dict(begun.state_dict())
    for seed in range(3, 6):
        move(whole, through, seed)
        move(resumed, again, seed)
    for name, weight in whole.named_parameters():
        assert torch.equal(weight, resumed.get_parameter(name)), name
    assert [group["muon"] for group in again.param_groups] == [True, False]
