"""Arguments in a call: of constructors by torch's signature, of functions by the order that they have."""

import ast
from pathlib import Path

import pytest

from convscope.lint.patching.rewriting import argument, dropped, written
from convscope.lint.patching.source import NotPlain, Source
from convscope.lint.patching.spelling import Names
from convscope.network.changes import Value


def changed(call: str, name: str, value: Value) -> str:
    source = Source(Path("net.py"), f"import torch.nn.functional as F\nfrom torch import nn\n{call}\n")
    [called] = [Names(source).called(one) for one in source.calls(3)]
    assert called
    return source.spliced(argument(source, called, name, value)).splitlines()[2]


@pytest.mark.parametrize(
    ("call", "name", "value", "now"),
    [
        ("nn.Conv2d(3, 8, 3, 2, 0)", "padding", 1, "nn.Conv2d(3, 8, 3, 2, 1)"),
        ("nn.Conv2d(3, 8, kernel_size=3)", "kernel_size", (3, 5), "nn.Conv2d(3, 8, kernel_size=(3, 5))"),
        ("nn.Linear(64 * 7 * 7, 10)", "in_features", 64, "nn.Linear(64, 10)"),
        ("nn.ReLU()", "inplace", True, "nn.ReLU(inplace=True)"),
        ("nn.Conv2d(3, 8, 3, padding='same')", "padding", 1, "nn.Conv2d(3, 8, 3, padding=1)"),
        ("nn.Conv2d(3, 8, 3, padding=1)", "padding", 1, "nn.Conv2d(3, 8, 3, padding=1)"),
        ("nn.Conv2d(3, 8, 3)", "dilation", 1, "nn.Conv2d(3, 8, 3)"),
        ("F.conv2d(x, w, None, 1)", "stride", 2, "F.conv2d(x, w, None, 2)"),
        ("F.max_pool2d(x, 2)", "ceil_mode", True, "F.max_pool2d(x, 2, ceil_mode=True)"),
        ("F.interpolate(x, None, 2, 'nearest')", "mode", "area", 'F.interpolate(x, None, 2, "area")'),
    ],
)
def test_an_argument_is_set_where_it_stands_or_added(call: str, name: str, value: Value, now: str) -> None:
    """A product of numbers is a plain value; what is so already is left."""
    assert changed(call, name, value) == now


@pytest.mark.parametrize(
    ("call", "name", "why"),
    [
        ("nn.Conv2d(3, 8, 3, padding=p)", "padding", "padding=p there is no plain value"),
        ("nn.Conv2d(3, 8, 3, padding=p // 2)", "padding", "padding=p // 2 there is no plain value"),
        ("nn.Conv2d(*sizes)", "padding", r"called with \*"),
        ("nn.UpsamplingBilinear2d(scale_factor=2)", "align_corners", "takes no align_corners"),
        ("F.conv2d(x, w)", "kernel_size", "takes no kernel_size"),
        ("x.softmax(1)", "dim", "of a method"),
    ],
)
def test_what_is_not_plain_is_refused(call: str, name: str, why: str) -> None:
    """With the reason."""
    with pytest.raises(NotPlain, match=why):
        changed(call, name, 1)


@pytest.mark.parametrize("value", [1, 2.5, True, None, (1, 2), "area", 'a"b', "a\\b"])
def test_a_value_is_written_as_code(value: Value) -> None:
    """Which means that value again."""
    assert ast.literal_eval(written(value)) == value


def test_a_name_in_a_string_speaks_of_a_module_too() -> None:
    """getattr may ask for it."""
    source = Source(Path("net.py"), "self.aux = made()\nself.bux = made()\ngetattr(self, 'aux')\n")
    with pytest.raises(NotPlain, match="line 3 speaks of 'aux' too"):
        dropped(source, 1, "aux")
    assert source.spliced(dropped(source, 2, "bux")) == "self.aux = made()\ngetattr(self, 'aux')\n"
