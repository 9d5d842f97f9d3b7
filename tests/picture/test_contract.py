"""What a network expects of a picture."""

import json
from dataclasses import FrozenInstanceError

import pytest

from convscope.picture import InputContract

CONTRACTS = [
    InputContract(1, 32, 32),
    InputContract(3, 224, 160, "letterbox", mean=(0.485, 0.456, 0.406), std=(0.229, 0.224, 0.225)),
    InputContract(6, 7, 9, "crop", mean=(0.1,) * 6, std=(1 / 3,) * 6),
    InputContract(4, 64, 64, values=(0.0, 3000.0), ground=10.0),
]


@pytest.mark.parametrize("contract", CONTRACTS)
def test_json_gives_the_contract_back(contract: InputContract) -> None:
    """A contract written to JSON and read back is equal to the last bit."""
    assert InputContract.from_dict(json.loads(json.dumps(contract.as_dict()))) == contract


def test_a_read_contract_can_be_a_key() -> None:
    """What was read from JSON holds tuples, not lists, so that it hashes like the one that was written."""
    contract = CONTRACTS[1]
    assert {contract: "here"}[InputContract.from_dict(json.loads(json.dumps(contract.as_dict())))] == "here"


def test_the_input_shape_is_channels_first() -> None:
    """The shape a network sees is (channels, height, width), in this order."""
    assert InputContract(3, 20, 40).input_shape == (3, 20, 40)


def test_a_contract_cannot_be_changed() -> None:
    """What travels with a network is frozen."""
    with pytest.raises(FrozenInstanceError):
        CONTRACTS[0].height = 64  # type: ignore[misc]
