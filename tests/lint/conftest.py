"""What tests of rules share: check a module for one fault, and find the line where it was planted."""

from collections.abc import Callable
from pathlib import Path

import pytest
from torch import nn

from convscope.lint import Finding, Settings, check


@pytest.fixture
def find(request: pytest.FixtureRequest) -> Callable[..., list[Finding]]:
    """Find the fault after which the test file is named: ``find(module, shape)``.

    What is found to be changed is changed, too: then the finding is gone.
    """
    name = Path(request.path).stem.removeprefix("test_").replace("_", "-")

    def found(module: nn.Module, shape: tuple[int, ...]) -> list[Finding]:
        report = check(module, shape, settings=Settings(select=(name,)))
        if any(finding.changes for finding in report.each()):
            assert [one for one in report.fixed().left if one.finding.changes] == []
        return list(report.each())

    return found


@pytest.fixture
def line_of(request: pytest.FixtureRequest) -> Callable[[str], int]:
    """Find the line of the test file that ends in a marker: ``line_of("# planted")``."""

    def line(marker: str) -> int:
        lines = Path(request.path).read_text(encoding="utf-8").splitlines()
        return next(number for number, text in enumerate(lines, 1) if text.endswith(marker))

    return line
