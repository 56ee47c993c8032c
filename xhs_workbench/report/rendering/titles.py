"""What each page is called where another page names it: as it calls itself."""

from xhs_workbench.findings import Text

TITLES = {
    "brief": Text("The brief", "投放 brief"),
    "selection": Text("Creator selection", "达人选择"),
    "candidates": Text("A closer look at the candidates", "选号明细"),
    "content": Text("Content against the brief", "内容审核与规划"),
    "live": Text("The campaign today", "投放日报"),
    "post_campaign": Text("Campaign results", "结案报告"),
    "closer_look": Text("A closer look at the results", "复盘明细"),
}
