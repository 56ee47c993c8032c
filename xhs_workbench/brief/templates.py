"""Starting briefs: a common base, then an objective, then an industry.

The files are `templates/brief/*.yaml`; ‹…› marks what is still to be written.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from xhs_workbench import paths
from xhs_workbench.errors import ParamsError, Problem
from xhs_workbench.params.yaml_files import read_params_file

FOLDER = paths.TEMPLATES / "brief"
OBJECTIVES = ("awareness", "ugc", "launch", "traffic")
OTHER_NAMES = {
    "beauty": "skincare makeup cosmetics personal_care fragrance haircare 美妆 护肤 彩妆 个护 美妆护肤 美容 香水",
    "fashion": "clothing apparel clothes shoes bags jewellery jewelry accessories outdoor sportswear 服饰 服装 时尚 穿搭 鞋包 珠宝 配饰 运动户外",
    "food_drink": "food drink drinks beverage beverages food_beverage f_b fnb fmcg snacks coffee tea 食品 饮料 食品饮料 美食 餐饮 零食 咖啡 茶饮",
    "mother_baby": "baby mother mom maternity kids parenting infant mother_and_baby 母婴 育儿 亲子 孕产 童装",
    "electronics": "tech technology digital consumer_electronics 3c appliances home_appliances gadgets phones 数码 3c数码 家电 科技 电子 手机 数码家电",
    "travel": "hotel hotels tourism hospitality airline outdoor_travel 旅游 旅行 酒店 文旅 出行 酒旅",
    "health": "healthcare wellness pharma supplements nutrition medical fitness 健康 保健 保健品 医药 大健康 营养品 医疗 营养保健",
}
"""What else an industry is called."""
INDUSTRIES = ("beauty", "fashion", "food_drink", "mother_baby", "electronics", "travel", "health")


def start_brief(objective: str, industry: str) -> dict[str, Any]:
    """Return a starting brief as plain data, with placeholders for what only the client knows.

    Args:
        objective: One of `OBJECTIVES`.
        industry: One of `INDUSTRIES`, or another name of it (food, 美妆); gives claims, labels and formats of the category, and where traffic
            goes.

    Raises:
        ParamsError: No such template.
    """
    industry = _industry_called(industry)
    for name, known in ((objective, OBJECTIVES), (industry, INDUSTRIES)):
        if name not in known:
            close = get_close_matches(name.lower(), known, n=1, cutoff=0.5)
            near_en, near_zh = (f"; {close[0]}?", f"；是否指 {close[0]}？") if close else (".", "。")
            raise ParamsError(
                Problem(
                    "no such template",
                    "没有这个模板",
                    value=name,
                    fix_en=f"known: {', '.join(known)}{near_en}",
                    fix_zh=f"可选：{'、'.join(known)}{near_zh}",
                    code="XHS-P040",
                )
            )
    data: dict[str, Any] = {}
    for file in ("every_brief", f"objective_{objective}", f"industry_{industry}"):
        data = _lay_over(data, read_params_file(FOLDER / f"{file}.yaml").data)
    formats, traffic = data.pop("formats"), data.pop("traffic")
    data["objective"].setdefault("kind", traffic)
    for item in data["deliverables"]:
        item["format"] = formats[item["format"] - 1]
    return data


def _industry_called(name: str) -> str:
    """Return the industry that a name means, by one of its other names; a name that means none as it is.

    >>> _industry_called("Food & Drink"), _industry_called("美妆"), _industry_called("steel")
    ('food_drink', 'beauty', 'steel')
    """
    tidy = re.sub(r"[\W_]+", "_", name.strip().lower()).strip("_")
    if tidy in INDUSTRIES:
        return tidy
    return next((one for one, others in OTHER_NAMES.items() if tidy in others.split()), name)


def _lay_over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Merge two levels: mappings key by key, lists joined without repetition, anything else replaced."""
    merged = dict(below)
    for key, value in above.items():
        there = merged.get(key)
        if isinstance(there, dict) and isinstance(value, dict):
            merged[key] = _lay_over(there, value)
        elif isinstance(there, list) and isinstance(value, list):
            merged[key] = there + [item for item in value if item not in there]
        else:
            merged[key] = value
    return merged
