"""A browser, with the exported page in it from the disk or a page of a served lab; requests and errors are noted."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import uvicorn
from click.testing import CliRunner
from PIL import Image
from playwright.sync_api import Browser, Page
from sklearn.datasets import load_digits

from convscope import lab, load
from convscope.cli.main import app
from convscope.lab.app import application
from convscope.verbs import run_report

SKIPS = """
from torch import nn

class Net(nn.Module):
    input_shape = (3, 16, 16)

    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(3, 8, 3, stride=2)
        self.norm = nn.BatchNorm2d(8)
        self.left = nn.Conv2d(8, 8, 3, padding=1)
        self.right = nn.Conv2d(8, 8, 1)
        self.head = nn.Linear(8, 5)

    def forward(self, pictures):
        maps = self.norm(self.first(pictures)).relu()
        maps = maps + self.left(maps).relu() + self.right(maps)
        return self.head(maps.mean((2, 3)))
"""


SEGMENTS = """
import torch
from torch import nn

class Net(nn.Module):
    input_shape = (3, 32, 32)

    def __init__(self):
        super().__init__()
        torch.manual_seed(0)
        self.first = nn.Conv2d(3, 4, 3, padding=1)

    def forward(self, pictures):
        return self.first(pictures)
"""


@dataclass
class Opened:
    """The page, and what it asked for and complained of."""

    page: Page
    requests: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def seen(self, words: str) -> Any:
        """Evaluate something of the page's own: ``seen("seen.output.height")``."""
        return self.page.evaluate(f"convscope.{words}")


@pytest.fixture(scope="session")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lab.export(tmp_path_factory.mktemp("lab") / "convolve.html").path


@pytest.fixture
def opened(browser: Browser, exported: Path) -> Iterator[Callable[..., Opened]]:
    """Open the page: ``opened("mode=max", width=390)``; at the end nothing was asked for and nothing failed."""
    with visiting(browser, exported.as_uri()) as visit:

        def open_at(address: str = "", width: int = 1280, height: int = 900) -> Opened:
            one = visit(f"{exported.as_uri()}#lang=en&{address}", width, height)
            one.page.wait_for_function("document.documentElement.dataset.settled")
            return one

        yield open_at


