"""A finding's place and plain values."""

import json
from dataclasses import replace

from convscope.lint import Finding
from convscope.network.changes import Added, Argument, Around, Dropped, InputSize
from convscope.saying import Words

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
        "facts": {},
        "changes": [],
        "also": [],
    }


def test_facts_are_those_of_message_and_fix() -> None:
    """Numbers stay numbers; a sentence within is its text."""
    words = Words(message="{lost:,} lost, {share:.0%}: {where}", fix="take {more}", here="at {place}")
    where = words.say("here", place="conv1")
    said = (words.say("message", lost=3000, share=0.25, where=where), words.say("fix", more="4×4"))
    facts = replace(FINDING, said=said).as_dict()["facts"]
    assert facts == {"lost": 3000, "share": 0.25, "where": "at conv1", "more": "4×4"}


def test_other_layers_of_the_line_say_what_differs() -> None:
    """Layer, message, fix and changes; rule, file and line are those of the first."""
    plain = replace(FINDING, also=(replace(FINDING, layer="conv2"),)).as_dict()
    assert plain["also"] == [{"layer": "conv2", "message": "3 is lost", "fix": "take 4", "facts": {}, "changes": []}]


def test_changes_are_plain_values_too() -> None:
    """Each says of what kind it is; a tuple is a list, a module its constructor's call."""
    relu = Added("ReLU")
    changes = (
        Argument("conv1", "padding", (1, 2)), Around("fc", before=(relu,)), Dropped("aux"), InputSize((32, 33)),
    )  # fmt: skip
    changed = replace(FINDING, changes=changes)
    assert json.loads(json.dumps(changed.as_dict()))["changes"] == [
        {"kind": "argument", "layer": "conv1", "argument": "padding", "value": [1, 2]},
        {"kind": "around", "layer": "fc", "before": ["nn.ReLU()"], "after": [], "kept": True},
        {"kind": "dropped", "module": "aux"},
        {"kind": "input_size", "size": [32, 33]},
    ]
