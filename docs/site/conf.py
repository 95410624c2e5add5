"""How the site is built: `make site` lays the pages out (validation/site.py) and runs Sphinx with this."""

import json
from pathlib import Path

laid_out = json.loads(Path("laid_out.json").read_text(encoding="utf-8"))

project = "mmf-overlay"
author = "the authors of mmf-overlay"
project_copyright = author
language = laid_out["language"]
extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
root_doc = "index"
nitpicky = True
myst_heading_anchors = 6
templates_path = ["templates"]
html_theme = "furo"
html_title = project
html_show_sphinx = False
html_show_copyright = False
html_copy_source = False
html_show_sourcelink = False
html_static_path = ["static"]
html_css_files = ["site.css"]
html_context = {"others": laid_out["others"], "other_language": laid_out["other_language"]}
html_sidebars = {
    "**": [
        "sidebar/brand.html",
        "language.html",
        "sidebar/search.html",
        "sidebar/scroll-start.html",
        "sidebar/navigation.html",
        "sidebar/scroll-end.html",
    ]
}
