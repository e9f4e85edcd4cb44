"""`python -m bot.cli` is `rounds`."""

import sys

from bot.cli import main

sys.exit(main())
