"""The command ``convscope``."""

from __future__ import annotations

import sys

import typer

from convscope.cli.commands import add_commands
from convscope.cli.options import version_option

INTERRUPTED = 130

app = typer.Typer(
    name="convscope",
    help="The instrument for convolutional networks: which pixels every number comes from, what it costs, and proof "
    "that it is still the same network after shipping.\n\nBegin with: convscope tour",
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
add_commands(app)


@app.callback()
def root(version: bool = version_option()) -> None:
    """Take what stands before the verb."""


def main() -> None:
    """Run the command line; Ctrl-C leaves with 130 wherever it comes."""
    try:
        app()
    except KeyboardInterrupt:
        sys.stderr.write("stopped\n")
        sys.exit(INTERRUPTED)
