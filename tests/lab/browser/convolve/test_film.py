"""The stage playing, saved as a picture that moves."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageChops


@pytest.mark.parametrize("kind", ["gif", "webp"])
def test_it_has_a_frame_an_output_and_ends_as_the_stage(opened: Callable[..., Any], kind: str, tmp_path: Path) -> None:
    """Nine of the lecture's example; the last shows what the saved PNG shows."""
    one = opened("row=2&column=2")
    for name in (kind, "png"):
        with one.page.expect_download() as waited:
            one.page.click(f"#{name}")
        waited.value.save_as(tmp_path / f"stage.{name}")
    film: Any = Image.open(io.BytesIO((tmp_path / f"stage.{kind}").read_bytes()))
    still = Image.open(io.BytesIO((tmp_path / "stage.png").read_bytes())).convert("RGB")
    assert film.format == kind.upper() and film.n_frames == 9
    film.seek(0)
    first = film.convert("RGB")
    film.seek(8)
    last = film.convert("RGB")
    assert last.size == tuple(side // 2 for side in still.size)
    off = np.abs(np.asarray(last, float) - np.asarray(still.resize(last.size, Image.Resampling.BOX), float))
    assert off.mean() < 2
    assert ImageChops.difference(first, last).getbbox() is not None
    one.page.wait_for_function(f"document.getElementById('{kind}').textContent.toLowerCase() === '{kind}'")


def test_it_can_be_given_up(opened: Callable[..., Any]) -> None:
    """A second click stops it, and nothing is saved."""
    one = opened("picture=scene&height=24&width=24")
    saved: list[Any] = []

    def note(download: Any) -> None:
        saved.append(download)

    one.page.on("download", note)
    one.page.click("#gif")
    one.page.wait_for_function("document.getElementById('gif').textContent.includes('stop')")
    one.page.click("#gif")
    one.page.wait_for_function("document.getElementById('gif').textContent === 'GIF'")
    assert saved == []
