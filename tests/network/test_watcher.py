"""What is noted of one forward run: names, sharing, inputs, and nothing missed."""

from collections.abc import Callable
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from convscope.network import trace

Wire = Callable[..., nn.Module]


def test_functional_calls_are_layers(wired: Wire) -> None:
    """Functions, methods and operators are layers, named by torch's name for them."""
    module = wired(lambda net, x: (F.relu(x) + x.sigmoid()).tanh())
    assert [layer.name for layer in trace(module, (1, 4, 4))] == ["relu", "sigmoid", "add", "tanh"]


def test_functional_relu_points_at_its_call(wired: Wire) -> None:
    """A functional ReLU's file and line are those of the call."""

    def wiring(net: Any, x: Tensor) -> Tensor:
        return F.relu(x)  # the call

    (layer,) = trace(wired(wiring), (1, 4, 4))
    with open(__file__, encoding="utf-8") as file:  # noqa: PTH123
        line = file.read().splitlines().index("        return F.relu(x)  # the call") + 1
    assert (layer.file, layer.line) == (__file__, line)


def test_a_skip_has_two_inputs(wired: Wire) -> None:
    """A residual sum takes the convolution and the network's input."""
    conv, add = trace(wired(lambda net, x: net.conv(x) + x, conv=nn.Conv2d(1, 1, 3, padding=1)), (1, 8, 8))
    assert (conv.inputs, add.inputs) == ((-1,), (0, -1))


def test_a_reused_module_is_counted_once(wired: Wire) -> None:
    """A module called twice is two layers, the second named :2, shared and without parameters of its own."""
    conv = nn.Conv2d(1, 1, 3)
    network = trace(wired(lambda net, x: net.conv(net.conv(x)), conv=conv), (1, 8, 8))
    assert [(layer.name, layer.parameters, layer.shared) for layer in network] == [
        ("conv", 10, False),
        ("conv:2", 0, True),
    ]
    assert network.parameters == 10
    assert [layer.macs for layer in network] == [36 * 9, 16 * 9]  # and yet it works twice


def test_tied_weights_are_counted_once() -> None:
    """Two modules that share one weight count it once; the second's own bias is still its own."""
    module = nn.Sequential(nn.Conv2d(1, 1, 3), nn.Conv2d(1, 1, 3))
    module[1].weight = module[0].weight
    network = trace(module, (1, 8, 8))
    assert [(layer.parameters, layer.shared) for layer in network] == [(10, False), (1, False)]
    assert network.parameters == 11


def test_unused_parameters_are_the_networks_and_no_layers(wired: Wire) -> None:
    """Weights that forward never touches count for the network and for no layer."""
    network = trace(wired(lambda net, x: net.used(x), used=nn.Conv2d(1, 1, 1), idle=nn.Conv2d(1, 1, 3)), (1, 8, 8))
    assert network.parameters == 12
    assert sum(layer.parameters for layer in network) == 2


def test_in_place_operators_chain(wired: Wire) -> None:
    """An in-place sum is a layer that takes the convolution, feeds what follows, and occupies no bytes."""
    _, add, relu = trace(wired(lambda net, x: net.conv(x).add_(1).relu(), conv=nn.Conv2d(1, 1, 3)), (1, 6, 6))
    assert (add.operator, add.inputs, add.bytes) == ("add", (0,), 0)
    assert (relu.inputs, relu.bytes) == ((1,), 4 * 4 * 4)


def test_assignment_into_a_tensor_is_a_layer(wired: Wire) -> None:
    """What is written into a prepared tensor part by part is followed on to the layers that read it."""

    def wiring(net: Any, x: Tensor) -> Any:
        both = torch.zeros(1, 2, *x.shape[2:])
        both[:, :1] = net.conv(x)
        return net.last(both)

    network = trace(wired(wiring, conv=nn.Conv2d(1, 1, 3, padding=1), last=nn.Conv2d(2, 1, 3)), (1, 8, 8))
    assert [(layer.name, layer.inputs) for layer in network] == [("conv", (-1,)), ("setitem", (0,)), ("last", (1,))]
    assert network["last"].receptive_field == (5, 5)


