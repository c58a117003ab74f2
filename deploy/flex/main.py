"""What the launcher of the Flex Template starts: `dyadwire run` with the template's parameters."""

import sys

from pipeline.cli import main
from pipeline.flex import run_words

sys.exit(main(run_words(sys.argv[1:])))
