"""Which pictures are meant."""

from pathlib import Path

import pytest

from convscope.apply.pictures.asked import asked_for
from convscope.errors import ConvscopeError


def test_files_folders_patterns_and_a_list_each_once_in_order(colours: Path) -> None:
    """What is named twice comes once, where it was named first."""
    (colours / "below").mkdir()
    (colours / "00-red.png").rename(colours / "below" / "a.png")
    (colours / "notes.txt").write_text("no picture")
    first = colours / "05-blue.png"
    found = asked_for([first, str(colours / "0*.png"), colours], lines=[])
    assert found.paths[0] == first and len(found.paths) == len(set(found.paths)) == 12
    assert found.paths[-1] == colours / "below" / "a.png" and found.ignored == 1
    listed = asked_for("-", lines=[f"{first}\n", "\n", f"{colours / '01-green.png'}\r\n"])
    assert listed.paths == (first, colours / "01-green.png")
    assert asked_for(str(colours / "**" / "a.png")).paths == (colours / "below" / "a.png",)


def test_a_name_is_taken_as_it_is_before_it_is_a_pattern(tmp_path: Path) -> None:
    """A file may be called a[1].png."""
    file = tmp_path / "a[1].png"
    file.write_bytes(b"")
    assert asked_for([file]).paths == (file,)


def test_what_is_named_but_not_there_is_left_to_be_reported(tmp_path: Path) -> None:
    """Among thousands one file that has gone stops nothing."""
    assert asked_for([tmp_path / "gone.png"]).paths == (tmp_path / "gone.png",)


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ([], "no pictures came"),
        (["-"], "no path came on standard input"),
        (["*.nothing"], r"nothing matches \*.nothing"),
        (["empty"], "there is no picture in empty"),
        (["texts"], "there is no picture in texts; there is 1 other file"),
    ],
)
def test_nothing_is_told_as_what_it_is(
    names: list[str], said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An empty folder, one without pictures, a pattern that matches nothing, an empty list."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty").mkdir()
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "a.txt").write_text("a")
    with pytest.raises(ConvscopeError, match=said):
        asked_for(names, lines=[])


def test_what_cannot_be_reached_below_a_folder_is_told(colours: Path) -> None:
    """A link that leads nowhere is named with its reason."""
    (colours / "lost.png").symlink_to("nowhere")
    (one,) = asked_for(colours).skipped
    assert one.path.endswith("lost.png") and "leads nowhere" in one.reason