def test_concatenation_takes_all_its_branches(wired: Wire) -> None:
    """cat along the channels takes each branch and keeps its place: 1×3 beside 3×1 has the hull 3×3."""
    module = wired(
        lambda net, x: torch.cat([net.wide(x), net.tall(x)], 1),
        wide=nn.Conv2d(1, 2, (1, 3), padding=(0, 1)),
        tall=nn.Conv2d(1, 3, (3, 1), padding=(1, 0)),
    )
    cat = trace(module, (1, 8, 8)).layers[2]
    assert (cat.inputs, cat.output_shape, cat.receptive_field) == ((0, 1), (1, 5, 8, 8), (3, 3))


def test_padding_mode_is_a_layer_of_its_own() -> None:
    """padding_mode="reflect" is a pad and a convolution; the pad bears the module's path and the operator."""
    network = trace(nn.Sequential(nn.Conv2d(1, 1, 3, padding=1, padding_mode="reflect")), (1, 8, 8))
    assert [layer.name for layer in network] == ["0.pad", "0"]
    assert network["0"].windows[0].padding == (0, 0)


def test_padding_same_is_worked_out() -> None:
    """padding="same" becomes the padding it stands for: 4 on either side for a 5-kernel of dilation 2."""
    (layer,) = trace(nn.Conv2d(1, 1, 5, padding="same", dilation=2), (1, 8, 8))
    assert [window.padding for window in layer.windows] == [(4, 4), (4, 4)]


def test_groups_and_bias_are_noted() -> None:
    """A depthwise convolution of 6 channels: 6 groups, 6 biases, 60 parameters."""
    (layer,) = trace(nn.Conv2d(6, 6, 3, groups=6), (6, 8, 8))
    assert (layer.groups, layer.bias_parameters, layer.parameters) == (6, 6, 60)


def test_nested_modules_are_named_by_their_path(wired: Wire) -> None:
    """Layers bear the path of their module; a call inside a user's module bears the path and the operator."""
    block = wired(lambda net, x: F.relu(net.conv(x)), conv=nn.Conv2d(1, 1, 3))
    network = trace(nn.Sequential(block, block), (1, 8, 8))
    assert [layer.name for layer in network] == ["0.conv", "0.relu", "0.conv:2", "0.relu:2"]


def test_constants_are_no_layers(wired: Wire) -> None:
    """A tensor made like the input but from nothing of it leads nowhere."""
    network = trace(wired(lambda net, x: x + torch.zeros_like(x)), (1, 4, 4))
    assert [layer.name for layer in network] == ["add"]


def test_bytes_count_new_memory_only(wired: Wire) -> None:
    """A convolution's 4·6·6 floats are 576 bytes; the view that flattens them is none."""
    conv, flat = trace(wired(lambda net, x: net.conv(x).flatten(1), conv=nn.Conv2d(1, 4, 3)), (1, 8, 8))
    assert (conv.bytes, flat.bytes) == (576, 0)


def test_attention_is_counted(wired: Wire) -> None:
    """Attention of 5 tokens of 8 numbers costs 2·5·5·8 MACs, though on the CPU torch's counter skips it."""
    module = wired(lambda net, x: F.scaled_dot_product_attention(x, x, x))
    assert trace(module, (1, 5, 8)).macs == 2 * 5 * 5 * 8


def test_a_custom_gradient_does_not_hide_its_forward(wired: Wire) -> None:
    """What an autograd Function calls inside is noted, and the layer behind it too."""

    class Square(torch.autograd.Function):
        @staticmethod
        def forward(ctx: Any, x: Tensor) -> Tensor:
            return x * x

    module = wired(lambda net, x: net.conv(Square.apply(x)), conv=nn.Conv2d(1, 1, 3))
    assert [layer.operator for layer in trace(module, (1, 8, 8))] == ["mul", "conv2d"]


