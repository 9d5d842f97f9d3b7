"""convscope's side of bench/folder.py."""

from __future__ import annotations

from pathlib import Path

from shared import Clock, read_job, tell

import convscope as cs
from convscope.training import Epoch, Event
from convscope.training.events import HeadTrained


def main() -> None:
    job = read_job()
    clock = Clock()

    def heard(event: Event) -> None:
        if isinstance(event, (HeadTrained, Epoch)) and event.validation_accuracy is not None:
            clock.validated(event.validation_accuracy)

    run = cs.train(
        job["folder"], model="pretrained", out=Path(job["scratch"]) / "run",
        recipe={"epochs": str(job["epochs"])}, setup=cs.Setup(job["seed"], "cpu", job["threads"]), on_event=heard,
    )  # fmt: skip
    tell(clock, run.record.results["test_accuracy"])


if __name__ == "__main__":
    main()
