"""The verb train."""

from pathlib import Path

import pytest

from convscope.errors import ConvscopeError
from convscope.verbs import Session, Train
from convscope.verbs.train import settings


def test_it_trains_with_what_is_set(tmp_path: Path) -> None:
    """Recipe fields, seed and folder are those asked for."""
    verb = Train(data="digits", model="linear", out=str(tmp_path / "run"), set=("epochs=1", "batch_size=512"))
    record = verb.run(Session(seed=3)).record
    assert (record.recipe["epochs"], record.recipe["batch_size"], record.seed) == (1, 512, 3)


@pytest.mark.parametrize("pair", ["epochs", "=3", ""])
def test_a_setting_that_is_none_is_told(pair: str) -> None:
    """With an example of one that is."""
    with pytest.raises(ConvscopeError, match="--set epochs=5"):
        settings((pair,))
