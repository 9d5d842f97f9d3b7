"""What the page says of mistakes."""

from convscope.lab.train.words import WORDS


def test_every_sentence_that_has_a_fix_names_it_after_itself() -> None:
    """What stands against something, then what to do: each is one clear sentence."""
    fixes = {name for name in WORDS.templates if name.startswith("fix_")}
    assert fixes and all(not text.endswith(".") for text in WORDS.templates.values())
    assert str(WORDS.say("not_here", data="mnist")) == "mnist is not on this machine"
