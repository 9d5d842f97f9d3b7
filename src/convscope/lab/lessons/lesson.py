"""One lesson: a Markdown file with a title and its claims at the head, figures and verdicts as fenced blocks.

::

    ---
    title: AlexNet's 224 or 227
    claims: 30 conditional
    ---
    Its first layer gives {{ formula(224, kernel=11, stride=4) }}.
    ```figure convolve
    picture=scene&channels=3&height=224&width=224&ky=11&kx=11&sy=4&sx=4
    ```
    ```verdict 30
    Only where pixels are lost.
    ```

A figure is ``convolve``, with settings as the page Convolve's address has them, or one of those that `figures.py`
lists: ``table``, ``sizes``, ``field`` and ``paces`` of a network, ``bottleneck``, ``squares``, ``responses``,
``seams``, ``positions``, ``painted``. What else a lesson has, `blocks.py` says. HTML in the Markdown is
shown as text: a lesson brings no scripts.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from markdown_it import MarkdownIt
from markdown_it.token import Token

from convscope.errors import ConvscopeError, UnknownName
from convscope.lab.lessons.blocks import SECTIONS
from convscope.lab.lessons.figures import figure
from convscope.lab.lessons.head import Head, fault, head
from convscope.lab.lessons.numbers import computed

BLOCKS = ("figure", "claim", "verdict", *SECTIONS)
NUMBER = re.compile(r"\{\{(.*?)\}\}")
CHINESE = "[\u2e80-\u9fff\uf900-\ufaff]"  # that no space follows where a line ends, nor comes after the signs below
JOINED = re.compile(f"(?<=[，。；：？！、”）])\n|(?<={CHINESE})\n(?={CHINESE})")
CLAIM = re.compile(r"^```claim (\d+)\n(.*?)^```", re.DOTALL | re.MULTILINE)
VERDICT = re.compile(r"^```verdict (\d+)\n(.*?)^```", re.DOTALL | re.MULTILINE)
Read = TypeVar("Read")
MARK = "\ue000"  # of Unicode's private use: stands for a number while Markdown is read


@dataclass(frozen=True)
class Lesson:
    """What the page shows: ``claims`` maps the notes' rows to verdicts; ``figures`` are {kind, settings, …}."""

    name: str
    title: str
    claims: dict[int, str]
    html: str
    figures: tuple[dict[str, Any], ...]


def lesson(path: Path) -> Lesson:
    """Read a lesson. Raises `ConvscopeError` that names file and line for whatever in it is not understood."""
    lines = _lines(path)
    told, first = head(path, lines)
    numbers: list[str] = []
    for at in range(first, len(lines)):
        lines[at] = NUMBER.sub(partial(_number, path, at, numbers), lines[at])
    body = "\n".join(["", *[""] * (first - 1), *lines[first:]])
    figures: list[dict[str, Any]] = []
    shown = _rendered(path, body, told.claims, figures)
    shown = re.sub(f"{MARK}(\\d+){MARK}", lambda found: numbers[int(found[1])], shown)
    return Lesson(path.stem, told.title, told.claims, shown, tuple(figures))


def heading(path: Path) -> Head:
    """Read the head alone; nothing is computed."""
    return head(path, _lines(path))[0]


def quoted(path: Path) -> dict[int, str]:
    """Read what the notes say of each claim, the last paragraph of its block, which is in the lesson's language."""
    found = CLAIM.findall("\n".join(_lines(path)))
    return {int(number): said.strip().split("\n\n")[-1].replace("\n", " ") for number, said in found}


def verdicts(path: Path) -> dict[int, str]:
    """Read the verdict's sentences on each claim, their numbers computed."""
    found = VERDICT.findall("\n".join(_lines(path)))
    return {
        int(number): NUMBER.sub(lambda one: computed(one[1]), told.strip()).replace("\n", " ") for number, told in found
    }


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").replace(MARK, "").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise ConvscopeError(f"{path} cannot be read as text", fix="save it as UTF-8") from error


def _number(path: Path, at: int, numbers: list[str], found: re.Match[str]) -> str:
    expression = found[1].strip()
    try:
        value = computed(expression)
    except ConvscopeError as error:
        raise fault(path, at, error.problem, error.fix) from error
    numbers.append(f'<span class="computed" title="{html.escape(expression)}">{html.escape(value)}</span>')
    return f"{MARK}{len(numbers) - 1}{MARK}"


def _rendered(path: Path, body: str, claims: dict[int, str], figures: list[dict[str, Any]]) -> str:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
    said: dict[str, set[int]] = {"claim": set(), "verdict": set()}

    def fence(_: Any, tokens: list[Token], index: int, *__: Any) -> str:
        token = tokens[index]
        at = (token.map or [0])[0]
        kind, _space, rest = token.info.strip().partition(" ")
        if kind not in BLOCKS:
            if not kind:
                return f"<pre>{html.escape(token.content)}</pre>"
            raise fault(path, at, *_unknown("block", kind, BLOCKS))
        if kind == "figure":
            figures.append(_understood(path, at, partial(figure, rest.strip()), token.content))
            return f'<figure data-figure="{len(figures) - 1}"></figure>'
        if kind in SECTIONS:
            return _understood(path, at, SECTIONS[kind], token.content)
        if not rest.strip().isdecimal() or int(rest) not in claims:
            raise fault(path, at, f"{kind} {rest} is of no claim at the head", "write it there, as in claims: 30 true")
        said[kind].add(int(rest))
        inside = MarkdownIt("commonmark", {"html": False}).render(token.content)
        return f'<section class="{kind}" data-claim="{int(rest)}" data-verdict="{claims[int(rest)]}">{inside}</section>'

    markdown.add_render_rule("fence", fence)
    for token in markdown.parse(body):
        for image in (one for one in token.children or () if one.type == "image"):
            told = f"the picture {image.attrs.get('src')} came"
            raise fault(path, (token.map or [0])[0], told, "use a figure: pictures are not fetched")
    shown = JOINED.sub("", markdown.render(body))
    for kind, numbers in said.items():
        if left := sorted(claims.keys() - numbers):
            raise fault(path, 0, f"claim {left[0]} has no {kind}", f"write a block that begins ```{kind} {left[0]}")
    return shown


def _understood(path: Path, at: int, read: Callable[[str], Read], content: str) -> Read:
    """Read a block; what is wrong in it is told with file and line."""
    try:
        return read(content)
    except ConvscopeError as error:
        raise fault(path, at, error.problem, error.fix) from error


def _unknown(kind: str, name: str, known: tuple[str, ...]) -> tuple[str, str]:
    error = UnknownName(kind, name, list(known))
    return error.problem, error.fix
