"""What the page Check shows of a network at a size."""

import json

from torch import Tensor, nn

import convscope as cs
from convscope.lab import Opened
from convscope.lab.check.report import answer
from convscope.models import Built
from convscope.network.table import row


class Pair(nn.Module):
    """Two pictures, added."""

    def forward(self, one: Tensor, two: Tensor) -> Tensor:
        """Add them."""
        return one + two


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


def test_a_line_and_several_inputs_are_checked_as_the_library_does() -> None:
    """The first input's size is the page's to change; Python says the others, where a command cannot."""
    line = Opened("net.py:Line", Built("net.py:Line", nn.Sequential(nn.Conv1d(1, 4, 5, 2), nn.ReLU()), (1, 128)))
    found = answer(line, {"size": [33]})
    assert [layer["output"] for layer in found["layers"]] == [[4, 15], [4, 15]] and not found["pictures"]
    assert "--input 1,33" in found["same"]["command"] and "build('net.py:Line')" in found["same"]["python"]
    pair = Opened("net.py:Pair", Built("net.py:Pair", Pair(), ((3, 8, 8), (1, 8, 8))))  # type: ignore[arg-type]
    assert answer(pair, {})["other_inputs"] == [[1, 8, 8]] and answer(pair, {})["whole"]
    failed = answer(pair, {"size": [9, 9]})
    assert failed["fails"]["layer"] == "add" and "((3, 9, 9), (1, 8, 8))" in failed["same"]["python"]
    assert "--input" not in failed["same"]["command"] and "# at the inputs' own sizes" in failed["same"]["command"]


def test_a_size_that_fails_names_the_layer(skips: Opened) -> None:
    """What is too small is a finding at the layer, of what ran before."""
    small = answer(skips, {"size": [2, 2]})
    assert small["findings"][0]["name"] == "output-too-small" and not small["whole"]
    lenet = Opened("lenet5", cs.load("lenet5"))
    failed = answer(lenet, {"size": [40, 40]})["fails"]
    assert failed["layer"] == "fc1" and failed["problem"]
