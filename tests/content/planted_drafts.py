"""Twenty drafts with one planted fault each; exactly that fault must be found. SYNTHETIC."""

from __future__ import annotations

from typing import Any

GOOD: dict[str, Any] = {
    "title": "换季泛红期的小记录",
    "body": (
        "最近换季，第一次用露米拉的精华。\n神经酰胺放在前面，屏障没那么脆了。\n质地清透，叠防晒完全不会搓泥。\n没有添加香精，用着温和。\n唯一的缺点是泵头有点紧。"
        "\n100%棉的化妆棉湿敷也可以，一定要少量多次。"
    ),
    "hashtags": "#露米拉屏障精华 #换季维稳 #敏感肌 #成分党",
    "content_format": "测评",
    "note_type": "image",
    "image_count": 6,
    "has_purchase_link": False,
    "ad_label": False,
    "ai_made": False,
}


def _with(sentence: str) -> dict[str, Any]:
    return {"body": f"{GOOD['body']}\n{sentence}"}


PLANTED: dict[str, tuple[dict[str, Any], set[str]]] = {
    "nothing": ({}, set()),
    "superlative_in_disguise": (_with("全网公认的最＊佳修护。"), {"superlative_most"}),
    "first_of_all": (_with("它就是国货第一。"), {"superlative_first"}),
    "medical_word": (_with("消 炎也很快。"), {"medical_words"}),
    "disease": (_with("我妈的皮炎用完都好了。"), {"disease_claims"}),
    "whitening": (_with("用完白了两个度。"), {"whitening_claim"}),
    "sunscreen": (_with("这支自带防晒，通勤够了。"), {"sunscreen_claim"}),
    "promise": (_with("7天见效。"), {"absolute_promise"}),
    "contact": (_with("想要清单的➕Ｖ聊。"), {"contact_details"}),
    "other_platform": (_with("去🍑宝买就行。"), {"other_platforms"}),
    "link_without_label": ({"has_purchase_link": True}, {"ad_label"}),
    "denies_being_paid": (_with("真心分享，非广。"), {"denies_ad"}),
    "ai_without_label": ({"ai_made": True}, {"ai_label"}),
    "running_others_down": (_with("吊打一众大牌。"), {"disparagement"}),
    "doctor_as_proof": (_with("皮肤科医生推荐的思路。"), {"professional_endorsement"}),
    "title_too_long": ({"title": "换季泛红期的小记录，写给和我一样反反复复的敏感肌朋友"}, {"title_length"}),
    "hashtag_missing": ({"hashtags": "#露米拉屏障精华 #敏感肌 #成分党"}, {"hashtag_missing"}),
    "message_missing": (
        {"body": str(GOOD["body"]).replace("没有添加香精，用着温和。\n", "")},
        {"message_missing"},
    ),
    "wrong_price": (_with("露米拉到手价 299 元。"), {"price_differs"}),
    "brief_forbids_strongest": (_with("修护里最强势的一支，实力最强。"), {"superlative_most"}),
}
"""Name of the fault -> what differs from `GOOD`, and the codes that must be found."""
