"""Apply without a scene: one picture, before and after."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

import convscope as cs
from convscope import lab


def test_a_picture_is_opened_and_stays_after_a_reload(visit_to: Callable[..., Any], tmp_path: Path) -> None:
    """Bars as Python has them; the line is dragged; the address holds the picture; in Chinese as well."""
    model = cs.load("lenet5:mnist")
    pixels = np.zeros((28, 28), np.uint8)
    pixels[4:24, 13:16] = 255
    Image.fromarray(pixels).save(tmp_path / "one.png")
    page = visit_to(lab.Opened("lenet5:mnist", model), "/apply#lang=en").page
    page.wait_for_function("document.documentElement.dataset.settled")
    page.set_input_files("#picture-file", tmp_path / "one.png")
    page.wait_for_function("document.documentElement.dataset.applied === 'classes'")
    shares = [float(row.get_attribute("data-share")) for row in page.locator(".found tr").all()]
    assert page.locator(".found tr td").first.inner_text() == "1" and shares == sorted(shares, reverse=True)
    page.locator(".compared input").fill("80")
    assert "80%" in page.locator(".compared .over").get_attribute("style")
    assert "picture=" in page.url
    page.click("#language")
    page.wait_for_function("document.querySelector('#pictures p').textContent.startsWith('给网络')")
    page.reload()
    page.wait_for_function("document.documentElement.dataset.applied === 'classes'")
    assert "softmax" in page.inner_text("#pictures")
    page.click("#same")
    assert page.locator("#drawer pre").first.inner_text() == "convscope predict lenet5:mnist photo.jpg"
