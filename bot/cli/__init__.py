"""The command line `rounds`: one file per subcommand, and the table of them."""

import argparse
import sys
from collections.abc import Sequence
from importlib import import_module

from bot.config import SETTINGS
from bot.errors import RoundsError
from storage.errors import StorageError

# Name, module, and the line in `rounds --help`. Modules are imported only when their turn comes.
SUBCOMMANDS = (
    ("run", "bot.cli.run", "run the bot over Socket Mode, everything in one process"),
    ("serve", "bot.cli.serve", "take events over HTTP; any number of replicas"),
    ("clock", "bot.cli.clock", "post and sweep, beside rounds serve; any number of them"),
    ("sandbox", "bot.cli.sandbox", "run a local Slack with the bot and a page to use it in"),
    ("channel", "bot.cli.channel", "set a channel up, or post its question now"),
    ("score", "bot.cli.score", "judge the answers of a file, or measure the judge against labels"),
    ("judge", "bot.cli.judge", "how the judge does: what people call wrong, and what went quiet"),
    ("questions", "bot.cli.questions", "list, show, count and check the questions of the bank"),
    ("db", "bot.cli.db", "bring the database up to date"),
    ("export", "bot.cli.export", "write everything stored as JSON lines"),
    ("forget", "bot.cli.forget", "delete all about a person, for good"),
)


def _settings() -> list[str]:
    defaults = {each: f" (default: {each.default})" for each in SETTINGS if each.default != "-"}
    return [f"  {each.name:<20}  {each.meaning}{defaults.get(each, '')}" for each in SETTINGS]


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a subcommand; give the exit status. An expected error is words, never a traceback."""
    parser = argparse.ArgumentParser(
        prog="rounds",
        description="Interview practice for a group, in Slack.",
        epilog="\n".join(("settings, in the environment or in .env:", *_settings())),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    words = list(sys.argv[1:] if arguments is None else arguments)
    chosen = next((word for word in words if not word.startswith("-")), None)
    for name, module, line in SUBCOMMANDS:
        sub = commands.add_parser(name, help=line, description=line.capitalize() + ".")
        if name == chosen:
            import_module(module).add_arguments(sub)
            sub.set_defaults(run=import_module(module).run)
    parsed = parser.parse_args(words)
    try:
        return int(parsed.run(parsed))
    except (RoundsError, StorageError) as error:
        print(f"rounds {parsed.command}: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 0
