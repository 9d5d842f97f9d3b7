"""Where modules were constructed: the line that asked for them, and nothing left behind."""

from pathlib import Path

import torch
from torch import nn

from convscope.network import record_sites
from convscope.network.sites import constructed_at, is_machinery


def line_of(marker: str) -> int:
    lines = Path(__file__).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if line.endswith(marker))


class Block(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.conv = nn.Conv2d(1, 1, 3)  # in the block


class Wider(Block):
    def __init__(self) -> None:
        super().__init__()
        self.more = nn.Linear(2, 2)


def test_a_module_knows_the_line_that_constructed_it() -> None:
    """A module's site is the line of its constructor's call."""
    with record_sites():
        module = nn.ReLU()  # made here
    assert constructed_at(module) == (__file__, line_of("# made here"))


def test_a_part_is_constructed_in_its_parents_constructor() -> None:
    """A submodule's site is the line in its parent's __init__, also where that is inherited."""
    with record_sites():
        block = Wider()  # the whole
    assert constructed_at(block.conv) == (__file__, line_of("# in the block"))
    assert constructed_at(block) == (__file__, line_of("# the whole"))


def test_what_torch_builds_inside_is_laid_to_the_users_line() -> None:
    """Attention builds a Linear of its own; its site is the user's line, not torch's."""
    with record_sites():
        attention = nn.MultiheadAttention(4, 2)  # attention
    assert constructed_at(attention.out_proj) == (__file__, line_of("# attention"))


def test_outside_the_block_nothing_is_noted() -> None:
    """Modules made before or after the block have no site, and torch's constructor is its own again."""
    original = nn.Module.__init__
    with record_sites():
        pass
    assert nn.Module.__init__ is original
    assert constructed_at(nn.ReLU()) is None


def test_an_error_inside_the_block_restores_torch() -> None:
    """Also after an error torch's constructor is its own again."""
    original = nn.Module.__init__
    try:
        with record_sites():
            raise KeyError
    except KeyError:
        pass
    assert nn.Module.__init__ is original


def test_the_mark_is_not_part_of_the_weights() -> None:
    """The site adds nothing to the state dict and no parameter."""
    with record_sites():
        module = nn.Linear(2, 2)
    assert list(module.state_dict()) == ["weight", "bias"]


def test_torchvision_is_not_torch() -> None:
    """A folder whose name begins with torch's is not torch's."""
    folder = str(Path(torch.__file__).parent)
    assert is_machinery(f"{folder}/nn/functional.py")
    assert not is_machinery(f"{folder}vision/models/resnet.py")
