"""What mkdocs calls while it builds the site: it adds the pages that are made from the code."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT))  # mkdocs loads this file by its path


def on_files(files, config):
    """Add the generated pages; none of them lies in the repository."""
    from mkdocs.structure.files import File

    from docs.making.pages import pages

    for name, text in pages().items():
        files.append(File.generated(config, name, content=text))
    return files


SHIM = "https://unpkg.com/iframe-worker/shim"
"""What the theme loads from elsewhere for searching pages that are opened as files."""


def on_post_page(output, page, config):
    """Load the search's helper from the site itself: it works without a network."""
    return output.replace(SHIM, "../" * page.url.count("/") + "javascripts/iframe_worker.js")


def on_post_template(output_content, template_name, config):
    """Leave out the page for addresses that are not there: it belongs to a server."""
    return "" if template_name == "404.html" else output_content
