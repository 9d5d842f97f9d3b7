"""What an expert would say of a network's design, computed from its description. Loads no torch by itself.

In: a `Network` (or a module and its input shape). Out: a `Report` of `Finding`s, each with layer, file, line, numbers
and a fix. Start at `check.py`; a rule is one file under `rules/<family>/`, named after its fault; its docstring is its
page.
"""

from convscope.lint import formats
from convscope.lint.check import check
from convscope.lint.finding import Finding, Severity
from convscope.lint.report import Report
from convscope.lint.rule import Rule
from convscope.lint.rules import RULES, rule_named
from convscope.lint.settings import TARGETS, Settings

__all__ = [
    "RULES",
    "TARGETS",
    "Finding",
    "Report",
    "Rule",
    "Settings",
    "Severity",
    "check",
    "formats",
    "rule_named",
]
