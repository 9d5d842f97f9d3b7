"""What of a training is kept in the same way whatever is trained: an epoch's weights, and why it failed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from torch import nn

from convscope.errors import ConvscopeError
from convscope.runs import RunWriter, SilentWriter
from convscope.runs.statistics import is_kept

HISTORY_EPOCHS = 12  # how many epochs' weights are kept, evenly through the run


def keep_epoch(
    writer: RunWriter | SilentWriter, module: nn.Module, *, epoch: int, epochs: int, better: bool, last: bool
) -> None:
    """Keep an epoch's weights where they are ``better`` than all before, and what is kept for the run's history."""
    if better:
        writer.save_weights(module.state_dict())
    if epoch in {round(number * epochs / HISTORY_EPOCHS) for number in range(1, HISTORY_EPOCHS + 1)}:
        writer.save_history(epoch, module.state_dict())
    if is_kept(epoch, epochs) or last:
        writer.save_statistics(epoch, module.state_dict())


@contextmanager
def failure_kept(writer: RunWriter | SilentWriter) -> Iterator[None]:
    """Write into the run why it failed, and close it, where the block ends in an error other than Ctrl-C."""
    try:
        yield
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        with suppress(OSError, ConvscopeError):  # the disk may be what failed
            writer.update(status="failed", reason=f"{error}".partition("\n")[0] or type(error).__name__)
        writer.close()
        raise
