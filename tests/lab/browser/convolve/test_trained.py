"""Kernels of trained first layers on the stage."""

from collections.abc import Callable
from typing import Any

import numpy as np

from convscope.lab.kernels import shipped


def test_one_of_lenets_takes_the_stage(opened: Callable[..., Any]) -> None:
    """Its weights are the layer's; all of them, and the most opposite two."""
    layer = shipped()[0]
    one = opened("picture=digit&height=16&width=16")
    one.page.locator(f"[data-layer='{layer['name']}'] button").nth(2).click()
    assert one.page.evaluate("convscope.seen.layer.kernels[0].values") == layer["kernels"][2]
    one.page.click("text=all of them >> nth=0")
    assert one.page.evaluate("convscope.seen.layer.kernels.length") == 6
    one.page.click("text=the most opposite pair >> nth=0")
    first, second = (np.array(k["values"]) for k in one.page.evaluate("convscope.seen.layer.kernels"))
    kernels = np.array(layer["kernels"]) / np.linalg.norm(layer["kernels"], axis=1, keepdims=True)
    assert np.isclose(first @ second / np.linalg.norm(first) / np.linalg.norm(second), (kernels @ kernels.T).min())
