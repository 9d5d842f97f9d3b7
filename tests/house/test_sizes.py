"""Files stay small enough to be read whole."""

from pathlib import Path

SOURCE = Path(__file__).parents[2] / "src" / "convscope"
MOST_LINES = 400


def test_no_file_is_longer_than_400_lines() -> None:
    """A concept that needs more than 400 lines is two concepts."""
    lengths = {str(path.relative_to(SOURCE)): len(path.read_text().splitlines()) for path in SOURCE.rglob("*.py")}
    assert lengths
    assert not {name: length for name, length in lengths.items() if length > MOST_LINES}
