"""Apply without a scene: one picture, before and after."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image

import convscope as cs
from convscope import lab
from convscope.model import Model
from convscope.picture import InputContract


def test_a_picture_is_opened_and_stays_after_a_reload(visit_to: Callable[..., Any], tmp_path: Path) -> None:
    """Bars as Python has them; the address holds the picture; in Chinese as well."""
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
    assert page.locator(".compared img").count() == 1 and not page.locator(".compared input").count()
    assert "picture=" in page.url
    page.click("#language")
    page.wait_for_function("document.querySelector('#pictures p').textContent.startsWith('给网络')")
    page.reload()
    page.wait_for_function("document.documentElement.dataset.applied === 'classes'")
    assert "softmax" in page.inner_text("#pictures")
    page.click("#same")
    assert page.locator("#drawer pre").first.inner_text() == "convscope predict lenet5:mnist photo.jpg"


def test_labels_are_laid_over_and_the_line_is_dragged(visit_to: Callable[..., Any], tmp_path: Path) -> None:
    """Right of the line the labels' colours, left of it the picture."""
    torch.manual_seed(0)
    model = Model(torch.nn.Conv2d(3, 4, 3, padding=1).eval(), InputContract(3, 16, 16), ("a", "b", "c", "d"), "net")
    pixels = np.random.default_rng(0).integers(0, 256, (16, 16, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(tmp_path / "any.png")
    page = visit_to(lab.Opened("net", model), "/apply#lang=en").page
    page.wait_for_function("document.documentElement.dataset.settled")
    page.set_input_files("#picture-file", tmp_path / "any.png")
    page.wait_for_function("document.documentElement.dataset.applied === 'pixels'")
    page.locator(".compared input").fill("80")
    assert "80%" in page.locator(".compared .over").get_attribute("style")
    assert page.locator(".found .swatch").count() == page.locator(".found tr").count() > 0
