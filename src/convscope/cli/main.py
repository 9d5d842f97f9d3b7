"""The command ``convscope``."""

from __future__ import annotations

import sys

from convscope.cli.commands import Commands
from convscope.cli.options import completion_option, version_option

INTERRUPTED = 130

app = Commands(
    "convscope",
    help="The instrument for convolutional networks: which pixels every number comes from, what it costs, and proof "
    "that it is still the same network after shipping.\n\nBegin with: convscope tour",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    params=[version_option(), completion_option()],
)


def main() -> None:
    """Run the command line; Ctrl-C leaves with 130 wherever it comes."""
    try:
        app()
    except KeyboardInterrupt:
        sys.stderr.write("stopped\n")
        sys.exit(INTERRUPTED)
