"""What is lost of a map, all its readers counted together."""

from collections.abc import Callable

import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import nn

from convscope.arithmetic import Unread
from convscope.network import trace
from convscope.network.lost import losses


def test_what_is_lost_is_said_axis_by_axis() -> None:
    """3/3 on 7 × 8 leaves row 6 and two columns, and 36 % of the map is never read."""
    (loss,) = losses(trace(nn.Conv2d(1, 8, 3, stride=3), (1, 7, 8)))
    assert loss.told() == "row 6 and columns 6, 7"
    assert abs(loss.share - (1 - 36 / 56)) < 1e-12


def test_a_branch_that_reads_the_rest_is_counted(wired: Callable[..., nn.Module]) -> None:
    """A strided 1 × 1 shortcut beside a 3 × 3 branch loses nothing; alone it loses every second row."""
    shortcut, branch = nn.Conv2d(1, 2, 1, stride=2), nn.Conv2d(1, 2, 3, stride=2, padding=1)
    both = wired(lambda net, x: net.shortcut(x) + net.branch(x), shortcut=shortcut, branch=branch)
    assert not list(losses(trace(both, (1, 8, 8))))
    assert [loss.told() for loss in losses(trace(shortcut, (1, 4, 4)))] == ["rows 1, 3 and columns 1, 3"]


def test_padding_of_a_layer_of_its_own_is_no_pixel() -> None:
    """3/3 over 7 rows padded to 8 loses the padding and one real row."""
    (loss,) = losses(trace(nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), nn.Conv2d(1, 1, 3, stride=3)), (1, 7, 7)))
    assert loss.told() == "row 6 and column 6"
    assert not list(losses(trace(nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), nn.Conv2d(1, 1, 3, 3)), (1, 6, 6))))


@given(st.data())
def test_it_is_where_no_gradient_of_any_reader_is(data: st.DataObject) -> None:
    """Two layers that take one map, random kernels, strides, padding, dilation, pools with ceil mode, as torch runs."""
    drawn = []
    for _ in range(data.draw(st.integers(1, 2))):
        kernel, stride = data.draw(st.integers(1, 4)), data.draw(st.integers(1, 5))
        if data.draw(st.booleans()):
            padding, ceil = data.draw(st.integers(0, kernel // 2)), data.draw(st.booleans())
            drawn.append(nn.AvgPool1d(kernel, stride, padding, ceil_mode=ceil))
        else:
            padding, dilation = data.draw(st.integers(0, 3)), data.draw(st.integers(1, 3))
            conv = nn.Conv1d(1, 1, kernel, stride, padding, dilation, bias=False)
            nn.init.ones_(conv.weight)
            drawn.append(conv)  # type: ignore[arg-type]
    line = torch.zeros(1, 1, data.draw(st.integers(12, 40)), requires_grad=True)
    sum(layer(line).sum() for layer in drawn).backward()
    assert line.grad is not None
    missed = [int(at) for at in (line.grad[0, 0] == 0).nonzero()]

    class Both(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.parts = nn.ModuleList(drawn)

        def forward(self, x: torch.Tensor) -> list[torch.Tensor]:
            return [part(x) for part in self.parts]

    network = trace(Both(), tuple(line.shape[1:]))
    found = [loss.axes[0] for loss in losses(network)]
    assert found == ([Unread(len(missed), tuple(missed[:4]), missed[-1])] if missed else [])
    (fit,) = network.sizes(line.shape[2], line.shape[2]).fits
    assert fit.loses_nothing == (not missed)
