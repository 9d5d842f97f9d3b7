"""Check in a browser: its numbers are the library's, and every part answers."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import convscope as cs
from convscope import lab
from convscope.network import Network
from convscope.network.table import row

SETTLED = "document.documentElement.dataset.settled"
CELLS = "[...document.querySelectorAll('.layers tbody tr')].map((row) => [...row.children].map((c) => c.textContent))"

DRAGGED = """(range, to) => {
  range.value = to;
  for (const kind of ["input", "change"]) range.dispatchEvent(new Event(kind));
}"""
REDUCED = "(macs) => document.querySelector('[data-way=reduced]')?.innerText.includes(macs)"


def cells(network: Network) -> list[list[str]]:
    """Give name, output, parameters, MACs and receptive field of each layer, as the library's table has them."""
    return [[row(layer)[0], *row(layer)[5:]] for layer in network]


def shown(page: Any) -> list[list[str]]:
    page.wait_for_function(SETTLED)
    return [one[:-1] for one in page.evaluate(CELLS)]


@pytest.mark.parametrize(("name", "size"), [("lenet5", (32, 32)), ("torchvision:resnet18", (224, 224))])
def test_the_table_is_the_librarys(visit_to: Callable[..., Any], name: str, size: tuple[int, int]) -> None:
    """Every cell; and the graph has a place for every layer."""
    model = cs.load(name)
    page = visit_to(lab.Opened(name, model), "/check#lang=en").page
    network = cs.trace(cs.load(name).module, (model.contract.channels, *size), target=name)
    assert shown(page) == cells(network)
    assert page.locator(".graph .entry").count() == len(network)
    wide = "(() => { const pane = document.querySelector('.sheet'); return pane.scrollWidth <= pane.clientWidth; })()"
    assert page.evaluate(wide), "at 1280 px every column is seen"
    assert page.inner_text("[data-total=checkMacs]") == f"{network.macs:,}"


def test_every_part_of_a_network_with_skips(
    visit_to: Callable[..., Any], skips: lab.Opened, digit_picture: Path
) -> None:
    """One visit: select in either, a picture, another size, a unit, coverage, fixes, bottleneck, the other language."""
    one = visit_to(skips, "/check#lang=en")
    page = one.page
    module = cs.load(skips.spelling).module  # not the server's own, which it is tracing meanwhile
    assert shown(page) == cells(cs.trace(module, (3, 16, 16)))

    page.click(".layers tr:has-text('left')")  # chosen in both, and in the address
    page.wait_for_function("convscope.layer?.name === 'left'")
    assert page.locator(".graph .entry.chosen .name").text_content() == "left" and "layer=left" in page.url
    assert "8 · (8·3·3 + 1) = 584" in page.inner_text("#layer")
    page.wait_for_selector("#lost")
    assert page.inner_text("#lost") == "never read: rows 15; columns 15"
    page.hover(".graph .entry[data-layer='0']")
    assert page.locator(".layers tr.hover th").text_content() == "first"

    box = page.locator("#map").bounding_box()
    page.locator("#map").click(position={"x": box["width"] * 2.5 / 7, "y": box["height"] * 0.5 / 7})
    page.wait_for_function("convscope.layer?.unit.place.join() === '0,2'")
    pixels = cs.trace(module, (3, 16, 16)).explain("left", (0, 2)).unit
    assert pixels and f"{pixels.pixels} of 256 pixels" in page.inner_text("#layer")
    page.set_input_files("#picture-file", digit_picture)
    page.wait_for_function("convscope.state.picture && convscope.picture?.width === 16")
    page.click("[data-view=coverage]")
    page.wait_for_function("document.querySelector('.legend')")

    page.locator("input[type=range][data-axis='0']").evaluate(DRAGGED, 21)
    page.wait_for_function("convscope.found.size.join() === '21,21'")
    assert shown(page) == cells(cs.trace(module, (3, 21, 21))) and "size=21x21" in page.url
    page.wait_for_function("document.querySelector('.sizer').dataset.tried === 'all'")
    fits = cs.trace(module, (3, 16, 16)).sizes(8, 32).fits
    theirs = [[fit.size[0], fit.divides, fit.loses_nothing] for fit in fits]
    ours = "(at) => { const fit = convscope.slider.known(at); return [at, fit.divides, fit.loses_nothing]; }"
    assert [page.evaluate(ours, at) for at in range(8, 33)] == theirs

    page.click("#own")
    page.wait_for_function("convscope.found.size.join() === '16,16'")
    page.click("[data-fix=wasted-bias]")
    page.wait_for_function("convscope.found.fixed")
    assert page.locator(".layers tr.lit").count() == 1
    assert page.locator("[data-gained=parameters] td").all_inner_texts() == ["941", "→", "933"]
    page.click("#same")
    assert "--select wasted-bias" in page.inner_text("#drawer") and "report.fixed()" in page.inner_text("#drawer")
    page.click("#close")
    page.click("#unfix")
    page.wait_for_function("!convscope.found.fixed")

    page.click("[data-lecture=true]")
    for width, macs in ((16, "13,246,464"), (64, "52,985,856")):
        page.locator("#between").evaluate(
            "(range, to) => { range.value = to; range.dispatchEvent(new Event('input')); }", width
        )
        page.wait_for_function(
            "(macs) => document.querySelector('[data-way=reduced]')?.innerText.includes(macs)", arg=macs
        )
    assert "204,800" in page.inner_text("[data-way=direct]") and "160,563,200" in page.inner_text("[data-way=direct]")

    page.click("#language")
    page.wait_for_function("document.documentElement.lang === 'zh-CN'")
    assert "第 15 行和第 15 列从未被读取，占特征图的 12.1%" in page.inner_text(
        "#findings"
    ) and "感受野" in page.inner_text(".layers thead")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_a_size_that_fails_greys_the_table(visit: Callable[..., Any]) -> None:
    """Names the layer, keeps the last table; and a reload comes back to the same."""
    page = visit("/check#lang=zh&size=40x40", width=390).page
    page.wait_for_function(SETTLED)
    assert "fc1" in page.inner_text("#check-fault") and page.locator(".both.stale").count() == 1
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
    page.locator("#own").click()
    page.wait_for_function("convscope.found && !document.querySelector('.stale')")
    assert page.locator(".layers tbody tr").count() == 12
