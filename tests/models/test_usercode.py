"""Networks in a file or a package of the user's, with everything that can be wrong there."""

import os
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import nn

from convscope.errors import ConvscopeError, UnknownName
from convscope.models import Built, build
from convscope.network import trace

Refusal = Callable[..., str]
Count = Callable[[Built], int]


def test_a_class_in_a_file(file: Path, out_channels: Count) -> None:
    """net.py:Net constructs the class without arguments; the input shape is what the class says."""
    built = build(f"{file}:Net")
    assert out_channels(built) == 2
    assert built.input_shape == (1, 8, 8)
    assert built.module(torch.zeros(1, 1, 8, 8)).shape == (1, 2, 6, 6)


def test_an_instance_in_a_file(file: Path, out_channels: Count) -> None:
    """net.py:ready is the module that stands there, not a new one."""
    built = build(f"{file}:ready")
    assert out_channels(built) == 5
    assert built.module is sys.modules["convscope_user_net"].ready


def test_a_function_in_a_file(file: Path, out_channels: Count) -> None:
    """net.py:wide is called, and what it makes is the network."""
    assert out_channels(build(f"{file}:wide")) == 7


def test_a_layer_of_a_files_network_has_its_line(file: Path, net_code: str) -> None:
    """A layer's place is the line of the file that constructs it, also of an instance that stands there."""
    for name in ("Net", "ready"):
        (layer,) = trace(build(f"{file}:{name}").module, (1, 8, 8))
        assert (layer.file, layer.line) == (
            str(file),
            1 + net_code.splitlines().index("        self.conv = nn.Conv2d(1, width, 3)"),
        )


def test_an_edited_file_is_read_again(file: Path, out_channels: Count, net_code: str) -> None:
    """After an edit the same spelling gives the new network."""
    assert out_channels(build(f"{file}:Net")) == 2
    file.write_text(net_code.replace("width=2", "width=11"), encoding="utf-8")
    assert out_channels(build(f"{file}:Net")) == 11


