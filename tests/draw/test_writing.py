"""Files of pictures are whole or not there."""

from pathlib import Path

import pytest

from convscope.draw.writing import write_whole


def test_a_file_is_written_over_whole(tmp_path: Path) -> None:
    """Folders on the way are made, and nothing lies beside it."""
    path = tmp_path / "new" / "a.png"
    for content in (b"one", b"two"):
        assert write_whole(path, content) == path
        assert path.read_bytes() == content
    assert list(path.parent.iterdir()) == [path]


def test_what_fails_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a full disk, half-way."""
    path = write_whole(tmp_path / "a.png", b"old")

    def full(self: Path, content: bytes) -> int:
        with self.open("wb") as file:
            file.write(content[:1])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        write_whole(path, b"new")
    assert path.read_bytes() == b"old" and list(tmp_path.iterdir()) == [path]
