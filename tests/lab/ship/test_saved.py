"""What was made, as a file to save."""

import io
import zipfile

from starlette.applications import Starlette
from starlette.routing import Route
from starlette.testclient import TestClient

from convscope import lab, load
from convscope.lab.ship.saved import Saved


def test_files_and_folders_are_given_to_be_saved() -> None:
    """A folder as a zip; a page as a file, not to be opened under the lab's address; nothing else."""
    opened = lab.Opened("lenet5", load("lenet5"))
    client = TestClient(Starlette(routes=[Route("/ship/{target}", Saved(opened).give)]))
    assert client.get("/ship/onnx").status_code == client.get("/ship/..%2f..").status_code == 404
    folder = opened.workshop.folder
    (folder / "lenet5.html").write_text("<p>net</p>", encoding="utf-8")
    (folder / "lenet5-c").mkdir()
    (folder / "lenet5-c" / "lenet5.c").write_text("int net;", encoding="utf-8")
    page = client.get("/ship/html")
    assert page.text == "<p>net</p>" and page.headers["content-type"] == "application/octet-stream"
    assert page.headers["content-disposition"] == 'attachment; filename="lenet5.html"'
    pack = zipfile.ZipFile(io.BytesIO(client.get("/ship/c").content))
    assert pack.namelist() == ["lenet5-c/lenet5.c"] and pack.read("lenet5-c/lenet5.c") == b"int net;"
    opened.close()
    assert client.get("/ship/html").status_code == 404
