"""A file with networks in it, and how a spelling is refused."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from torch import nn

from convscope.errors import BrokenModelFile, ConvscopeError
from convscope.models import Built, build

NET = """\
from torch import nn


class Net(nn.Module):
    input_shape = (1, 8, 8)

    def __init__(self, width=2):
        super().__init__()
        self.conv = nn.Conv2d(1, width, 3)

    def forward(self, x):
        return self.conv(x)


class Other(Net):
    input_shape = None


ready = Net(5)


def wide():
    return Net(7)


number = 3


def nothing():
    return "no network"
"""


@pytest.fixture
def net_code() -> str:
    """What is in the file."""
    return NET


@pytest.fixture(autouse=True)
def imports_forgotten() -> Iterator[None]:
    """What a user's file imported is gone after each test."""
    before, path = set(sys.modules), list(sys.path)
    yield
    for name in set(sys.modules) - before:
        file = getattr(sys.modules[name], "__file__", None)
        if name.startswith("convscope_user_") or (file and "pytest-" in file):
            del sys.modules[name]
    assert sys.path == path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Write the file."""
    path = tmp_path / "net.py"
    path.write_text(NET, encoding="utf-8")
    return path


@pytest.fixture
def refusal() -> Callable[..., str]:
    """Give the one line that a spelling is refused with: ``refusal("lenet6", UnknownName)``."""

    def refuse(spelling: str, kind: type[ConvscopeError] = BrokenModelFile) -> str:
        with pytest.raises(kind) as caught:
            build(spelling)
        said = str(caught.value)
        assert "\n" not in said
        return said

    return refuse


@pytest.fixture
def out_channels() -> Callable[[Built], int]:
    """Count the channels that the file's network gives."""

    def count(built: Built) -> int:
        conv = built.module.get_submodule("conv")
        assert isinstance(conv, nn.Conv2d)
        return conv.out_channels

    return count
