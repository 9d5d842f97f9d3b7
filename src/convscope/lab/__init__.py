"""The browser's face; no logic of networks.

In: what the verb ``lab`` was asked for. Out: a server for this machine's browser, or one HTML file that shows a
convolution number by number. Start at `app.py`, which says what is served, and at ``browser/frame/open.js``; pages are
in ``browser/``, a folder a page, plain ES modules, one concept a file.
"""

from convscope.lab.apply.scenery import Scenery
from convscope.lab.learn import check_lessons
from convscope.lab.opened import Opened
from convscope.lab.page import Exported, export, html
from convscope.lab.serve import Serving, serve
from convscope.lab.site import Site, write_site
from convscope.lab.train.studio import Studio

__all__ = [
    "Exported",
    "Opened",
    "Scenery",
    "Serving",
    "Site",
    "Studio",
    "check_lessons",
    "export",
    "html",
    "serve",
    "write_site",
]
