"""``python -m pipeline``: the same as ``dyadwire``."""

import sys

from pipeline.cli import main

sys.exit(main())
