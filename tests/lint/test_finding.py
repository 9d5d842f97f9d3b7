"""A finding's place and plain values."""

import json
from dataclasses import replace

from convscope.lint import Change, Finding

FINDING = Finding("X001", "some-fault", "hint", "conv1", "3 is lost", "take 4", "net.py", 12)


def test_a_place_is_file_and_line() -> None:
    """The place is file:line, and empty where the file is not known."""
    assert FINDING.place == "net.py:12"
    assert replace(FINDING, file=None, line=None).place == ""


def test_plain_values_survive_json() -> None:
    """as_dict holds every field, and JSON gives it back unchanged."""
    assert json.loads(json.dumps(FINDING.as_dict())) == {
        "code": "X001",
        "name": "some-fault",
        "severity": "hint",
        "layer": "conv1",
        "message": "3 is lost",
        "fix": "take 4",
        "file": "net.py",
        "line": 12,
        "change": None,
        "also": [],
    }


def test_other_layers_of_the_line_say_what_differs() -> None:
    """Layer, message, fix and change; rule, file and line are those of the first."""
    plain = replace(FINDING, also=(replace(FINDING, layer="conv2"),)).as_dict()
    assert plain["also"] == [{"layer": "conv2", "message": "3 is lost", "fix": "take 4", "change": None}]


def test_a_change_is_plain_values_too() -> None:
    """Layer, argument and value, a tuple as a list."""
    changed = replace(FINDING, change=Change("conv1", "padding", (1, 2)))
    assert json.loads(json.dumps(changed.as_dict()))["change"] == {
        "layer": "conv1",
        "argument": "padding",
        "value": [1, 2],
    }
