"""Fixes as a patch: applied to the file and loaded again, the network is the one that the fixes promised."""

import re
import subprocess
from pathlib import Path

import pytest

from convscope.lint import Report, check
from convscope.lint.fixed import Applied, Fixed
from convscope.lint.patch import Patch, patch
from convscope.models import build
from convscope.network import Network, trace
from convscope.network.amend import amended
from convscope.network.changes import Added, Argument, Around, Change, Dropped, InputSize

HEAD = """import torch
import torch.nn.functional as F
from torch import nn


class Net(nn.Module):
    def __init__(self):
        super().__init__()
"""
ZEROS, RELU = Added("ZeroPad2d", ((0, 1, 0, 1),)), Added("ReLU")
SEQUENTIAL = (
    HEAD
    + """        self.f = nn.Sequential(
            nn.Conv2d(3, 8, 3),  # stem
            nn.ReLU(),
            nn.Conv2d(8, 8, 3),
            nn.BatchNorm2d(8)  # last
        )
        self.norm = nn.BatchNorm2d(8)
        self.g = nn.Sequential(nn.Conv2d(8, 8, 3), nn.ReLU())
        self.aux = nn.Sequential(
            nn.Conv2d(8, 8, 1),
        )  # in training

    def forward(self, x):
        return self.g(self.norm(self.f(x)))
"""
)
FUNCTIONAL = (
    HEAD
    + """        self.c = nn.Conv2d(3, 8, 3)

    def forward(self, x):
        x = F.relu(self.c(x) + 1) * 2
        y = F.relu(
            x,
        ).relu()
        x = F.softmax(y, 1)
        x = F.tanh(x)
        x.relu_()
        return F.max_pool2d(x, 2)
"""
)


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def report(code: str | bytes, size: int = 33) -> Report:
    Path("net.py").write_bytes(code if isinstance(code, bytes) else code.encode())
    return check(trace(build("net.py:Net").module, (3, size, size), target="net.py:Net"))


def asked(before: Report, *findings: Change | tuple[Change, ...]) -> Fixed:
    """Ask for changes, each as if a finding had them, or several together."""
    changes = [one if isinstance(one, tuple) else (one,) for one in findings]
    finding = before.findings[0] if before.findings else None
    applied = tuple(Applied(finding, those) for those in changes)  # type: ignore[arg-type]
    found = amended(before.network, [change for those in changes for change in those])
    return Fixed(before, check(found.network), applied, found.followed, ())


def applied(result: Patch) -> Network:
    """Apply a patch as git would, and again as patch does, and load what came of it."""
    text = result.text.encode()
    subprocess.run(["git", "apply", "--check", "-"], input=text, check=True)
    subprocess.run(["patch", "-p1", "--quiet", "--binary"], input=text, check=True)
    assert not list(Path().glob("*.orig"))
    return trace(build("net.py:Net").module, (3, 33, 33))


def round_trip(fixed: Fixed, *, whole: bool = True) -> str:
    """Apply the patch, compare with what its changes promise, and give the lines that it removes and adds."""
    result = patch(fixed)
    assert not whole or not result.unplaced
    now, promised = applied(result), amended(fixed.before.network, result.placed).network
    assert (now.parameters, now.macs) == (promised.parameters, promised.macs)
    assert [layer.operator for layer in now] == [layer.operator for layer in promised]
    assert [layer.output_shape for layer in now] == [layer.output_shape for layer in promised]
    found = [finding.name for finding in check(now).each()]
    assert found == [finding.name for finding in check(promised).each()]
    return "".join(re.findall(r"^[+-](?![+-]{2} ).*\r?\n", result.text, flags=re.MULTILINE))


