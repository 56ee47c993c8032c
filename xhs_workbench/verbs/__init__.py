"""What `import xhs_workbench as xhs` offers: some twenty verbs that take and give frames of pandas and polars."""
