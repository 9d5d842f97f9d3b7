"""A report as text that other programs read.

In: a `Report`. Out: SARIF for code scanning, GitHub's annotations, a Markdown page. Start at `sarif.py`.
"""

from convscope.lint.formats.github import github
from convscope.lint.formats.markdown import markdown
from convscope.lint.formats.sarif import sarif

__all__ = ["github", "markdown", "sarif"]
