"""What the served lab answers."""

import re

import pytest
from starlette.testclient import TestClient

import convscope as cs
from convscope.lab import Opened
from convscope.lab.app import PAGES, application
from convscope.lab.page import modules, needed


@pytest.fixture(scope="module")
def client() -> TestClient:
    app = application(Opened("lenet5", cs.load("lenet5")), hosts=frozenset(["lab:1"]))
    return TestClient(app, base_url="http://lab:1")


@pytest.mark.parametrize("page", PAGES)
def test_a_page_holds_its_modules_addresses(client: TestClient, page: str) -> None:
    """Each of them is served, and its policy lets no other script run."""
    answer = client.get(f"/{page}")
    nonce = re.search(r"'nonce-([^']+)'", answer.headers["content-security-policy"])
    assert nonce and answer.text.count(f'nonce="{nonce[1]}"') == 2 and "unsafe-eval" not in str(answer.headers)
    for name in modules():
        served = client.get(f"/browser/{name.removeprefix('convscope/')}")
        assert served.status_code == 200 and served.headers["content-type"].startswith("text/javascript")


def test_all_that_a_page_imports_is_asked_for_at_once(client: TestClient) -> None:
    """And not again while it is as it was."""
    text = client.get("/look").text
    first = re.findall('rel="modulepreload" href="([^"]+)"', text)
    assert set(first) == {f"/browser/{name.removeprefix('convscope/')}" for name in needed("look")}
    assert {"/browser/look/tile.js", "/browser/texts/zh/told.js"} < set(first) and "/browser/train/page.js" not in first
    served = client.get(first[0])
    again = client.get(first[0], headers={"if-none-match": served.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"") and served.content


@pytest.mark.parametrize(
    "path", ["/no", "/browser/", "/browser/../app.py", "/browser/%2e%2e/app.py", "/browser/frame/shell.html"]
)
def test_nothing_else_is_served(client: TestClient, path: str) -> None:
    """No file beside the parts of the pages."""
    assert client.get(path).status_code == 404


def test_the_address_alone_leads_to_the_first_page(client: TestClient) -> None:
    """Which is there."""
    assert client.get("/").url.path == f"/{PAGES[0]}"


def test_a_lesson_that_has_another_name_now_is_found_by_the_old_one(client: TestClient) -> None:
    """What was asked with it goes along."""
    answer = client.get("/learn/32-neuron?teach=1", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (307, "/learn/14-inside?teach=1")
    assert client.get("/learn/14-inside").status_code == 200
