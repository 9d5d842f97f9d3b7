"""How values find the function that shows them."""

from convscope.cli.faces import Faces


def test_a_value_is_shown_by_its_classs_name() -> None:
    """A known class by its function, any other by the one that stands in."""
    faces: Faces[str] = Faces(lambda _: "unknown")
    faces.of("int")(lambda value: f"number {value}")
    assert faces(3) == "number 3" and faces("3") == "unknown"
