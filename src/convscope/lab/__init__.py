"""The browser's face; no logic of networks.

In: what the verb ``lab`` was asked for. Out: one HTML file that shows a convolution number by number, computed in the
browser, nothing fetched. Start at `page.py`; the stage is in ``browser/``, plain ES modules, one concept a file.
"""

from convscope.lab.page import Exported, export, html

__all__ = ["Exported", "export", "html"]
