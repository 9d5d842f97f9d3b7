"""Pictures from elsewhere, decoded in a process of their own."""

import io
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from convscope.picture import apart, read
from convscope.picture.apart import Refused, decode, read_apart

RAMP = (np.arange(6 * 4 * 3).reshape(6, 4, 3) * 3).astype(np.uint8)


def encoded(image: Image.Image, kind: str = "PNG", **more: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **more)
    return file.getvalue()


def of_numbers(numbers: Any) -> bytes:
    file = io.BytesIO()
    np.save(file, numbers)
    return file.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few bytes that claims many pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")


def turned() -> bytes:
    exif = Image.Exif()
    exif[274] = 6
    return encoded(Image.fromarray(RAMP), exif=exif)


PICTURES = {
    "colour": (encoded(Image.fromarray(RAMP)), (6, 4, 3)),
    "grey": (encoded(Image.fromarray(RAMP[..., 0])), (6, 4, 1)),
    "sixteen bits": (encoded(Image.fromarray(RAMP[..., 0].astype(np.uint16) * 257)), (6, 4, 1)),
    "see-through": (encoded(Image.fromarray(RAMP).convert("RGBA")), (6, 4, 3)),
    "CMYK": (encoded(Image.fromarray(RAMP).convert("CMYK"), "JPEG"), (6, 4, 3)),
    "turned": (turned(), (4, 6, 3)),
    "one pixel": (encoded(Image.fromarray(RAMP[:1, :1])), (1, 1, 3)),
    "a strip": (encoded(Image.new("L", (5000, 30))), (30, 5000, 1)),
}
REFUSED = {
    "a page": (b"<!doctype html><p>not a picture</p>", "not"),
    "nothing": (b"", "not"),
    "cut short": (encoded(Image.effect_noise((64, 64), 50), "JPEG")[:500], "broken"),
    "a bomb": (bomb(40_000, 40_000), "large"),
    "a little too large": (bomb(5_001, 5_000), "large"),
    "floats beyond 0 to 1": (of_numbers(np.full((4, 4), 3.5, np.float32)), "unscaled"),
    "five bands": (of_numbers(np.zeros((4, 4, 5), np.uint8)), "bands"),
}


@pytest.mark.parametrize("name", PICTURES)
def test_it_decodes_as_reading_does(name: str, tmp_path: Path) -> None:
    """Every kind, in its own shape."""
    data, shape = PICTURES[name]
    place = tmp_path / "picture"
    place.write_bytes(data)
    assert decode(place).shape == shape
    assert np.array_equal(decode(place), read(place))


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_refused_has_a_kind(name: str, tmp_path: Path) -> None:
    """And its numbers, so that any language can say it."""
    data, kind = REFUSED[name]
    place = tmp_path / "picture"
    place.write_bytes(data)
    with pytest.raises(Refused) as refused:
        decode(place)
    assert refused.value.kind == kind and refused.value.fix
    if name == "a bomb":
        assert refused.value.values == {"width": 40_000, "height": 40_000}


def test_the_process_gives_the_same_pixels_and_the_same_refusal() -> None:
    """Across its pipe."""
    assert np.array_equal(read_apart(PICTURES["colour"][0]), RAMP)
    with pytest.raises(Refused, match="40000 × 40000"):
        read_apart(REFUSED["a bomb"][0])


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        ("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)", "broken"),
        ("import time; time.sleep(60)", "slow"),
        ("from convscope.picture.apart import _bound; _bound(); bytearray(1 << 40)", "broken"),
        ("print('[1')", "broken"),
    ],
)
def test_a_decoder_that_fails_harms_only_itself(start: str, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that crashes, hangs, or takes all the memory."""
    monkeypatch.setattr(apart, "START", start)
    with pytest.raises(Refused) as refused:
        read_apart(PICTURES["colour"][0], seconds=1 if kind == "slow" else 20)
    assert refused.value.kind == kind
