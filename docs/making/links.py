"""Follow every link of the built site: each leads to a file and a place in it that are there, and nothing is fetched from elsewhere."""

from __future__ import annotations

import sys
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlparse

LOADED = {("script", "src"), ("img", "src"), ("iframe", "src"), ("link", "href"), ("source", "src")}
"""What a browser loads by itself, in contrast to a link that a reader clicks."""


class Page(HTMLParser):
    """The links and the names of places of one page."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[tuple[str, str, str]] = []
        self.places: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what a tag points to and what it is called."""
        found = {name: value for name, value in attrs if value}
        self.places |= {found[name] for name in ("id", "name") if name in found}
        self.links += [(tag, name, found[name]) for name in ("href", "src") if name in found]


def broken(site: Path) -> list[str]:
    """Return one line for each link that leads nowhere, and for each thing that would be loaded from elsewhere."""
    found: list[str] = []
    for path in sorted(site.rglob("*.html")):
        found += [f"{path.relative_to(site)}: {said}" for said in _of_page(path, site)]
    return found


def _of_page(path: Path, site: Path) -> list[str]:
    found = []
    for tag, name, link in _read(path).links:
        target = urlparse(link)
        if target.scheme in ("http", "https") or target.netloc:
            elsewhere = (tag, name) in LOADED and "canonical" not in link
            found += [f"{link} is loaded from elsewhere"] if elsewhere else []
        elif target.scheme in ("", "file") and link not in ("#", "."):
            found += _of_link(path, link, site)
    return found


def _of_link(path: Path, link: str, site: Path) -> list[str]:
    name, place = urldefrag(link)
    name = unquote(name.partition("?")[0])
    file = path if not name else (site / name.lstrip("/") if name.startswith("/") else path.parent / name)
    file = file / "index.html" if file.is_dir() else file
    if not file.is_file():
        return [f"{link} leads to no file"]
    if place and file.suffix == ".html" and unquote(place) not in _read(file).places:
        return [f"{link} leads to no place of {file.name}"]
    return []


@cache
def _read(path: Path) -> Page:
    page = Page()
    page.feed(path.read_text(encoding="utf-8"))
    return page


def main() -> int:
    """Check a site; print what is broken."""
    site = Path(sys.argv[1])
    pages = sum(1 for _ in site.rglob("*.html"))
    lines = broken(site)
    print("\n".join([*lines, f"{pages} pages, {len(lines)} broken links"]))
    return 1 if lines or not pages else 0


if __name__ == "__main__":
    sys.exit(main())
