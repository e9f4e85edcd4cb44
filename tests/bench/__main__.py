"""`make bench`: what costs what, each figure beside its reference in one run."""

import argparse
import sys

from tests.bench import own_record

DATABASES = ("sqlite", "postgresql")
SIZES = (100_000, 1_000_000)  # what a database thinks best in between may be another way


def main() -> int:
    """Run what was asked for; 1 if a figure is beyond its goal."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--database", choices=DATABASES, default="sqlite")
    parser.add_argument("--answers", type=int, nargs="+", default=SIZES, help="of greater crowds")
    parser.add_argument("--plans", action="store_true", help="print how rows are found")
    asked = parser.parse_args()
    return 0 if own_record.run(asked.database, asked.answers, plans=asked.plans) else 1


if __name__ == "__main__":
    sys.exit(main())
