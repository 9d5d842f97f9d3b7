"""Modules around a layer and in its place, in constructors and in calls of functions."""

from pathlib import Path

import pytest

from convscope.lint.patching.source import NotPlain, Source
from convscope.lint.patching.spelling import Names
from convscope.lint.patching.surrounding import LIKE, around
from convscope.network.changes import Added, Around

ZEROS, RELU, POOL = Added("ZeroPad2d", ((0, 1, 0, 1),)), Added("ReLU"), Added("AvgPool2d", (2,), (("ceil_mode", True),))
OUT = Around("", kept=False)


def changed(line: str, name: str, change: Around) -> str:
    """Change the call of that name on the line."""
    source = Source(Path("net.py"), f"import torch.nn.functional as F\nfrom torch import nn\n{line}\n")
    names = Names(source)
    [called] = [one for call in source.calls(3) if (one := names.called(call)) and one.name == name]
    text = source.spliced(around(source, names, called, change).cuts)
    return "\n".join(text.splitlines()[2:])


@pytest.mark.parametrize(
    ("line", "name", "change", "now"),
    [
        ("x = y = nn.Tanh()", "Tanh", Around("", (RELU,)), "x = y = nn.Sequential(nn.ReLU(), nn.Tanh())"),
        (
            "nn.Sequential(nn.Tanh())",
            "Tanh",
            Around("", (RELU,), (POOL,)),
            "nn.Sequential(nn.ReLU(), nn.Tanh(), nn.AvgPool2d(2, ceil_mode=True))",
        ),
        (
            "nn.Sequential((nn.Tanh()))",
            "Tanh",
            Around("", (RELU,)),
            "nn.Sequential((nn.Sequential(nn.ReLU(), nn.Tanh())))",
        ),
        ("[('act', nn.Tanh())]", "Tanh", Around("", after=(RELU,)), "[('act', nn.Sequential(nn.Tanh(), nn.ReLU()))]"),
        ("layers.append(nn.Tanh())", "Tanh", OUT, "layers.append(nn.Identity())"),
        ("y = F.relu(a + b) * 2", "relu", OUT, "y = (a + b) * 2"),
        ("y = F.relu(a + b)", "relu", OUT, "y = a + b"),
        ("y = f(F.relu((a + b), inplace=True))", "relu", OUT, "y = f(a + b)"),
        ("y = F.relu(input=x)", "relu", OUT, "y = x"),
        ("y = -F.relu(f(\n    x,\n))", "relu", OUT, "y = -f(\n    x,\n)"),
        ("y = -F.relu(a\n    .b)", "relu", OUT, "y = -(a\n    .b)"),
        ("y = x.relu().mean()", "relu", OUT, "y = x.mean()"),
        ("x = F.relu(x)", "relu", OUT, ""),
        ("if x: F.relu_(x)", "relu_", Around("", after=(RELU,), kept=False), "if x: F.relu(x)"),
        ("y = x.relu()", "relu", Around("", (ZEROS,)), "y = F.pad(x, (0, 1, 0, 1)).relu()"),
        (
            "y = F.tanh(x)",
            "tanh",
            Around("", (ZEROS, RELU), (RELU, POOL)),
            "y = F.avg_pool2d(F.relu(F.tanh(F.relu(F.pad(x, (0, 1, 0, 1))))), kernel_size=2, ceil_mode=True)",
        ),
    ],
)
def test_what_is_written(line: str, name: str, change: Around, now: str) -> None:
    """The code is as somebody would have written it, and its brackets hold together what they did."""
    assert changed(line, name, change) == now


@pytest.mark.parametrize(
    ("line", "name", "change", "why"),
    [
        ("self.a = nn.Tanh(); self.a.weight", "Tanh", OUT, "line 3 asks for self.a.weight"),
        ("self.a = nn.Sequential(nn.Tanh()); self.a[0].weight", "Tanh", OUT, r"asks for self.a\[0\].weight"),
        ("F.relu(*x)", "relu", OUT, "is not written there"),
        ("F.relu_(f(x))", "relu_", OUT, "changes f"),
        ("F.relu(x)", "relu", Around("", (Added("Conv2d", (8, 8, 1)),)), "no function that does the same"),
    ],
)
def test_what_is_refused(line: str, name: str, change: Around, why: str) -> None:
    """With the reason."""
    with pytest.raises(NotPlain, match=why):
        changed(line, name, change)


def test_functions_take_their_modules_arguments() -> None:
    """By the same names, of those that modules are written as; a signature that is not told is tried."""
    import torch
    import torch.nn.functional as F
    from torch import nn

    given = {"Softmax": {"dim": 1}, "MaxPool2d": {"kernel_size": 2, "ceil_mode": True}, "Upsample": {"scale_factor": 2}}
    given["AvgPool2d"] = {"kernel_size": 3, "stride": 2, "padding": 1, "count_include_pad": False}
    picture = torch.rand(1, 2, 5, 5, dtype=torch.float64, generator=torch.Generator().manual_seed(0))
    for kind, function in LIKE.items():
        if function != "pad":
            options = given.get(kind, {})
            assert torch.equal(getattr(nn, kind)(**options)(picture), getattr(F, function)(picture, **options)), kind
