"""What is to be trained, as the page has it, turned into the command that does it."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING, Any

from convscope.data import NAMES, is_here
from convscope.errors import ConvscopeError, UnknownName
from convscope.lab.check.values import number, word
from convscope.lab.train.words import WORDS
from convscope.loading import ONNX
from convscope.models import ZOO
from convscope.models.spelled import parse
from convscope.training import recipe_for
from convscope.training.recipe import recipe_name, recipe_names
from convscope.training.starting import has_weights
from convscope.verbs.train import Train
from convscope.verbs.verb import Session, flag_of, parameters

if TYPE_CHECKING:
    from convscope.lab.opened import Opened

OFFERED = ("digits", "mnist", "fashion-mnist", "cifar10", "cifar100")  # pictures of one class each
CARRIED = ("weights", "mean", "std", "size", "resize")  # what is said of the opened network, and of its training
MOST_EPOCHS = 10_000
MOST_SEED = 2**32 - 1


def offered(opened: Opened) -> dict[str, Any]:
    """Give what the page offers: data that are here, networks, recipes with their epochs and rate."""
    recipes = {name: recipe_for(name) for name in recipe_names()}
    return {
        "data": [{"name": name, "recipe": recipe_name(name)} for name in OFFERED if is_here(name)],
        "networks": [{"name": name, "weights": has_weights(name)} for name in networks(opened)],
        "recipes": {name: {"epochs": one.epochs, "rate": one.learning_rate} for name, one in recipes.items()},
    }


def networks(opened: Opened) -> list[str]:
    """Name the networks that can be chosen: those of the zoo that answer pictures, and the opened one."""
    zoo = [name for name, entry in ZOO.items() if entry.answers == "picture"]
    own = opened.takes_pictures and not opened.spelling.endswith(ONNX) and opened.spelling not in zoo
    return [*([opened.spelling] if own else []), *zoo]


def verb_of(opened: Opened, values: dict[str, Any], taken: set[str]) -> tuple[Train, Session]:
    """Read what is asked; the folder is the usual one, or, where that is taken, the first that is free behind it.

    Raises `ConvscopeError` that says what cannot be: data that are not there, and, where others can reach the lab,
    what is not among the data and networks that it offers.
    """
    data, network = word(values, "data").strip() or "digits", word(values, "network").strip()
    _check_data(opened, data)
    network = network or "lenet5"
    if not opened.studio.local and network not in networks(opened):
        raise ConvscopeError(
            WORDS.say("not_offered", what=network),
            fix=WORDS.say("fix_offered_network", names=", ".join(networks(opened))),
        )
    if network.endswith(ONNX):
        raise ConvscopeError(WORDS.say("not_trained", network=network), fix=WORDS.say("fix_not_trained"))
    recipe = word(values, "recipe") or None
    if recipe is not None and recipe not in recipe_names():
        raise UnknownName("recipe", recipe, recipe_names())
    changed = []
    if values.get("epochs") is not None:
        changed.append(f"epochs={number(values, 'epochs', most=MOST_EPOCHS)}")
    if values.get("rate") is not None:
        changed.append(f"learning_rate={_rate(values['rate'])}")
    said = {name: opened.said[name] for name in CARRIED if name in opened.said} if network == opened.spelling else {}
    seed = number(values, "seed", most=MOST_SEED, least=0) if values.get("seed") is not None else 0
    out = opened.studio.folder / _free(opened.studio.folder, _usual(data, network), taken)
    verb = Train(data=data, model=network, recipe=recipe, set=tuple(changed), out=str(out), **said)
    return verb, session_of(opened, seed)


def session_of(opened: Opened, seed: int) -> Session:
    """Give a session with what the command line said of the lab's."""
    said = dict(zip(opened.words[::2], opened.words[1::2], strict=True))
    threads = said.get("--threads")
    return Session(seed, said.get("--device", "auto"), None if threads is None else int(threads))


def words_of(opened: Opened, verb: Train, session: Session) -> list[str]:
    """Give the words of the process."""
    return shlex.split(command_of(opened, verb, session))[1:]


def command_of(opened: Opened, verb: Train, session: Session) -> str:
    """Write the command."""
    return " ".join([verb.command(), *(["--seed", str(session.seed)] if session.seed else []), *opened.words])


def again(command: str) -> tuple[Train, Session]:
    """Read the command that a run's record has.

    >>> verb, session = again("convscope train digits --model lenet5 --seed 3 --set epochs=2 --out 'my runs/x'")
    >>> verb.out, verb.set, session.seed
    ('my runs/x', ('epochs=2',), 3)
    """
    words = shlex.split(command)[2:]
    flags = {flag_of(one.name): one for one in parameters(Train)}
    said: dict[str, Any] = {"data": words[0]}
    session: dict[str, Any] = {}
    at = 1
    while at < len(words):
        flag, value = words[at], words[min(at + 1, len(words) - 1)]
        if flag in ("--seed", "--threads"):
            session[flag[2:]] = int(value)
        elif flag == "--device":
            session["device"] = value
        elif flag == "--set":
            said["set"] = (*said.get("set", ()), value)
        elif flag in flags and flags[flag].type is bool:
            said[flags[flag].name] = True
            at -= 1
        elif flag in flags:
            said[flags[flag].name] = value
        at += 2
    return Train(**said), Session(**session)


def _check_data(opened: Opened, data: str) -> None:
    if data in NAMES:
        if not is_here(data):
            raise ConvscopeError(WORDS.say("not_here", data=data), fix=WORDS.say("fix_not_here", data=data))
        return
    if not opened.studio.local:
        raise ConvscopeError(
            WORDS.say("not_offered", what=data),
            fix=WORDS.say("fix_offered", names=", ".join(name for name in OFFERED if is_here(name))),
        )
    place = Path(data)
    if not place.exists() and data.rstrip().endswith(")"):
        spelled = parse(data)
        place = Path(f"{spelled.where}:{spelled.name}" if spelled.where else spelled.name)
    if not place.exists():
        raise ConvscopeError(WORDS.say("no_folder", data=data), fix=WORDS.say("fix_no_folder"))


def _rate(value: Any) -> str:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 < value < 1e6:
        raise ConvscopeError(WORDS.say("no_rate", rate=str(value)[:60]), fix=WORDS.say("fix_rate"))
    return f"{value:.10g}"


def _usual(data: str, network: str) -> str:
    """Name the folder as the command does by itself, without what leads to data and network.

    >>> _usual("digits", "lenet5"), _usual("/home/me/my photos/", "nets/net.py:Net(width=8)")
    ('digits-lenet5', 'my-photos-net.py-Net-width-8')
    """
    ends = (re.split(r"[/\\]", one.rstrip("/\\"))[-1] for one in (data, network))
    return re.sub(r"[^\w.-]+", "-", "-".join(ends)).strip("-.") or "run"


def _free(folder: Path, name: str, taken: set[str]) -> str:
    found, count = name, 1
    while found in taken or (folder / found).exists():
        count += 1
        found = f"{name}-{count}"
    return found
