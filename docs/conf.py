"""Sphinx settings; the pages of rules and commands are written from the rules and verbs before each build."""

from __future__ import annotations

import sys
from importlib.metadata import version as installed
from inspect import cleandoc
from pathlib import Path
from typing import TYPE_CHECKING

from convscope.lint import RULES
from convscope.verbs import VERBS, Argument
from convscope.verbs.verb import parameters

if TYPE_CHECKING:
    from sphinx.application import Sphinx

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

import claims  # noqa: E402 - it lies beside this file
import gallery  # noqa: E402 - it lies beside this file
import notebook_pages  # noqa: E402 - it lies beside this file

project = "convscope"
author = "The convscope developers"
copyright = f"2026, {author}"  # noqa: A001 - Sphinx's name for it
release = version = installed("convscope")
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.viewcode"]
myst_enable_extensions = ["colon_fence", "deflist"]
myst_heading_anchors = 3
exclude_patterns = ["_build", "notebooks"]
default_role = "code"
autodoc_typehints = "signature"
autodoc_member_order = "bysource"
html_theme = "furo"
html_title = f"convscope {release}"
html_static_path = ["images", "pages.css"]
html_css_files = ["pages.css"]


def write_rule_pages(_: Sphinx) -> None:
    """Give each rule a page, its module's docstring, and list them."""
    folder = HERE / "rules"
    folder.mkdir(exist_ok=True)
    for rule in RULES:
        head = f"# {rule.name}\n\n`{rule.code}` · {rule.severity} · {rule.asked_by}\n\n"
        (folder / f"{rule.name}.md").write_text(head + rule.page + "\n", encoding="utf-8")
    rows = "\n".join(
        f"| {rule.code} | [{rule.name}]({rule.name}.md) | {rule.severity} | {rule.asked_by} | {rule.summary} |"
        for rule in RULES
    )
    names = "\n".join(rule.name for rule in RULES)
    (folder / "index.md").write_text(
        "# Rules\n\n`convscope rule NAME` prints any of these pages.\n\n"
        f"| code | name | severity | when | what it finds |\n| --- | --- | --- | --- | --- |\n{rows}\n\n"
        f"```{{toctree}}\n:hidden:\n\n{names}\n```\n",
        encoding="utf-8",
    )


def write_command_page(_: Sphinx) -> None:
    """Write every command's help: its docstring, its parameters, its examples."""
    parts = [
        "# Commands\n\nEvery command also takes `--device`, `--threads`, `--seed`, `--json`, `--json-lines`, "
        "`--quiet`, `--version`.\n"
    ]
    for verb in VERBS:
        parts.append(f"## convscope {verb.name}\n\n{cleandoc(verb.__doc__ or '')}\n")
        for parameter in parameters(verb):
            declared = parameter.declared
            word = (
                declared.metavar if isinstance(declared, Argument) else f"--{parameter.name} {declared.metavar}".strip()
            )
            parts.append(f"`{word}`\n: {declared.help}\n")
        parts.append("```console\n" + "\n".join(f"$ {example}" for example in verb.examples) + "\n```\n")
    (HERE / "commands.md").write_text("\n".join(parts), encoding="utf-8")


def write_claims(_: Sphinx) -> None:
    """Write the page of claims, their numbers computed."""
    (HERE / "claims.md").write_text(claims.page(), encoding="utf-8")


def write_gallery(_: Sphinx) -> None:
    """Draw the gallery's pictures, those that are not there yet."""
    (HERE / "gallery.md").write_text(gallery.page(HERE / "gallery"), encoding="utf-8")


def write_notebooks(_: Sphinx) -> None:
    """Write the notebooks as pages, as they were kept."""
    notebook_pages.pages(HERE)


def setup(app: Sphinx) -> None:
    """Write the generated pages before Sphinx looks for sources."""
    app.connect("builder-inited", write_rule_pages)
    app.connect("builder-inited", write_command_page)
    app.connect("builder-inited", write_gallery)
    app.connect("builder-inited", write_claims)
    app.connect("builder-inited", write_notebooks)
