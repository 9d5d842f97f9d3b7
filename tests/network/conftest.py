"""Small networks of every kind, for the tests that must hold of all."""

import weakref
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.utils._python_dispatch import TorchDispatchMode


class Design(NamedTuple):
    """A module and the shape of its input, without the batch."""

    module: nn.Module
    shape: tuple[int, ...]


def assigned(net: Any, x: Tensor) -> Any:
    """Write two branches into one prepared tensor, part by part."""
    both = torch.zeros(1, 4, *x.shape[2:], dtype=x.dtype)
    both[:, :2] = net.conv(x)
    both[:, 2:] = net.conv(x) * 2
    return net.last(both)


def attended(net: Any, x: Tensor) -> Any:
    """Squeeze and excite: weigh channels by what a global pool says of them."""
    maps = net.conv(x)
    return net.last(maps * torch.sigmoid(net.gate(F.adaptive_avg_pool2d(maps, 1))))


BUILDERS: dict[str, Callable[[Callable[..., nn.Module]], Design]] = {
    "plain": lambda wired: Design(
        nn.Sequential(
            nn.Conv2d(3, 4, 3, stride=2, padding=1), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten(), nn.LazyLinear(5)
        ),
        (3, 13, 17),
    ),
    "functional": lambda wired: Design(
        wired(
            lambda net, x: F.relu(F.conv2d(x, net.conv.weight, net.conv.bias, stride=(1, 2))), conv=nn.Conv2d(2, 3, 3)
        ),
        (2, 9, 9),
    ),
    "skip": lambda wired: Design(
        wired(lambda net, x: F.relu(net.conv(x) + x), conv=nn.Conv2d(2, 2, 3, padding=1)), (2, 8, 8)
    ),
    "reused": lambda wired: Design(wired(lambda net, x: net.conv(net.conv(x)), conv=nn.Conv2d(2, 2, 3)), (2, 8, 8)),
    "in place": lambda wired: Design(
        wired(lambda net, x: net.conv(x).relu_().add_(1).mul_(2), conv=nn.Conv2d(2, 2, 3)), (2, 8, 8)
    ),
    "concatenated": lambda wired: Design(
        wired(
            lambda net, x: net.last(torch.cat([net.wide(x), net.tall(x)], dim=1)),
            wide=nn.Conv2d(2, 3, (1, 3), padding=(0, 1)),
            tall=nn.Conv2d(2, 3, (3, 1), padding=(1, 0)),
            last=nn.Conv2d(6, 2, 1),
        ),
        (2, 8, 8),
    ),
    "reflected": lambda wired: Design(nn.Conv2d(2, 3, 3, padding=1, padding_mode="reflect"), (2, 8, 8)),
    "same": lambda wired: Design(nn.Conv2d(2, 3, 5, padding="same", dilation=2), (2, 8, 8)),
    "line": lambda wired: Design(nn.Sequential(nn.Conv1d(2, 3, 5, stride=2), nn.AvgPool1d(2)), (2, 20)),
    "volume": lambda wired: Design(nn.Sequential(nn.Conv3d(1, 2, 3, padding=1), nn.MaxPool3d(2)), (1, 6, 8, 10)),
    "transposed": lambda wired: Design(
        nn.Sequential(
            nn.ConvTranspose2d(4, 6, 3, stride=2, padding=1, output_padding=1, groups=2),
            nn.ConvTranspose2d(6, 1, 4, dilation=2),
        ),
        (4, 5, 7),
    ),
    "transposed line": lambda wired: Design(nn.ConvTranspose1d(2, 3, 4, stride=2), (2, 9)),
    "transposed volume": lambda wired: Design(nn.ConvTranspose3d(2, 3, 2, stride=2), (2, 3, 4, 5)),
    "depthwise": lambda wired: Design(
        nn.Sequential(
            nn.Conv2d(6, 6, 3, groups=6), nn.BatchNorm2d(6), nn.Conv2d(6, 4, 1), nn.Conv2d(4, 8, 3, groups=2)
        ),
        (6, 9, 9),
    ),
    "assigned": lambda wired: Design(
        wired(assigned, conv=nn.Conv2d(1, 2, 3, padding=1), last=nn.Conv2d(4, 1, 3)), (1, 8, 8)
    ),
    "attended": lambda wired: Design(
        wired(attended, conv=nn.Conv2d(1, 4, 3), gate=nn.Conv2d(4, 4, 1), last=nn.Conv2d(4, 2, 3)), (1, 9, 9)
    ),
    "products": lambda wired: Design(
        wired(lambda net, x: x.flatten(2) @ x.flatten(2).transpose(1, 2) + torch.bmm(x[:, :, 0], x[:, :, 1].mT)),
        (4, 6, 6),
    ),
    "ceil": lambda wired: Design(
        nn.Sequential(nn.Conv2d(1, 2, 3), nn.MaxPool2d(3, 2, ceil_mode=True), nn.Conv2d(2, 1, 3)), (1, 12, 15)
    ),
}


@pytest.fixture(params=BUILDERS)
def design(request: pytest.FixtureRequest, wired: Callable[..., nn.Module]) -> Design:
    """Each of the small networks in turn, in evaluation mode."""
    torch.manual_seed(0)
    made = BUILDERS[request.param](wired)
    made.module.eval()
    with torch.no_grad():
        made.module(torch.zeros(1, *made.shape))  # lazy layers learn their shape
    return made


class Living(TorchDispatchMode):  # type: ignore[no-untyped-call]
    """Every storage that is alive while the block lasts: the sum now, and the most at once."""

    def __init__(self, module: nn.Module) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.module = module
        self.changes: list[tuple[int, int]] = []
        self.there: dict[int, Any] = {at(tensor): None for tensor in (*module.parameters(), *module.buffers())}
        self.left_out: set[int] = set()

    @property
    def peak(self) -> int:
        """The most at once, without the gradients of weights."""
        now, most = 0, 0
        for number, change in self.changes:
            now += 0 if number in self.left_out else change
            most = max(most, now)
        return most

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        output = func(*args, **(kwargs or {}))
        for tensor in output if isinstance(output, (tuple, list)) else [output]:
            if isinstance(tensor, Tensor) and at(tensor) not in self.there:
                self.note(tensor)
        return output

    def note(self, tensor: Tensor) -> None:
        storage, place, number = tensor.untyped_storage(), at(tensor), len(self.changes)
        size = storage.nbytes()

        def leave(_: Any) -> None:
            del self.there[place]
            self.changes.append((number, -size))

        self.there[place] = (weakref.ref(storage, leave), number)
        self.changes.append((number, size))

    def __exit__(self, *said: Any) -> None:
        super().__exit__(*said)  # type: ignore[no-untyped-call]
        grads = [parameter.grad for parameter in self.module.parameters() if parameter.grad is not None]
        self.left_out = {self.there[at(grad)][1] for grad in grads}


def at(tensor: Tensor) -> int:
    return int(tensor.untyped_storage()._cdata)


@pytest.fixture
def living() -> Callable[[nn.Module], Living]:
    """Watch real memory: ``with living(module) as alive: …; alive.peak``."""
    return Living
