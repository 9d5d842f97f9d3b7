"""The verb tour."""

from pathlib import Path

import pytest

from convscope.errors import ConvscopeError
from convscope.verbs import Session, Tour


def test_a_device_that_is_not_there_is_told_before_anything_is_done(tmp_path: Path) -> None:
    """No folder is made."""
    with pytest.raises(ConvscopeError, match="nowhere"):
        Tour(out=str(tmp_path / "run")).run(Session(device="nowhere"))
    assert not (tmp_path / "run").exists()
