"""SARIF: valid, every rule with its page, every finding where it is."""

import json

from sarif_pydantic import Sarif
from torch import nn

from convscope.lint import RULES, Report, check
from convscope.lint.formats import sarif


def test_it_is_sarif_with_every_rule(report: Report) -> None:
    """Read by another program's model of the format; rules are found by their number."""
    log = Sarif.model_validate(json.loads(sarif(report)))
    (run,) = log.runs
    rules = run.tool.driver.rules
    assert rules is not None and [rule.id for rule in rules] == [rule.code for rule in RULES]
    for result in run.results or []:
        assert rules[result.rule_index or 0].id == result.rule_id


def test_a_finding_lies_at_its_line_and_its_layers(report: Report) -> None:
    """Files are written from the working folder on; what lies in none has its layer alone."""
    error, warning, hint = json.loads(sarif(report))["runs"][0]["results"]
    assert [result["level"] for result in (error, warning, hint)] == ["error", "warning", "note"]
    physical = error["locations"][0]["physicalLocation"]
    assert physical["artifactLocation"] == {"uri": "a%20folder/net.py", "uriBaseId": "SRCROOT"}
    assert physical["region"] == {"startLine": 9}
    assert "physicalLocation" not in warning["locations"][0]
    logical = hint["locations"][0]["logicalLocations"]
    assert [place["fullyQualifiedName"] for place in logical] == ["net.py:Net::1", "net.py:Net::2"]
    assert hint["message"]["text"] == "net.py:Net, layer 1: 8 biases\nfix: bias=False"


def test_a_finding_carries_its_facts() -> None:
    """For who shows them otherwise."""
    (result,) = json.loads(sarif(check(nn.Conv2d(1, 8, 3, stride=3), (1, 7, 7))))["runs"][0]["results"]
    assert result["properties"]["facts"]["lost"] == "row 6 and column 6"
