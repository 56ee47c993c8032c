"""How much a page says before anything is opened, measured on the page itself in a browser."""

import re

NUMBER = re.compile(r"\d[\d,.]*")
ENGLISH_WORDS, CHINESE_SIGNS = 20, 35
BANNED = {
    "en": [
        "brief.yaml",
        "inputs",
        "PASS",
        "REVIEW",
        "Nothing to show",
        "associated with",
        "confidence interval",
        "p-value",
        "chance not ruled out",
        "controls say",
        "Placed notes",
        "not mature",
        "drawn to the mean",
        "None",
        "nan",
    ],
    "zh": [
        "brief.yaml",
        "inputs",
        "没有可显示的内容",
        "复核",
        "关联 +",
        "未成熟",
        "拒收",
        "偶然概率",
        "自有笔记",
        "置信区间",
        "None",
        "nan",
    ],
}
"""Words of the workshop, which a client never meets before opening anything."""
BANNED_OPENED = {
    "en": [
        "brief.yaml",
        "Placed notes",
        "placed note",
        "controls say",
        "(95%:",
        "held zero",
        "Quiet runs",
        "seen at all",
        "chance not ruled out",
        "told from chance",
        "told from no difference",
        "told from usual",
        "drawn to the mean",
        "pulled towards",
        "level above",
        "All money per one",
        "Follows of",
        "Not again as it was",
        "settled with us",
        "not data nothing",
        "associated with",
        "not mature",
        "live rule",
        "dearest person",
        "While notes go out, ads",
        "\u203a \u203a",
    ],
    "zh": [
        "brief.yaml",
        "没有可显示的内容",
        "占上一层",
        "单个总成本",
        "未成熟",
        "成熟笔记",
        "拒收",
        "复核",
        "互动关联",
        "偶然概率",
        "收缩",
        "对照推算",
        "应停之后",
        "自有笔记",
        "不计入数据 无需",
        "（与本次多数笔记相比）",
        "挪动预算",
        "\u203a \u203a",
    ],
}
"""Words of the workshop, which a client does not meet after opening everything either."""
OPEN = """() => {
  const shown = (place) => {
    const copy = place.cloneNode(true);
    copy.querySelectorAll("details, svg, script, h4, .about, dt, blockquote, .xhs-drafts, .xhs-pictures, .xhs-footnote, .xhs-document") // names, days and quotes are no figures; a document is read as a whole
      .forEach((part) => part.remove());
    copy.querySelectorAll(".xhs-phrase").forEach((phrase) => phrase.replaceWith(phrase.textContent)); // one heading, however its lines break
    copy.normalize();
    const texts = [];
    const walk = (node) => node.childNodes.forEach((one) => {
      if (one.nodeType === 3) { if (one.textContent.trim()) texts.push(one.textContent.trim()); }
      else { walk(one); if (!/^(SPAN|B|I|SMALL|BDI|A)$/.test(one.tagName)) texts.push("\\n"); }
    });
    walk(copy);
    return texts.join(" ");
  };
  const first = document.querySelector(".xhs-first");
  const sentences = [...document.querySelectorAll(
    ".xhs-first .verdict, .xhs-first .also li, .xhs-first .actions li > p:first-child, main > section > h2, .xhs-opening .more, .xhs-opening .caution, .xhs-notecard .why"
  )].map((place) => place.textContent.trim());
  return {
    first: first ? shown(first) : "",
    chapters: [...document.querySelectorAll("main > section.xhs-part")].map((part) => ({
      title: part.querySelector("h2") ? part.querySelector("h2").textContent : "", text: shown(part),
      pictures: [...part.querySelectorAll(".xhs-opening h3")].map((one) => one.textContent.trim().replace(/[.。]$/, "")),
    })),
    sentences,
    screens: document.documentElement.scrollHeight / innerHeight,
    sideways: document.documentElement.scrollWidth > innerWidth,
    firstEnds: first ? first.getBoundingClientRect().bottom : 1e9,
  };
}"""


def read_open(page, path, width=1280, height=800):
    """Return what a page shows before anything is opened."""
    page.set_viewport_size({"width": width, "height": height})
    page.goto(path.as_uri())
    page.locator("body[data-ready=yes]").wait_for()
    return page.evaluate(OPEN)


def numbers(text):
    """Count the numbers of a text: a figure with its sign and unit is one, a day is one."""
    return len(NUMBER.findall(re.sub(r"\d{4}-\d{2}-\d{2}|\d+月\d+日", "1", text)))


def too_long(sentences, language):
    """Return the sentences that are longer than one reads at once."""
    found = []
    for text in sentences:
        for part in re.split(r"(?<=[.;])\s+|[。；！？]", text):
            if language == "zh":
                if len(re.findall(r"[\u4e00-\u9fff]", part)) > CHINESE_SIGNS:
                    found.append(part)
            elif len(part.split()) > ENGLISH_WORDS:
                found.append(part)
    return found


def banned_opened(text, language):
    """Return the words of the workshop that stand anywhere on a page, folded or not."""
    flat = re.sub(r"\s+", " ", text)
    return [word for word in BANNED_OPENED[language] if word in flat]


def banned(texts, language):
    """Return the words of the workshop that stand in texts."""
    whole = "\n".join(texts)
    return [word for word in BANNED[language] if re.search(rf"(?<![\w]){re.escape(word)}(?![\w])", whole)]
