"""The figure of training, in the browser."""

from collections.abc import Callable
from typing import Any

import pytest

from convscope.lab.lessons import learning

SETTLED = "document.documentElement.dataset.settled"


def test_it_is_trained_when_asked_and_scrubbed(visit: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    """The last epoch is shown first; before training the biases are the ones that it began with."""
    monkeypatch.setattr(learning, "EPOCHS", 2)
    page = visit("/learn/35-trained#lang=en").page
    page.wait_for_function(SETTLED, timeout=60_000)
    figure = page.locator("figure").first
    figure.locator("button.measure").click()
    figure.locator("[data-epoch='2']").wait_for(timeout=60_000)
    moments = page.evaluate("convscope.figures[0].seen.found.moments")
    assert figure.locator(".learnt canvas").count() == 6
    figure.locator("input[type=range]").fill("0")
    figure.locator("[data-epoch='0']").wait_for()
    biases = [float(one.get_attribute("data-bias")) for one in figure.locator("[data-bias]").all()]
    assert biases == moments[0]["biases"] != moments[2]["biases"]
    page.click("#language")
    page.wait_for_function(f"{SETTLED} && document.querySelector('.lesson h1').textContent === '训练改变了什么'")
