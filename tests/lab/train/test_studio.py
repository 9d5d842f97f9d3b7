"""What the page keeps."""

from pathlib import Path

from convscope.lab import Studio
from convscope.lab.train.studio import Kept


def test_what_was_made_is_made_once_and_the_oldest_goes() -> None:
    """By what was used last."""
    kept, made = Kept(2), list[str]()

    def make(name: str) -> str:
        return kept.get(name, lambda: made.append(name) or name)  # type: ignore[func-returns-value]

    assert [make(name) for name in ("a", "b", "a", "c", "a", "b")] == ["a", "b", "a", "c", "a", "b"]
    assert made == ["a", "b", "c", "b"]


def test_by_itself_runs_are_in_runs() -> None:
    """As the command line has them."""
    studio = Studio()
    assert studio.folder == Path("runs") and studio.local
    studio.close()
