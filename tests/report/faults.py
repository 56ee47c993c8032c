"""One fault each in the demo's parameters, or in a small file they name: what `check` must say before a kernel starts."""

import shutil
from datetime import datetime
from pathlib import Path

from openpyxl import Workbook

from xhs_workbench import paths

TITLE = "campaign: Lumira 露米拉 × 618"
DRAFTS = "data/demo/drafts_synthetic.csv"
MEMORY = "memory: reports/memory.duckdb"
SELECTED = """inputs:
  - data/demo/pugongying_creators_synthetic.xlsx
  - data/demo/huitun_creators_synthetic.csv
  - data/demo/candidate_notes_synthetic.csv
  - data/demo/candidate_comments_synthetic.csv
  - data/demo/rubric_synthetic.csv
"""
COVERS = "covers: [data/demo/covers_synthetic]"
MAPPING = (
    "mappings: [{name: own, recognise: [达人], tables: {creators: {columns: {followers: "
    "[粉丝量]}}}}]\ncovers: []"
)
FAULTS = {
    "no_inputs": ("live", None, "inputs"),
    "no_brief": ("content", None, "brief"),
    "no_day": ("post_campaign", None, "as_of"),
    "empty_inputs": ("content", ("creators: []", "creators: []\ninputs: []"), "inputs"),
    "contact_of_the_maker": (
        "live",
        ('en: "Harbour & Finch, campaign analytics"', "en: 'Ana, 139-1234-5678'"),
        "prepared_by",
    ),
    "second_document": ("live", ("festivals: null", "---\nfestivals: null"), "second document"),
    "second_document_after_dots": ("live", ("festivals: null", "...\nfestivals: null"), "second document"),
    "infinite_budget": ("brief", ("creators_cny: 48000", "creators_cny: 1e999"), "budget.creators_cny"),
    "infinite_by_name": ("brief", ("creators_cny: 48000", "creators_cny: .inf"), "budget.creators_cny"),
    "infinite_as_text": ("brief", ("creators_cny: 48000", "creators_cny: 'inf'"), "budget.creators_cny"),
    "not_a_number": ("brief", ("creators_cny: 48000", "creators_cny: 'nan'"), "budget.creators_cny"),
    "absurd_budget": ("brief", ("creators_cny: 48000", "creators_cny: 1e300"), "budget.creators_cny"),
    "five_thousand_digits": (
        "brief",
        ("creators_cny: 48000", f"creators_cny: {'9' * 5000}"),
        "budget.creators_cny",
    ),
    "infinite_weight": ("selection", ("weights: {value: 35.0", "weights: {value: 1e999"), "weights.value"),
    "infinite_audience": (
        "selection",
        ("female_18_24: 900000", "female_18_24: 1e999"),
        "audience_people.female_18_24",
    ),
    "more_than_all_people": ("selection", ("female_18_24: 900000", "female_18_24: 9e9"), "audience_people"),
    "measured_for_ever": (
        "brief",
        ("measured_until: 2026-07-20", "measured_until: 9999-12-31"),
        "timeline.measured_until",
    ),
    "before_there_was_xiaohongshu": (
        "brief",
        ("brief_sent: 2026-04-13", "brief_sent: 2012-12-31"),
        "timeline.brief_sent",
    ),
    "three_years_ahead": (
        "brief",
        ("measured_until: 2026-07-20", f"measured_until: {datetime.now().year + 3}-01-01"),
        "timeline.measured_until",
    ),
    "the_last_day": ("live", ("as_of: '2026-05-20'", "as_of: 9999-12-31"), "as_of"),
    "the_first_day": ("live", ("as_of: '2026-05-20'", "as_of: 0001-01-01"), "as_of"),
    "before_posting": ("live", ("as_of: '2026-05-20'", "as_of: 2026-05-05"), "as_of"),
    "results_before_posting": ("post_campaign", ("as_of: '2026-07-20'", "as_of: 2026-04-20"), "as_of"),
    "collected_in_year_one": ("live", ("festivals: null", "collected_at: 0001-01-01 00:00"), "collected_at"),
    "end_before_start": ("brief", ("posting_end: 2026-05-22", "posting_end: 2026-05-01"), "posting_end"),
    "sale_ends_before": ("brief", ("sale_end: 2026-06-18", "sale_end: 2026-05-01"), "sale_end"),
    "newline_in_title": ("brief", ("campaign: Lumira 露米拉 × 618", 'campaign: "Lumira\\n618"'), "campaign"),
    "nul_in_title": ("brief", ("campaign: Lumira 露米拉 × 618", 'campaign: "Lumira\\0 618"'), "campaign"),
    "bidi_in_title": (
        "brief",
        ("campaign: Lumira 露米拉 × 618", 'campaign: "Lumira \\u202E816"'),
        "campaign",
    ),
    "newline_in_brand": ("brief", ("name: {en: Lumira,", 'name: {en: "Lum\\nira",'), "brand.name.en"),
    "line_separator_in_agency": (
        "live",
        ("prepared_by: {", 'prepared_by: "H\\u2028arbour" # {'),
        "prepared_by",
    ),
    "bidi_in_a_sentence": (
        "brief",
        ("{en: A light texture", '{en: "A \\u2066light", zh: x} #'),
        "messages.1.text.en",
    ),
    "placeholder_in_a_list": (
        "live",
        ("boost_tranche_cny: 300", "boost_paused: [‹笔记ID›]"),
        "boost_paused.0",
    ),
    "placeholder_in_a_day": ("live", ("as_of: '2026-05-20'", "as_of: ‹day›"), "as_of"),
    "draft_in_a_file": ("live", ("festivals: null", "draft: true"), "draft"),
    "mapping_without_id": (
        "selection",
        ("covers: [data/demo/covers_synthetic]", MAPPING),
        "creators.creator_id",
    ),
    "input_that_is_gone": ("content", ("data/demo/drafts_synthetic.csv", "exports/gone.csv"), "inputs"),
    "input_that_is_a_device": ("content", ("data/demo/drafts_synthetic.csv", "/dev/zero"), "inputs"),
    "input_that_is_a_folder": ("content", ("data/demo/drafts_synthetic.csv", "{tmp}/folder"), "inputs"),
    "input_that_is_a_pipe": ("content", ("data/demo/drafts_synthetic.csv", "{tmp}/pipe"), "inputs"),
    "input_that_is_a_socket": ("content", ("data/demo/drafts_synthetic.csv", "{tmp}/socket"), "inputs"),
    "history_that_is_a_folder": (
        "live",
        ("data/demo/candidate_notes_synthetic.csv", "{tmp}/folder"),
        "history",
    ),
    "answers_that_are_a_pipe": ("live", ("answered: null", "answered: {tmp}/pipe"), "answered"),
    "festivals_that_are_a_folder": ("live", ("festivals: null", "festivals: {tmp}/folder"), "festivals"),
    "brief_that_is_a_folder": ("live", ("brief: params/demo/brief.yaml", "brief: {tmp}/folder"), "brief"),
    "brief_that_is_a_pipe": ("live", ("brief: params/demo/brief.yaml", "brief: {tmp}/pipe"), "brief"),
    "input_from_the_network": ("live", ("data/demo/drafts_synthetic.csv", "https://x.cn/a.csv"), "inputs.4"),
    "input_marked_as_the_demos": (
        "live",
        ("- data/demo/drafts_synthetic.csv", "- demo:data/demo/drafts_synthetic.csv"),
        "inputs.4",
    ),
    "unknown_tier": ("selection", ("mid: [1, 2]", "kok: [1, 2]"), "tier"),
    "unknown_metric": ("brief", ("metric: saves", "metric: savings"), "savings"),
}
"""Fault -> notebook, (what stands in the demo's file, what stands there instead) or None for the key left out, what is named."""


