"""The tour, taken once for all who look at what it left."""

import pytest

from convscope.experiments import Tour, tour
from convscope.training import Setup


@pytest.fixture(scope="session")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Tour:
    """The whole tour, with the recipe everyone gets; its folder has a space in its name, as folders do."""
    return tour(tmp_path_factory.mktemp("tour") / "a run", setup=Setup())
