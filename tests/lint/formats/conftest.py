"""A report with a finding of each severity, one of a block that is used twice, one in no file."""

from pathlib import Path

import pytest

from convscope.lint import Finding, Report, check
from convscope.network import trace


@pytest.fixture
def report(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Report:
    """Give it, of a file in the working folder."""
    from torch import nn

    monkeypatch.chdir(tmp_path)
    network = trace(nn.Sequential(nn.Conv2d(1, 8, 3, stride=3), nn.BatchNorm2d(8)), (1, 7, 7), target="net.py:Net")
    assert len(check(network).findings) == 2
    file = str(tmp_path / "a folder" / "net.py")
    again = Finding("S001", "wasted-bias", "hint", "2", "8 biases", "bias=False", file, 12)
    return Report(
        network,
        (
            Finding("G001", "output-too-small", "error", "0", "100% lost,\nall of it", "less | stride", file, 9),
            Finding("G002", "stride-skips-pixels", "warning", "1", "row 6", "padding=1"),
            Finding("S001", "wasted-bias", "hint", "1", "8 biases", "bias=False", file, 12, also=(again,)),
        ),
    )