FAULTS |= {
    # Texts that are none, or stand for another one.
    "nothing_visible": ("brief", (TITLE, 'campaign: "\\u200b\\u200b"'), "campaign"),
    "a_letter_that_shows_nothing": ("brief", (TITLE, 'campaign: "\\u3164\\u2800"'), "campaign"),
    "to_do": ("brief", (TITLE, "campaign: TODO campaign name"), "campaign: still to be written"),
    "words_of_the_template": ("brief", (TITLE, "campaign: Campaign name"), "campaign: still to be written"),
    "words_in_angles": ("brief", (TITLE, "campaign: <our campaign>"), "campaign: still to be written"),
    "xxx": ("brief", (TITLE, "campaign: xxx"), "campaign: still to be written"),
    "to_be_defined": ("brief", ("en: Lumira,", "en: tbd,"), "brand.name.en: still to be written"),
    "to_be_filled_zh": ("brief", ("zh: 露米拉}", "zh: 待填}"), "brand.name.zh: still to be written"),
    "to_be_settled_zh": (
        "brief",
        ("zh: 舒缓屏障精华}", "zh: 精华（待定）}"),
        "brand.product.zh: still to be written",
    ),
    "some_product_zh": (
        "brief",
        ("zh: 舒缓屏障精华}", "zh: 某某产品}"),
        "brand.product.zh: still to be written",
    ),
    "agency_to_do": (
        "live",
        ("prepared_by: {", "prepared_by: TBD # {"),
        "prepared_by: still to be written",
    ),
    "brackets_for_a_word": ("brief", ("keywords: [舒缓精华", 'keywords: ["(((", 舒缓精华'), "keywords.0"),
    "empty_keyword": ("brief", ("keywords: [舒缓精华", 'keywords: ["", 舒缓精华'), "keywords.0"),
    "empty_phrase": ("brief", ("phrases: [神经酰胺", 'phrases: ["", 神经酰胺'), "messages.0.phrases.0"),
    "hashtag_without_words": ("brief", ('"#换季维稳"', '"#"'), "inclusions.hashtags.1"),
    "banned_hashtag_empty": (
        "content",
        ("banned_hashtags: []", "banned_hashtags: ['']"),
        "banned_hashtags.0",
    ),
    "promotion_without_name": (
        "brief",
        ("budget:\n", "promotions: [{name: '', start: 2026-03-01, end: 2026-03-08}]\nbudget:\n"),
        "promotions.0.name",
    ),
    # Wrong kinds.
    "true_for_a_price": ("brief", ("price_cny: 328", "price_cny: true"), "brand.price_cny"),
    "true_in_a_mapping": ("selection", ("weights: {value: 35.0", "weights: {value: true"), "weights.value"),
    "true_in_a_pair": ("selection", ("mid: [1, 2]", "mid: [true, 2]"), "quotas.mid.0"),
    "true_in_a_list_of_entries": ("brief", ("count: 9", "count: true"), "deliverables.3.count"),
    "number_in_a_list_of_texts": (
        "brief",
        ("keywords: [舒缓精华, 敏感肌精华,", "keywords: [舒缓精华, 3,"),
        "keywords.1",
    ),
    "mapping_where_a_text_belongs": (
        "brief",
        ("registered_claims: [保湿,", "registered_claims: [{zh: 保湿},"),
        "brand.registered_claims.0",
    ),
    "text_where_a_list_belongs": (
        "brief",
        ("competitors: [珂润, 理肤泉, 薇诺娜]", "competitors: 珂润"),
        "brand.competitors: must be a list",
    ),
    "half_a_note": ("brief", ("count: 9", "count: 9.5"), "deliverables.3.count"),
    "quota_of_three": (
        "selection",
        ("mid: [1, 2]", "mid: [1, 2, 3]"),
        "quotas.mid: needs at most 2 entries, not 3",
    ),
    "day_with_a_zone": ("live", ("as_of: '2026-05-20'", "as_of: '2026-05-20T00:00:00+08:00'"), "as_of"),
    "day_with_a_time": ("post_campaign", ("as_of: '2026-07-20'", "as_of: 2026-07-20 18:00"), "as_of"),
    "moment_with_a_zone": (
        "live",
        ("festivals: null", "collected_at: '2026-05-20T18:00:00Z'"),
        "collected_at",
    ),
    "language_of_a_country": ("content", ("language: en", "language: cn"), "language"),
    # Numbers nobody means.
    "less_than_a_fen": (
        "live",
        ("boost_tranche_cny: 300", "boost_tranche_cny: 0.0000001"),
        "boost_tranche_cny",
    ),
    "tranche_of_ten_fen": ("live", ("boost_tranche_cny: 300", "boost_tranche_cny: 0.1"), "boost_tranche_cny"),
    "price_below_a_fen": ("brief", ("price_cny: 328", "price_cny: 0.0001"), "brand.price_cny"),
    "negative_price": ("brief", ("price_cny: 328", "price_cny: -328"), "brand.price_cny"),
    "negative_boost": ("brief", ("boost_cny: 9000", "boost_cny: -1"), "budget.boost_cny"),
    "fee_in_percent": ("brief", ("service_fee_rate: 0.1", "service_fee_rate: 10"), "budget.service_fee_rate"),
    "share_in_percent": (
        "selection",
        ("max_share_per_creator: 0.35", "max_share_per_creator: 35"),
        "max_share_per_creator",
    ),
    "rate_in_percent": (
        "brief",
        ("metric: saves, target: 4000", "metric: engagement_rate_by_reads, target: 5"),
        "write 5 % as 0.05",
    ),
    "target_of_zero": ("brief", ("target: 4000", "target: 0"), "kpis.2.target"),
    "scenarios_too_few": ("selection", ("{target_interactions: 30000}", "{scenarios: 1}"), "risk.scenarios"),
    "weights_of_interactions_below_zero": (
        "post_campaign",
        (MEMORY, "ces_weights: {likes: -1.0}"),
        "ces_weights.likes",
    ),
    "weights_of_interactions_all_zero": ("post_campaign", (MEMORY, "ces_weights: {likes: 0}"), "ces_weights"),
    # The same thing twice, or against itself.
    "kpi_twice": ("brief", ("metric: reads,", "metric: impressions,"), "kpis: impressions stands here twice"),
    "message_id_twice": (
        "brief",
        ("id: light_texture", "id: ceramide_barrier"),
        "messages: ceramide_barrier",
    ),
    "age_band_twice": ("brief", ('["18_24", "25_34"]', '["18_24", "18_24"]'), "audience.age_bands"),
    "override_twice": (
        "content",
        ("overrides:\n", "overrides:\n  - {draft: D06, rule: hashtag_count, reason: Agreed on the phone.}\n"),
        "overrides",
    ),
    "in_and_out": (
        "selection",
        ("must_in: []\nmust_out: []", "must_in: [a1]\nmust_out: [a1]"),
        "a1 stands in must_in and in must_out",
    ),
    "in_and_excluding_each_other": (
        "selection",
        ("must_in: []\nmust_out: []", "must_in: [a1, a2]\nconflicts: [[a1, a2]]"),
        "conflicts.0",
    ),
    "conflict_of_one": (
        "selection",
        ("formats: {video: 3}", "conflicts: [[a1]]"),
        "conflicts.0: needs two creators",
    ),
    "more_videos_than_creators": (
        "selection",
        ("formats: {video: 3}", "formats: {video: 31}"),
        "formats: asks for 31 creators, the quotas allow 30",
    ),
    "more_categories_than_creators": (
        "selection",
        ("formats: {video: 3}", "categories: {skincare: [20, 30], make_up: [11, 30]}"),
        "categories: asks for 31",
    ),
    "quota_upside_down": ("selection", ("mid: [1, 2]", "mid: [2, 1]"), "quotas.mid"),
    "sale_ends_without_a_start": (
        "brief",
        ("  sale_start: 2026-05-24\n", ""),
        "sale_end is given without sale_start",
    ),
    "drafts_due_after_posting": ("brief", ("drafts_due: 2026-04-27", "drafts_due: 2026-05-07"), "timeline"),
    # Names that another room must know.
    "festival_nearly_known": ("brief", ('festival: "618"', 'festival: "619"'), "timeline.festival"),
    "tier_of_a_deliverable": (
        "brief",
        ("tier: koc, count: 9", "tier: kocs, count: 9"),
        "deliverables.3.tier",
    ),
    "tier_scheme_unknown": (
        "brief",
        ("tier_scheme: default", "tier_scheme: defualt"),
        "did you mean default?",
    ),
    "viral_is_a_cost": ("brief", ("viral: viral_1000_interactions", "viral: cpe"), "definitions.viral"),
    "part_of_no_score": ("selection", ("weights: {value: 35.0", "weights: {price: 35.0"), "weights.price"),
    "segment_unknown": ("selection", ("female_18_24: 900000", "women_18_24: 900000"), "women_18_24"),
    "gate_over_no_column": (
        "selection",
        ("column: reads_median", "column: reads_medain"),
        "did you mean reads_median?",
    ),
    "gate_over_words": ("selection", ("column: reads_median", "column: gender"), "gates.enough_reads.column"),
    "gate_of_words_over_numbers": (
        "selection",
        ("column: account_level", "column: reads_median"),
        "gates.account_health.column",
    ),
    "rule_of_an_override": (
        "content",
        ("rule: hashtag_count", "rule: hashtag_cuont"),
        "did you mean hashtag_count?",
    ),
    "draft_of_an_override": ("content", ("draft: D06", "draft: D99"), "no such draft [D99]"),
    "feature_of_a_team_note": ("post_campaign", ("format_tutorial:", "format_nope:"), "format_nope"),
    "intent_unknown": (
        "post_campaign",
        (MEMORY, "comments_shown: {intents: [wher_to_buy]}"),
        "comments_shown.intents",
    ),
    "week_that_is_no_monday": (
        "post_campaign",
        (MEMORY, "comments_shown: {weeks: ['2026-05-19']}"),
        "comments_shown.weeks",
    ),
    "format_shown_unknown": (
        "post_campaign",
        (MEMORY, "notes_shown: {formats: [tutorail]}"),
        "notes_shown.formats",
    ),
    "tier_shown_unknown": ("post_campaign", (MEMORY, "notes_shown: {tiers: [kok]}"), "notes_shown.tiers"),
    "mapping_of_an_unknown_column": (
        "selection",
        (COVERS, MAPPING.replace("followers", "folowers").partition("\n")[0]),
        "folowers",
    ),
    "mapping_of_an_unknown_kind": (
        "selection",
        (COVERS, MAPPING.replace("tables:", "tabels:").partition("\n")[0]),
        "tabels",
    ),
    "mapping_without_a_mark": (
        "selection",
        (COVERS, MAPPING.replace("[达人]", "[]", 1).partition("\n")[0]),
        "recognise",
    ),
    "mapping_of_an_unknown_order": (
        "selection",
        (COVERS, MAPPING.replace("tables:", "date_order: sideways, tables:").partition("\n")[0]),
        "date_order",
    ),
    # Files.
    "input_of_no_kind": ("content", (DRAFTS, "{tmp}/words.csv"), "words.csv › inputs"),
    "input_that_is_empty": ("content", (DRAFTS, "{tmp}/empty.csv"), "empty.csv"),
    "input_without_its_id": ("content", (DRAFTS, "{tmp}/no_id.csv"), "no_id.csv"),
    "input_with_a_header_twice": ("content", (DRAFTS, "{tmp}/twice.csv"), "twice.csv"),
    "input_whose_sheet_is_hidden": ("content", (DRAFTS, "{tmp}/hidden.xlsx"), "hidden.xlsx"),
    "input_that_a_system_makes_up": ("content", (DRAFTS, "/proc/self/pagemap"), "pagemap"),
    "input_that_is_a_folder_of_exports": ("content", (DRAFTS, "data/demo"), "inputs"),
    "pattern_that_matches_nothing": ("content", (DRAFTS, "exports/none*.xlsx"), "exports/none*.xlsx"),
    "history_of_no_kind": (
        "live",
        ("data/demo/candidate_notes_synthetic.csv", "{tmp}/words.csv"),
        "words.csv › history",
    ),
    "past_picks_of_no_kind": (
        "selection",
        ("  - data/demo/pugongying_orders_synthetic.xlsx", "  - {tmp}/words.csv"),
        "words.csv › past_picks",
    ),
    "inputs_that_a_report_is_not_about": (
        "selection",
        (SELECTED, "inputs: [data/demo/store_traffic_synthetic.csv]\n"),
        "nothing to show",
    ),
    "mood_board_without_pictures": (
        "selection",
        ("[data/demo/mood_board_synthetic]", "[{tmp}/words.csv]"),
        "words.csv › mood_board",
    ),
    "covers_in_an_empty_folder": ("selection", (COVERS, "covers: [{tmp}/folder]"), "folder › covers"),
    "answers_without_an_id": ("live", ("answered: null", "answered: {tmp}/words.csv"), "comment_id"),
    "answers_of_an_unknown_state": (
        "live",
        ("answered: null", "answered: {tmp}/states.csv"),
        "states.csv › row 2 › state",
    ),
    "answers_in_a_workbook": ("live", ("answered: null", "answered: {tmp}/hidden.xlsx"), "hidden.xlsx"),
    "festivals_that_are_a_brief": (
        "live",
        ("festivals: null", "festivals: params/demo/brief.yaml"),
        "unknown parameter",
    ),
    "labels_that_are_none": (
        "post_campaign",
        ("params/demo/brief.yaml", "{tmp}/labelled/brief.yaml"),
        "comment_labels.csv",
    ),
}

