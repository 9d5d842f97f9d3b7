"""All fixes applied: what goes, what is gained, what stays and why."""

import json

import pytest
import torch.nn.functional as F
from torch import Tensor, nn

from convscope.errors import ConvscopeError
from convscope.lint import Settings, check
from convscope.network import trace
from convscope.network.changes import Argument


class Net(nn.Module):
    """A lossy stem with a bias before its norm, two ReLUs in a row, a spare layer, a softmax at the end."""

    def __init__(self, *, mended: bool = False) -> None:
        super().__init__()
        self.mended = mended
        self.stem = nn.Conv2d(3, 8, 3, stride=3, padding=int(mended), bias=not mended)
        self.norm = nn.BatchNorm2d(8)
        self.fc = nn.Linear(8 * (11 if mended else 10) ** 2, 10)
        if not mended:
            self.spare = nn.Linear(4, 4)

    def forward(self, x: Tensor) -> Tensor:
        x = F.relu(self.norm(self.stem(x)))
        x = self.fc(x.flatten(1)) if self.mended else self.fc(F.relu(x).flatten(1))
        return x if self.mended else F.softmax(x, 1)


def test_the_network_after_is_the_one_written_so() -> None:
    """Every figure of the layers and of the sums, and nothing is found in it."""
    report = check(Net(), (3, 32, 32))
    fixed = report.fixed()
    expected = trace(Net(mended=True), (3, 32, 32))
    after = fixed.after.network
    assert [(a.operator, a.output_shape, a.macs, a.parameters) for a in after] == [
        (b.operator, b.output_shape, b.macs, b.parameters) for b in expected
    ]
    assert (after.parameters, after.macs, after.memory().peak) == (
        expected.parameters, expected.macs, expected.memory().peak,
    )  # fmt: skip
    assert fixed.after.findings == () == fixed.left and len(fixed.applied) == 5
    assert fixed.followed == (Argument("fc", "in_features", 968),)
    assert fixed.gained == (
        f"parameters {report.network.parameters:,} → {expected.parameters:,}; "
        f"MACs {report.network.macs:,} → {expected.macs:,}; "
        f"bytes at once {report.network.memory().peak:,} → {expected.memory().peak:,}; findings 5 → 0"
    )


def test_what_a_fix_uncovers_is_fixed_as_well() -> None:
    """A map one row larger loses a row in the next pool, whose fix comes with the first."""
    module = nn.Sequential(nn.Conv2d(1, 4, 3, stride=3), nn.ReLU(), nn.MaxPool2d(2))
    report = check(module, (1, 13, 13))
    assert [finding.layer for finding in report.each()] == ["0"]
    fixed = report.fixed()
    assert [one.finding.layer for one in fixed.applied] == ["0", "2"] and fixed.after.findings == ()


def test_a_fix_that_does_not_fit_stays_with_the_reason() -> None:
    """A view that counts on the old size; the other fixes are made all the same."""

    class Fixed(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.stem, self.norm, self.fc = nn.Conv2d(3, 8, 3, stride=3), nn.BatchNorm2d(8), nn.Linear(800, 10)

        def forward(self, x: Tensor) -> Tensor:
            return self.fc(self.norm(self.stem(x)).relu().view(-1, 8, 100).flatten(1))  # type: ignore[no-any-return]

    fixed = check(Fixed(), (3, 32, 32)).fixed()
    assert [one.finding.name for one in fixed.applied] == ["wasted-bias"]
    (left,) = fixed.left
    assert left.finding.name == "stride-skips-pixels" and "it does not fit" in left.why and "view" in left.why


def test_what_is_a_choice_of_the_design_stays() -> None:
    """An offer without changes is said to be one."""
    attention = nn.TransformerEncoderLayer(8, 2, 8, batch_first=True, dropout=0.0)
    fixed = check(nn.Sequential(nn.Flatten(2), attention), (4, 4, 2), settings=Settings(tiles=True)).fixed()
    assert [left.why for left in fixed.left] == ["what to do is a choice of the design"]
    assert [left.told() for left in fixed.left] == [{"name": "of_the_design", "facts": {}}]


def test_of_two_ways_to_rebuild_a_layer_one_is_taken() -> None:
    """A bottleneck and a separable convolution are offered for the same layer."""
    report = check(nn.Conv2d(256, 64, 5, padding=2), (256, 16, 16), settings=Settings(advise=True))
    assert {finding.name for finding in report.findings} >= {"bottleneck-would-pay", "separable-would-pay"}
    fixed = report.fixed()
    assert fixed.after.network.macs < report.network.macs
    assert {one.why for one in fixed.left} <= {"another fix has changed that layer already"}


def test_without_findings_nothing_changes() -> None:
    """A sound network is as it was."""
    fixed = check(nn.Conv2d(1, 8, 3), (1, 7, 7)).fixed()
    assert not fixed.applied and not fixed.left and not fixed.changes
    assert fixed.after.network == fixed.before.network


def test_a_network_that_shrinks_to_nothing_is_fed_larger_pictures() -> None:
    """Before there were no sums; after, its layers behind take what comes."""
    module = nn.Sequential(
        nn.Conv2d(1, 4, 3, stride=2), nn.MaxPool2d(2), nn.Conv2d(4, 4, 5), nn.Flatten(), nn.Linear(4, 2)
    )
    fixed = check(module, (1, 16, 16)).fixed()
    assert fixed.after.network.layers[-1].output_shape == (1, 2) and not fixed.left
    assert fixed.after.network.input_shape == (1, 21, 21)
    assert "MACs" not in fixed.gained
    assert [one.finding.name for one in fixed.applied] == ["output-too-small", "linear-stack"]


def test_plain_values_survive_json() -> None:
    """The report after, with what was done; JSON gives it back unchanged."""
    plain = check(Net(), (3, 32, 32)).fixed().as_dict()
    assert json.loads(json.dumps(plain)) == plain
    assert plain["gained"]["findings"] == [5, 0] and plain["findings"] == []
    assert {one["name"] for one in plain["applied"]} >= {"wasted-bias", "softmax-inside"}
    assert plain["followed"][0]["argument"] == "in_features"


def test_a_run_on_zeros_is_told() -> None:
    """It cannot be run otherwise."""
    report = check(nn.Conv2d(1, 8, 3, stride=3), (1, 7, 7), on_zeros=True)
    assert report.findings
    fixed = report.fixed()
    assert "ran on zeros" in fixed.left[0].why
    with pytest.raises(ConvscopeError, match="module is gone"):
        from dataclasses import replace

        from convscope.network.amend import amended

        amended(replace(report.network, again=None, on_zeros=False), [])
