"""check --sizes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from convscope.errors import ConvscopeError
from convscope.network.sizes import Sizes
from convscope.verbs import Check, Session, Verb
from convscope.verbs.check_sizes import Counted, lengths


@pytest.mark.parametrize("sizes", ["30:34", "24:40:8", "30:33,32", "32", "30:31,30:31"])
def test_it_gives_the_sizes_and_its_python_the_same(
    sizes: str, python: Callable[[Verb], dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    """Square ones, one axis kept, one size alone; the Python prints the table."""
    verb = Check(model="lenet5", sizes=sizes)
    result = verb.run(Session())
    assert isinstance(result, Sizes)
    same = python(verb)["sizes"]
    assert {**same.as_dict(), "target": "lenet5"} == result.as_dict()
    assert "divides evenly" in capsys.readouterr().out


def test_each_is_told_as_it_is_done() -> None:
    """So that a face can show how long it takes."""
    told: list[object] = []
    Check(model="lenet5", sizes="31:33").run(Session(show=told.append))
    assert told == [Counted(done, 3, "sizes") for done in (1, 2, 3)]


def test_ctrl_c_keeps_what_there_is() -> None:
    """The sizes that were tried are shown, and it ends as Ctrl-C does."""
    told: list[object] = []

    def show(event: object) -> None:
        told.append(event)
        if event == Counted(2, 9, "sizes"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt, match="stopped after 2 of 9"):
        Check(model="lenet5", sizes="31:39").run(Session(show=show))
    assert isinstance(told[-1], Sizes) and len(told[-1].fits) == 2


def test_the_network_need_not_run_at_its_own_size(tmp_path: Path) -> None:
    """Looking for a size that fits is what it is for."""
    code = "from torch import nn\n\n\ndef net():\n    return nn.Sequential(nn.Flatten(), nn.Linear(64, 2))\n"
    (tmp_path / "net.py").write_text(code)
    result = Check(model=f"{tmp_path / 'net.py'}:net", input="1,3,3", sizes="7:9").run(Session())
    assert isinstance(result, Sizes) and result.fail == (7, 9)


@pytest.mark.parametrize(
    "text", ["", "a:b", "0:3", "-1:3", "5:3", "3:5:0", "3:5:-1", "1:2:3:4", "8,8", "8:9,9:10", "8:9,0", "8.5:9", ":9"]
)
def test_sizes_that_are_none_are_told(text: str) -> None:
    """With examples, before anything is traced."""
    with pytest.raises(ConvscopeError, match="200:300:4"):
        Check(model="no-such-model", sizes=text).run(Session())


def test_of_more_axes_than_the_network_has_is_told() -> None:
    """Once the network is known."""
    with pytest.raises(ConvscopeError, match="2 axes"):
        Check(model="lenet5", sizes="8:9,8,8").run(Session())


def test_there_is_no_drawing_of_sizes(tmp_path: Path) -> None:
    """--save would be of one size."""
    with pytest.raises(ConvscopeError, match="give one of them"):
        Check(model="lenet5", sizes="8:9", save=str(tmp_path / "g.svg")).run(Session())


def test_both_ends_are_meant() -> None:
    """200:300 is 101 sizes."""
    assert len(lengths("200:300")[0]) == 101
