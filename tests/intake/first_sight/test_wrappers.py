"""Answers of programs saved as they came: records in envelopes, under their ids, comments with their replies."""

import json

from tests.intake.first_sight.strangers import NOTES, USERS, pasted
from xhs_workbench.intake.opening.records import find_records

AT = 1716249600  # 2024-05-21 08:00 in China, an hour or so after the notes' own ids say


def note(n, **more):
    figures = {"likedCount": "1.2万" if n == 0 else str(100 + n), "collectedCount": str(10 + n)}
    user = {"userId": USERS[n], "nickname": f"甲{n}"}
    return {
        "noteId": NOTES[n],
        "title": f"标题{n}",
        "time": AT * 1000,
        "user": user,
        "interactInfo": figures,
        **more,
    }


def comment(n, k, **more):
    return {
        "id": f"6650000000000000000{n:02x}{k:03x}",
        "content": f"说了{n}{k}",
        "createTime": (AT + 3600 * (k + 1)) * 1000,
        "likeCount": str(k),
        "userInfo": {"userId": USERS[7 - k], "nickname": f"乙{k}"},
        **more,
    }


def saved(folder, made, name="answers.json"):
    file = folder / name
    file.write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")
    return file


def test_answers_saved_one_after_the_other_are_one_list(tmp_path):
    """Three pages of two notes each: six notes, of which the first has 12,000 likes, the others 101 to 105."""
    pages = [
        {"code": 0, "success": True, "data": {"has_more": True, "items": [note(2 * p), note(2 * p + 1)]}}
        for p in range(3)
    ]
    notes = pasted(tmp_path, saved(tmp_path, pages)).table("notes")
    assert (notes.height, notes["likes"].sum(), notes["saves"].sum()) == (6, 12_515, 75)


def test_a_list_of_records_that_have_more_than_an_envelope_is_itself_the_list():
    assert set(find_records([{"code": 0, "title": "a", "data": {"items": [{"id": 1}]}}])) == {""}


def test_notes_under_their_ids_have_their_comments_and_these_their_replies(tmp_path):
    """Two notes of three comments each, each with one reply: twelve comments, of which six are replies."""
    held = {
        NOTES[n]: {
            "note": note(n),
            "comments": {
                "list": [comment(n, k, subComments=[comment(n, k + 4)]) for k in range(3)],
                "hasMore": False,
            },
            "currentTime": (AT + 90_000) * 1000,
        }
        for n in range(2)
    }
    data = pasted(tmp_path, saved(tmp_path, {"note": {"noteDetailMap": held}}))
    notes, comments = data.table("notes"), data.table("comments")
    assert notes["likes"].sum() == 12_101
    assert notes["published_at"].dt.timestamp("ms").to_list() == [AT * 1000] * 2
    assert comments.height == 12
    assert set(comments["note_id"]) == set(NOTES[:2])
    replies = comments.drop_nulls("parent_comment_id")
    assert replies.height == 6
    assert set(replies["parent_comment_id"]) == {comment(n, k)["id"] for n in range(2) for k in range(3)}


def test_one_note_beside_its_comments_is_a_note_and_its_comments_are_its(tmp_path):
    made = {"note": note(1), "comments": {"list": [comment(1, k) for k in range(4)], "hasMore": False}}
    data = pasted(tmp_path, saved(tmp_path, made))
    assert data.table("notes")["likes"].to_list() == [101]
    assert data.table("comments")["note_id"].to_list() == [NOTES[1]] * 4


def test_what_an_answer_says_of_itself_is_no_note(tmp_path):
    """The time of the request is no day of posting: an envelope is not a record, however much it says."""
    made = {
        "code": 200,
        "message": "ok",
        "message_zh": "成功",
        "time": "2026-02-05 18:04:02",
        "docs": "https://example.invalid/docs",
        "params": {"note_id": NOTES[0]},
        "data": {"comment_count": 205, "comments": [comment(0, k, note_id=NOTES[0]) for k in range(5)]},
    }
    data = pasted(tmp_path, saved(tmp_path, made))
    assert set(data.files["table"]) == {"comments"}
    assert data.table("comments").height == 5


def test_a_list_of_texts_with_labels_is_a_column_for_each():
    told = {"id": 1, "corner_tag_info": [{"type": "publish_time", "text": "05-03"}]}
    assert find_records([told])[""] == [{"id": 1, "corner_tag_info.publish_time": "05-03"}]
    pieces = {"id": 1, "cell": [{"type": "text", "text": "换季"}, {"type": "text", "text": "泛红"}]}
    assert find_records([pieces])[""] == [{"id": 1, "cell": "换季泛红"}]


def test_what_a_profile_counts_in_all_are_its_likes_and_saves(tmp_path):
    people = [
        {
            "userId": USERS[n],
            "userName": f"甲{n}",
            "fansCountNum": 9_000 + n,
            "followsCountNum": 60 + n,
            "interactionCountNum": 400_000 + n,
        }
        for n in range(6)
    ]
    found = pasted(tmp_path, saved(tmp_path, people)).table("creators")
    assert found["followers"].sum() == 54_015
    assert found["likes_saves_total"].sum() == 2_400_015


def test_replies_under_comments_without_ids_are_replies_all_the_same(tmp_path):
    """Two notes of three comments, each with one reply: six comments, six replies."""
    said = {"text": "说了", "likes": 1}
    made = [
        {
            "note_url": f"https://www.xiaohongshu.com/explore/{NOTES[n]}",
            "note_title": f"标题{n}",
            "comments": [
                {
                    "author": f"乙{k}",
                    "time": f"2024-05-2{k} 10:00",
                    **said,
                    "replies": [{"author": f"甲{k}", "time": f"2024-05-2{k} 11:00", **said}],
                }
                for k in range(3)
            ],
        }
        for n in range(2)
    ]
    comments = pasted(tmp_path, saved(tmp_path, made)).table("comments")
    assert comments.height == 12
    assert comments["parent_comment_id"].null_count() == 6
    assert set(comments["note_id"]) == set(NOTES[:2])
