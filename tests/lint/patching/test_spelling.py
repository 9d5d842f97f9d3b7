"""What names mean in torch, and how a file would write torch's."""

from pathlib import Path

import pytest

from convscope.lint.patching.source import NotPlain, Source
from convscope.lint.patching.spelling import FUNCTIONS, MODULES, Names


def names(text: str) -> Names:
    return Names(Source(Path("net.py"), text))


def found(text: str) -> list[tuple[str, str]]:
    """Give what of torch's the last line calls."""
    file = names(text)
    called = [file.called(call) for call in file.source.calls(len(file.source.lines))]
    return [(one.kind, one.name) for one in called if one]


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("import torch\ntorch.nn.Conv2d(1)", ("module", "Conv2d")),
        ("import torch.nn.modules.conv as c\nc.Conv2d(1)", ("module", "Conv2d")),
        ("from torch.nn import functional as F\nF.relu(x)", ("function", "relu")),
        ("from torch import nn\nnn.functional.relu(x)", ("function", "relu")),
        ("import torch\ntorch.softmax(x, 1)", ("function", "softmax")),
        ("from torch.nn.functional import *\nrelu(x)", ("function", "relu")),
        ("from torch import nn\nC = nn.Conv2d\nC(1)", ("module", "Conv2d")),
        ("x.softmax(1)", ("method", "softmax")),
        ("def f():\n    from torch import nn\n    nn.ReLU()", ("module", "ReLU")),
    ],
)
def test_a_call_of_torch_is_known_by_its_name(text: str, called: tuple[str, str]) -> None:
    """Through every kind of import, a second name, a star, and as a tensor's method."""
    assert found(text) == [called]


@pytest.mark.parametrize(
    "text",
    [
        "from torch import nn\nnn = mine\nnn.Conv2d(1)",
        "from torch import nn\ndef f(nn):\n    nn.Conv2d(1)",
        "from mine import nn\nnn.Conv2d(1)",
        "from torch import nn\nnn.init.zeros_(x)",
        "from torch import nn\nself.relu(x)",
        "model.relu(x)",
        "from torch.nn.functional import *\ndef relu(x): ...\nrelu(x)",
    ],
)
def test_what_may_be_something_else_is_not_torchs(text: str) -> None:
    """A name that is set again, one from elsewhere, a module that is called like a function."""
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "module", "function"),
    [
        ("import torch", "torch.nn.ReLU", "torch.nn.functional.relu"),
        ("from torch import nn", "nn.ReLU", "nn.functional.relu"),
        ("import torch.nn as tnn, torch.nn.functional as F", "tnn.ReLU", "F.relu"),
        ("from torch.nn import ReLU\nfrom torch.nn.functional import relu", "ReLU", "relu"),
        ("from torch.nn import *", "ReLU", "F.relu"),
        ("import os", "nn.ReLU", "F.relu"),
    ],
)
def test_torchs_names_are_written_as_the_file_would(text: str, module: str, function: str) -> None:
    """With an import where it has none."""
    written = [names(text).written(MODULES, "ReLU"), names(text).written(FUNCTIONS, "relu")]
    assert [name for name, _ in written] == [module, function]
    added = [cut.text for _, cuts in written for cut in cuts]
    assert added == {
        "import os": ["\nfrom torch import nn", "\nimport torch.nn.functional as F"],
        "from torch.nn import *": ["\nimport torch.nn.functional as F"],
    }.get(text, [])


def test_a_name_that_is_something_else_is_not_taken() -> None:
    """An import would give it another meaning."""
    with pytest.raises(NotPlain, match="nn is something else there"):
        names("import os\nnn = 1\n").written(MODULES, "ReLU")


@pytest.mark.parametrize(
    ("call", "operator"),
    [
        ("Conv2d(1)", "conv2d"),
        ("ConvTranspose2d(1)", "conv_transpose2d"),
        ("BatchNorm2d(1)", "batch_norm"),
        ("MaxPool2d(1)", "max_pool2d"),
        ("LeakyReLU()", "leaky_relu"),
        ("Upsample()", "interpolate"),
        ("ZeroPad2d(1)", "pad"),
        ("Linear(1, 1)", "linear"),
    ],
)
def test_a_class_makes_its_functions_layers(call: str, operator: str) -> None:
    """And no other's."""
    file = names(f"from torch.nn import *\n{call}")
    [called] = [file.called(one) for one in file.source.calls(2)]
    others = (
        "conv2d",
        "conv3d",
        "conv_transpose2d",
        "batch_norm",
        "max_pool2d",
        "leaky_relu",
        "interpolate",
        "pad",
        "linear",
    )
    assert called
    assert [other for other in others if called.makes(other)] == [operator]
