"""Films of views."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from convscope.draw import View
from convscope.draw.film import HEAD, MOST_FRAMES, WIDE, film_of
from convscope.errors import ConvscopeError


def view(scale: float, tiles: int = 6, side: int = 5) -> View:
    array = np.linspace(-1, 1, tiles * side * side).reshape(tiles, side, side) * scale
    return View(array, "kernels", "conv1", "Read it.", "signed")


def colours(frame: Image.Image) -> set[tuple[int, ...]]:
    return {colour for _, colour in frame.convert("RGB").getcolors(1 << 20) or []}  # type: ignore[misc]


@pytest.mark.parametrize("name", ["f.webp", "f.png"])
def test_every_frame_is_there_when_it_is_read(tmp_path: Path, name: str) -> None:
    """In order, pixel for pixel, looping, the last one longest; nothing else is left in the folder."""
    film = film_of([view(scale) for scale in (0.1, 0.5, 1.0)], ["before training", "epoch 1", "epoch 2"])
    with Image.open(film.save(tmp_path / name)) as read:
        assert read.n_frames == 3 and read.info["loop"] == 0  # type: ignore[attr-defined]
        for number, frame in enumerate(film.frames):
            read.seek(number)
            read.load()
            assert np.array_equal(np.asarray(read.convert("RGB")), np.asarray(frame))
        assert read.info["duration"] == 2000
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_the_colours_are_the_same_throughout() -> None:
    """The range is that of all views: a small weight of an early frame is pale, not scaled up."""
    film = film_of([view(0.1), view(1.0)], ["a", "b"])
    assert film.range == (-1.0, 1.0)
    early, late = (colours(frame.crop((0, HEAD, frame.width, frame.height - HEAD))) for frame in film.frames)
    assert min(min(colour) for colour in early) > 200 > min(min(colour) for colour in late)


def test_what_stands_above_is_drawn() -> None:
    """Frames of one view differ in their titles alone, above the tiles."""
    first, second = film_of([view(1.0), view(1.0)], ["epoch 1", "epoch 2"]).frames
    differing = np.argwhere((np.asarray(first) != np.asarray(second)).any(2))
    assert len(differing) and differing[:, 0].max() < HEAD


def test_frames_and_their_sizes_are_bounded() -> None:
    """Of 1,000 views 128 are shown, the first and the last among them; many tiles stay within a frame's width."""
    film = film_of([view(number / 1000, tiles=1) for number in range(1, 1001)], [str(n) for n in range(1000)])
    assert len(film.frames) == MOST_FRAMES
    for tiles, side in ((96, 11), (64, 224), (1, 1)):
        (frame,) = film_of([view(1.0, tiles, side)], ["one"]).frames
        assert frame.width <= WIDE + 8 and frame.height < 4000


def test_pictures_and_flat_tiles_can_be_filmed() -> None:
    """Kernels in colour have no legend; a strip of one row is drawn as high as can be seen."""
    colour = View(np.random.default_rng(0).random((4, 3, 3, 3)), "kernels", "", "", "picture")
    strip = View(np.ones((2, 1, 30)), "feature maps", "", "", "unsigned")
    assert len(film_of([colour] * 2, ["a", "b"]).frames) == 2
    assert len(film_of([strip] * 2, ["a", "b"]).frames) == 2


def test_a_mistake_is_told(tmp_path: Path) -> None:
    """Another name, other shapes, nothing."""
    with pytest.raises(ConvscopeError, match=r"end it in \.webp or \.png"):
        film_of([view(1.0)], ["a"]).save(tmp_path / "f.gif")
    for views in ([], [view(1.0), view(1.0, tiles=2)]):
        with pytest.raises(ConvscopeError, match="several shapes"):
            film_of(views, ["a"] * len(views))
