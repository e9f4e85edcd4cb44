"""Text objects, options and elements. The limits are those that Slack publishes."""

from typing import Any

from bot.sandbox.strictness.checks import (
    Check,
    at_least_one,
    by_type,
    choice,
    exactly_one,
    flag,
    items,
    note,
    pattern,
    shape,
    string,
    whole,
)

ID = string(255, least=1)
DATE = pattern(r"\d{4}-\d{2}-\d{2}", "must be a date as YYYY-MM-DD")
TIME = pattern(r"([01]\d|2[0-3]):[0-5]\d", "must be a time as HH:mm")


def plain(most: int) -> Check:
    """Want a plain_text object of so many characters."""
    return by_type({"plain_text": _text(most, {"emoji": flag})})


def text(most: int) -> Check:
    """Want a text object, plain or mrkdwn, of so many characters."""
    return by_type(
        {
            "plain_text": _text(most, {"emoji": flag}),
            "mrkdwn": _text(most, {"verbatim": flag}),
        }
    )


def _text(most: int, optional: dict[str, Check]) -> Check:
    return shape({"type": string(), "text": string(most, least=1)}, optional)


CONFIRM = shape(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30)},
    {"style": choice("primary", "danger")},
)
PLAIN_OPTION = shape(
    {"text": plain(75), "value": string(150, least=1)},
    {"description": plain(75), "url": string(3000)},
)
OPTION = shape(
    {"text": text(75), "value": string(150, least=1)},
    {"description": text(75), "url": string(3000)},
)
OPTION_GROUP = shape({"label": plain(75), "options": items(PLAIN_OPTION, 1, 100)})
DISPATCH = shape(
    {},
    {"trigger_actions_on": items(choice("on_enter_pressed", "on_character_entered"), 1, 2)},
)
FILTER = shape(
    {},
    {
        "include": items(choice("im", "mpim", "private", "public"), 1, 4),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    },
)


def _initial_among_options(value: Any, where: str, problems: list[str]) -> None:
    offered = list(value.get("options", []))
    for group in value.get("option_groups", []):
        offered += group["options"]
    chosen = list(value.get("initial_options", []))
    if "initial_option" in value:
        chosen.append(value["initial_option"])
    if any(option not in offered for option in chosen):
        note(problems, "initial option must exactly match one of the provided options", where)


def _lengths_in_order(value: Any, where: str, problems: list[str]) -> None:
    least, most = value.get("min_length", 0), value.get("max_length", 3000)
    if least > most:
        note(problems, "min_length must be less than or equal to max_length", where)
    if len(value.get("initial_value", "")) > most:
        note(problems, f"must be less than {most + 1} characters", f"{where}/initial_value")


TYPE: dict[str, Check] = {"type": string()}
ACTING: dict[str, Check] = {"action_id": ID, "confirm": CONFIRM, "focus_on_load": flag}
ASKING: dict[str, Check] = {**ACTING, "placeholder": plain(150)}
CHOICES: dict[str, Check] = {
    "options": items(PLAIN_OPTION, 1, 100),
    "option_groups": items(OPTION_GROUP, 1, 100),
}
MANY: dict[str, Check] = {"max_selected_items": whole(1, 1000)}


def _picker(kind: str) -> dict[str, Check]:
    """Give the selects of users, channels or conversations, which differ in one name only."""
    single: dict[str, Check] = {**ASKING, f"initial_{kind}": ID, "response_url_enabled": flag}
    several: dict[str, Check] = {**ASKING, **MANY, f"initial_{kind}s": items(ID, 0, 1000)}
    if kind == "conversation":
        more: dict[str, Check] = {"filter": FILTER, "default_to_current_conversation": flag}
        single, several = {**single, **more}, {**several, **more}
    return {
        f"{kind}s_select": shape(TYPE, single),
        f"multi_{kind}s_select": shape(TYPE, several),
    }


IMAGE = shape(
    {**TYPE, "alt_text": string(2000)},
    {"image_url": string(3000, least=1), "slack_file": shape({}, {"id": ID, "url": string()})},
    exactly_one("image_url", "slack_file"),
)
SELECTS: dict[str, Check] = {
    "static_select": shape(
        TYPE,
        {**ASKING, **CHOICES, "initial_option": PLAIN_OPTION},
        exactly_one("options", "option_groups"),
        _initial_among_options,
    ),
    "multi_static_select": shape(
        TYPE,
        {**ASKING, **CHOICES, **MANY, "initial_options": items(PLAIN_OPTION, 1, 100)},
        exactly_one("options", "option_groups"),
        _initial_among_options,
    ),
    **_picker("user"),
    **_picker("channel"),
    **_picker("conversation"),
}
CHOOSERS: dict[str, Check] = {
    **SELECTS,
    "checkboxes": shape(
        {**TYPE, "options": items(OPTION, 1, 10)},
        {**ACTING, "initial_options": items(OPTION, 1, 10)},
        _initial_among_options,
    ),
    "radio_buttons": shape(
        {**TYPE, "options": items(OPTION, 1, 10)},
        {**ACTING, "initial_option": OPTION},
        _initial_among_options,
    ),
    "datepicker": shape(TYPE, {**ASKING, "initial_date": DATE}),
    "timepicker": shape(TYPE, {**ASKING, "initial_time": TIME, "timezone": string()}),
    "datetimepicker": shape(TYPE, {**ACTING, "initial_date_time": whole(10**9, 10**10 - 1)}),
}
BUTTONS: dict[str, Check] = {
    "button": shape(
        {**TYPE, "text": plain(75)},
        {
            "action_id": ID,
            "confirm": CONFIRM,
            "url": string(3000),
            "value": string(2000),
            "style": choice("primary", "danger"),
            "accessibility_label": string(75),
        },
    ),
    "overflow": shape(
        {**TYPE, "options": items(PLAIN_OPTION, 1, 5)}, {"action_id": ID, "confirm": CONFIRM}
    ),
}
WRITING: dict[str, Check] = {
    "plain_text_input": shape(
        TYPE,
        {
            "action_id": ID,
            "focus_on_load": flag,
            "placeholder": plain(150),
            "initial_value": string(3000),
            "multiline": flag,
            "min_length": whole(0, 3000),
            "max_length": whole(1, 3000),
            "dispatch_action_config": DISPATCH,
        },
        _lengths_in_order,
    ),
    "number_input": shape(
        {**TYPE, "is_decimal_allowed": flag},
        {
            "action_id": ID,
            "focus_on_load": flag,
            "placeholder": plain(150),
            "initial_value": string(),
            "min_value": string(),
            "max_value": string(),
            "dispatch_action_config": DISPATCH,
        },
    ),
    **{
        kind: shape(
            TYPE,
            {
                "action_id": ID,
                "focus_on_load": flag,
                "placeholder": plain(150),
                "initial_value": string(),
                "dispatch_action_config": DISPATCH,
            },
        )
        for kind in ("email_text_input", "url_text_input")
    },
}

ACCESSORIES = by_type({**CHOOSERS, **BUTTONS, "image": IMAGE})
ACTIONS = by_type({**CHOOSERS, **BUTTONS})
INPUTS = by_type({**CHOOSERS, **WRITING})
CONTEXT = by_type(
    {
        "image": IMAGE,
        "plain_text": _text(3000, {"emoji": flag}),
        "mrkdwn": _text(3000, {"verbatim": flag}),
    }
)
SECTION_NEEDS = at_least_one("text", "fields")
