"""Long work beside a face that goes on answering.

In: the words of a command. Out: how far it is, what it said and how it ended. Start at `command.py`, which runs it in a
process of its own, one whose first act is in `worker.py`; `turns.py` lets one at a time have the machine, `queue.py`
keeps several in an order that can be paused.
"""

from convscope.jobs.command import Command
from convscope.jobs.queue import Queue
from convscope.jobs.turns import Turned, Turns

__all__ = ["Command", "Queue", "Turned", "Turns"]
