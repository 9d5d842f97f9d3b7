"""Ship in a browser: a file made, saved, and held against PyTorch layer by layer."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import convscope as cs
from convscope import lab
from convscope.lab.ship import targets
from convscope.lab.ship.targets import timing
from convscope.training import Setup

ENDED = "convscope.found && !convscope.found.running"
QUICK: dict[str, Any] = {"on": "torch,onnxruntime", "batches": "1", "seconds": 0.1}


def test_a_file_is_made_saved_and_compared(
    visit_to: Callable[..., Any], skips: lab.Opened, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its numbers are the library's, in both languages; chart, table and inspector show one layer together."""
    monkeypatch.setattr(targets, "timing", lambda opened: replace(timing(opened), **QUICK))
    opened = replace(skips, words=("--threads", "1"), workshop=type(skips.workshop)())
    page = visit_to(opened, "/ship#lang=en").page
    page.wait_for_selector("#make-onnx")
    assert page.is_disabled("#compare") and not page.locator("#make-int8").count()
    assert "--calibrate photos/" in page.inner_text("[data-target=int8]")
    page.click("#same")
    assert f"convscope ship {opened.spelling}\n" in page.inner_text("#drawer-body")
    page.click("#close")
    page.click("#make-onnx")
    page.wait_for_selector("#stop-onnx")
    page.wait_for_selector("[data-target=onnx] progress[value]", timeout=120_000)  # once it said how far it is
    assert "%" in page.inner_text("[data-target=onnx] [role=status]")
    page.wait_for_function(f"{ENDED} && convscope.found.comparable.length", timeout=120_000)
    with page.expect_download() as coming:
        page.click("[data-target=onnx] a")
    place = tmp_path / coming.value.suggested_filename
    coming.value.save_as(place)
    assert f"{place.stat().st_size:,} B" == page.inner_text("[data-target=onnx] [data-fact=bytes]")

    page.click("#compare")
    page.wait_for_function(f"{ENDED} && convscope.found.compared?.result", timeout=120_000)
    with Setup(0, "cpu", 1).applied():  # as the command draws the weights
        (found,) = cs.ship.compare(cs.load(opened.spelling), [place]).files
    rows = page.locator("#compared tbody tr")
    assert rows.count() == len(found.layers) == page.locator(".chart .column").count()
    assert page.locator(".chart .mark").count() == len(found.found)
    at = next(at for at, one in enumerate(found.layers) if one.tensor and one.largest)
    shown = rows.nth(at).locator("td").all_inner_texts()
    largest, relative = (float(words.replace("−", "-")) for words in shown[:2])
    assert largest == pytest.approx(found.layers[at].largest, rel=0.06)
    assert relative == pytest.approx(found.layers[at].relative, rel=0.06)
    assert re.sub(r"\D+", " ", shown[3]).split() == [str(place) for place in found.layers[at].where]
    assert f"{len(found.found)}" in page.inner_text("[data-verdict=onnx]")

    page.locator(".chart .column").nth(at).click()
    name = found.layers[at].layer
    assert page.inner_text("#layer h2") == name and f"layer={name}" in page.url
    assert "chosen" in (rows.nth(at).get_attribute("class") or "")
    rows.nth(at).press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.inner_text("#layer h2") == found.layers[at + 1].layer
    page.click("#same")
    assert f"--compare {place.name}" in page.inner_text("#drawer-body")
    page.click("#close")
    page.click("#language")
    assert page.inner_text("[data-target=onnx] [data-fact=bytes]") == f"{place.stat().st_size:,} 字节"
    assert rows.nth(at).locator("td").all_inner_texts() == shown and "逐层比较" in page.inner_text("#compared h2")
    timed_in_two_runtimes(page, opened)
    opened.close()


def timed_in_two_runtimes(page: Any, opened: lab.Opened) -> None:
    """The fastest first, the recommended one marked, its command in the drawer; in Chinese, then in English."""
    page.click("#bench")
    page.wait_for_selector("#stop-bench")
    assert page.is_disabled("#compare") and page.is_disabled("#make-onnx") and "what=bench" in page.url
    page.wait_for_function(f"{ENDED} && convscope.found.timed?.result", timeout=120_000)
    found = page.evaluate("convscope.found.timed.result")
    assert [one["name"] for one in found["measured"]] == page.locator("#timed tbody th").all_inner_texts()
    assert {one["name"] for one in found["measured"]} == {"torch", "onnxruntime"}
    times = [
        float(words.removesuffix(" ms")) for words in page.locator("#timed tbody td:nth-child(2)").all_inner_texts()
    ]
    assert times == sorted(times) and times == pytest.approx([one["p50"] for one in found["measured"]], rel=0.006)
    assert page.locator("#timed tr.recommended").get_attribute("data-runtime") == found["recommended"]
    assert f"建议用 {found['recommended']} 运行" in page.inner_text("#timed [data-fact=advice]")
    page.click("#same")
    assert f"convscope bench {opened.spelling}\n" in page.inner_text("#drawer-body")
    page.click("#close")
    page.click("#language")
    assert f"Run it in {found['recommended']}: " in page.inner_text("#timed [data-fact=advice]")
    roof = page.inner_text("#timed [data-fact=roofline]")
    assert f"by {found['roofline']['bound']}. {found['recommended']} takes " in roof


def test_what_cannot_be_made_is_named_with_layer_and_line(visit_to: Callable[..., Any], tmp_path: Path) -> None:
    """The library's own sentence; nothing is there to be saved."""
    net = tmp_path / "net.py"
    net.write_text(BESSEL, encoding="utf-8")
    opened = lab.Opened(f"{net}:Net", cs.load(f"{net}:Net"), words=("--threads", "1"))
    page = visit_to(opened, "/ship#lang=en", width=390).page
    page.click("#make-c")
    page.wait_for_function(f"{ENDED} && convscope.found.targets[2].work", timeout=120_000)
    told = page.inner_text("[data-target=c] [role=alert]")
    assert (
        "bessel_j0" in told
        and " net.py:12" in told
        and str(tmp_path) not in page.inner_text("main")
        and not page.locator("[data-target=c] a").count()
    )
    opened.close()


BESSEL = """
import torch
from torch import nn

class Net(nn.Module):
    input_shape = (1, 8, 8)
    def __init__(self):
        super().__init__()
        self.head = nn.Linear(64, 2)

    def forward(self, pictures):
        return torch.special.bessel_j0(self.head(pictures.flatten(1)))
"""
