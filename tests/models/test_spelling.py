"""Spellings: the zoo, torchvision, and a file of the user's, with everything that can be wrong in one."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from torch import nn

from convscope.errors import BrokenModelFile, ConvscopeError, UnknownName
from convscope.models import Built, build
from convscope.network import trace

NET = """\
from torch import nn


class Net(nn.Module):
    input_shape = (1, 8, 8)

    def __init__(self, width=2):
        super().__init__()
        self.conv = nn.Conv2d(1, width, 3)

    def forward(self, x):
        return self.conv(x)


class Other(Net):
    input_shape = None


ready = Net(5)


def wide():
    return Net(7)


number = 3


def nothing():
    return "no network"
"""


@pytest.fixture(autouse=True)
def imports_forgotten() -> Iterator[None]:
    """What a user's file imported is gone after each test."""
    before, path = set(sys.modules), list(sys.path)
    yield
    for name in set(sys.modules) - before:
        file = getattr(sys.modules[name], "__file__", None)
        if name.startswith("convscope_user_") or (file and "pytest-" in file):
            del sys.modules[name]
    assert sys.path == path


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "net.py"
    path.write_text(NET, encoding="utf-8")
    return path


def refusal(spelling: str, kind: type[ConvscopeError] = BrokenModelFile) -> str:
    """The one line that a spelling is refused with."""
    with pytest.raises(kind) as caught:
        build(spelling)
    said = str(caught.value)
    assert "\n" not in said
    return said


def out_channels(built: Built) -> int:
    conv = built.module.get_submodule("conv")
    assert isinstance(conv, nn.Conv2d)
    return conv.out_channels


def test_the_zoo_by_name() -> None:
    """lenet5 is LeNet-5, made for 1 × 32 × 32."""
    built = build("lenet5")
    assert (built.spelling, type(built.module).__name__, built.input_shape) == ("lenet5", "LeNet5", (1, 32, 32))


def test_torchvision_by_name() -> None:
    """torchvision:resnet18 is ResNet-18 with its published input and the places of its constructors."""
    built = build("torchvision:resnet18")
    assert sum(parameter.numel() for parameter in built.module.parameters()) == 11_689_512
    assert built.input_shape == (3, 224, 224)
    assert str(trace(built.module, built.shape(None))["conv1"].file).endswith("torchvision/models/resnet.py")


@pytest.mark.parametrize(("name", "size"), [("inception_v3", 299), ("efficientnet_b1", 240), ("squeezenet1_0", 224)])
def test_torchvisions_published_sizes(name: str, size: int) -> None:
    """The input is the size of the published weights, which are not loaded: Inception's is 299."""
    assert build(f"torchvision:{name}").input_shape == (3, size, size)


def test_a_detector_is_built_without_downloading() -> None:
    """A network with a backbone is built without the backbone's weights; how large its input is nobody published."""
    built = build("torchvision:ssdlite320_mobilenet_v3_large")
    assert built.input_shape is None
    with pytest.raises(
        ConvscopeError, match=r"the input that torchvision:ssdlite.* is made for is not known; say it with"
    ):
        built.shape(None)


@pytest.mark.parametrize(
    ("spelling", "answer"),
    [
        ("lenet6", "model 'lenet6' is not known; did you mean 'lenet5'?"),
        ("torchvision:resnet19", "torchvision model 'resnet19' is not known; did you mean 'resnet"),
        ("zzzz", "model 'zzzz' is not known; zoo: linear, lenet5"),
        ("nowhere:resnet18", "model 'nowhere:resnet18' is not known"),
    ],
)
def test_unknown_names_are_answered_with_the_nearest(spelling: str, answer: str) -> None:
    """A name nobody knows is answered with the nearest known one, else with what can be spelled."""
    assert refusal(spelling, UnknownName).startswith(answer)


def test_a_class_in_a_file(file: Path) -> None:
    """net.py:Net constructs the class without arguments; the input shape is what the class says."""
    built = build(f"{file}:Net")
    assert out_channels(built) == 2
    assert built.input_shape == (1, 8, 8)
    assert built.module(torch.zeros(1, 1, 8, 8)).shape == (1, 2, 6, 6)