def test_what_is_written_through_a_part_is_set_where_it_is_read(wired: Wire) -> None:
    """A layer that costs nothing, at the line of the write, once the whole is read; in its module's name."""

    def wiring(net: Any, x: Tensor) -> Any:
        maps = net.conv(x)
        maps[:, :1].add_(net.conv(maps)[:, 1:])
        return net.last(maps)

    network = trace(wired(wiring, conv=nn.Conv2d(2, 2, 3, padding=1), last=nn.Conv2d(2, 1, 3)), (2, 8, 8))
    written, added = network["setitem"], network["add"]
    assert network["last"].inputs == (written.index,)
    assert written.inputs == (network["conv"].index, added.index)
    assert (written.line, written.macs, written.bytes, written.output_shape) == (added.line, 0, 0, (1, 2, 8, 8))
    assert network["last"].receptive_field == (7, 7)


def test_setting_what_is_there_already_is_no_layer(wired: Wire) -> None:
    """``x[i] += y`` adds through a view and then sets that view: one addition, one write."""

    def wiring(net: Any, x: Tensor) -> Any:
        maps = net.conv(x)
        maps[:, :1] += x
        return net.last(maps)

    network = trace(wired(wiring, conv=nn.Conv2d(1, 2, 3, padding=1), last=nn.Conv2d(2, 1, 1)), (1, 8, 8))
    assert [layer.name for layer in network] == ["conv", "getitem", "add", "setitem", "last"]


def test_a_write_into_the_answer_is_seen(wired: Wire) -> None:
    """Even where nothing reads it any more."""

    def wiring(net: Any, x: Tensor) -> Any:
        maps = torch.zeros(1, 2, 8, 8)
        maps[:, 1:].copy_(net.conv(x))
        return maps

    network = trace(wired(wiring, conv=nn.Conv2d(1, 1, 3, padding=1)), (1, 8, 8))
    assert [layer.name for layer in network] == ["conv", "copy", "setitem"]


def test_where_a_view_lies_is_never_guessed(wired: Wire) -> None:
    """What was written through a transpose is somewhere in the map: unknown, and so is what reads it."""

    def wiring(net: Any, x: Tensor) -> Any:
        maps = net.conv(x)
        maps.mT.mul_(2)
        return net.last(maps)

    network = trace(wired(wiring, conv=nn.Conv2d(1, 1, 3, padding=1), last=nn.Conv2d(1, 1, 3)), (1, 8, 8))
    assert network["last"].inputs == (network["mul"].index,)
    assert network["last"].reach.status == "unknown"
    assert str(network["last"].reach.because) == "last reads a tensor whose parts come from where nobody knows"


def test_parts_that_share_no_number_stay_as_they_were(wired: Wire) -> None:
    """Of two halves of a map one is changed in place: the other is still the split's."""

    def wiring(net: Any, x: Tensor) -> Any:
        left, right = net.conv(x).chunk(2, 3)
        left.relu_()
        return right + left

    network = trace(wired(wiring, conv=nn.Conv2d(1, 1, 3, padding=1)), (1, 8, 8))
    assert network["add"].inputs == (network["chunk"].index, network["relu"].index)


def test_a_view_of_the_same_numbers_is_followed(wired: Wire) -> None:
    """After a write in place, an equal view taken before it has what was written."""

    def wiring(net: Any, x: Tensor) -> Any:
        maps = net.conv(x)
        same = maps[:]
        same.add_(net.conv(maps))
        return net.conv(maps)

    network = trace(wired(wiring, conv=nn.Conv2d(1, 1, 3, padding=1)), (1, 8, 8))
    assert network["conv:3"].receptive_field == (7, 7)


def test_a_tensor_that_is_asked_for_its_shape_alone_makes_no_layer(wired: Wire) -> None:
    """A constant spread as wide as a map depends on no pixel."""
    module = wired(lambda net, x: net.conv(x) + torch.ones(1).expand_as(x), conv=nn.Conv2d(1, 1, 3, padding=1))
    assert [layer.name for layer in trace(module, (1, 8, 8))] == ["conv", "add"]
