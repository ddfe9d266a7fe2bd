"""The dashboard's entry: language, pages, what is open; `orgsim dashboard` starts it.

Streamlit runs this file again at every click, and then the page that is shown.
"""

from __future__ import annotations

import sys
from pathlib import Path

_HERE = Path(__file__).resolve().parent
if str(_HERE.parent) not in sys.path:
    sys.path.insert(0, str(_HERE.parent))  # pages import `dashboard.…`, from a checkout and from a wheel

from dashboard.shell import run  # noqa: E402

run(_HERE)
