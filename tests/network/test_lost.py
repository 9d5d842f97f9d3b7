"""What is lost of a map, all its readers counted together."""

from collections.abc import Callable

from torch import nn

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
