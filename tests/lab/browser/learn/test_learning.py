"""The figure of training, in the browser."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from convscope.jobs import command

SETTLED = "document.documentElement.dataset.settled"
TRAINS = """
import shutil, sys
shutil.copytree(%r, sys.argv[sys.argv.index("--out") + 1])
print('{"event": "result"}', flush=True)
"""


def test_it_is_trained_when_asked_and_scrubbed(
    visit: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, trained: Path
) -> None:
    """The last epoch is shown first; before training the biases are the ones that it began with."""
    monkeypatch.setattr(command, "START", TRAINS % str(trained))
    page = visit("/learn/16-trained#lang=en").page
    page.wait_for_function(SETTLED, timeout=60_000)
    figure = page.locator("figure").first
    figure.locator("button.measure").click()
    figure.locator("[data-epoch='3']").wait_for(timeout=60_000)
    moments = page.evaluate("convscope.figures.find((one) => one.kind === 'learning').seen.found.moments")
    assert figure.locator(".learnt canvas").count() == 6
    figure.locator("input[type=range]").fill("0")
    figure.locator("[data-epoch='0']").wait_for()
    biases = [float(one.get_attribute("data-bias")) for one in figure.locator("[data-bias]").all()]
    assert biases == moments[0]["biases"] != moments[3]["biases"]
    page.click("#language")
    page.wait_for_function(f"{SETTLED} && document.querySelector('.lesson h1').textContent === '训练改变了什么'")
