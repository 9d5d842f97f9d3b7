"""What every test shares: Hypothesis draws the same designs each time, and few enough to stay quick."""

from collections.abc import Callable
from typing import Any

import pytest
import torch
from hypothesis import settings
from torch import nn

torch.set_num_threads(1)  # tests run side by side; two threads each would wait for one another

settings.register_profile("fast", deadline=None, max_examples=60, derandomize=True)
settings.load_profile("fast")


class Wired(nn.Module):
    """A module whose forward is a function of itself and its input, for designs that `nn.Sequential` cannot say."""

    def __init__(self, wiring: Callable[[Any, Any], Any], parts: dict[str, nn.Module]) -> None:
        super().__init__()
        self.wiring = wiring
        for name, part in parts.items():
            self.add_module(name, part)

    def forward(self, x: Any) -> Any:
        return self.wiring(self, x)


@pytest.fixture(scope="session")
def wired() -> Callable[..., nn.Module]:
    """Wire parts by a function: ``wired(lambda net, x: net.conv(x) + x, conv=nn.Conv2d(1, 1, 1))``."""
    return lambda wiring, **parts: Wired(wiring, parts)
