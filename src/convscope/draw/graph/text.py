"""How wide text is, and where it breaks.

Text is set in a monospaced font, whose letters are all as wide; each line is written with its length, so that another
font of the reader's cannot make it leave its box.
"""

from __future__ import annotations

import html
import re
import unicodedata

ADVANCE = 0.602  # of the size: DejaVu Sans Mono, Menlo; SF Mono and Consolas are a little narrower
BREAKS = re.compile(r"[^ .]*[ .]?")  # a line may end after a blank or a dot
NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def width(text: str, size: float) -> float:
    """Measure a line: 0.602 of the size a letter, the whole of it for a Chinese one.

    >>> round(width("conv1", 10), 2), round(width("卷积", 10), 2)
    (30.1, 20.0)
    """
    return size * sum(map(_advance, text))


def _advance(letter: str) -> float:
    if letter.isascii():
        return ADVANCE
    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):  # stands on the letter before
        return 0.0
    return 1.0 if unicodedata.east_asian_width(letter) in "WF" else ADVANCE


def wrapped(text: str, room: float, size: float) -> list[str]:
    """Break a line so that each part fits into ``room``: after a blank or a dot, else within a word.

    >>> wrapped("features.denseblock1.denselayer1", 70, 5)
    ['features.denseblock1.', 'denselayer1']
    """
    lines = [""]
    for word in BREAKS.findall(text):
        if width((lines[-1] + word).rstrip(), size) <= room:
            lines[-1] += word
            continue
        if lines[-1]:
            lines.append("")
        for letter in word:
            if lines[-1] and width((lines[-1] + letter).rstrip(), size) > room:
                lines.append("")
            lines[-1] += letter
    return [line.strip() for line in lines if line.strip()]


def escaped(text: str) -> str:
    """Write text so that it may stand in XML; what XML cannot hold becomes �.

    >>> escaped('a<b & "c"')
    'a&lt;b &amp; &quot;c&quot;'
    """
    return html.escape(NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text))
