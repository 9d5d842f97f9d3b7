"""What a lesson has beside its text and figures: a question, terms, papers, a command, Python, notes for the teacher.

Each is a fenced block and becomes a section of the page, which has the headings in its language::

    ```question
    At which size does the red go away?
    ---
    At 227.
    ```
    ```terms
    反卷积 | 转置卷积 | transposed convolution
    ```
    ```papers
    Lin, Chen, Yan (2013). Network In Network. arXiv:1312.4400
    ```
    ```command
    convscope check net.py:Net
    ```
    ```python
    print(1)
    ```
    ```teacher
    Ask before you drag.
    ```

``net.py:Net`` in a command or in Python stands for the reader's own network, which the page names instead.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable

from markdown_it import MarkdownIt

from convscope.errors import ConvscopeError

OWN = "net.py:Net"
FOLD = re.compile(r"^---\s*$", re.MULTILINE)
PAPER = re.compile(
    r"(?P<authors>[^()]+) \((?P<year>\d{4})\)\. (?P<title>[^.?]+\??)\.? (?:(?P<where>.+)\. )?"
    r"(?P<kind>arXiv|doi|https)(?P<rest>:\S+)"
)
ADDRESSES = {"arXiv": "https://arxiv.org/abs/", "doi": "https://doi.org/"}
TERMS = 3  # as the notes have it, today in Chinese, today in English


def question(content: str) -> str:
    """Write a question with its answer folded away."""
    asked, *answered = FOLD.split(content, maxsplit=1)
    if not answered or not asked.strip() or not answered[0].strip():
        raise ConvscopeError("a question has no answer", fix="write it below the question, after a line of ---")
    answer = f'<details class="answer"><summary></summary>{_words(answered[0])}</details>'
    return f'<section class="question">{_words(asked)}{answer}</section>'


def terms(content: str) -> str:
    """Write a table of terms: the notes', today's in Chinese, and in English; a dash where there is none.

    >>> print(terms("反卷积 | 转置卷积 | transposed convolution"))
    <section class="glossary"><table><tbody><tr><td lang="zh">反卷积</td><td lang="zh">转置卷积</td>\
<td lang="en">transposed convolution</td></tr></tbody></table></section>
    """
    rows = []
    for line in _lines(content):
        cells = [html.escape(one.strip()) for one in line.split("|")]
        if len(cells) != TERMS:
            raise ConvscopeError(
                f"{line[:60]!r} is no term", fix="write the notes' word | today's in Chinese | in English"
            )
        notes, chinese, english = cells
        rows.append(f'<tr><td lang="zh">{notes}</td><td lang="zh">{chinese}</td><td lang="en">{english}</td></tr>')
    return f'<section class="glossary"><table><tbody>{"".join(rows)}</tbody></table></section>'


def papers(content: str) -> str:
    """Write papers with links to where they are kept.

    >>> print(papers("Lin, Chen, Yan (2013). Network In Network. arXiv:1312.4400"))
    <section class="papers"><ul><li>Lin, Chen, Yan (2013). <cite>Network In Network</cite>. \
<a href="https://arxiv.org/abs/1312.4400" rel="noreferrer">arXiv:1312.4400</a></li></ul></section>
    """
    items = []
    for line in _lines(content):
        found = PAPER.fullmatch(line)
        if found is None:
            raise ConvscopeError(
                f"{line[:60]!r} is no paper", fix="write Lin, Chen, Yan (2013). Network In Network. arXiv:1312.4400"
            )
        kind, rest = found["kind"], found["rest"]
        address = ADDRESSES[kind] + rest[1:] if kind in ADDRESSES else kind + rest
        where = f" {html.escape(found['where'])}." if found["where"] else ""
        dot = "" if found["title"].endswith("?") else "."
        told = (
            f"{html.escape(found['authors'])} ({found['year']}). <cite>{html.escape(found['title'])}</cite>{dot}{where}"
        )
        link = f'<a href="{html.escape(address)}" rel="noreferrer">{html.escape(kind + rest)}</a>'
        items.append(f"<li>{told} {link}</li>")
    return f'<section class="papers"><ul>{"".join(items)}</ul></section>'


def command(content: str) -> str:
    """Write commands to copy."""
    for line in _lines(content):
        if not line.startswith("convscope "):
            raise ConvscopeError(f"{line[:60]!r} is no command", fix="write convscope check net.py:Net")
    return _code("command", content)


def python(content: str) -> str:
    """Write a program to copy."""
    return _code("python", content)


def teacher(content: str) -> str:
    """Write what a teacher may want to know, which is shown in the teacher's mode alone."""
    return f'<section class="teacher">{_words(content)}</section>'


def _code(kind: str, content: str) -> str:
    own = f'<span class="own">{OWN}</span>'
    return f'<section class="{kind}"><pre>{html.escape(content.strip()).replace(OWN, own)}</pre></section>'


def _words(content: str) -> str:
    shown: str = MarkdownIt("commonmark", {"html": False}).render(content)
    return shown


def _lines(content: str) -> list[str]:
    return [line.strip() for line in content.splitlines() if line.strip()]


SECTIONS: dict[str, Callable[[str], str]] = {
    "question": question,
    "terms": terms,
    "papers": papers,
    "command": command,
    "python": python,
    "teacher": teacher,
}
