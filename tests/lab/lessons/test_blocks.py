"""What stands beside a lesson's text."""

import pytest

from convscope.errors import ConvscopeError
from convscope.lab.lessons.blocks import OWN, SECTIONS, command, papers, python, question, teacher, terms


def test_a_question_folds_its_answer_away() -> None:
    """Both in Markdown, in which HTML is text."""
    found = question("How *many*?\n---\nTwo <b>.\n")
    assert "<em>many</em>" in found and '<details class="answer"><summary></summary><p>Two &lt;b&gt;.' in found


def test_terms_say_which_language_each_is_in() -> None:
    """A row a term."""
    assert terms("a | 甲 | b\n— | 乙 | c & d").count("<tr>") == 2
    assert "c &amp; d" in terms("— | 乙 | c & d")


def test_a_paper_leads_to_where_it_is_kept() -> None:
    """arXiv, a DOI, or an address; a title may ask."""
    assert 'href="https://doi.org/10.1109/5.726791"' in papers("LeCun (1998). A title. Proc 86. doi:10.1109/5.726791")
    found = papers("Islam, Jia (2020). How Much? arXiv:2001.08248\nK (2009). T. https://www.cs.toronto.edu/x.pdf")
    assert "<cite>How Much?</cite> <a" in found and 'href="https://www.cs.toronto.edu/x.pdf"' in found


def test_the_readers_network_is_marked_to_be_named() -> None:
    """In a command and in Python."""
    marked = f'<span class="own">{OWN}</span>'
    assert marked in command(f"convscope check {OWN}") and f"cs.load(&quot;{marked}" in python(f'cs.load("{OWN}")')
    assert teacher("Ask.") == '<section class="teacher"><p>Ask.</p>\n</section>'


@pytest.mark.parametrize(
    ("kind", "text", "told"),
    [
        ("question", "How many?", "no answer"),
        ("question", "---\nTwo", "no answer"),
        ("terms", "a | b", "'a | b' is no term"),
        ("papers", "LeCun 1998", "'LeCun 1998' is no paper; write Lin"),
        ("command", "rm -r .", "'rm -r .' is no command"),
    ],
)
def test_what_is_not_understood_is_told(kind: str, text: str, told: str) -> None:
    """With what to write."""
    with pytest.raises(ConvscopeError, match=told.replace("|", r"\|")):
        SECTIONS[kind](text)
