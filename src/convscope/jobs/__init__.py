"""Long work beside a face that goes on answering.

In: the words of a command. Out: how far it is, what it said and how it ended. Start at `command.py`, which runs it in a
process of its own.
"""

from convscope.jobs.command import Command

__all__ = ["Command"]
