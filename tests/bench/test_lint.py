"""Networks known to be sound have at most three findings; bench/lint.py holds all of torchvision's, 106 of timm's."""

from dataclasses import replace

import pytest

from convscope.lint import Finding
from lint import MOST_FINDINGS, TIMM, Row, look, targets

SAMPLE = (  # noqa: SIM905
    "torchvision:resnet18 torchvision:vgg11_bn torchvision:mobilenet_v3_small torchvision:densenet121 "
    "torchvision:convnext_tiny torchvision:efficientnet_b0 torchvision:squeezenet1_0 torchvision:shufflenet_v2_x0_5 "
    "timm:dpn68 timm:hrnet_w18_small timm:ghostnet_100 timm:repvgg_a0"
).split()


@pytest.mark.parametrize("target", SAMPLE)
def test_sound_networks_have_few_findings(target: str) -> None:
    """At their own size: at most three, and no error."""
    row = look(target)
    assert row.agrees, str(row)


def test_the_benchmark_has_a_hundred_of_timms() -> None:
    """And all of torchvision's, each once."""
    assert len(set(TIMM)) == len(TIMM) >= 100
    assert len(set(targets())) == len(targets())


def test_what_is_over_the_bar_does_not_agree() -> None:
    """Four findings, or one error, do not pass."""
    finding = Finding("X001", "some-fault", "hint", "conv", "message", "fix")
    row = Row("net", (3, 8, 8), (finding,) * MOST_FINDINGS)
    assert row.agrees
    assert not replace(row, findings=(finding,) * (MOST_FINDINGS + 1)).agrees
    assert not replace(row, findings=(replace(finding, severity="error"),)).agrees