@pytest.mark.parametrize(
    ("call", "lines"),
    [
        ("nn.Conv2d(3, 8, 3)", "+        self.c = nn.Conv2d(3, 8, 3, bias=False)\n"),
        ("nn.Conv2d(3, 8, 3, )", "+        self.c = nn.Conv2d(3, 8, 3, bias=False, )\n"),
        ("nn.Conv2d(3, 8, 3, bias=True)  # yes", "+        self.c = nn.Conv2d(3, 8, 3, bias=False)  # yes\n"),
        ("nn.Conv2d(3, 8, 3, 1, 0, 1, 1, (True))", "+        self.c = nn.Conv2d(3, 8, 3, 1, 0, 1, 1, (False))\n"),
        ("nn.Conv2d(3, 8, (3))", "+        self.c = nn.Conv2d(3, 8, (3), bias=False)\n"),
        ("nn.Conv2d(3, 8,\n            3)", "+            3, bias=False)\n"),
        (
            "nn.Conv2d(\n            3,\n            8,\n            3,  # kernel\n        )",
            "+            bias=False,\n",
        ),
        (
            "nn.Conv2d(\n            3, 8,\n            kernel_size=3  # kernel\n        )",
            "+            kernel_size=3,  # kernel\n+            bias=False\n",
        ),
        ('[len("é"), nn.Conv2d(3, 8, 3)][1]', '+        self.c = [len("é"), nn.Conv2d(3, 8, 3, bias=False)][1]\n'),
        (
            "nn.Sequential(nn.Identity(), nn.Conv2d(3, 8, 3))",
            "+        self.c = nn.Sequential(nn.Identity(), nn.Conv2d(3, 8, 3, bias=False))\n",
        ),
    ],
)
def test_a_constructor_gets_its_argument(call: str, lines: str) -> None:
    """Only its words change: commas, comments, brackets and what stands before it on the line stay."""
    code = f"{HEAD}        self.c = {call}\n        self.n = nn.BatchNorm2d(8)\n\n"
    before = report(code + "    def forward(self, x):\n        return self.n(self.c(x))\n")
    changed = round_trip(before.fixed())
    assert "".join(line for line in changed.splitlines(keepends=True) if line.startswith("+")) == lines


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_ends_of_lines_and_byte_order_mark_stay(newline: str, mark: str) -> None:
    """Of a file from Windows, with no end of line at its end."""
    code = "from torch import nn\nNet = nn.Sequential(nn.Conv2d(3, 8, 3), nn.BatchNorm2d(8))"
    raw = (mark + code).replace("\n", newline).encode()
    fixed = report(raw).fixed()
    round_trip(fixed)
    assert Path("net.py").read_bytes() == raw.replace(b"3, 8, 3", b"3, 8, 3, bias=False")


def test_a_file_of_another_encoding_is_patched_where_that_is_all_the_same() -> None:
    """The patch is UTF-8; lines that would not be the same bytes in it are left alone."""
    code = "# coding: latin-1\n# é\n\n\n\n\nfrom torch.nn import *\nNet = Sequential(Conv2d(3, 8, 3), BatchNorm2d(8))\n"
    round_trip(report(code.encode("latin-1")).fixed())
    near = code.replace("\n\n\n\n\n", "\n")
    [(_, why)] = patch(report(near.encode("latin-1")).fixed()).unplaced
    assert why == "the file is iso-8859-1, which a patch would not keep"


@pytest.mark.parametrize(
    ("imports", "name"),
    [
        ("import torch", "torch.nn."),
        ("import torch.nn as tnn", "tnn."),
        ("from torch.nn import BatchNorm2d, Conv2d, Sequential", ""),
        ("from torch.nn import *", ""),
        ("from torch import nn\nConv2d, BatchNorm2d, Sequential = 1, 2, 3\nC = nn.Conv2d", "nn."),
    ],
)
def test_names_are_followed_to_torch(imports: str, name: str) -> None:
    """However the file imports them, and other modules are written as the file would."""
    code = f"{imports}\nNet = {name}Sequential({name}Conv2d(3, 8, 3), {name}BatchNorm2d(8))\n"
    before = report(code)
    changed = round_trip(asked(before, Argument("0", "bias", False), Around("1", after=(RELU,), kept=False)))
    star = "*" in imports
    assert f" {name or ('' if star else 'nn.')}ReLU())" in changed
    assert ("+from torch import nn" in changed) == (not name and not star)


def test_modules_are_put_into_a_sequential_on_lines_of_their_own() -> None:
    """With what stands beside them left beside it; the weights' new names are told."""
    before = report(SEQUENTIAL)
    fixed = asked(
        before,
        Around("f.0", before=(ZEROS,)),
        Around("f.0", after=(RELU,)),
        Around("f.3", after=(RELU, Added("Sigmoid"))),
        Around("g.0", before=(ZEROS,), after=(RELU,)),
    )
    notes = patch(fixed).notes
    assert round_trip(fixed) == (
        "+            nn.ZeroPad2d((0, 1, 0, 1)),\n"
        "+            nn.ReLU(),\n"
        "-            nn.BatchNorm2d(8)  # last\n"
        "+            nn.BatchNorm2d(8),  # last\n"
        "+            nn.ReLU(),\n"
        "+            nn.Sigmoid()\n"
        "-        self.g = nn.Sequential(nn.Conv2d(8, 8, 3), nn.ReLU())\n"
        "+        self.g = nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), nn.Conv2d(8, 8, 3), nn.ReLU(), nn.ReLU())\n"
    )
    assert notes == (
        "weights in f from f.0 on move 2 places on; such moves add up",
        "weights in g from g.0 on move 2 places on; such moves add up",
    )


