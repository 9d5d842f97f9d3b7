"""One layer on the page."""

import base64
from pathlib import Path

import numpy as np
import pytest

import convscope as cs
from convscope.errors import ConvscopeError
from convscope.lab import Opened
from convscope.lab.check.layer import answer, coverage, picture
from convscope.lab.shelf import Gone
from convscope.network.exact import receptive_set
from convscope.network.uses import network_coverage


def test_bits_are_the_receptive_set_and_formulas_the_explanations(skips: Opened) -> None:
    """Of the unit that was asked for."""
    network = cs.trace(skips.model.module, (3, 16, 16), target=skips.spelling)
    found = answer(skips, {"layer": "left", "unit": [0, 2]})
    bits = np.unpackbits(np.frombuffer(base64.b64decode(found["field"]["bits"]), np.uint8))[: 16 * 16]
    assert (bits.reshape(16, 16) == receptive_set(network, "left", (0, 2))).all()
    told = network.explain("left", (0, 2)).as_dict()
    assert {name: found[name] for name in told} == told
    assert found["map"] == [7, 7] and found["reduces"]["in_channels"] == 8
    assert "--layer left --unit 0,2" in found["same"]["command"]


def test_coverage_names_what_is_never_read(skips: Opened) -> None:
    """The last row and column; all that is read is above zero."""
    found = coverage(skips, {"layer": "left"})
    counts = network_coverage(cs.trace(skips.model.module, (3, 16, 16)), "left")
    share = np.frombuffer(base64.b64decode(found["shares"]), np.uint8).reshape(16, 16)
    assert (found["rows"], found["columns"]) == ([15], [15])
    assert ((share > 0) == (counts > 0)).all() and found["most"] == str(counts.max())


def test_what_has_no_place_is_a_word(skips: Opened) -> None:
    """Neither a map to click nor counts; a layer or a unit there is not is told."""
    found = answer(skips, {"layer": "head"})
    assert found["map"] == [] and found["reduces"] is None and "unknown" in coverage(skips, {"layer": "head"})
    with pytest.raises(ConvscopeError, match="layer"):
        answer(skips, {"layer": "no"})
    with pytest.raises(ConvscopeError, match="unit"):
        answer(skips, {"layer": "left", "unit": [7, 0]})


def test_the_picture_is_the_opened_one(skips: Opened) -> None:
    """As PNG; without one, nothing."""
    assert base64.b64decode(picture(skips, {})["png"].partition(",")[2]).startswith(b"\x89PNG")
    assert picture(Opened("net", skips.model), {}) == {"png": ""}


def test_an_upload_is_shown_by_its_hash(skips: Opened, digit_picture: Path) -> None:
    """Brought to the network's size; one that is not there is told."""
    other = Opened("net", skips.model)
    name = other.pictures.own(digit_picture)
    assert picture(other, {"picture": name}) == picture(skips, {})
    with pytest.raises(Gone, match="picture"):
        picture(other, {"picture": "0" * 32})
