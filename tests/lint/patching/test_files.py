"""Files of the user's, read and compared."""

import subprocess
from pathlib import Path

import pytest

from convscope.lint.patching.files import hunks, near, read
from convscope.lint.patching.source import NotPlain


@pytest.mark.parametrize("now", ["a = 1\nb = 3\n", "a = 1\nb = 3", "", "b = 2"])
@pytest.mark.parametrize("was", ["a = 1\nb = 2\n", "a = 1\nb = 2", "\ufeffa = 1\r\nb = 2"])
def test_git_makes_of_the_old_file_the_new_one(was: str, now: str, tmp_path: Path) -> None:
    """With and without an end of line at its end, a byte order mark, and ends of lines from Windows."""
    file = tmp_path / "net.py"
    file.write_bytes(was.encode())
    now = now.replace("\n", "\r\n" if "\r" in was else "\n")
    patch = hunks(read(file), now, "net.py")
    subprocess.run(["git", "apply", "-"], cwd=tmp_path, input=patch.encode(), check=True)
    left = file.read_bytes().decode() if file.exists() else ""
    assert left.removeprefix("\ufeff") == now


def test_a_file_that_python_does_not_read_is_refused(tmp_path: Path) -> None:
    """It has been changed since it ran."""
    file = tmp_path / "net.py"
    for raw in (b"def", b"# coding: none\n", b"x = '\xff'\n", b"x = 1\0"):
        file.write_bytes(raw)
        with pytest.raises(NotPlain, match="Python does not read"):
            read(file)


def test_what_is_no_file_or_not_the_users_is_refused(tmp_path: Path) -> None:
    """A cell of a notebook, a library, a file of convscope's."""
    import ast

    import convscope

    for path, why in ((tmp_path / "no.py", "is no file"), (convscope.__file__, "own"), (ast.__file__, "installed")):
        with pytest.raises(NotPlain, match=why):
            read(Path(str(path)))


def test_a_path_below_the_working_folder_is_told_without_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another one is told whole."""
    monkeypatch.chdir(tmp_path)
    assert near(tmp_path / "a" / "b.py") == Path("a/b.py")
    assert near(Path("/elsewhere/b.py")) == Path("/elsewhere/b.py")
