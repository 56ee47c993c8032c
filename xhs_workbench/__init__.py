"""A Jupyter workbench for Xiaohongshu creator campaigns: from export files to client reports."""
