"""What the page Check shows of a network at a size."""

import json

import convscope as cs
from convscope.lab import Opened
from convscope.lab.check.report import answer
from convscope.network.table import row


def test_cells_and_totals_are_the_tables_own(skips: Opened) -> None:
    """At another size than the model's, too."""
    found = answer(skips, {"size": [24, 31]})
    network = cs.trace(skips.model.module, (3, 24, 31))
    assert [layer["cells"] for layer in found["layers"]] == [list(row(layer)) for layer in network]
    assert found["totals"]["macs"] == network.macs and found["totals"]["peak"] == network.memory().peak
    assert json.loads(json.dumps(found)) == found


def test_findings_are_worst_first_with_their_changes(skips: Opened) -> None:
    """As the command tells them."""
    found = answer(skips, {})["findings"]
    assert [(one["severity"], one["name"], one["changes"]) for one in found] == [
        ("warning", "stride-skips-pixels", ["first: padding=1"]),
        ("hint", "wasted-bias", ["first: bias=False"]),
    ]


def test_one_rules_fix_leaves_what_others_found(skips: Opened) -> None:
    """And lights the rows that changed; all fixes leave nothing."""
    found = answer(skips, {"fix": "wasted-bias"})
    assert found["fixed"]["lit"] == ["first"]
    assert found["fixed"]["gained"]["parameters"] == [941, 933] and found["fixed"]["gained"]["findings"] == [2, 1]
    assert [one["name"] for one in found["findings"]] == ["stride-skips-pixels"]
    assert answer(skips, {"fix": "all"})["findings"] == []


def test_a_size_that_fails_names_the_layer(skips: Opened) -> None:
    """What is too small is a finding at the layer, of what ran before."""
    small = answer(skips, {"size": [2, 2]})
    assert small["findings"][0]["name"] == "output-too-small" and not small["whole"]
    lenet = Opened("lenet5", cs.load("lenet5"))
    failed = answer(lenet, {"size": [40, 40]})["fails"]
    assert failed["layer"] == "fc1" and failed["problem"]
