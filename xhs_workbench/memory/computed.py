"""Creators' records and own benchmarks as views of the memory file, calculated from its placements and always up to date.

They serve people who open the file with another tool; a test checks that they equal the package's own
results.
"""

from __future__ import annotations

from typing import Any

import polars as pl

LEAST_CREATORS = 8
"""With fewer creators no benchmark is shown: it would reflect the luck of a few people."""
PERCENTILES = {"p25": 0.25, "p50": 0.5, "p75": 0.75, "p90": 0.9}
MEASURES = ("interactions", "saves", "cpe_cny", "reads")
VIEWS: dict[str, dict[str, Any]] = {
    "creator_records": {
        "brand": pl.String,
        "creator_id": pl.String,
        "creator_name": pl.String,
        "past_campaigns": pl.Int64,
        "past_notes": pl.Int64,
        "past_mature": pl.Int64,
        "past_interactions": pl.Float64,
        "past_cpe_cny": pl.Float64,
        "past_lift": pl.Float64,
        "past_lift_notes": pl.Int64,
        "first_at": pl.Datetime("us"),
        "last_campaign": pl.String,
        "last_at": pl.Datetime("us"),
    },
    "own_benchmarks": {
        "tier": pl.String,
        "format": pl.String,
        "measure": pl.String,
        **dict.fromkeys(PERCENTILES, pl.Float64),
        "notes": pl.Int64,
        "creators": pl.Int64,
    },
}
"""View -> columns. Standings are not included, because they depend on settings of ours; see
`memory.creator_record`."""
VIEW_KEYS = {"creator_records": "brand, creator_id", "own_benchmarks": "tier, format, measure"}
CREATOR_RECORDS = """
CREATE VIEW creator_records AS
SELECT
    brand, creator_id,
    max_by(creator_name, place) FILTER (WHERE creator_name IS NOT NULL) AS creator_name,
    count(DISTINCT campaign) AS past_campaigns,
    count(*) AS past_notes,
    count(*) FILTER (WHERE mature AND interactions IS NOT NULL) AS past_mature,
    median(interactions) FILTER (WHERE mature) AS past_interactions,
    CASE WHEN sum(interactions) FILTER (WHERE mature AND cost_cny IS NOT NULL) > 0
         THEN sum(cost_cny) FILTER (WHERE mature AND interactions IS NOT NULL)
              / sum(interactions) FILTER (WHERE mature AND cost_cny IS NOT NULL) END AS past_cpe_cny,
    exp(avg(ln(CASE WHEN lift > 0 THEN lift END)) FILTER (WHERE mature AND doubtful IS NOT TRUE)) AS past_lift,
    count(*) FILTER (WHERE mature AND lift > 0 AND doubtful IS NOT TRUE) AS past_lift_notes,
    min(published_at) AS first_at,
    max_by(campaign, place) AS last_campaign,
    max(published_at) AS last_at
FROM (
    SELECT placements.*, campaigns.brand, row_number() OVER (ORDER BY posting_start, campaigns.campaign, order_id) AS place
    FROM placements JOIN campaigns USING (campaign)
    WHERE creator_id IS NOT NULL
)
GROUP BY brand, creator_id
"""
OWN_BENCHMARKS = f"""
CREATE VIEW own_benchmarks AS
SELECT
    tier, format, measure,
    {", ".join(f"CASE WHEN count(DISTINCT creator_id) >= {LEAST_CREATORS} THEN quantile_cont(value, {at}) END AS {name}" for name, at in PERCENTILES.items())},
    count(*) AS notes,
    count(DISTINCT creator_id) AS creators
FROM (
    SELECT tier, format, creator_id, unnest({list(MEASURES)!r}) AS measure,
        unnest([interactions, saves::DOUBLE, CASE WHEN interactions > 0 THEN cost_cny / interactions END, reads::DOUBLE]) AS value
    FROM placements WHERE mature
)
WHERE value IS NOT NULL AND creator_id IS NOT NULL
GROUP BY tier, format, measure
"""  # noqa: S608 - our own names
VIEW_STATEMENTS = [CREATOR_RECORDS, OWN_BENCHMARKS]
