"""An experiment made in a lesson."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from convscope.experiments import channels
from convscope.jobs import command
from convscope.training import Setup

SETTLED = "document.documentElement.dataset.settled"
MAKES = """
import sys, time
print('{"event": "counted", "done": 3, "total": 26}', flush=True)
while not __import__("os").path.exists(%r): time.sleep(0.01)
print(open(%r).read(), flush=True)
"""


def test_it_is_made_when_asked(visit: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """How far it is; stopped; then a row a width, and the verdict in both languages; the drawer has the command."""
    go, result = tmp_path / "go", tmp_path / "result"
    outcome = channels(setup=Setup(threads=1), rounds=2)
    result.write_text(json.dumps({"event": "result", **outcome.as_dict()}))
    monkeypatch.setattr(command, "START", MAKES % (str(go), str(result)))
    page = visit("/learn/06-hardware#lang=en").page
    page.wait_for_function(SETTLED, timeout=60_000)
    figure = page.locator("figure:has(.working)").first
    figure.locator("button.measure").click()
    figure.get_by_text("3 of 26 rounds of timing").wait_for()
    assert figure.locator("progress").get_attribute("value") == "3"
    figure.locator("#stop-working").click()
    figure.get_by_text("Stopped; nothing of it is kept.").wait_for()
    go.touch()
    figure.locator("button.measure").click()
    figure.locator("[data-shows]").wait_for(timeout=60_000)
    widths = figure.locator("tbody th").all_inner_texts()
    assert widths == ["48", "52", "56", "60", "63", "64", "65", "68", "72", "76", "80"]
    values = [float(one.get_attribute("data-value")) for one in figure.locator("[data-value]").all()]
    assert values == [
        row[1] for row in page.evaluate("convscope.figures.find((one) => one.kind === 'tried').seen.found.rows")
    ]
    assert figure.locator("[data-measured]").inner_text() == outcome.verdict
    assert (
        page.evaluate("convscope.figures.find((one) => one.kind === 'tried').same().command")
        == "convscope experiment channels"
    )
    page.click("#language")
    page.wait_for_function(f"{SETTLED} && document.querySelector('.lesson h1').textContent === '处理器喜欢什么'")
    figure.locator("[data-measured]").wait_for()  # what was found is there for whoever comes
    told, numbers = figure.locator("[data-measured]").inner_text(), outcome.numbers
    assert f"{numbers['others_to_multiples_of_8']:.2f} 倍" in told and "这台机器" in told
    assert figure.locator("button.measure").inner_text() == "在这台机器上试一试"