@pytest.fixture(scope="session")
def digit_picture(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a digit as a picture file."""
    place = tmp_path_factory.mktemp("digit") / "three.png"
    Image.fromarray((load_digits().images[3] * 15).astype(np.uint8)).resize((28, 28)).save(place)
    return place


@pytest.fixture(scope="session")
def served(digit_picture: Path) -> Iterator[str]:
    """Serve a trained LeNet-5 and a digit as ``convscope lab`` does; give the address, without a slash at the end."""
    opened = lab.Opened("lenet5:mnist", load("lenet5:mnist"), digit_picture)
    with serving(opened) as address:
        yield address


@pytest.fixture(scope="session")
def skips(tmp_path_factory: pytest.TempPathFactory, digit_picture: Path) -> lab.Opened:
    """Open a network with skips, whose first stride loses a row of even sizes and whose bias is wasted."""
    place = tmp_path_factory.mktemp("skips") / "net.py"
    place.write_text(SKIPS, encoding="utf-8")
    return lab.Opened(f"{place}:Net", load(f"{place}:Net"), digit_picture)


@pytest.fixture(scope="session")
def land(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write a scene of 300 × 520 pixels of 30 m in UTM, its left tenth without data."""
    rasterio = pytest.importorskip("rasterio")
    pixels = np.random.default_rng(0).integers(1, 255, (3, 300, 520), dtype=np.uint8)
    pixels[:, :, :52] = 0
    place = tmp_path_factory.mktemp("land") / "land.tif"
    transform = rasterio.Affine(30, 0, 500_000, 0, -30, 4_000_000)
    options = {"driver": "GTiff", "count": 3, "height": 300, "width": 520, "dtype": "uint8", "nodata": 0}
    with rasterio.open(place, "w", crs="EPSG:32618", transform=transform, **options) as file:
        file.write(pixels)
    return place


@pytest.fixture(scope="session")
def labels(land: Path) -> Path:
    """Write labels of it: 255 without data, then a class 0 and, from column 260, a class 2 called water."""
    import rasterio

    place = land.with_name("labels.tif")
    numbers = np.zeros((1, 300, 520), np.uint8)
    numbers[:, :, :52], numbers[:, :, 260:] = 255, 2
    with rasterio.open(land) as scene:
        profile = {**scene.profile, "count": 1, "nodata": 255}
    with rasterio.open(place, "w", **profile) as file:
        file.write(numbers)
        file.update_tags(class_0="field", class_2="water")
        file.write_colormap(1, {0: (10, 200, 30), 2: (0, 0, 250)})
    return place


@pytest.fixture(scope="session")
def segmenting(tmp_path_factory: pytest.TempPathFactory, land: Path, labels: Path) -> lab.Opened:
    """Open a network that answers a class a pixel, with that scene and its labels."""
    place = tmp_path_factory.mktemp("segments") / "net.py"
    place.write_text(SEGMENTS, encoding="utf-8")
    spelling = f"{place}:Net"
    said = {"mean": "0.5", "std": "0.5"}
    return lab.Opened(spelling, load(spelling, mean=0.5, std=0.5), scenery=lab.Scenery(str(land), labels), said=said)


@pytest.fixture(scope="session")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Train LeNet-5 on digits for three epochs by the command line, into runs/digits-lenet5; without its report."""
    folder = tmp_path_factory.mktemp("trained") / "runs" / "digits-lenet5"
    words = ["train", "digits", "--model", "lenet5", "--set", "epochs=3", "--threads", "1", "--out", str(folder)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(run_report, "leave_report", lambda *_: None)
        assert CliRunner().invoke(app, [*words, "--quiet"]).exit_code == 0
    return folder


@pytest.fixture
def visit(browser: Browser, served: str) -> Iterator[Callable[..., Opened]]:
    """Open a page of the served lab: ``visit("/check#lang=zh", width=390)``; at the end nothing else was asked."""
    with visiting(browser, served, served.replace("http", "ws")) as visit:

        def open_at(path: str, width: int = 1280, height: int = 900) -> Opened:
            return visit(served + path, width, height)

        yield open_at


@contextmanager
def serving(opened: lab.Opened) -> Iterator[str]:
    """Serve what was opened on a port that is free."""
    with socket.socket(proto=socket.IPPROTO_TCP) as bound:  # as serve.py has it
        bound.bind(("127.0.0.1", 0))
        bound.listen(128)  # who comes before the server runs waits for it
        port = bound.getsockname()[1]
        served = application(opened, hosts=frozenset([f"127.0.0.1:{port}"]))
        server = uvicorn.Server(uvicorn.Config(served, log_level="error", lifespan="off"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [bound]}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{port}"
        server.should_exit = server.force_exit = True
        thread.join(10)


@contextmanager
def visiting(browser: Browser, *own: str) -> Iterator[Callable[[str, int, int], Opened]]:
    """Open pages whose every request begins as ``own`` do, and none of which complains."""
    all_opened: list[Opened] = []

    def visit(address: str, width: int, height: int) -> Opened:
        # playwright waits by eval, which the pages forbid; that nothing is fetched is then seen without their policy
        page = browser.new_page(viewport={"width": width, "height": height}, bypass_csp=True)
        opened = Opened(page)
        page.on("request", lambda request: opened.requests.append(request.url))
        page.on("websocket", lambda socket: opened.requests.append(socket.url))
        page.on("pageerror", lambda error: opened.errors.append(str(error)))
        page.on("console", lambda message: opened.errors.append(message.text) if message.type == "error" else None)
        page.goto(address)
        all_opened.append(opened)
        return opened

    yield visit
    for one in all_opened:
        one.page.close()
        outside = [url for url in one.requests if not url.startswith(("data:", "blob:", *own))]
        assert (outside, one.errors) == ([], [])


@pytest.fixture
def visit_to(browser: Browser) -> Iterator[Callable[..., Opened]]:
    """Open a page of another lab: ``visit_to(opened, "/check#lang=zh")``; it is served until the test is over."""
    with ExitStack() as stack:

        def open_at(opened: lab.Opened, path: str, width: int = 1280, height: int = 900) -> Opened:
            address = stack.enter_context(serving(opened))
            visit = stack.enter_context(visiting(browser, address, address.replace("http", "ws")))
            return visit(address + path, width, height)

        yield open_at
