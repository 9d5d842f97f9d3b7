"""The packaged LeNet-5 on MNIST and on other people's digits."""

from convscope.lab.lessons.handwriting import digits_learnt, digits_right, digits_tested, others_asked, others_right
from convscope.models.trained import card_of


def test_what_its_card_says() -> None:
    """Ten thousand test pictures, of which its accuracy are right."""
    assert digits_tested() == 10_000 and digits_learnt() < 60_000
    assert digits_right() / digits_tested() == round(card_of("lenet5:mnist").accuracy, 4)


def test_other_peoples_digits_are_named_less_often() -> None:
    """All of scikit-learn's, most of them rightly, and fewer than MNIST's."""
    assert others_asked() == 1797
    assert 0.9 < others_right() / others_asked() < digits_right() / digits_tested()
