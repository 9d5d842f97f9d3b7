"""Pictures painted in the style of others.

In: a picture of content, pictures of style, a network that sees. Out: `Styled`: the picture, and the loss on the way to
it. Start at `style.py`; `features.py` is what the network sees, `loss.py` how far a picture is from what is wanted.
"""

from convscope.apply.style.asked import Styling
from convscope.apply.style.style import style
from convscope.apply.style.styled import Stopped, Styled

__all__ = ["Stopped", "Styled", "Styling", "style"]
