"""Whose network a figure shows."""

import pytest

from convscope import trace
from convscope.errors import ConvscopeError
from convscope.lab.lessons.networks import check_network, network_of, python_of
from convscope.models.registry import ZOO


@pytest.mark.parametrize("name", ZOO)
def test_the_zoos_networks_have_their_parameters(name: str) -> None:
    """Though built without weights."""
    of = network_of({"network": name})
    assert trace(of.model.module, of.contract.input_shape).parameters == ZOO[name].parameters
    assert network_of({"network": name}) is network_of({"network": name}) and python_of({"network": name}) == ""


def test_a_written_one_has_a_command_and_its_python(tmp_path: object) -> None:
    """The Python, saved, is what the command reads."""
    given = {"layers": "conv 10 5+2", "input": "3,32,32"}
    assert network_of(given).spelling == "chain.py:network"
    made: dict[str, object] = {"__name__": "chain"}
    exec(python_of(given), made)
    assert str(made["network"]) == str(network_of(given).model.module)


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({}, "one network"),
        ({"network": "lenet5", "layers": "relu"}, "one network"),
        ({"network": "lenet6"}, "lenet5"),
        ({"network": "lenet5", "input": "1,32,32"}, "input= came with"),
        ({"layers": "relu"}, "no shape"),
        ({"layers": "relu", "input": "3,9000,9000"}, "no shape"),
        ({"layers": "relu", "input": "3,8,x"}, "no shape"),
    ],
)
def test_what_names_none_is_told(settings: dict[str, str], told: str) -> None:
    """Or two; *yours* is one."""
    check_network({"network": "yours"})
    with pytest.raises(ConvscopeError, match=told):
        check_network(settings)
