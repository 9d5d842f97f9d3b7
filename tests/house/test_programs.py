"""The how-tos and the tutorial are programs: the very text shown, run from top to bottom on a few small pictures."""

import re
import shlex
import sys
import threading
import urllib.request
from collections.abc import Callable
from pathlib import Path
from runpy import run_path

import numpy as np
import pytest
import torch
from click.testing import CliRunner
from PIL import Image

from convscope.cli.main import app
from convscope.training import recipe_for

DOCS = Path(__file__).parents[2] / "docs"
PROGRAMS = DOCS / "programs"
NET = """
from torch import nn


class Net(nn.Sequential):
    input_shape = (3, 32, 32)

    def __init__(self, channels=3, classes=2):
        self.input_shape = (channels, 32, 32)
        maps = [nn.Conv2d(channels, 8, 4, stride=4, bias=False), nn.BatchNorm2d(8), nn.ReLU()]
        super().__init__(*maps, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(8, classes))
"""
SHORT = {
    "folder": {"epochs": "1"},
    "multi-label": {"epochs": "1"},
    "fine-tune": {"epochs": "1", "head_epochs": "5"},
}
NOT_RUN = {"lab": "serves until it is stopped; tests/lab has it", "python": "serves; a test of its own asks it"}


def commands(page: str) -> list[str]:
    """Give what a page shows after a ``$``."""
    blocks = re.findall(r"^```console\n(.*?)^```", (DOCS / page).read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    return [line[2:] for block in blocks for line in block.splitlines() if line.startswith("$ ")]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory, picture: Callable[..., Image.Image]) -> Path:
    """Make the folder that the pages speak of: pictures of two classes, of several labels, grey, of six bands."""
    root = tmp_path_factory.mktemp("world")
    (root / "net.py").write_text(NET)
    for number, name in enumerate(("ants", "bees", "cat", "dog")):
        for one in range(48 if number < 2 else 14):
            parts = ("train", "val")[one % 2] if name in ("ants", "bees") else ""
            folder = root / ("ants-bees" if parts else "photos") / parts / name
            folder.mkdir(parents=True, exist_ok=True)
            shade = np.asarray(picture(100 * number + one)).astype(int) + (-60 if number % 2 else 60)
            Image.fromarray(shade.clip(0, 255).astype(np.uint8)).save(folder / f"{one}.png")
    for place in ("grey/a", "grey/b", "bands/a", "bands/b", "new"):
        (root / place).mkdir(parents=True)
    random = np.random.default_rng(0)
    rows = ["path,label"]
    for one in range(14):
        for name in "ab":
            grey = random.integers(0, 65536, (20, 20), dtype=np.uint16)
            Image.fromarray(grey).save(root / f"grey/{name}/{one}.png")
            np.save(root / f"bands/{name}/{one}.npy", random.integers(0, 256, (20, 20, 6), dtype=np.uint8))
        rows.append(f"photos/cat/{one}.png,{('sky', 'sky;sea', 'sea;land')[one % 3]}")
        rows.append(f"photos/dog/{one}.png,{('land', 'sky;land')[one % 2]}")
    (root / "tags.csv").write_text("\n".join(rows) + "\n")
    for one in range(3):
        picture(900 + one).save(root / "new" / f"{one}.png")
    picture(990).save(root / "ant.jpg")
    torch.save(run_path(str(root / "net.py"))["Net"]().state_dict(), root / "w.pt")
    return root


@pytest.fixture
def here(world: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in that folder, every training cut to an epoch."""
    monkeypatch.chdir(world)
    monkeypatch.syspath_prepend(str(world))
    monkeypatch.setattr(
        "convscope.training.outset.default_recipe",
        lambda name: recipe_for(name).with_settings(SHORT.get(name, {"epochs": "1"})),
    )
    return world


def run(line: str) -> None:
    """Run a command as it is typed; it must not fail."""
    program, *words = shlex.split(line)
    if program in NOT_RUN or words[0] in NOT_RUN:
        return
    if words[0] == "bench":  # a moment each
        words += ["--seconds", "0.5", "--on", "torch,onnxruntime", "--batches", "1"]
    result = CliRunner().invoke(app, words)
    assert result.exit_code == 0, f"{line}\n{result.output}"


@pytest.mark.parametrize("name", ["how-to", "tutorial"])
def test_a_pages_script_is_its_commands(name: str) -> None:
    """In their order, and nothing else."""
    lines = [line for line in (PROGRAMS / f"{name}.sh").read_text().splitlines() if not line.startswith("#")]
    assert lines == ["set -e", *commands(f"{name}.md")]


def test_programs_are_shown_word_for_word() -> None:
    """Each Python block of the how-tos is a file, and each file is shown."""
    text = (DOCS / "how-to.md").read_text(encoding="utf-8")
    shown = re.findall(r"^```python\n(# (\w+\.py)[:].*?)^```", text, re.MULTILINE | re.DOTALL)
    assert sorted(name for _, name in shown) == sorted(path.name for path in PROGRAMS.glob("*.py"))
    assert len(shown) == text.count("```python")
    for code, name in shown:
        assert (PROGRAMS / name).read_text(encoding="utf-8") == code


def test_the_tutorial_runs(here: Path) -> None:
    """From a folder of pictures to a shipped network and its speed, with a small network that comes with weights."""
    for line in commands("tutorial.md"):
        run(line.replace(" pretrained ", " lenet5:cifar10 "))
    assert (here / "runs/ants/report.html").is_file() and (here / "sheet.png").is_file()
    assert list((here / "runs/ants").glob("*.onnx"))


def test_the_how_tos_run(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """In the page's order, its Python between its commands."""
    text = (DOCS / "how-to.md").read_text(encoding="utf-8")
    for kind, block in re.findall(r"^```(console|python)\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        if kind == "console":
            for line in block.splitlines():
                run(line.removeprefix("$ "))
        elif (name := block.split()[1].removesuffix(":")) != "serve.py":
            run_path(str(PROGRAMS / name), run_name="__main__")
    said = capsys.readouterr().out
    assert "its scores are PyTorch's to at most" in said and "new/0.png" in said
    assert {"mine.onnx", "mine-int8.onnx", "both.html", "bench.png", "looked.html"} <= {
        one.name for one in here.iterdir()
    }


def test_the_server_answers_as_the_network(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A picture is sent to it by HTTP, and the class comes back that `predict` gives."""
    import convscope as cs

    monkeypatch.setattr(sys, "argv", ["serve.py", "mine.onnx", "0"])
    program = run_path(str(PROGRAMS / "serve.py"))
    server = program["HTTPServer"](("127.0.0.1", 0), program["Answers"])
    monkeypatch.setattr(program["Answers"], "log_message", lambda *_: None)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        for one in cs.predict("mine.onnx", "new"):
            asked = urllib.request.Request(f"http://127.0.0.1:{server.server_port}/", Path(one.path).read_bytes())
            with urllib.request.urlopen(asked) as answer:
                assert f'"class": "{one.answer}"' in answer.read().decode()
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
