"""What of a user's folder can be used."""

from collections.abc import Callable
from pathlib import Path

from convscope.data.surveyed import survey_folder

Tree = Callable[..., Path]


def test_broken_pictures_go_to_what_is_skipped(tmp_path: Path, tree: Tree) -> None:
    """Each answer belongs to its item."""
    folder = tree(tmp_path, {"a": 2, "b": 2})
    (folder / "a" / "0.png").write_bytes(b"")
    surveyed = survey_folder(folder)
    assert [item.path.name for item in surveyed.recognised.items] == ["1.png", "0.png", "1.png"]
    assert len(surveyed.examined) == 3 and [one.path for one in surveyed.recognised.skipped] == ["a/0.png"]
    assert surveyed.channels == 3