def test_a_module_gives_way_to_others_and_names_stay() -> None:
    """One comes in its place, several as one nn.Sequential, and of none nn.Identity."""
    norm = Added("GroupNorm", (1, 8))
    fixed = asked(
        report(SEQUENTIAL),
        Around("f.1", kept=False),
        Around("f.3", after=(norm,), kept=False),
        Around("norm", after=(norm, RELU), kept=False),
    )
    assert patch(fixed).notes == ()
    added = [line for line in round_trip(fixed).splitlines() if line.startswith("+")]
    assert [line.lstrip("+ ") for line in added] == [
        "nn.Identity(),",
        "nn.GroupNorm(1, 8)  # last",
        "self.norm = nn.Sequential(nn.GroupNorm(1, 8), nn.ReLU())",
    ]


def test_a_module_outside_a_sequential_gets_one() -> None:
    """With the new names of its weights told."""
    fixed = asked(report(SEQUENTIAL), Around("norm", before=(ZEROS,)))
    assert patch(fixed).notes == ("the weights of norm lie one level deeper: 1.weight is its weight now",)
    assert "self.norm = nn.Sequential(nn.ZeroPad2d((0, 1, 0, 1)), nn.BatchNorm2d(8))" in round_trip(fixed)


def test_a_sequential_whose_elements_are_asked_for_by_number_keeps_them() -> None:
    """What is new goes into one element with the old."""
    code = SEQUENTIAL.replace("self.f(x)", "self.f[3](self.f[:3](x))")
    assert "+            nn.Sequential(nn.Conv2d(8, 8, 3), nn.ReLU()),\n" in round_trip(
        asked(report(code), Around("f.2", after=(RELU,)))
    )


def test_a_module_of_which_code_asks_something_is_not_replaced() -> None:
    """It would not have it any more."""
    code = SEQUENTIAL.replace("    def forward", "        nn.init.ones_(self.norm.weight)\n\n    def forward")
    result = patch(asked(report(code), Around("norm", kept=False)))
    assert result.text == ""
    assert [why for _, why in result.unplaced] == ["line 21 asks for self.norm.weight"]


def test_channels_behind_follow() -> None:
    """A layer behind takes what reaches it then."""
    fixed = asked(report(SEQUENTIAL), Argument("f.0", "out_channels", 4))
    assert fixed.followed == (Argument("f.2", "in_channels", 4),)
    round_trip(fixed)


def test_what_makes_a_layer_behind_impossible_is_not_written() -> None:
    """All of it or nothing: a patch that does not run is none. What has to do with neither is written all the same."""
    code = SEQUENTIAL.replace("nn.Conv2d(8, 8, 3),\n", "nn.Conv2d(int(8), 8, 3),\n")
    fixed = asked(report(code), Argument("f.0", "out_channels", 4), Argument("f.2", "bias", False))
    assert round_trip(fixed, whole=False).count("+") == 1
    assert dict(patch(asked(report(code), *fixed.changes[:2])).unplaced) == {
        Argument("f.2", "in_channels", 4): "in_channels=int(8) there is no plain value",
        Argument("f.0", "out_channels", 4): "a layer behind would not fit",
    }


def test_changes_of_one_finding_go_together() -> None:
    """Where one of them is not plain, none is made."""
    code = SEQUENTIAL.replace("nn.Conv2d(8, 8, 3),\n", "nn.Conv2d(8, 8, 3, padding=int(0)),\n")
    fixed = asked(report(code), (Argument("f.2", "kernel_size", 5), Argument("f.2", "padding", 1)))
    result = patch(fixed)
    assert (result.text, result.placed) == ("", ())
    assert dict(result.unplaced) == {
        Argument("f.2", "padding", 1): "padding=int(0) there is no plain value",
        Argument("f.2", "kernel_size", 5): "it goes with f.2: padding=1, which is not written",
    }


