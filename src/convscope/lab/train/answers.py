"""What the page Train asks of the server."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Any

from convscope.errors import ConvscopeError
from convscope.lab.check.values import number, word
from convscope.lab.train.asked import command_of, offered, verb_of, words_of
from convscope.lab.train.moments import MOST_EPOCHS
from convscope.lab.train.moments import moment as moment_of
from convscope.lab.train.shown import compared, listed, resuming, run_of, told
from convscope.lab.train.words import WORDS

if TYPE_CHECKING:
    from convscope.lab.opened import Opened

SLOW = ("train-moment",)  # it may load a data set: other pages need not wait


def setup(opened: Opened, values: dict[str, Any]) -> dict[str, Any]:
    """Give what the page begins with: what is offered, and the folder."""
    del values
    return {**offered(opened), "folder": opened.studio.folder.name, "local": opened.studio.local}


def state(opened: Opened, values: dict[str, Any]) -> dict[str, Any]:
    """Give what changes while one looks: the runs, the queue, and of ``run`` and ``with`` what is new."""
    studio = opened.studio
    answer: dict[str, Any] = {"runs": listed(studio), "queue": studio.queue.told(), "shown": {}}
    for which in ("run", "with"):
        name = word(values, which)
        if name and name not in answer["shown"]:
            have = number(values, f"{which}_have", most=MOST_EPOCHS, least=0)
            answer["shown"][name] = told(studio, name, have)
    return answer


def same(opened: Opened, values: dict[str, Any]) -> dict[str, Any]:
    """Give the command and the Python of what is asked; where it cannot be, why."""
    verb, session = verb_of(opened, values, opened.studio.queue.names())
    return {"command": command_of(opened, verb, session), "python": verb.python_of(session)}


def begin(opened: Opened, values: dict[str, Any]) -> dict[str, Any]:
    """Begin a training, or have it wait for those before it; give its name."""
    studio = opened.studio
    verb, session = verb_of(opened, values, studio.queue.names())
    name = str(verb.out)[len(str(studio.folder)) :].lstrip("/\\")
    studio.queue.add(name, words_of(opened, verb, session))
    return {"name": name}


def go_on(opened: Opened, values: dict[str, Any]) -> dict[str, Any]:
    """Go on with a run that was stopped, paused or cut off."""
    name = word(values, "run")
    run = run_of(opened.studio, name)
    if not run.resumable:
        raise ConvscopeError(WORDS.say("not_going", name=name), fix=WORDS.say("fix_not_going"))
    if run.state == "running" and name not in opened.studio.queue.names():
        raise ConvscopeError(WORDS.say("by_another", name=name), fix=WORDS.say("fix_by_another"))
    opened.studio.queue.go_on(name, shlex.split(resuming(run).command())[1:])
    return {"name": name}


def pause(opened: Opened, values: dict[str, Any]) -> dict[str, Any]:
    """Pause the training that goes on: its process ends at a clean point."""
    opened.studio.queue.pause(word(values, "run"))
    return {}


def stop(opened: Opened, values: dict[str, Any]) -> dict[str, Any]:
    """Stop a training, or take it from the queue."""
    opened.studio.queue.stop(word(values, "run"))
    return {}


def moment(opened: Opened, values: dict[str, Any]) -> dict[str, Any]:
    """Give kernels, maps and matrix after an epoch."""
    return moment_of(opened.studio, values)


def compare(opened: Opened, values: dict[str, Any]) -> dict[str, Any]:
    """Give what differs between two runs."""
    return compared(opened.studio, word(values, "run"), word(values, "with"))