def test_an_instance_in_a_file(file: Path) -> None:
    """net.py:ready is the module that stands there, not a new one."""
    built = build(f"{file}:ready")
    assert out_channels(built) == 5
    assert built.module is sys.modules["convscope_user_net"].ready


def test_a_function_in_a_file(file: Path) -> None:
    """net.py:wide is called, and what it makes is the network."""
    assert out_channels(build(f"{file}:wide")) == 7


def test_a_layer_of_a_files_network_has_its_line(file: Path) -> None:
    """A layer's place is the line of the file that constructs it, also of an instance that stands there."""
    for name in ("Net", "ready"):
        (layer,) = trace(build(f"{file}:{name}").module, (1, 8, 8))
        assert (layer.file, layer.line) == (
            str(file),
            1 + NET.splitlines().index("        self.conv = nn.Conv2d(1, width, 3)"),
        )


def test_an_input_that_nobody_said(file: Path) -> None:
    """Where the class does not say its input, asking for it is answered with how to say it; an asked one is taken."""
    built = build(f"{file}:Other")
    assert built.input_shape is None
    assert built.shape((1, 9, 9)) == (1, 9, 9)
    with pytest.raises(ConvscopeError, match="say it with --input C,H,W, or give the class input_shape"):
        built.shape(None)


def test_an_asked_input_comes_before_the_networks_own(file: Path) -> None:
    """The input asked for is taken, else the network's own."""
    built = build(f"{file}:Net")
    assert (built.shape((1, 20, 30)), built.shape(None)) == ((1, 20, 30), (1, 8, 8))


def test_an_edited_file_is_read_again(file: Path) -> None:
    """After an edit the same spelling gives the new network."""
    assert out_channels(build(f"{file}:Net")) == 2
    file.write_text(NET.replace("width=2", "width=11"), encoding="utf-8")
    assert out_channels(build(f"{file}:Net")) == 11


def test_a_file_may_import_its_sibling(tmp_path: Path) -> None:
    """A file imports another of its own folder, as it would when run; the folder does not stay importable."""
    (tmp_path / "sibling_blocks.py").write_text(NET, encoding="utf-8")
    (tmp_path / "main.py").write_text("from sibling_blocks import Net\n", encoding="utf-8")
    assert out_channels(build(f"{tmp_path / 'main.py'}:Net")) == 2
    assert str(tmp_path) not in sys.path


def test_a_sibling_of_another_folder_is_not_taken_for_ones_own(tmp_path: Path) -> None:
    """Two folders that each have a sibling_blocks.py give each its own network."""
    for folder, width in (("one", 2), ("two", 9)):
        (tmp_path / folder).mkdir()
        text = NET.replace("width=2", f"width={width}")
        (tmp_path / folder / "sibling_blocks.py").write_text(text, encoding="utf-8")
        (tmp_path / folder / "net.py").write_text("from sibling_blocks import Net\n", encoding="utf-8")
    assert [out_channels(build(f"{tmp_path / folder / 'net.py'}:Net")) for folder in ("one", "two", "one")] == [2, 9, 2]


def test_a_sibling_may_be_imported_in_the_constructor(tmp_path: Path) -> None:
    """A function that imports its sibling only when called finds it."""
    (tmp_path / "sibling_blocks.py").write_text(NET, encoding="utf-8")
    late = "def late():\n    from sibling_blocks import Net\n    return Net(4)\n"
    (tmp_path / "main.py").write_text(late, encoding="utf-8")
    assert out_channels(build(f"{tmp_path / 'main.py'}:late")) == 4


def test_a_missing_file(tmp_path: Path) -> None:
    """A file that is not there is named."""
    path = tmp_path / "absent.py"
    assert refusal(f"{path}:Net", ConvscopeError).startswith(f"there is no file {path}")


def test_a_file_without_a_name(file: Path) -> None:
    """A file alone names no network, and is answered with how to name one."""
    assert refusal(str(file), ConvscopeError) == f"{file} names a file and no network in it; say which: {file}:Net"


def test_a_missing_class(file: Path) -> None:
    """A name that the file does not define is answered with the nearest network it does define."""
    assert refusal(f"{file}:Nett", UnknownName) == f"network in {file} 'Nett' is not known; did you mean 'Net'?"
    assert refusal(f"{file}:zzzzzz", UnknownName) == f"network in {file} 'zzzzzz' is not known; known: Net, Other"


