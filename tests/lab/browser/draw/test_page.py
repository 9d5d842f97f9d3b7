"""Draw in a browser: a digit by mouse, its layers and links, the shift, both languages."""

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

import convscope as cs
from convscope import lab
from convscope.model import Model
from convscope.models import build
from convscope.network import watch
from convscope.network.exact import receptive_set
from convscope.picture import InputContract

SETTLED = "document.documentElement.dataset.settled"
ONE = [(0.55, 0.2), (0.5, 0.8)]
SEVEN = [(0.25, 0.2), (0.75, 0.2), (0.45, 0.85)]


def stroke(page: Any, points: list[tuple[float, float]]) -> None:
    """Draw with the mouse, shares of the pad, slowly enough that answers come between."""
    box = page.locator("#pad").bounding_box()
    for at, (x, y) in enumerate(points):
        page.mouse.move(box["x"] + x * box["width"], box["y"] + y * box["height"], steps=5)
        if not at:
            page.mouse.down()
    page.mouse.up()
    page.wait_for_function(SETTLED)


def answered(page: Any) -> str:
    return str(page.locator("#bars .best .name").inner_text())


def pointed(page: Any, unit: list[int]) -> None:
    """Move the pointer over a unit's cell and wait for its number."""
    box = page.locator("#tower").bounding_box()
    x, y = page.evaluate("(unit) => convscope.tower.whereIs(unit)", unit)
    page.mouse.move(box["x"] + x, box["y"] + y)
    page.wait_for_function("(unit) => convscope.linked?.unit.join() === unit.join()", arg=unit)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_digit_drawn_by_mouse(visit: Callable[..., Any], language: str) -> None:
    """Recognised; no long task; a unit is PyTorch's, its links the receptive field; a reload comes back to the same."""
    page = visit(f"/draw#lang={language}").page
    page.wait_for_function(SETTLED)
    assert answered(page) == "3", "one of scikit-learn's to begin with"
    long: list[int] = []
    while len(long) < 6 and 0 not in long:  # another program may hold the processor during a stroke, not during six
        page.click("#clear")
        page.wait_for_function(SETTLED)
        before = page.evaluate("convscope.long")
        stroke(page, SEVEN)
        long.append(page.evaluate("convscope.long") - before)
    assert 0 in long, "no task over 100 ms while drawing"
    assert answered(page) == "7" and page.locator("#bars li").count() == 10
    assert page.evaluate("convscope.times.length") > 1, "answers came during the stroke"

    model = cs.load("lenet5:mnist")
    entered = np.frombuffer(base64.b64decode(page.evaluate("convscope.found.entered.bytes")), np.uint8)
    network, outputs = watch(model.module, model.enter(entered.reshape(1, 32, 32, 1)))
    index = network["conv2"].index
    pointed(page, [index, 5, 4, 7])
    expected = float(outputs[index][0, 5, 4, 7])
    assert float(page.get_attribute("#value", "data-value")) == pytest.approx(expected, rel=1e-5)
    words = {"en": "conv2, map 5, row 4, column 7", "zh": "conv2，特征图 5，第 4 行，第 7 列"}[language]
    assert words in page.inner_text("#told")
    mask = receptive_set(network, "conv2", (4, 7))
    [[_, rows, columns]] = page.evaluate("convscope.linked.read['-1']")
    assert [rows, columns] == [[[4 * 2, 4 * 2 + 13]], [[14, 27]]]
    assert mask[8:22, 14:28].all() and mask.sum() == 14 * 14
    drawn = page.evaluate("convscope.tower.planes.map((plane) => [plane.name, plane.rects.length])")
    read = {"": 1, "conv1": 6, "relu1": 6, "pool1": 6, "conv2": 1}
    assert dict(drawn) == {layer.name: 0 for layer in network} | read
    page.mouse.down()
    page.mouse.up()
    page.wait_for_function("location.hash.includes('unit=')")
    page.reload()
    page.wait_for_function(SETTLED)
    page.wait_for_function("convscope.linked")
    assert np.array_equal(
        np.frombuffer(base64.b64decode(page.evaluate("convscope.found.entered.bytes")), np.uint8), entered
    )
    assert page.evaluate("convscope.linked.unit") == [index, 5, 4, 7]


