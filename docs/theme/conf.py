"""How Sphinx makes a site of the pages: `make site`.

The source is the root of the project, so that links between its pages (`../README.md`) hold in
the site as they do in a repository. docs/index.md is the navigation too: each of its headings is a
part of the sidebar, and the pages that it links below that heading are the entries.
"""

import re

from sphinx.application import Sphinx

project = "etpserver"
author = "the contributors of etpserver"
project_copyright = f"{author}. Not affiliated with ZKTeco"

root_doc = "docs/index"
include_patterns = ["*.md", "docs/**.md", "benchmarks/*.md"]
exclude_patterns = [".*", "build", "dist", "etp-data", "etpserver", "iclock", "personnel", "tests"]
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
myst_heading_anchors = 4  # as a repository shows them: a link to one that is not there fails
highlight_language = "text"

html_theme = "furo"
html_title = "etpserver"
html_logo = html_favicon = "../../etpserver/console/static/console/icon.svg"
html_static_path = ["static"]
html_extra_path = ["index.html"]  # leads to docs/index.html
html_css_files = ["site.css"]
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {
    "top_of_page_buttons": [],
    "light_css_variables": {
        "color-brand-primary": "#0b6b6b",
        "color-brand-content": "#0b6b6b",
        "color-brand-visited": "#085454",
    },
    "dark_css_variables": {
        "color-brand-primary": "#53c6c0",
        "color-brand-content": "#53c6c0",
        "color-brand-visited": "#7fdad5",
        "color-background-primary": "#0c0f13",
        "color-background-secondary": "#13171c",
        "color-code-background": "#191e25",
    },
}

HEADING = re.compile(r"^## (.+)$", re.M)
PAGE = re.compile(r"\]\((?P<path>[\w./-]+)\.md\)")


def _navigate(app: Sphinx, name: str, source: list[str]) -> None:
    if name == root_doc:
        _before, *parts = HEADING.split(source[0])
        source[0] += "".join(map(_part, parts[::2], parts[1::2]))


def _part(heading: str, text: str) -> str:
    entries = dict.fromkeys(PAGE.findall(text))
    return "\n".join(
        ["", "```{toctree}", ":hidden:", f":caption: {heading}", "", *entries, "```", ""]
    )


def setup(app: Sphinx) -> None:
    """Sphinx calls this."""
    app.connect("source-read", _navigate)
