"""Long work beside a face that goes on answering.

In: the words of a command. Out: how far it is, what it said and how it ended. Start at `command.py`, which runs it in a
process of its own, one whose first act is in `worker.py`; `queue.py` lets several have the machine in turn.
"""

from convscope.jobs.command import Command
from convscope.jobs.queue import Queue

__all__ = ["Command", "Queue"]
