"""Let evaluation modules import each other by plain name, under pytest as when run as scripts."""

import sys
from pathlib import Path

if str(Path(__file__).parent) not in sys.path:
    sys.path.insert(0, str(Path(__file__).parent))
