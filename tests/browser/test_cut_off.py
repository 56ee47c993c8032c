"""The pages of the tests reach nothing but this machine, and what they ask for is written down."""

import pytest

pytestmark = [pytest.mark.browser]
FOREIGN = ["https://example.com/a.png", "http://8.8.8.8/b.png", "http://localhost:8321/c.png"]


def test_what_a_page_asks_for_elsewhere_is_written_down_and_answered_by_nobody(offline_page, tmp_path):
    page, asked, complaints = offline_page
    pictures = "".join(f"<img src='{link}'>" for link in FOREIGN)
    (tmp_path / "page.html").write_text(f"<!doctype html><body>{pictures}</body>", encoding="utf-8")
    page.goto((tmp_path / "page.html").as_uri())
    page.wait_for_function("[...document.images].every((one) => one.complete)")
    assert sorted(asked) == sorted(FOREIGN)
    assert page.evaluate("[...document.images].map((one) => one.naturalWidth)") == [0, 0, 0]
    assert len([text for text in complaints if "ERR_NAME_NOT_RESOLVED" in text]) == 3


def test_a_lab_page_writes_down_every_other_host(lab_page):
    page, asked = lab_page
    page.set_content(f"<img src='{FOREIGN[0]}'>")
    page.wait_for_function("document.images[0].complete")
    assert asked == [FOREIGN[0]]


def test_what_the_pages_own_policy_stops_was_not_asked_for_and_is_complained_of(offline_page, tmp_path):
    page, asked, complaints = offline_page
    policy = "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'\">"
    (tmp_path / "page.html").write_text(f"<!doctype html>{policy}<img src='{FOREIGN[0]}'>", encoding="utf-8")
    page.goto((tmp_path / "page.html").as_uri())
    page.wait_for_function("document.images[0].complete")
    assert asked == []
    assert ["Content Security Policy" in text for text in complaints] == [True]
