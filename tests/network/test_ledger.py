"""The book of a run's memory."""

import torch

from convscope.network.ledger import Ledger
from convscope.network.storage import Storage


def test_storages_are_known_by_where_they_lie() -> None:
    """Weights are none; views have one number; who reads last is noted, whatever the order it is told in."""
    weight, made, other = torch.zeros(3), torch.zeros(4), torch.zeros(2)
    ledger = Ledger()
    ledger.weights([weight])
    assert ledger.layer([], [weight, made, made[1:]], 0) == (0,)
    assert ledger.layer([made[2:], weight], [other], 5) == (1,)
    ledger.read([made], 3)
    assert ledger.storages() == (Storage(16, 0, 5), Storage(8, 5, 5))