def test_calls_of_functions_are_changed() -> None:
    """Left out, they give way to what they were called with, a line that does nothing then to nothing."""
    fixed = asked(
        report(FUNCTIONAL),
        Around("relu", kept=False),
        Around("relu:3", kept=False),
        Around("tanh", kept=False),
        Around("relu:4", kept=False),
        Around("max_pool2d", before=(ZEROS,), after=(RELU,)),
        Argument("max_pool2d", "ceil_mode", True),
    )
    assert round_trip(fixed) == (
        "-        x = F.relu(self.c(x) + 1) * 2\n"
        "+        x = (self.c(x) + 1) * 2\n"
        "-        ).relu()\n"
        "+        )\n"
        "-        x = F.tanh(x)\n"
        "-        x.relu_()\n"
        "-        return F.max_pool2d(x, 2)\n"
        "+        return F.relu(F.max_pool2d(F.pad(x, (0, 1, 0, 1)), 2, ceil_mode=True))\n"
    )


def test_a_module_with_weights_cannot_be_put_behind_a_function() -> None:
    """It would have to be made in __init__."""
    result = patch(asked(report(FUNCTIONAL), Around("tanh", after=(Added("BatchNorm2d", (8,)),))))
    assert result.unplaced[0][1].startswith("nn.BatchNorm2d(8) has no function that does the same")


def test_a_module_that_nothing_uses_is_taken_out() -> None:
    """The whole statement, with the comment behind it."""
    fixed = asked(report(SEQUENTIAL), Dropped("aux"))
    assert round_trip(fixed).splitlines() == [
        "-        self.aux = nn.Sequential(",
        "-            nn.Conv2d(8, 8, 1),",
        "-        )  # in training",
    ]


@pytest.mark.parametrize(
    ("code", "why"),
    [
        (
            SEQUENTIAL.replace("return self", "if self.training:\n            self.aux(x)\n        return self"),
            "line 23 speaks",
        ),
        (
            SEQUENTIAL.replace("        self.aux = nn", "        aux = self.aux = nn"),
            "the line is no statement self.aux = …",
        ),
    ],
)
def test_a_module_of_which_code_speaks_stays(code: str, why: str) -> None:
    """Where training uses it, or a second name."""
    (_, told), *_ = patch(asked(report(code), Dropped("aux"))).unplaced
    assert told.startswith(why)


BLOCKS = """import torch
from torch import nn


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv = nn.Conv2d(width, 8, 3)
        self.norm = nn.BatchNorm2d(8)

    def forward(self, x):
        return self.norm(self.conv(x)).relu()


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.Sequential(*[Block(8 if number else 3) for number in range(3)])

    def forward(self, x):
        return self.blocks(x)
"""


def test_a_line_that_makes_several_layers_is_changed_if_all_are_to_change() -> None:
    """And else is not, with the others named."""
    before = report(BLOCKS)
    result = patch(asked(before, Argument("blocks.1.conv", "bias", False)))
    assert [why for _, why in result.unplaced] == [
        "the same line makes blocks.0.conv, blocks.2.conv, not to be changed so"
    ]
    assert round_trip(before.fixed()).count("\n") == 2


def test_layers_of_one_line_are_told_apart_where_it_is_known_which_is_which() -> None:
    """By their number in an nn.Sequential, or the names that they are set to."""
    code = HEAD + "        self.a, self.b = nn.Sequential(nn.Conv2d(3, 8, 3), nn.Conv2d(8, 8, 3)), nn.ReLU()\n"
    code += "        self.c, self.d = nn.Conv2d(8, 8, 3), nn.Conv2d(8, 8, 3)\n\n"
    before = report(code + "    def forward(self, x):\n        return self.d(self.c(self.b(self.a(x))))\n")
    changed = round_trip(asked(before, Argument("a.1", "bias", False), Argument("c", "padding", 1)))
    assert changed.splitlines()[2:] == [
        "+        self.a, self.b = nn.Sequential(nn.Conv2d(3, 8, 3), nn.Conv2d(8, 8, 3, bias=False)), nn.ReLU()",
        "+        self.c, self.d = nn.Conv2d(8, 8, 3, padding=1), nn.Conv2d(8, 8, 3)",
    ]


