"""A model as one HTML file that opens from the disk: the C as WebAssembly, weights in half precision, a page around.

In: a `Model`. Out: the file, checked by running. Start at `page.py`; `wasm.py` compiles, `page.html` is what is seen.
"""

from convscope.ship.browser.page import html

__all__ = ["html"]
