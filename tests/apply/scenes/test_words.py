"""What is said of a scene."""

import pytest

from convscope.apply.scenes.words import WORDS
from convscope.saying import places


@pytest.mark.parametrize("name", list(WORDS.templates))
def test_every_sentence_takes_its_facts(name: str) -> None:
    """Numbers where numbers are written, sentences where they are nested; no place stays empty."""
    template = WORDS.templates[name]
    facts = {place: 3 if form else "word" for place, form in places(template).items()}
    said = str(WORDS.say(name, **facts))
    assert said and "{" not in said and said[0] != " "