def test_a_file_without_networks(tmp_path: Path) -> None:
    """A file that defines no network says so; a class it only imported does not count."""
    path = tmp_path / "empty.py"
    path.write_text("from torch.nn import Conv2d\n", encoding="utf-8")
    assert refusal(f"{path}:Net", UnknownName).endswith("the file defines no torch.nn.Module")


def test_broken_syntax(tmp_path: Path) -> None:
    """A syntax error is told with its file and line."""
    path = tmp_path / "broken.py"
    path.write_text("x = 1\nclass Net(:\n", encoding="utf-8")
    assert refusal(f"{path}:Net").startswith(f"{path}:2: ")


def test_broken_syntax_in_a_sibling(tmp_path: Path) -> None:
    """A syntax error in an imported file is told with that file's name."""
    (tmp_path / "sibling_broken.py").write_text("def (:\n", encoding="utf-8")
    (tmp_path / "main.py").write_text("import sibling_broken\n", encoding="utf-8")
    assert refusal(f"{tmp_path / 'main.py'}:Net").startswith(f"{tmp_path / 'sibling_broken.py'}:1: ")


def test_a_file_that_fails_while_it_is_read(tmp_path: Path) -> None:
    """What a file raises at import is told with its type, text and line."""
    path = tmp_path / "failing.py"
    path.write_text("import torch\nimport a_package_nobody_has\n", encoding="utf-8")
    said = refusal(f"{path}:Net")
    assert "ModuleNotFoundError: No module named 'a_package_nobody_has'" in said
    assert f"({path}:2)" in said


def test_a_file_that_exits(tmp_path: Path) -> None:
    """A script without a guard that exits when read is refused, and does not end the program."""
    path = tmp_path / "script.py"
    path.write_text("import sys\nsys.exit('usage: train me')\n", encoding="utf-8")
    assert "SystemExit: usage: train me" in refusal(f"{path}:Net")


def test_a_long_complaint_is_told_in_one_line(tmp_path: Path) -> None:
    """Of an exception with several lines the first is told."""
    path = tmp_path / "net.py"
    path.write_text("def Net():\n    raise ValueError('first\\nsecond')\n", encoding="utf-8")
    assert f"ValueError: first ({path}:2)" in refusal(f"{path}:Net")


def test_a_constructor_that_fails(tmp_path: Path) -> None:
    """What a constructor raises is told with its type, text and line."""
    path = tmp_path / "net.py"
    path.write_text(NET.replace("super().__init__()", "raise ValueError('no such width')"), encoding="utf-8")
    path.write_text(path.read_text(encoding="utf-8").replace("ready = Net(5)\n", ""), encoding="utf-8")
    said = refusal(f"{path}:Net")
    assert said.startswith(f"{path}:Net could not be constructed: ValueError: no such width ({path}:8)")


def test_a_constructor_that_needs_arguments(tmp_path: Path) -> None:
    """A class that cannot be made without arguments is told to give them defaults."""
    path = tmp_path / "net.py"
    path.write_text(NET.replace("width=2", "width").replace("ready = Net(5)\n", ""), encoding="utf-8")
    said = refusal(f"{path}:Net")
    assert "missing 1 required positional argument: 'width'" in said
    assert said.endswith("it is called without arguments; give them defaults")


def test_what_is_no_network(file: Path) -> None:
    """A function that makes no network is told what it made; a number is no network either."""
    assert (
        refusal(f"{file}:nothing") == f"{file}:nothing is a str; name a torch.nn.Module, or a function that makes one"
    )
    assert f"{file}:number" in refusal(f"{file}:number")


@pytest.mark.parametrize("spelling", ["lenet5", "linear", "torchvision:resnet18"])
def test_another_number_of_classes(spelling: str) -> None:
    """A network of the zoo's or torchvision's gives as many scores as the classes asked for."""
    built = build(spelling, classes=3)
    with torch.no_grad():
        assert built.module.eval()(torch.zeros(1, *built.shape(None))).shape == (1, 3)


def test_a_files_network_keeps_its_classes(file: Path) -> None:
    """A file's network is taken as it is, whatever the number of classes asked for."""
    assert out_channels(build(f"{file}:Net", classes=3)) == 2
