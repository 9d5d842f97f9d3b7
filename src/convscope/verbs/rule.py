"""The verb ``rule``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

from convscope.verbs.verb import Argument, Session, Verb

if TYPE_CHECKING:
    from convscope import lint


@dataclass(frozen=True)
class Pages:
    """Rules to be shown: all of them as a list, or one with its page."""

    rules: tuple[lint.Rule, ...]
    whole: bool

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {
            "rules": [
                {
                    "code": rule.code,
                    "name": rule.name,
                    "severity": rule.severity,
                    "when": rule.asked_by,
                    "summary": rule.summary,
                    "page": rule.page,
                }
                for rule in self.rules
            ]
        }


@dataclass(frozen=True, kw_only=True)
class Rule(Verb):
    """What a rule of ``check`` means: what it does, why it hurts, what to write instead.

    Without a name, lists all rules.
    """

    name: ClassVar[str] = "rule"
    examples: ClassVar[tuple[str, ...]] = (
        "convscope rule",
        "convscope rule stride-skips-pixels",
        "convscope rule G002",
    )

    rule: Annotated[str | None, Argument("A rule's name or code; leave it out to list them all.", "[NAME]")] = None

    def run(self, session: Session) -> Pages:
        """Find the rule, or all."""
        from convscope.lint import RULES, rule_named

        return Pages(RULES, whole=False) if self.rule is None else Pages((rule_named(self.rule),), whole=True)

    def python(self) -> str:
        """Write the Python that does the same."""
        if self.rule is None:
            return "from convscope.lint import RULES\nprint([rule.name for rule in RULES])"
        return f"from convscope.lint import rule_named\nprint(rule_named({self.rule!r}).page)"
