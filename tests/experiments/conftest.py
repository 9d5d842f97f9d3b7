"""The tour, taken once for all who look at what it left; experiments cut short."""

from collections.abc import Iterator

import pytest

from convscope.experiments import Tour, Trying, tour, trials
from convscope.training import Setup


@pytest.fixture(scope="session")
def taken(tmp_path_factory: pytest.TempPathFactory) -> Tour:
    """The whole tour, with the recipe everyone gets; its folder has a space in its name, as folders do."""
    return tour(tmp_path_factory.mktemp("tour") / "a run", setup=Setup())


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> Iterator[Trying]:
    """One epoch, one seed, 120 digits."""
    monkeypatch.setattr(trials, "RECIPE", trials.RECIPE.with_settings({"epochs": "1"}))
    monkeypatch.setattr(trials, "FEW_SEEDS", 1)
    yield Trying(pictures=120)
