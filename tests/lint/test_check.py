"""check: from a module or a network to a report."""

import json

import pytest
from torch import nn

from convscope.errors import ConvscopeError, ShapesDoNotFit
from convscope.lint import Settings, check
from convscope.network import trace


def test_a_network_and_its_module_give_the_same_report() -> None:
    """A traced network, or the module with its input's shape: the findings are the same."""
    module = nn.Sequential(nn.Conv2d(1, 8, 3, stride=3), nn.BatchNorm2d(8))
    by_network, by_module = check(trace(module, (1, 7, 7))), check(module, (1, 7, 7))
    assert by_network.findings == by_module.findings
    assert [finding.name for finding in by_module.findings] == ["stride-skips-pixels", "wasted-bias"]


def test_a_module_too_small_is_a_report_and_no_exception() -> None:
    """A network whose map shrinks to nothing gives a report that fails with output-too-small."""
    report = check(nn.Sequential(nn.Conv2d(1, 2, 3), nn.ReLU(), nn.Conv2d(2, 2, 9)), (1, 8, 8), target="mine")
    assert report.failed
    assert [(finding.name, finding.layer) for finding in report.findings] == [("output-too-small", "2")]
    assert report.network.target == "mine"


def test_other_misfits_are_raised() -> None:
    """Channels that differ are an error and no report."""
    with pytest.raises(ShapesDoNotFit):
        check(nn.Sequential(nn.Conv2d(3, 8, 3), nn.Conv2d(4, 8, 3)), (3, 8, 8))


def test_a_module_needs_its_inputs_shape() -> None:
    """A module without the shape of its input is answered with how to say it."""
    with pytest.raises(ConvscopeError, match=r"without the shape of its input; check\(module, \(3, 224, 224\)\)"):
        check(nn.Conv2d(1, 1, 1))


@pytest.mark.parametrize(
    ("module", "shape"),
    [
        (nn.Linear(12, 3), (1, 12)),
        (nn.LSTM(8, 4, batch_first=True), (5, 8)),
        (nn.TransformerEncoderLayer(16, 4, batch_first=True), (10, 16)),
        (nn.Sequential(nn.Conv1d(2, 4, 5, stride=2, padding=6), nn.ConvTranspose1d(4, 2, 3, stride=2)), (2, 40)),
        (nn.Sequential(nn.Conv3d(1, 4, 3, dilation=2), nn.MaxPool3d(2), nn.Upsample(scale_factor=2)), (1, 8, 12, 12)),
        (nn.Sequential(nn.PixelUnshuffle(2), nn.Conv2d(12, 16, 3), nn.PixelShuffle(2)), (3, 16, 16)),
        (nn.utils.parametrizations.weight_norm(nn.Conv2d(3, 8, 3)), (3, 8, 8)),
    ],
)
def test_every_rule_takes_every_kind_of_network(module: nn.Module, shape: tuple[int, ...]) -> None:
    """Lines, volumes, tokens, recurrences, shuffled pixels, made weights: all rules run, and plain values come out."""
    report = check(module, shape, settings=Settings(select=("all",), batch=1))
    assert json.loads(json.dumps(report.as_dict()["findings"])) == report.as_dict()["findings"]


def test_long_axes_cost_nothing() -> None:
    """By all rules a billion rows are judged as fast as a hundred: no rule makes arrays of an axis's length."""
    body = [nn.Conv2d(3, 8, 3, padding=4), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(8, 8, 3, padding=2, dilation=2)]
    up = [nn.Upsample(scale_factor=0.25), nn.ConvTranspose2d(8, 8, 2, stride=3)]
    report = check(nn.Sequential(*body, *up), (3, 10**9, 64), settings=Settings(select=("all",)))
    assert report.network.layers[0].output_shape == (1, 8, 10**9 + 6, 70)


def test_a_sound_network_has_no_findings() -> None:
    """Nothing is found in a network that has no fault, and it does not fail."""
    module = nn.Sequential(nn.Conv2d(1, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8), nn.ReLU(), nn.MaxPool2d(2))
    report = check(module, (1, 8, 8))
    assert report.findings == ()
    assert not report.failed


def test_an_empty_map_is_judged_by_every_rule() -> None:
    """A crop that leaves nothing: what follows costs nothing, and no rule divides by that."""
    module = nn.Sequential(nn.ZeroPad2d((0, 0, -2, -2)), nn.Conv2d(128, 50, 3, padding=1), nn.AdaptiveAvgPool2d(1))
    for size in ((128, 4, 4), (128, 5, 5)):
        names = {finding.name for finding in check(module, size, settings=Settings(select=("all",))).findings}
        assert ("output-too-small" in names) == (size[1] == 4)
    pooled = nn.Sequential(nn.ZeroPad2d((0, 0, -2, -2)), nn.AdaptiveAvgPool2d(1))  # which torch runs
    assert check(pooled, (1, 4, 4)).network.answers
