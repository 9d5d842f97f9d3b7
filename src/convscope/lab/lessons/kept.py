"""Answers of figures that follow from a network alone, kept: a lesson in the other language, or again, asks the same.

What is measured on this machine, and what a picture or an experiment gives, is never kept.
"""

from __future__ import annotations

import copy
import json
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from convscope.lab.opened import Opened

MOST = 512
WHO = ("name", "language", "figure", "own", "what")  # who asks, and where; not what is asked
Answered = dict[str, Any]


class Kept:
    """The latest answers, of which each caller gets its own copy."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._answers: OrderedDict[tuple[int, str, str], tuple[Opened, Answered]] = OrderedDict()

    def __call__(
        self, of: Opened, what: str, values: Mapping[str, Any], answer: Callable[[Opened, dict[str, Any]], Answered]
    ) -> Answered:
        """Give the answer of ``values`` about a network, computed where it is not there."""
        said = {name: value for name, value in sorted(values.items()) if name not in WHO}
        key = (id(of), what, json.dumps(said, sort_keys=True))
        with self._lock:
            if key in self._answers:
                self._answers.move_to_end(key)
                return copy.deepcopy(self._answers[key][1])
        found = answer(of, dict(values))
        with self._lock:
            self._answers[key] = (of, copy.deepcopy(found))  # the network itself, too, so that its id stays its own
            while len(self._answers) > MOST:
                self._answers.popitem(last=False)
        return found
