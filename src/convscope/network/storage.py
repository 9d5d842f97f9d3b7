"""What a run keeps in memory: one storage, which several layers' outputs may share."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Storage:
    """Memory that the outputs of one or more layers occupy; views and in-place results share their input's.

    ``bytes`` are those at batch 1. ``made`` is the index of the layer that first writes it, below 0 for the network's
    inputs; ``last_read`` that of the last layer that reads it, the number of layers for what the network answers.
    ``scales`` tells whether it grows with the batch: what is computed from weights alone does not.
    """

    bytes: int
    made: int
    last_read: int
    scales: bool = True
