"""The workspace as it is on its first day."""

import zlib
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from bot.sandbox.state import Doc, State

TEAM_ID, TEAM_NAME, TEAM_DOMAIN = "T01ROUNDS", "Practice", "practice"
APP_ID, BOT_ID, BOT_USER = "A01ROUNDS", "B01ROUNDS", "U01ROUNDS"
NEW_YORK, LONDON = "America/New_York", "Europe/London"

PEOPLE = (  # id, first name, zone, what is special about them
    ("U01MAYA", "Maya", NEW_YORK, "owner"),
    ("U02DANIEL", "Daniel", NEW_YORK, ""),
    ("U03PRIYA", "Priya", LONDON, "admin"),
    ("U04OWEN", "Owen", LONDON, ""),
    ("U05LENA", "Lena", NEW_YORK, ""),
    ("U06GUEST", "Sam", NEW_YORK, "guest"),
)
ROUNDS, LOUNGE, PRIVATE = "C01ROUNDS", "C02LOUNGE", "C03PRIVATE"


def seed(state: State, bot_name: str) -> None:
    """Fill an empty workspace: people, channels, tokens; a filled one stays as it is."""
    if state.users:
        return
    with state.change():
        world = state.world
        world["bot_token"] = f"xoxb-sandbox-{state.secret()}"
        world["app_token"] = f"xapp-1-{APP_ID}-{state.secret()}"
        world["signing_secret"] = state.secret()
        state.save("world", "world", world)
        now = int(state.clock.now())
        everyone = [user_id for user_id, *_ in PEOPLE]
        members = [user_id for user_id in everyone if user_id != "U06GUEST"]
        for channel in (
            new_channel(ROUNDS, "rounds", "One question each practice day", everyone, now),
            new_channel(LOUNGE, "lounge", "Everything else", members, now),
            new_channel(PRIVATE, "hiring-panel", "", members[:3], now, private=True),
        ):
            state.save("channel", channel["id"], channel)
        state.channels[ROUNDS]["members"].append(BOT_USER)
        for user_id, name, zone, role in PEOPLE:
            add_person(state, user_id, name, zone, role)
        state.save("user", BOT_USER, _bot(bot_name, now))


def add_person(state: State, user_id: str, name: str, zone: str, role: str = "") -> None:
    """Let somebody join the workspace; they and the bot can write to each other from then on."""
    with state.change():
        now = int(state.clock.now())
        state.save("user", user_id, _person(user_id, name, zone, role, now))
        direct = direct_channel(user_id, now)
        state.save("channel", direct["id"], direct)


def direct_channel(user_id: str, now: float) -> Doc:
    """Give the conversation between one person and the bot."""
    return {
        "id": f"D{user_id[1:]}",
        "created": int(now),
        "is_im": True,
        "is_org_shared": False,
        "user": user_id,
        "is_archived": False,
        "is_open": True,
        "members": [user_id, BOT_USER],
    }


def new_channel(
    channel_id: str, name: str, topic: str, members: list[str], now: int, *, private: bool = False
) -> Doc:
    """Give a channel as Slack describes one."""
    owner = PEOPLE[0][0]
    return {
        "id": channel_id,
        "name": name,
        "name_normalized": name,
        "is_channel": True,
        "is_group": False,
        "is_im": False,
        "is_mpim": False,
        "is_private": private,
        "is_archived": False,
        "is_general": False,
        "is_shared": False,
        "is_ext_shared": False,
        "is_org_shared": False,
        "created": now,
        "creator": owner,
        "topic": {"value": topic, "creator": owner if topic else "", "last_set": now},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "members": list(members),
    }


def _person(user_id: str, name: str, zone: str, role: str, now: int) -> Doc:
    user = _user(user_id, name.lower(), name, now)
    user |= {
        **zone_fields(zone, now),
        "is_admin": role in {"owner", "admin"},
        "is_owner": role == "owner",
        "is_primary_owner": role == "owner",
        "is_restricted": role == "guest",
        "is_ultra_restricted": role == "guest",
    }
    return user


def zone_fields(zone: str, now: float) -> Doc:
    """Give what a person's record says about their time zone."""
    offset = datetime.fromtimestamp(now, tz=UTC).astimezone(ZoneInfo(zone)).utcoffset()
    return {
        "tz": zone,
        "tz_label": zone.partition("/")[2].replace("_", " "),
        "tz_offset": int(offset.total_seconds()) if offset is not None else 0,
    }


def _bot(name: str, now: int) -> Doc:
    user = _user(BOT_USER, name.lower().replace(" ", "_"), name, now)
    user["is_bot"] = True
    user["profile"] |= {"bot_id": BOT_ID, "api_app_id": APP_ID, "always_active": False}
    return user


def _user(user_id: str, name: str, real_name: str, now: int) -> Doc:
    return {
        "id": user_id,
        "team_id": TEAM_ID,
        "name": name,
        "deleted": False,
        "color": f"{zlib.crc32(user_id.encode()) & 0xFFFFFF:06x}",
        "real_name": real_name,
        "profile": {
            "real_name": real_name,
            "real_name_normalized": real_name,
            "display_name": real_name,
            "display_name_normalized": real_name,
            "status_text": "",
            "status_emoji": "",
            "team": TEAM_ID,
        },
        "is_admin": False,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_bot": False,
        "is_app_user": False,
        "updated": now,
        "is_email_confirmed": True,
    }
