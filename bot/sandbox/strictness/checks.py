"""The pieces of which the rules for payloads are made: each notes what is wrong, and where."""

import re
from collections.abc import Callable, Mapping
from typing import Any

Check = Callable[[Any, str, list[str]], None]


def note(problems: list[str], words: str, where: str) -> None:
    """Note a problem in Slack's way: the words, then the JSON pointer."""
    problems.append(f"{words} [json-pointer:{where}]")


def string(most: int | None = None, *, least: int = 0) -> Check:
    """Want a string of so many characters."""

    def check(value: Any, where: str, problems: list[str]) -> None:
        if not isinstance(value, str):
            note(problems, "must be a string", where)
        elif len(value) < least:
            note(problems, f"must be more than {least - 1} characters", where)
        elif most is not None and len(value) > most:
            note(problems, f"must be less than {most + 1} characters", where)

    return check


def flag(value: Any, where: str, problems: list[str]) -> None:
    """Want true or false."""
    if not isinstance(value, bool):
        note(problems, "must be a boolean", where)


def whole(least: int, most: int) -> Check:
    """Want a whole number within bounds."""

    def check(value: Any, where: str, problems: list[str]) -> None:
        if not isinstance(value, int) or isinstance(value, bool):
            note(problems, "must be an integer", where)
        elif not least <= value <= most:
            note(problems, f"must be between {least} and {most}", where)

    return check


def choice(*allowed: str) -> Check:
    """Want one of these words."""

    def check(value: Any, where: str, problems: list[str]) -> None:
        if value not in allowed:
            note(problems, "must be a valid enum value", where)

    return check


def pattern(expression: str, words: str) -> Check:
    """Want a string of this form."""

    def check(value: Any, where: str, problems: list[str]) -> None:
        if not isinstance(value, str) or re.fullmatch(expression, value) is None:
            note(problems, words, where)

    return check


def anything(value: Any, where: str, problems: list[str]) -> None:
    """Want nothing in particular."""


def items(check: Check, least: int, most: int) -> Check:
    """Want a list of so many items, each of which passes."""

    def check_all(value: Any, where: str, problems: list[str]) -> None:
        if not isinstance(value, list):
            note(problems, "must be an array", where)
            return
        if len(value) < least:
            note(problems, f"no less than {least} items allowed", where)
        if len(value) > most:
            note(problems, f"no more than {most} items allowed", where)
        for index, item in enumerate(value[:most]):
            check(item, f"{where}/{index}", problems)

    return check_all


def shape(
    required: Mapping[str, Check], optional: Mapping[str, Check] | None = None, *rules: Check
) -> Check:
    """Want an object with these fields and no other, then the rules between its fields."""
    fields = {**required, **(optional or {})}

    def check(value: Any, where: str, problems: list[str]) -> None:
        if not isinstance(value, dict):
            note(problems, "must be an object", where)
            return
        before = len(problems)
        for name in required:
            if name not in value:
                note(problems, f"missing required field: {name}", where)
        for name, content in value.items():
            if name not in fields:
                note(problems, f"invalid additional property: {name}", where)
            else:
                fields[name](content, f"{where}/{name}", problems)
        if len(problems) == before:
            for rule in rules:
                rule(value, where, problems)

    return check


def by_type(types: Mapping[str, Check]) -> Check:
    """Want an object whose `type` is one of these, and that passes the check of its type."""

    def check(value: Any, where: str, problems: list[str]) -> None:
        if not isinstance(value, dict):
            note(problems, "must be an object", where)
        elif not isinstance(value.get("type"), str):
            note(problems, "missing required field: type", where)
        elif value["type"] not in types:
            note(problems, f"unsupported type: {value['type']}", f"{where}/type")
        else:
            types[value["type"]](value, where, problems)

    return check


def at_least_one(*names: str) -> Check:
    """Want one or more of these fields."""

    def check(value: Any, where: str, problems: list[str]) -> None:
        if not any(name in value for name in names):
            note(problems, f"must have one of: {', '.join(names)}", where)

    return check


def exactly_one(*names: str) -> Check:
    """Want one of these fields and not two."""

    def check(value: Any, where: str, problems: list[str]) -> None:
        if sum(name in value for name in names) != 1:
            note(problems, f"must have exactly one of: {', '.join(names)}", where)

    return check
