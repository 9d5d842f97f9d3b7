"""An explanation in words."""

from collections.abc import Callable

from torch import nn

from convscope.network import trace


def test_a_convolution_in_words() -> None:
    """Formulas with the numbers in them, what it reads and how often, and the three ways of connecting."""
    assert str(trace(nn.Sequential(nn.Conv2d(3, 10, 5, padding=2)), (3, 32, 32)).explain("0")) == "\n".join(
        [
            "0 · conv2d 5×5 padding 2",
            "takes            input 3×32×32",
            "gives            10×32×32",
            "output size      (32 + 2 + 2 − 5)/1 + 1 = 32, rows and columns alike",
            "parameters       10 · (3·5·5 + 1) = 760",
            "MACs             32·32 · 10 · 3·5·5 = 768,000",
            "never read       nothing",
            "its input        each position enters 9 to 25 products (first corner 9, middle 25)",
            "the picture      each pixel reaches this map in 9 to 25 ways (first corner 9, middle 25)",
            "receptive field  5×5, effective stride 1×1",
            "                 unit (r, c) is centred on row r, column c",
            "unit (16, 16)    25 of 1,024 pixels: rows 14–18, columns 14–18",
            "",
            "from the same map to the same map  parameters        MACs",
            "fully connected                    31,467,520  31,457,280",
            "locally connected                     778,240     768,000",
            "convolutional                             760     768,000",
        ]
    )


def test_axes_that_differ_have_their_own_formulas() -> None:
    """Rows and columns, planes in 3-D, positions on a line."""
    said = str(trace(nn.Conv2d(1, 1, (3, 1), stride=(2, 1)), (1, 7, 8)).explain("conv2d"))
    assert "output rows      (7 − 3)/2 + 1 = 3\noutput columns   (8 − 1)/1 + 1 = 8" in said
    said = str(trace(nn.Conv3d(1, 1, 3), (1, 5, 5, 5)).explain("conv3d"))
    assert "planes and rows and columns alike" in said and "unit (p, r, c)" in said
    assert "output size      (7 − 3)/1 + 1 = 5\n" in str(trace(nn.Conv1d(1, 1, 3), (1, 7)).explain("conv1d"))


def test_layers_without_windows_say_what_there_is(wired: Callable[..., nn.Module]) -> None:
    """No formula, no rows; a fully connected one's units have no place."""
    module = nn.Sequential(nn.ReLU(), nn.Flatten(), nn.Linear(16, 2))
    network = trace(module, (1, 4, 4))
    assert "its input        each position is read once" in str(network.explain("0"))
    assert "never read" not in str(network.explain("0")) and "not known" not in str(network.explain("1"))
    assert "its input        each number enters 2 products" in str(network.explain("2"))
    assert "receptive field  4×4 each; units have no place" in str(network.explain("2"))
    assert "all units        16 of 16 pixels" in str(network.explain("2"))


def test_padding_adds_and_cropping_takes_away() -> None:
    """16 + 1 − 2, not a formula of windows."""
    said = str(trace(nn.ZeroPad2d((1, -2, 0, 0)), (1, 16, 16)).explain("pad"))
    assert "output rows      16 + 0 + 0 = 16\noutput columns   16 + 1 − 2 = 15" in said
    assert "unit (8, 7)      1 of 256 pixels: row 8, column 6" in said


def test_what_reads_the_whole_map_says_why() -> None:
    """A global pool, whatever its size."""
    said = str(trace(nn.Sequential(nn.Conv2d(1, 2, 3), nn.AdaptiveAvgPool2d(1)), (1, 9, 9)).explain("1"))
    assert "receptive field  everything, at any size: 1 gathers the whole map" in said


def test_rows_that_only_others_read_are_told_apart(wired: Callable[..., nn.Module]) -> None:
    """Never read by this layer, and read by the one beside it; or by any."""
    both = wired(
        lambda net, x: net.shortcut(x) + net.branch(x),
        shortcut=nn.Conv2d(1, 2, 1, stride=2), branch=nn.Conv2d(1, 2, 3, stride=2, padding=1),
    )  # fmt: skip
    said = str(trace(both, (1, 4, 4)).explain("shortcut"))
    assert "rows 1, 3 and columns 1, 3 by this layer; other layers read them" in said
    assert "never read       row 6 and column 6, by any layer" in str(
        trace(nn.Conv2d(1, 1, 3, stride=3), (1, 7, 7)).explain("conv2d")
    )