PROVES = {
    "XHS-E001": "input_that_is_gone",
    "XHS-E002": "input_that_is_a_folder",
    "XHS-E003": "input_that_a_system_makes_up",
    "XHS-E010": "input_that_is_empty",
    "XHS-E020": "input_of_no_kind",
    "XHS-E021": "input_without_its_id",
    "XHS-E022": "input_with_a_header_twice",
    "XHS-E023": "input_whose_sheet_is_hidden",
    "XHS-E040": "mapping_of_an_unknown_column",
    "XHS-E041": "mapping_without_a_mark",
    "XHS-E042": "mapping_of_an_unknown_order",
    "XHS-I003": "mood_board_without_pictures",
    "XHS-L012": "labels_that_are_none",
    "XHS-P010": "second_document",
    "XHS-P020": "no_inputs",
    "XHS-P021": "infinite_budget",
    "XHS-P022": "draft_in_a_file",
    "XHS-P030": "rule_of_an_override",
    "XHS-P031": "tier_scheme_unknown",
    "XHS-P032": "unknown_tier",
    "XHS-P033": "feature_of_a_team_note",
    "XHS-P034": "before_posting",
    "XHS-P041": "segment_unknown",
    "XHS-P042": "gate_over_no_column",
    "XHS-P043": "gate_over_words",
    "XHS-P061": "placeholder_in_a_list",
    "XHS-R012": "inputs_that_a_report_is_not_about",
    "XHS-V010": "answers_without_an_id",
    "XHS-V011": "answers_of_an_unknown_state",
    "XHS-V012": "answers_in_a_workbook",
}
"""Code of a problem that a notebook could end with -> the fault above that shows that `check` ends with it first."""

