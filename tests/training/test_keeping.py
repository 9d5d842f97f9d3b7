"""What is kept whatever is trained."""

import pytest
from torch import nn

from convscope.training.keeping import HISTORY_EPOCHS, failure_kept, keep_epoch


class Noted:
    """Stands for a run's writer, and notes what it is told."""

    def __init__(self) -> None:
        self.done: list[str] = []
        self.told: dict[str, object] = {}

    def save_weights(self, state: object) -> None:
        self.done.append("weights")

    def save_history(self, epoch: int, state: object) -> None:
        self.done.append(f"history {epoch}")

    def save_statistics(self, epoch: int, state: object) -> None:
        self.done.append(f"statistics {epoch}")

    def update(self, **told: object) -> None:
        self.told |= told

    def close(self) -> None:
        self.done.append("closed")


def test_an_epochs_weights_are_kept_where_they_are_best_and_through_the_history() -> None:
    """Twelve in all, the last among them; of a shorter run each."""
    module = nn.Linear(1, 1)
    for epochs in (5, 100):
        writer = Noted()
        for epoch in range(1, epochs + 1):
            keep_epoch(writer, module, epoch=epoch, epochs=epochs, better=epoch == 2, last=False)  # type: ignore[arg-type]
        kept = [int(one.split()[1]) for one in writer.done if one.startswith("history")]
        assert len(kept) == min(epochs, HISTORY_EPOCHS) and kept[-1] == epochs
        assert writer.done.count("weights") == 1


@pytest.mark.parametrize(("error", "failed"), [(ValueError("first\nsecond"), True), (KeyboardInterrupt(), False)])
def test_why_it_failed_is_kept(error: BaseException, failed: bool) -> None:
    """Its first line, and the run is closed; Ctrl-C is no failure."""
    writer = Noted()
    with pytest.raises(type(error)), failure_kept(writer):  # type: ignore[arg-type]
        raise error
    assert writer.told == ({"status": "failed", "reason": "first"} if failed else {})
    assert writer.done == (["closed"] if failed else [])
