"""How a page of the lab that was written looks in a terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

if TYPE_CHECKING:
    from convscope.lab import Exported, Serving, Site


def exported(result: Exported) -> Text:
    """Say where it is, and what to do with it."""
    return Text.assemble((str(result.path), "bold"), "\nopen it in a browser; it needs nothing else")


def exported_in_short(result: Exported) -> str:
    """Give the path alone."""
    return str(result.path)


def site(result: Site) -> Text:
    """Say where the lessons are, and what to do with them."""
    first = str(result.folder / "index.html")
    told = f"\n{result.lessons} lessons, {result.size / 1e6:.1f} MB; open it in a browser, or serve the folder"
    return Text.assemble((first, "bold"), told)


def site_in_short(result: Site) -> str:
    """Give the folder alone."""
    return str(result.folder)


def serving(event: Serving) -> list[Text]:
    """Say where the lab is."""
    return [Text.assemble("the lab is at ", (event.address, "bold")), Text("Ctrl-C ends it")]


def served(result: Serving) -> str:
    """Give the address alone."""
    return result.address
