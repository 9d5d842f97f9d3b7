"""The verb doctor."""

import torch

from convscope.verbs import Doctor, Session


def test_it_lists_what_is_here() -> None:
    """Every package of the base with its version, the device, the threads asked for."""
    found = Doctor().run(Session(threads=1))
    base = {package.name: package.version for package in found.packages if not package.extra}
    assert {"torch", "torchvision", "numpy", "onnxruntime", "typer", "safetensors"} <= set(base)
    assert base["torch"] == torch.__version__.partition("+")[0] and not found.failed and found.threads == 1


def test_what_an_extra_lacks_comes_with_its_command() -> None:
    """One pip command an extra that is not whole."""
    found = Doctor().run(Session())
    lacking = {package.extra for package in found.packages if package.version is None}
    assert {extra for extra, _ in found.missing} == lacking
    assert all(command == f"pip install 'convscope[{extra}]'" for extra, command in found.missing)
