"""``# convscope: ignore[name]`` at the end of a line: what is found there is meant, and not told."""

from __future__ import annotations

import linecache
import re
from collections.abc import Iterable

from convscope.errors import ConvscopeError, UnknownName
from convscope.lint.finding import Finding
from convscope.lint.rules import rule_named

COMMENT = re.compile(r"#\s*convscope:\s*ignore(?:\[(?P<names>[^\]]*)\])?")


def not_meant(findings: Iterable[Finding]) -> tuple[list[Finding], int]:
    """Leave out what a comment on its line says is meant; give the others, and how many were left out.

    A comment without brackets means every rule; in brackets are names or codes with commas between them. Raises
    `ConvscopeError` for one that means no rule, since a slip of the pen would hide nothing, unnoticed.
    """
    kept, hidden = [], 0
    for finding in findings:
        names = _ignored(finding)
        if names is None or (names and finding.name not in names):
            kept.append(finding)
        else:
            hidden += 1
    return kept, hidden


def _ignored(finding: Finding) -> set[str] | None:
    """Read the rules that a finding's line ignores: an empty set for all of them, None for none."""
    if not finding.file or not finding.line:
        return None
    linecache.checkcache(finding.file)  # in a notebook it may have been edited, and built again, since it was last read
    said = COMMENT.search(linecache.getline(finding.file, finding.line))
    if said is None:
        return None
    words = (said["names"] or "").split(",")
    try:
        return {rule_named(word.strip()).name for word in words if word.strip()}
    except UnknownName as error:
        raise ConvscopeError(f"{finding.place}: {error}") from error
