"""Changes gathered by line: which calls make which layers, and what is placed of them."""

from pathlib import Path

import pytest

from convscope.lint.patching.desk import Desk
from convscope.models import build
from convscope.network import trace
from convscope.network.changes import Added, Argument, Around

CODE = """from torch import nn
Net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.Conv2d(8, 8, 3), nn.BatchNorm2d(8))
"""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A desk for a network of one line."""
    monkeypatch.chdir(tmp_path)
    Path("net.py").write_text(CODE)
    return Desk(trace(build("net.py:Net").module, (3, 9, 9)))


def test_elements_of_one_line_are_known_by_number(desk: Desk) -> None:
    """The second convolution is changed, and the first is not."""
    desk.place([Argument("2", "bias", False)])
    assert "+Net = nn.Sequential(nn.Conv2d(3, 8, 3), nn.ReLU(), nn.Conv2d(8, 8, 3, bias=False), " in desk.text()


def test_several_changes_of_one_call_are_made_together(desk: Desk) -> None:
    """Arguments and neighbours, in the order in which they are asked for."""
    one, two = Around("2", before=(Added("ReLU"),)), Around("2", before=(Added("Tanh"),))
    desk.place([one, Argument("2", "bias", False), Argument("2", "padding", 1), two])
    assert "nn.ReLU(), nn.ReLU(), nn.Tanh(), nn.Conv2d(8, 8, 3, bias=False, padding=1), nn.Batch" in desk.text()
    assert set(desk.placed) == {one, two, Argument("2", "bias", False), Argument("2", "padding", 1)}
    assert desk.notes == ["weights in the network from 2 on move 2 places on; such moves add up"]


def test_what_is_not_placed_leaves_the_text_as_it_was(desk: Desk) -> None:
    """Nothing is half done."""
    desk.place([Argument("2", "no_such", 1), Argument("3", "eps", 1e-5)])
    assert desk.text() == ""
    assert desk.refused == {Argument("2", "no_such", 1): "Conv2d takes no no_such"}
    assert desk.idle == {Argument("3", "eps", 1e-5)}