def test_an_edit_of_the_same_length_is_read_at_once(
    file: Path, out_channels: Count, net_code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python keeps what it compiled of a file by its second and its length alone."""
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    for width in (2, 3):
        file.write_text(net_code.replace("width=2", f"width={width}"), encoding="utf-8")
        os.utime(file, (1e9, 1e9))
        assert out_channels(build(f"{file}:Net")) == width


def test_a_file_may_import_its_sibling(tmp_path: Path, out_channels: Count, net_code: str) -> None:
    """A file imports another of its own folder, as it would when run; the folder does not stay importable."""
    (tmp_path / "sibling_blocks.py").write_text(net_code, encoding="utf-8")
    (tmp_path / "main.py").write_text("from sibling_blocks import Net\n", encoding="utf-8")
    assert out_channels(build(f"{tmp_path / 'main.py'}:Net")) == 2
    assert str(tmp_path) not in sys.path


def test_a_sibling_of_another_folder_is_not_taken_for_ones_own(
    tmp_path: Path, out_channels: Count, net_code: str
) -> None:
    """Two folders that each have a sibling_blocks.py give each its own network."""
    for folder, width in (("one", 2), ("two", 9)):
        (tmp_path / folder).mkdir()
        text = net_code.replace("width=2", f"width={width}")
        (tmp_path / folder / "sibling_blocks.py").write_text(text, encoding="utf-8")
        (tmp_path / folder / "net.py").write_text("from sibling_blocks import Net\n", encoding="utf-8")
    assert [out_channels(build(f"{tmp_path / folder / 'net.py'}:Net")) for folder in ("one", "two", "one")] == [2, 9, 2]


def test_a_sibling_may_be_imported_in_the_constructor(tmp_path: Path, out_channels: Count, net_code: str) -> None:
    """A function that imports its sibling only when called finds it."""
    (tmp_path / "sibling_blocks.py").write_text(net_code, encoding="utf-8")
    late = "def late():\n    from sibling_blocks import Net\n    return Net(4)\n"
    (tmp_path / "main.py").write_text(late, encoding="utf-8")
    assert out_channels(build(f"{tmp_path / 'main.py'}:late")) == 4


def test_a_missing_file(tmp_path: Path, refusal: Refusal) -> None:
    """A file that is not there is named."""
    path = tmp_path / "absent.py"
    assert refusal(f"{path}:Net", ConvscopeError).startswith(f"there is no file {path}")


def test_a_missing_class(file: Path, refusal: Refusal) -> None:
    """A name that the file does not define is answered with the nearest network it does define."""
    assert refusal(f"{file}:Nett", UnknownName) == f"network in {file} 'Nett' is not known; did you mean 'Net'?"
    assert refusal(f"{file}:zzzzzz", UnknownName) == f"network in {file} 'zzzzzz' is not known; known: Net, Other"


def test_a_file_without_networks(tmp_path: Path, refusal: Refusal) -> None:
    """A file that defines no network says so; a class it only imported does not count."""
    path = tmp_path / "empty.py"
    path.write_text("from torch.nn import Conv2d\n", encoding="utf-8")
    assert refusal(f"{path}:Net", UnknownName).endswith("the file defines no torch.nn.Module")


def test_broken_syntax(tmp_path: Path, refusal: Refusal) -> None:
    """A syntax error is told with its file and line."""
    path = tmp_path / "broken.py"
    path.write_text("x = 1\nclass Net(:\n", encoding="utf-8")
    assert refusal(f"{path}:Net").startswith(f"{path}:2: ")


def test_broken_syntax_in_a_sibling(tmp_path: Path, refusal: Refusal) -> None:
    """A syntax error in an imported file is told with that file's name."""
    (tmp_path / "sibling_broken.py").write_text("def (:\n", encoding="utf-8")
    (tmp_path / "main.py").write_text("import sibling_broken\n", encoding="utf-8")
    assert refusal(f"{tmp_path / 'main.py'}:Net").startswith(f"{tmp_path / 'sibling_broken.py'}:1: ")


def test_a_file_that_fails_while_it_is_read(tmp_path: Path, refusal: Refusal) -> None:
    """What a file raises at import is told with its type, text and line."""
    path = tmp_path / "failing.py"
    path.write_text("import torch\nimport a_package_nobody_has\n", encoding="utf-8")
    said = refusal(f"{path}:Net")
    assert "ModuleNotFoundError: No module named 'a_package_nobody_has'" in said
    assert f"({path}:2)" in said


def test_a_file_that_exits(tmp_path: Path, refusal: Refusal) -> None:
    """A script without a guard that exits when read is refused, and does not end the program."""
    path = tmp_path / "script.py"
    path.write_text("import sys\nsys.exit('usage: train me')\n", encoding="utf-8")
    assert "SystemExit: usage: train me" in refusal(f"{path}:Net")


def test_a_long_complaint_is_told_in_one_line(tmp_path: Path, refusal: Refusal) -> None:
    """Of an exception with several lines the first is told."""
    path = tmp_path / "net.py"
    path.write_text("def Net():\n    raise ValueError('first\\nsecond')\n", encoding="utf-8")
    assert f"ValueError: first ({path}:2)" in refusal(f"{path}:Net")


def test_a_constructor_that_fails(tmp_path: Path, refusal: Refusal, net_code: str) -> None:
    """What a constructor raises is told with its type, text and line."""
    path = tmp_path / "net.py"
    path.write_text(net_code.replace("super().__init__()", "raise ValueError('no such width')"), encoding="utf-8")
    path.write_text(path.read_text(encoding="utf-8").replace("ready = Net(5)\n", ""), encoding="utf-8")
    said = refusal(f"{path}:Net")
    assert said.startswith(f"{path}:Net could not be constructed: ValueError: no such width ({path}:8)")


def test_a_constructor_that_needs_arguments(
    tmp_path: Path, refusal: Refusal, out_channels: Count, net_code: str
) -> None:
    """A class that cannot be made without arguments is told how to give them; given, it is made."""
    path = tmp_path / "net.py"
    path.write_text(net_code.replace("width=2", "width").replace("ready = Net(5)\n", ""), encoding="utf-8")
    said = refusal(f"{path}:Net")
    assert "missing 1 required positional argument: 'width'" in said
    assert said.endswith(f"give its arguments, as in '{path}:Net(width=32)'; others need defaults")
    assert out_channels(build(f"{path}:Net(width=6)")) == 6


def test_what_is_no_network(file: Path, refusal: Refusal) -> None:
    """A function that makes no network is told what it made; a number is no network either."""
    assert (
        refusal(f"{file}:nothing") == f"{file}:nothing is a str; name a torch.nn.Module, or a function that makes one"
    )
    assert f"{file}:number" in refusal(f"{file}:number")


@pytest.mark.parametrize("arguments", ["(width=4)", "(4)", "( width = 4 )"])
def test_arguments_of_a_constructor(file: Path, arguments: str, out_channels: Count, net_code: str) -> None:
    """In brackets after the name, by name or by place; a folder may have brackets in its name too."""
    bracketed = file.parent / "nets (old)"
    bracketed.mkdir()
    (bracketed / "net.py").write_text(net_code, encoding="utf-8")
    for path in (file, bracketed / "net.py"):
        assert out_channels(build(f"{path}:Net{arguments}")) == 4


def test_arguments_are_literals_and_nothing_is_evaluated(file: Path, refusal: Refusal) -> None:
    """A call, a name or a mapping in the brackets is refused."""
    for arguments in ("(width=print(1))", "(width=os)", "(**{'width': 3})", "(width=)", "(__import__('os'))"):
        assert "cannot be read" in refusal(f"{file}:Net{arguments}", ConvscopeError)


def test_a_network_in_a_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refusal: Refusal, out_channels: Count, net_code: str
) -> None:
    """package.module:Net of the current folder, with arguments; an installed one; each thing that can be wrong."""
    (tmp_path / "own_package").mkdir()
    (tmp_path / "own_package" / "__init__.py").write_text("")
    (tmp_path / "own_package" / "nets.py").write_text(net_code, encoding="utf-8")
    (tmp_path / "own_package" / "failing.py").write_text("import a_package_nobody_has\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    built = build("own_package.nets:Net(width=3)")
    assert out_channels(built) == 3 and built.input_shape == (1, 8, 8)
    assert type(build("torch.nn:Conv2d(1, 2, 3)").module) is nn.Conv2d
    assert "did you mean 'Net'" in refusal("own_package.nets:Nett", UnknownName)
    assert "Python finds no module 'own_package.net'" in refusal("own_package.net:Net", UnknownName)
    assert "No module named 'a_package_nobody_has'" in refusal("own_package.failing:Net")
