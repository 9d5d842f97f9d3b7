"""Settings: what they refuse."""

import pytest

from convscope.errors import ConvscopeError, UnknownName
from convscope.lint import Settings


def test_a_batch_is_at_least_one() -> None:
    """A batch of 0 is told."""
    with pytest.raises(ConvscopeError, match="a batch of 0 came"):
        Settings(batch=0)


def test_a_target_is_one_of_four() -> None:
    """Another is answered with the nearest."""
    with pytest.raises(UnknownName, match="did you mean 'microcontroller'"):
        Settings(deploy_for="microcontroler")  # type: ignore[arg-type]
