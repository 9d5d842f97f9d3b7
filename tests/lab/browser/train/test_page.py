"""Train in a browser: a training started, paused, gone on with, killed, gone on with again, scrubbed, compared."""

import json
import os
import shutil
import signal
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load_file

import convscope as cs
from convscope import lab

NAME = "digits-lenet5"
WEIGHTS = ("weights.safetensors", "last.safetensors", "predictions.safetensors", "history/epoch-0002.safetensors")
LONG = 120_000


def test_a_training_from_the_page_is_the_command_lines(
    visit_to: Callable[..., Any], trained: Path, tmp_path: Path
) -> None:
    """Paused, resumed, its worker killed, resumed: the same bytes; then scrubbed and compared, in both languages."""
    opened = lab.Opened("lenet5", cs.load("lenet5"), words=("--threads", "1"), studio=lab.Studio(tmp_path))
    visited = visit_to(opened, "/train#lang=en&epochs=3")
    page = visited.page
    page.wait_for_selector("#begin")
    page.click("#same")
    assert f"convscope train digits --model lenet5 --out {tmp_path / NAME} --set epochs=3" in page.inner_text("#drawer")
    page.click("#close")
    page.click("#begin")

    folder = tmp_path / NAME
    page.wait_for_function("convscope.state.run === 'digits-lenet5'")
    worker = held(opened, folder, resumed=0)
    page.click("#pause")
    page.wait_for_function("convscope.found.queue[0].state === 'pausing'")
    os.kill(worker, signal.SIGCONT)
    page.wait_for_selector("#go-on", timeout=LONG)
    assert "convscope train --resume" in page.inner_text("#going")
    assert cs.open_run(folder).record.status == "interrupted"

    page.click("#go-on")
    os.kill(held(opened, folder, resumed=1), signal.SIGKILL)
    page.wait_for_function("convscope.found.shown['digits-lenet5'].run.state === 'cut off'", timeout=LONG)
    page.click("#language")
    assert "中断" in page.inner_text("#runs")
    page.click("#go-on")
    page.wait_for_function("!convscope.found.queue.length && convscope.lines.length === 3", timeout=LONG)
    assert "已完成" in page.inner_text("#going")
    opened.close()
    assert (folder / "report.html").is_file()
    as_by_the_command_line(folder, trained)
    scrubbed(page, folder)
    compared(page, trained, tmp_path)


def held(opened: lab.Opened, folder: Path, *, resumed: int) -> int:
    """Wait until the worker has begun to train, and stop it there for a while: the test is slower than it."""
    until = time.monotonic() + LONG / 1000
    while time.monotonic() < until:
        try:
            record = json.loads((folder / "run.json").read_text())
            begun = record["status"] == "running" and record["resumed"] == resumed
            if begun and (folder / "checkpoint.safetensors").is_file():
                turned = opened.studio.queue._jobs[0].command
                assert turned is not None and turned.command is not None
                command = turned.command
                os.kill(command._process.pid, signal.SIGSTOP)
                return command._process.pid
        except OSError:
            pass
        time.sleep(0.002)
    raise AssertionError("the worker did not begin")


def as_by_the_command_line(folder: Path, trained: Path) -> None:
    """Weights to the last bit; metrics and record but for times, places and how often it went on."""
    for name in WEIGHTS:
        assert (folder / name).read_bytes() == (trained / name).read_bytes(), name
    written = [(one / "metrics.jsonl").read_text().splitlines() for one in (folder, trained)]
    lines = [[json.loads(line) for line in one] for one in written]
    for line in (*lines[0], *lines[1]):
        line.pop("images_per_second")
    assert lines[0] == lines[1]
    own = {"started", "command", "seconds", "resumed", "tuned"}
    records = [json.loads((one / "run.json").read_text()) for one in (folder, trained)]
    assert records[0]["resumed"] == 2
    assert all(records[0][name] == records[1][name] for name in records[1] if name not in own)


def scrubbed(page: Any, folder: Path) -> None:
    """Kernels, biases and matrix follow the scrubber; reloading and going back lead to the same moment."""
    page.focus("#scrubber")
    for epoch in (2, 1, 0):
        page.keyboard.press("ArrowLeft")
        page.wait_for_function(f"convscope.seen.epoch === {epoch}")
    assert "at=0" in page.url and "训练之前" in page.inner_text("#moment h2")
    bias = load_file(folder / "history" / "epoch-0000.safetensors")["conv1.bias"]
    shown = [float(one.split()[1].replace("−", "-")) for one in page.locator("#kernels small").all_inner_texts()]
    assert np.allclose(shown, bias, rtol=0.06, atol=1e-3)
    page.reload()
    page.wait_for_function("convscope.seen?.epoch === 0")
    page.select_option("#layer", "conv2")
    page.wait_for_function("convscope.seen.layer === 'conv2'")
    assert page.locator("#kernels .strip").count() == 16
    page.click("#picture-after")
    page.wait_for_function("convscope.seen.picture.at === 1")
    page.click("#latest")
    page.wait_for_function("convscope.seen.epoch === 3")
    held_out = page.inner_text("[data-keys=score] [data-series='0 validation'] b")
    assert page.inner_text("#matrix [data-fact=right]") == held_out


def compared(page: Any, trained: Path, folder: Path) -> None:
    """Another run over the first one's curves, and a table of what came out; in English."""
    shutil.copytree(trained, folder / "other")
    record = json.loads((trained / "run.json").read_text())
    (folder / "other" / "run.json").write_text(json.dumps({**record, "seed": 9}))
    page.click("#language")
    page.click("[data-against=other]", timeout=LONG)
    page.wait_for_selector("#against table")
    assert page.locator("[data-what=seed] td").all_inner_texts() == ["0", "9"]
    assert page.locator("[data-keys=loss] [data-series]").count() == 4
    page.click("#same")
    assert "convscope runs compare" in page.inner_text("#drawer")
    page.click("#close")
    page.go_back()
    page.wait_for_function("!document.querySelector('#against table')")


def test_mistakes_are_told_on_the_page(visit_to: Callable[..., Any], tmp_path: Path) -> None:
    """A folder that is not there; others are offered no folder at all. A run that is gone is told, too."""
    opened = lab.Opened("lenet5", cs.load("lenet5"), studio=lab.Studio(tmp_path / "runs"))
    page = visit_to(opened, "/train#lang=zh&data=no/such/photos", width=390).page
    page.wait_for_selector("#setup-data-own")
    page.click("#begin")
    page.wait_for_selector("#fault .lost")
    assert "no/such/photos" in page.inner_text("#fault") and not (tmp_path / "runs").exists()
    page.evaluate("convscope.turn({ run: 'gone' })")
    page.wait_for_function("document.querySelector('#fault').textContent.includes('gone')")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
