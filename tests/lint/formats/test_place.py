"""Places: paths as other programs want them."""

from pathlib import Path

import pytest

from convscope.lint.formats.place import below_here


def test_a_path_below_the_working_folder_is_written_from_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another is written whole; both with forward slashes."""
    monkeypatch.chdir(tmp_path)
    assert below_here(str(tmp_path / "models" / "net.py")) == "models/net.py"
    assert below_here("/elsewhere/net.py") == "/elsewhere/net.py"
