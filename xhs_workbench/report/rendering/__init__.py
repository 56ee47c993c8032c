"""From an executed notebook to its outputs: pages, their spreadsheet and PDF, and who may read which."""
