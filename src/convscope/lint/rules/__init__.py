"""Every rule, one file each, by family: `geometry`, `structure`.

In: a `Network`. Out: `Fault`s. To add a rule, write ``rules/<family>/<fault>.py`` with a docstring that is its page and
a `Rule` named ``RULE``, and list it here; shared tests enrol it.
"""

from convscope.errors import UnknownName
from convscope.lint.rule import Rule
from convscope.lint.rules.geometry import output_too_small, stride_skips_pixels
from convscope.lint.rules.structure import wasted_bias

RULES: tuple[Rule, ...] = (output_too_small.RULE, stride_skips_pixels.RULE, wasted_bias.RULE)


def rule_named(name: str) -> Rule:
    """Return the rule of that name or code; `UnknownName` where there is none."""
    for rule in RULES:
        if name.lower() in (rule.name, rule.code.lower()):
            return rule
    raise UnknownName("rule", name, [rule.name for rule in RULES])