OPENED = "raised where a file is opened, and check opens every file"
LATER = {
    "XHS-P081": "the file of benchmarks, see test_a_file_that_the_brief_names_is_looked_into_by_check",
    "XHS-M008": "tells of an installation without DuckDB; tests/architecture/test_requirements.py runs one",
    "XHS-P075": "stops a change in a work folder that is only shown, which no notebook of a report makes",
    "XHS-E012": OPENED,
    "XHS-E030": OPENED,
    "XHS-E031": OPENED,
    "XHS-E032": OPENED,
    "XHS-E033": OPENED,
    "XHS-E034": OPENED,
    "XHS-E035": OPENED,
    "XHS-E043": OPENED,
    "XHS-E044": OPENED,
    "XHS-E046": OPENED,
    "XHS-E013": "a row is refused, not the file",
    "XHS-E050": "rows, not headers: the share of them that cannot be read",
    "XHS-E053": "rows, not headers: a mapping reads nothing but ids",
    "XHS-E054": "rows, not headers: short links",
    "XHS-E055": "check says that the inputs hold nothing (XHS-R012)",
    "XHS-I001": "a finding beside the other pictures",
    "XHS-I002": "a finding beside the other pictures",
    "XHS-I004": "a finding beside the other pictures",
    "XHS-I005": "a finding beside the other pictures",
    "XHS-I006": "a finding beside the other pictures",
    "XHS-L010": "a finding: labels too few to learn from",
    "XHS-L011": "a notebook reads labels only where there are some",
    "XHS-B001": "where a Word file is written",
    "XHS-M001": "see test_a_memory_that_is_none_is_refused_by_check",
    "XHS-M002": "see test_a_memory_that_is_none_is_refused_by_check",
    "XHS-M003": "another process has the memory at that moment",
    "XHS-M004": "the command `memory forget`",
    "XHS-M005": "the command `memory export`",
    "XHS-M006": "a finding: what was not written into the memory",
    "XHS-M007": "a finding: what was not written into the memory",
    "XHS-P001": "a file of parameters that is gone is XHS-E001 to check",
    "XHS-P002": "the name of the file given to check",
    "XHS-P040": "the model refuses it first (part_of_no_score)",
    "XHS-P060": "papermill by hand, without check; a sources.yaml has tests of its own",
    "XHS-R006": "where a rater's sheet is written",
}
"""Code -> why a notebook cannot be spared it, or never ends with it."""


