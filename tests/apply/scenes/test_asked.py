"""What is asked of a scene's reading."""

from pathlib import Path

import pytest

from convscope.apply.scenes.asked import is_remote, stamp


@pytest.mark.parametrize(
    ("path", "remote"),
    [("a.tif", False), ("/vsicurl/http://x/a.tif", True), ("s3://b/a.tif", True), ("C:/a.tif", False)],
)
def test_addresses_are_told_from_paths(path: str, remote: bool) -> None:
    """By "://", or GDAL's own prefix."""
    assert is_remote(path) == remote


def test_a_stamp_changes_with_the_file(tmp_path: Path) -> None:
    """With its size, its time, and what else it is known by; of an address only the latter."""
    path = tmp_path / "a.tif"
    path.write_bytes(b"1")
    first = stamp(str(path), 3)
    path.write_bytes(b"12")
    assert len({first, stamp(str(path), 3), stamp(str(path), 4)}) == 3
    assert stamp("http://x/a.tif", 3) == "http://x/a.tif 3"
