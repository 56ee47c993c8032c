"""The verbs of `import xhs_workbench as xhs`: functions that take and return frames of pandas and polars."""
