"""A drawing's file."""

from pathlib import Path

import pytest

from convscope.draw import Drawing
from convscope.errors import ConvscopeError

SVG = '<svg xmlns="http://www.w3.org/2000/svg"><title>卷积</title></svg>'


def test_it_is_written_whole_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    """Into a folder that was not there, over a file that was; no temporary file stays."""
    path = tmp_path / "new" / "graph.svg"
    assert Drawing("<svg/>").save(path) == path
    Drawing(SVG).save(str(path))
    assert path.read_text(encoding="utf-8") == SVG
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("name", ["graph.png", "graph", "graph.svg.gz"])
def test_another_suffix_is_told(tmp_path: Path, name: str) -> None:
    """And nothing is written."""
    with pytest.raises(ConvscopeError, match=r"end it in \.svg"):
        Drawing(SVG).save(tmp_path / name)
    assert not list(tmp_path.iterdir())


def test_a_write_that_fails_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A reader sees the old one whole."""
    path = Drawing("<svg/>").save(tmp_path / "graph.svg")

    def full(*_: object, **__: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space"):
        Drawing(SVG).save(path)
    assert path.read_bytes() == b"<svg/>"
    assert list(tmp_path.iterdir()) == [path]


def test_a_notebook_gets_the_text() -> None:
    """As its SVG."""
    assert Drawing(SVG)._repr_svg_() == SVG