def test_of_two_calls_that_may_make_a_layer_neither_is_changed() -> None:
    """Only one of them ran, and which is not known."""
    code = HEAD + "        self.c = nn.Conv2d(3, 8, 3)\n\n    def forward(self, x):\n"
    code += "        return F.relu(self.c(x)) if self.training else F.relu(-self.c(x))\n"
    [(_, why)] = patch(asked(report(code), Around("relu", kept=False))).unplaced
    assert why == "2 calls on net.py:12 may make relu"


@pytest.mark.parametrize(
    ("call", "argument", "why"),
    [
        ("nn.Conv2d(3, 8, 3, padding=p)", "padding", "padding=p there is no plain value"),
        ("nn.Conv2d(3, 8, 3, **k)", "padding", "Conv2d is called with * there"),
        ("nn.Conv2d(*k)", "padding", "Conv2d is called with * there"),
        ('getattr(nn, "Conv2d")(3, 8, 3)', "padding", "no plain call on net.py:11 makes conv2d"),
    ],
)
def test_what_is_not_plain_is_told(call: str, argument: str, why: str) -> None:
    """A variable, arguments from elsewhere, a class that is looked up."""
    k = "{}" if "**" in call else "(3, 8, 3)"
    code = HEAD + f"        p, k = 0, {k}\n\n        self.c = {call}\n\n"
    net = report(code + "    def forward(self, x):\n        return self.c(x)\n")
    [(_, told)] = patch(asked(net, Argument("c", argument, 1))).unplaced
    assert told.startswith(why)


def test_the_inputs_size_is_no_matter_of_the_code() -> None:
    """It is what the network is given."""
    [(_, why)] = patch(asked(report(SEQUENTIAL), InputSize((35, 37)))).unplaced
    assert why == "the input's size is no matter of the code: --input 3,35,37"


def test_a_file_that_has_changed_since_is_left_alone() -> None:
    """Its lines are not those that ran; checked again, it is patched."""
    fixed = report(BLOCKS).fixed()
    Path("net.py").write_text("\n" + BLOCKS)
    assert {why for _, why in patch(fixed).unplaced} == {"net.py has changed since it was read"}
    round_trip(report("\n" + BLOCKS).fixed())


def test_files_that_are_not_the_users_are_left_alone() -> None:
    """Those of convscope, and of installed packages; and no file at all."""
    ours = check(trace(build("lenet5").module, (1, 32, 32)))
    assert {why for _, why in patch(asked(ours, Argument(ours.network.layers[0].name, "padding", 0))).unplaced} == {
        "lenet5.py is convscope's own"
    }
    theirs = check(trace(build("torchvision:squeezenet1_1").module, (3, 64, 64)))
    assert {why for _, why in patch(asked(theirs, Argument("features.0", "padding", 1))).unplaced} == {
        "what is in torchvision is an installed package"
    }


def test_a_file_outside_the_working_folder_has_its_whole_path(monkeypatch: pytest.MonkeyPatch) -> None:
    """With what it takes to apply that told."""
    fixed, file = report(BLOCKS).fixed(), Path("net.py").absolute()
    Path("deeper").mkdir()
    monkeypatch.chdir("deeper")
    result = patch(fixed)
    assert result.notes == (f"{file} is outside the working folder: patch -p1 -d / takes its part",)
    subprocess.run(["patch", "-p1", "-d", "/", "--quiet"], input=result.text.encode(), check=True)
    assert "bias=False" in file.read_text()


def test_a_path_with_a_space_and_a_file_in_a_package() -> None:
    """Both git and patch find them."""
    Path("my nets").mkdir()
    Path("my nets/blocks.py").write_text(BLOCKS)
    Path("net.py").write_text("import sys\n\nsys.path.insert(0, 'my nets')\nfrom blocks import Net as Net\n")
    fixed = check(trace(build("net.py:Net").module, (3, 33, 33), target="net.py:Net")).fixed()
    assert "a/my nets/blocks.py\t\n" in patch(fixed).text
    applied(patch(fixed))
    assert "bias=False" in Path("my nets/blocks.py").read_text()


def test_a_value_that_the_code_changes_later_is_not_written() -> None:
    """The line says already what is asked for; something else undoes it."""
    code = HEAD + "        self.c = nn.Conv2d(3, 8, 3, padding=1)\n        self.c.padding = (0, 0)\n\n"
    net = report(code + "    def forward(self, x):\n        return self.c(x)\n")
    [(_, why)] = patch(asked(net, Argument("c", "padding", 1))).unplaced
    assert why == "the line says so already"
