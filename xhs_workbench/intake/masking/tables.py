"""Masking a column at a time: few texts hold a contact, and only those that might are read one by one."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from xhs_workbench.intake.masking.contacts import ADD, DOT, HEARTS, LINK_HOSTS, MAIL_HOSTS, TLD, WECHAT_WORDS, mask_text
from xhs_workbench.intake.masking.folding import fold_column
from xhs_workbench.tables import TABLES

NOT_WRITTEN = {"commenter_hash", "red_id", "source_file", "source_sheet"}
"""Text columns that name a row or a person for the platform; nobody wrote them, and tables are joined by them."""
LINKS = {"note_url", "profile_url"}
WHOLE_LINK = r"(?i)\A\s*https?://[^\s@]+\z"
MESSENGERS = r"(?i)://[^/]*\b(t\.me|telegram|wa\.me|whatsapp|weixin|wechat|qm\.qq|qun\.qq|jq\.qq|line\.me|lin\.ee|discord|linktr)\b"
"""Links that write to a person, wherever they stand."""
SPOKEN = "〇零○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖弌弍弎"
LETTERS_NEEDED = 4
SIGNS = (
    r"艾特|圈a|[(\[{<【]at[)\]}>】]|邮箱|邮件|mail|:\s?/\s?/|www|[¥$€£₤₳¢][\s(]?[a-z0-9]{8}|cz[0-9]{3}"
    rf"|#\s?(?:{MAIL_HOSTS})|[a-z0-9\-]{DOT}(?:{TLD})|(?:{LINK_HOSTS}){DOT}(?:{TLD})"
    r"|(?:公众号|视频号|抖音号|微博|快手号|gzh)\s?[:：]"
    r"|(?:扫|长按|识别|截|保存|看|码|qr).{0,30}(?:群|裙|加|私聊我|联系我)"
)
"""What a contact of few digits cannot do without, in the folded text."""
LEADS = "|".join(
    (*WECHAT_WORDS, rf"{ADD[:-1]}|)(?:我|个|下|一下)?的?[vw微薇威徽维围卫葳溦]", "我v", "wxid", "gh", "联系", "加我", "私我", "找我", "滴", "戳我", "call", "dd", "contact",
     "我的?号", "账号", "主号", "小号", "大号", "telegram", "tg", "电报", "纸飞机", "飞机号", "whatsapp", "line", "ins", "ig", "snapchat", "skype", "discord",
     "facebook", "fb", "twitter", "推特", "抖音", "dy", "快手", "微博", "红薯号", "公众号", "gzh", "钉钉", "b站", "视频号", "闲鱼", "咸鱼", "淘宝", "旺旺", "youtube",
     "kakao")
).replace(r"➕|\+|＋|", "")  # fmt: skip
"""The same among letters and digits alone, for between those of a lead anything may stand."""
LEAD_SIGNS = rf"[🛰💬🟢]|[+➕]|[vw微薇威徽维围]\s?{HEARTS}|v\s?[:=/]"


DIGIT = f"[0-9oil{SPOKEN}]"
TEN, SEVEN = (rf"{DIGIT}(?:[^a-z\p{{Han}}]{{0,5}}{DIGIT}|[杠横空格转]{{1,2}}{DIGIT}){{{more}}}" for more in (9, 6))
"""Digits with nothing but signs between them: every phone, card and identity number has ten; one that is called so, is added
or begins like a landline has seven."""
ASKED_FOR = (
    rf"电话|手机|座机|热线|致电|拨打|来电|联系|tel|phone|mobile|whats|call|[☎📞📱]|[加➕+]\s?我?[\s:：]{{0,3}}{DIGIT}"
    rf"|[0o〇零○]{DIGIT}{{1,4}}[\s\-]"
)
CALLED = "[q扣抠叩球企鹅🐧口群裙羣vw微薇威徽维围卫葳溦绿私🛰💬🟢]"
"""What stands beside a shorter number that leads to a person: the words for QQ, groups and WeChat."""


PLAIN = r"\A[\x20-\x7e\n\p{Han}，。！？：；、（）【】“”‘’…～＠\x{1f300}-\x{1f5ff}\x{1f600}-\x{1faff}]*\z"
"""Texts that fold to themselves but for capitals and wide punctuation."""
NAMED = r"([@＠] ?)[^\s@＠,，。!！?？;；:：、()（）\[\]【】{}\"'“”‘’<>#…~～|]{1,30}"
NOT_ONLY_NAMED = (
    r"(?i)[a-z0-9][@＠]|[@＠]\s?[¥$]?[0-9]|[@＠]\n"
    rf"|[a-z0-9] {{1,2}}[@＠] {{0,2}}(?:[a-z0-9\-]+ ?(?:\.|。|点|dot|\(|\[)|(?:{MAIL_HOSTS}))"
)
"""Beside a handle this may be an address or a price."""
USUAL_NAME = rf"@小红薯[0-9a-f]{{4,8}}(?:[^0-9oil{SPOKEN}]{{4}}|[^0-9oil{SPOKEN}]{{0,3}}\z)"
"""The name the platform gives, with four signs or the end behind it: its digits belong to no number."""


def mask_column(cells: pl.Series) -> pl.Series:
    """Mask the contacts in a column of texts; nulls stay null.

    >>> mask_column(pl.Series(["好用", None, "vx：abc_1234", "@小美 快看"])).to_list()
    ['好用', None, 'vx：‹wechat›', '@‹handle› 快看']
    """
    doubtful, named = _suspicious(cells)
    if not len(doubtful) and not len(named):
        return cells
    odd = cells.gather(doubtful)
    masked = {text: mask_text(text) for text in odd.unique()}
    done = cells.clone()  # scatter changes the series it is called on
    done.scatter(doubtful, [masked[text] for text in odd])
    return done.scatter(named, cells.gather(named).str.replace_all(NAMED, "${1}‹handle›"))


def mask_table(frame: pl.DataFrame, table: str) -> pl.DataFrame:
    """Mask every column of a canonical table in which somebody may have written what they like.

    Ids and the platform's links to notes and profiles stay: they are no text, and tables are joined by them.
    """
    kinds = TABLES[table].columns()
    masked = []
    for name in frame.columns:
        kind = kinds.get(name)
        if not isinstance(kind, dy.String) or name in NOT_WRITTEN or name.endswith("_id"):
            continue
        masked.append(_mask_links(frame[name]) if name in LINKS else mask_column(frame[name]))
    return frame.with_columns(masked)


def _mask_links(links: pl.Series) -> pl.Series:
    """Keep whole links to the platform; mask what else stands in a column of links, and links to messengers."""
    odd = ~(links.str.contains(WHOLE_LINK) & ~links.str.contains(MESSENGERS)).fill_null(True)
    return links.clone().scatter(odd.arg_true(), mask_column(links.filter(odd))) if odd.any() else links


def _suspicious(cells: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Return the places of the texts that may hold a contact, never fewer than `mask_text` would change.

    Returns:
        Those to be read one by one; and those that are plain and name friends (@小美), of which there are many.
    """
    filled = cells.fill_null("")
    if filled.str.contains("\x02", literal=True).any():
        filled = filled.str.replace_all("\x02", " ", literal=True)
    frame = pl.DataFrame({"raw": filled, "t": fold_column(filled)}).with_row_index("at")
    text, letters = pl.col("t"), pl.col("t").str.replace_all(r"[^\p{L}\p{N}]", "")
    counted = text.str.replace_all(USUAL_NAME, "@")
    called = (counted.str.count_matches("[0-9]") >= 5) & counted.str.contains(CALLED)
    numbered = called | counted.str.contains(TEN) | (counted.str.contains(SEVEN) & counted.str.contains(ASKED_FOR))
    flagged = frame.with_columns(
        sure=numbered | text.str.contains(f"(?s){SIGNS}"),
        named=text.str.contains("@", literal=True),
        worded=text.str.count_matches("[a-z0-9]") >= LETTERS_NEEDED,
    ).filter(pl.col("sure") | pl.col("named") | pl.col("worded"))
    led = letters.str.contains(LEADS) | text.str.contains(LEAD_SIGNS)
    judged = flagged.with_columns(sure=pl.col("sure") | (pl.col("worded") & led))
    judged = judged.filter(pl.col("sure") | pl.col("named"))
    raw = pl.col("raw")
    quick = ~pl.col("sure") & raw.str.contains(PLAIN) & ~raw.str.contains(NOT_ONLY_NAMED)
    return judged.filter(~quick)["at"], judged.filter(quick)["at"]
