"""A report as text that other programs read.

In: `Report`s. Out: a line a finding, SARIF for code scanning, GitHub's annotations, Markdown. Start at `concise.py`.
"""

from convscope.lint.formats.concise import concise
from convscope.lint.formats.github import github
from convscope.lint.formats.markdown import markdown
from convscope.lint.formats.sarif import sarif

__all__ = ["concise", "github", "markdown", "sarif"]
