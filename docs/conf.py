"""How the documentation is built: `make docs`. Nothing is fetched, neither here nor by the pages."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE), str(HERE.parent)]  # generated.py, and the service that it describes

_project = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
project = "Rapporteur"
release = version = _project["version"]
copyright = "the authors of Rapporteur. Apache License 2.0"  # the name that Sphinx reads
extensions = ["myst_parser", "generated"]
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
nitpicky = True
html_theme = "furo"
html_title = f"Rapporteur {release}"
html_static_path = ["static"]
html_css_files = ["docs.css"]
html_copy_source = False
html_show_sourcelink = False
pygments_style = "default"
