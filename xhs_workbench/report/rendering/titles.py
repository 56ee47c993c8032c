"""What each page is called where another page names it."""

from xhs_workbench.findings import Text

TITLES = {
    "brief": Text("Brief", "投放 brief"),
    "selection": Text("Creator selection", "达人选择"),
    "candidates": Text("Creator selection: a closer look", "选号明细"),
    "content": Text("Content", "内容方向"),
    "live": Text("Live campaign", "投放进行时"),
    "post_campaign": Text("Results", "结案报告"),
    "closer_look": Text("Results: a closer look", "复盘明细"),
}