def make_files(folder: Path) -> None:
    """Write the small files that faults name."""
    (folder / "words.csv").write_text("root:x:0:0:root\nbin:x:1:1:bin\n", encoding="utf-8")
    (folder / "empty.csv").write_text("", encoding="utf-8")
    (folder / "states.csv").write_text("comment_id,state\nc1,done\n", encoding="utf-8")
    (folder / "no_id.csv").write_text(
        "type,title,desc,time,nickname,liked_count,collected_count,comment_count\n", encoding="utf-8"
    )
    (folder / "twice.csv").write_text("稿件ID,轮次,标题,标题,正文\nD01,1,一,二,三\n", encoding="utf-8")
    (folder / "labelled").mkdir()
    shutil.copy(paths.PARAMS / "demo" / "brief.yaml", folder / "labelled" / "brief.yaml")
    (folder / "labelled" / "comment_labels.csv").write_text("content,truth\n好用,great\n", encoding="utf-8")
    book = Workbook()
    book.active.title = "shown"
    book.active["A1"] = "nothing to read here"
    drafts = book.create_sheet("drafts")
    drafts.sheet_state = "hidden"
    drafts.append(["稿件ID", "轮次", "标题", "正文"])
    drafts.append(["D01", 1, "标题", "正文"])
    book.save(folder / "hidden.xlsx")
