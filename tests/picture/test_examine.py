"""One reading of a file, its fault included."""

import os
import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from convscope.picture import describe, examine
from convscope.picture.examine import difference_hash, hash_file

Make = Callable[..., Image.Image]


def bits(one: str, other: str) -> int:
    return (int(one, 16) ^ int(other, 16)).bit_count()


def test_a_good_file_has_no_fault_and_is_described(tmp_path: Path, picture: Make) -> None:
    """As `describe` does."""
    for name in ("a.jpg", "a.png"):
        picture(0, 200, 300).save(tmp_path / name)
        found, expected = examine(tmp_path / name), describe(tmp_path / name)
        assert not found.fault and (found.height, found.width, found.bands) == (200, 300, 3)
        assert (found.format, found.mode, found.frames) == (expected.format, expected.mode, 1)


def test_the_hash_hardly_changes_with_format_and_size(tmp_path: Path, picture: Make) -> None:
    """A JPEG of half the size is at most 3 bits away, another picture far more."""
    picture(0, 240, 320).save(tmp_path / "a.png")
    picture(0, 240, 320).resize((160, 120)).save(tmp_path / "a.jpg", quality=70)
    picture(1, 240, 320).save(tmp_path / "b.png")
    first, again, other = (examine(tmp_path / name).hash for name in ("a.png", "a.jpg", "b.png"))
    assert bits(first, again) <= 3 and bits(first, other) > 10


def test_content_is_the_hash_of_the_bytes(tmp_path: Path, picture: Make) -> None:
    """The same for a copy, another where a byte differs."""
    picture(0).save(tmp_path / "a.png")
    (tmp_path / "b.png").write_bytes((tmp_path / "a.png").read_bytes())
    assert examine(tmp_path / "a.png").content == examine(tmp_path / "b.png").content == hash_file(tmp_path / "a.png")
    (tmp_path / "b.png").write_bytes((tmp_path / "a.png").read_bytes() + b"x")
    assert examine(tmp_path / "a.png").content != examine(tmp_path / "b.png").content


def bomb() -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 30_000, 30_000, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "is empty: zero bytes"),
        (b"hello", "is not a picture that Pillow can read"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 90, "is broken"),
        (b"\xff\xd8\xff\xe0", "is not a picture"),
        (bomb(), "claims to be too large"),
    ],
)
def test_a_fault_is_told_and_nothing_raised(tmp_path: Path, content: bytes, said: str) -> None:
    """Without the file's name, which stands beside it."""
    path = tmp_path / "a.jpg"
    path.write_bytes(content)
    fault = examine(path).fault
    assert fault.startswith(said) and str(tmp_path) not in fault and "\n" not in fault


@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_truncated_jpeg_is_found_though_it_is_decoded_small(tmp_path: Path, picture: Make, share: float) -> None:
    """All of its data are read."""
    picture(0, 400, 600).save(tmp_path / "a.jpg", quality=95)
    whole = (tmp_path / "a.jpg").read_bytes()
    (tmp_path / "a.jpg").write_bytes(whole[: int(len(whole) * share)])
    assert "broken" in examine(tmp_path / "a.jpg").fault


def test_pipes_missing_and_unreadable_files_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """None of them hangs or raises."""
    os.mkfifo(tmp_path / "pipe.jpg")
    assert examine(tmp_path / "pipe.jpg").fault == "is no file"
    assert "No such file" in examine(tmp_path / "none.jpg").fault
    (tmp_path / "a.jpg").write_bytes(b"x")

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(tmp_path / "a.jpg"))

    monkeypatch.setattr(Path, "open", refuse)  # tests run as root, whom nothing is closed to
    assert examine(tmp_path / "a.jpg").fault == "cannot be read: Permission denied"


def test_the_difference_hash_by_hand() -> None:
    """Rising to the right is all ones, falling all zeros; one step up in the first row is the bit at its place."""
    rising = Image.new("L", (9, 8))
    rising.putdata([column * 10 for _ in range(8) for column in range(9)])
    falling = Image.new("L", (9, 8))
    falling.putdata([90 - column * 10 for _ in range(8) for column in range(9)])
    step = Image.new("L", (9, 8))
    step.putpixel((8, 0), 200)
    assert (difference_hash(rising), difference_hash(falling), difference_hash(step)) == (2**64 - 1, 0, 1 << 56)
