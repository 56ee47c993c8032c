"""The labelling desk by its keys, in a browser, with a model in the place of Jupyter's."""

import json

import pytest

from xhs_workbench.views.desks.label_desk import KEYS, SAID, SCRIPT

PAGE = """<!doctype html><meta charset="utf-8"><div id="root"></div><script type="module">
SCRIPT
const state = STATE;
window.saved = [];
const kept = { state, labels: { "旧的": "neutral" }, said: "" };
const model = { get: (name) => kept[name], set: (name, value) => { kept[name] = value; }, save_changes: () => window.saved.push({ ...kept.labels }), on: () => {} };
render({ model, el: document.getElementById("root") });
</script>"""


@pytest.fixture
def desk(chromium):
    state = {
        "comments": ["旧的", "好用", "<b>难用</b>"],
        "classes": [{"key": key, "name": name, "label": label.en} for key, name, label in KEYS],
        "words": {key: text.en for key, text in SAID.items()},
    }
    script = SCRIPT.read_text(encoding="utf-8").replace("export default { render };", "")
    page = chromium.new_page()
    page.set_content(
        PAGE.replace("STATE", json.dumps(state).replace("<", "\\u003c")).replace("SCRIPT", script)
    )
    page.wait_for_selector(".xhs-label-desk")
    yield page
    page.close()


def test_it_begins_at_the_first_comment_without_a_label_and_goes_on_by_keys(desk):
    assert desk.locator("blockquote").inner_text() == "好用"
    assert desk.locator(".xhs-label-count").inner_text() == "1 / 3"
    desk.locator(".xhs-label-desk").focus()
    desk.keyboard.press("1")
    assert desk.locator("blockquote").inner_text() == "<b>难用</b>"
    desk.keyboard.press("3")
    assert desk.locator("blockquote").inner_text() == SAID["done"].en
    assert desk.evaluate("window.saved.at(-1)") == {
        "旧的": "neutral",
        "好用": "positive",
        "<b>难用</b>": "negative",
    }


def test_one_goes_back_and_changes_a_label(desk):
    desk.get_by_role("button", name="1 praise").click()
    desk.locator(".xhs-label-desk").focus()
    desk.keyboard.press("ArrowLeft")
    assert desk.locator('[data-class="positive"]').get_attribute("aria-pressed") == "true"
    desk.keyboard.press("2")
    assert desk.evaluate("window.saved.at(-1)['好用']") == "neutral"
    assert desk.locator(".xhs-label-count").inner_text() == "2 / 3"