def test_the_digit_is_dragged(visit: Callable[..., Any]) -> None:
    """By mouse and by keys; what enters is moved by whole pixels, the map of shifts follows; back by the history."""
    page = visit("/draw#lang=en&tool=move").page
    page.wait_for_function(SETTLED)
    read = "Array.from(convscope.found.entered.values)"
    unmoved = np.array(page.evaluate(read)).reshape(32, 32)
    box = page.locator("#pad").bounding_box()
    page.mouse.move(box["x"] + 140, box["y"] + 140)
    page.mouse.down()
    page.mouse.move(box["x"] + 140 + 3 * box["width"] / 32, box["y"] + 140 - 2 * box["height"] / 32, steps=3)
    page.mouse.up()
    page.wait_for_function(f"{SETTLED} && location.hash.includes('across=3')")
    moved = np.array(page.evaluate(read)).reshape(32, 32)
    np.testing.assert_array_equal(moved[:-2, 3:], unmoved[2:, :-3])
    assert "−2 down, 3 right" in page.inner_text("#shift")
    page.click("#shift-map-make")  # on a slow machine it is not made by itself
    page.wait_for_selector("#shift-map")
    assert page.evaluate("convscope.moves.reach") >= 1 and page.evaluate("convscope.moves.name") == "3"
    page.focus("#pad")
    page.keyboard.press("ArrowDown")
    page.wait_for_function("convscope.state.down === -1")
    page.go_back()
    page.wait_for_function("convscope.state.down === -2")
    page.go_back()
    page.wait_for_function(f"{SETTLED} && convscope.state.across === 0")


def test_strokes_erased_undone_and_entered_as_drawn(visit: Callable[..., Any]) -> None:
    """The eraser takes ink away, undo a stroke, clear all; as drawn the whole pad enters; on a phone nothing is cut."""
    page = visit("/draw#lang=zh", width=390).page
    page.wait_for_function(SETTLED)
    ink = "convscope.found.entered.values.reduce((sum, one) => sum + (one > 0), 0)"
    stroke(page, ONE)
    whole = page.evaluate(ink)
    page.click("#tool-eraser")
    stroke(page, [(0.1, 0.3), (0.9, 0.3)])
    page.keyboard.press("Control+z")
    page.wait_for_function(f"{SETTLED} && convscope.state.ink.length === 1")
    assert page.evaluate(ink) == whole
    page.click("#clear")
    page.wait_for_function(f"{SETTLED} && {ink} === 0")
    page.go_back()
    page.wait_for_function(f"{SETTLED} && {ink} === {whole}")
    page.click("#inspect")
    page.click("[data-form=drawn]")
    page.wait_for_function(f"{SETTLED} && location.hash.includes('form=drawn')")
    assert "140 × 140" in page.inner_text("#form-told") and page.evaluate(ink) not in (0, whole)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.click("#inspect")
    page.click("#same")
    assert page.locator("#drawer pre").first.inner_text() == "convscope look lenet5:mnist entered.png"


def test_a_painting_and_what_takes_no_picture(visit_to: Callable[..., Any], tmp_path: Path) -> None:
    """A picture comes beside the pad in place of bars; a network of numbers gives one sentence."""
    torch.manual_seed(0)
    painter = Model(torch.nn.Conv2d(3, 3, 3, padding=1).eval(), InputContract(3, 32, 32), (), "net")
    page = visit_to(lab.Opened("net", painter), "/draw#lang=en").page
    page.wait_for_function(SETTLED)
    before = page.get_attribute("#bars img", "src")
    stroke(page, ONE)
    assert page.get_attribute("#bars img", "src") != before and not page.locator("#bars li").count()
    place = tmp_path / "net.py"
    place.write_text("from torch import nn\nclass Net(nn.Linear):\n    input_shape = (4,)\n")
    built = build(f"{place}:Net(4, 2)")
    told = visit_to(lab.Opened("net.py:Net", built), "/draw#lang=en").page
    told.wait_for_function(SETTLED)
    assert "takes no picture" in told.inner_text("[role=alert]") and not told.locator("#pad").is_visible()
