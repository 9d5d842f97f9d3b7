"""Write down what a rule would change. The network's room, which loads torch, is imported when there is a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from convscope.lint.rule import Placed
    from convscope.network import Layer
    from convscope.network.changes import Added, Change, Value

Changes = tuple["Change", ...]


def set_on(layer: Placed, **arguments: Value) -> Changes:
    """Set arguments of its constructor, or of its call."""
    from convscope.network.changes import Argument

    return tuple(Argument(layer.name, name, value) for name, value in arguments.items())


def made(kind: str, *arguments: Value, **options: Value) -> Added:
    """Make a module of `torch.nn`, by its class's name."""
    from convscope.network.changes import Added

    return Added(kind, arguments, tuple(options.items()))


def put_before(layer: Placed, *added: Added) -> Changes:
    """Let modules work on what a layer takes."""
    from convscope.network.changes import Around

    return (Around(layer.name, before=added),)


def put_behind(layer: Placed, *added: Added) -> Changes:
    """Let modules work on what a layer gives."""
    from convscope.network.changes import Around

    return (Around(layer.name, after=added),)


def put_instead(layer: Placed, *added: Added) -> Changes:
    """Put modules in a layer's place; none leaves it out."""
    from convscope.network.changes import Around

    return (Around(layer.name, after=added, kept=False),)


def drop(module: Placed) -> Changes:
    """Leave out a module that no layer uses."""
    from convscope.network.changes import Dropped

    return (Dropped(module.name),)


def feed(*size: int) -> Changes:
    """Give the network pictures of another size."""
    from convscope.network.changes import InputSize

    return (InputSize(size),)


def convolution(layer: Layer, **changed: Value) -> Added:
    """Write down the constructor of a convolution as its description has it, with some of it changed."""
    from convscope.lint.graph import argument, channels

    into, out = channels(layer)
    windows = layer.windows
    usual: dict[str, Value] = {"stride": 1, "padding": 0, "dilation": 1, "groups": 1, "bias": True}
    said: dict[str, Value] = {
        "stride": argument([window.stride for window in windows]),
        "padding": argument([window.padding[0] for window in windows]),
        "dilation": argument([window.dilation for window in windows]),
        "groups": layer.groups,
        "bias": bool(layer.bias_parameters),
        **changed,
    }
    width = said.pop("out_channels", out)
    options = {name: value for name, value in said.items() if value != usual.get(name)}
    return made(f"Conv{len(windows)}d", into, width, argument([window.kernel for window in windows]), **options)


def biased(layer: Layer, kind: str, *arguments: Value, **options: Value) -> Added:
    """Make a module that has a bias where the layer has one."""
    return made(kind, *arguments, **options) if layer.bias_parameters else made(kind, *arguments, **options, bias=False)


def norm_named(kind: str, layer: Layer) -> str:
    """Name the norm for a layer's output, by how many axes it has: ``BatchNorm2d``."""
    return f"{kind}{max(len(layer.output_shape) - 2, 1)}d"
