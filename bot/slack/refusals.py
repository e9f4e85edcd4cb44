"""What Slack's refusals mean for a message: who can mend it, and in which words."""

from datetime import timedelta

from bot.practice.refusal import Mends, Refusal

_LIMITED = "Posting in the channel is limited. Let Rounds post there to go on."
_UNKNOWN = "Slack does not accept the bot token any more. Reinstall the app."
_REMOVED = "The app was removed from the workspace. Install it again."
_CLOSED = "The workspace is closed to apps just now; its admins know why."

# Nothing can be posted there until somebody opens the channel to Rounds.
_GONE = {
    "channel_not_found": "Rounds cannot see the channel. Invite it with /invite to go on.",
    "not_in_channel": "Rounds is not in the channel. Invite it with /invite to go on.",
    "is_archived": "The channel is archived. Unarchive it, and Rounds goes on by itself.",
    "restricted_action": _LIMITED,
    "restricted_action_read_only_channel": _LIMITED,
    "restricted_action_thread_locked": _LIMITED,
    "restricted_action_non_threadable_channel": _LIMITED,
    "restricted_action_thread_only_channel": _LIMITED,
}
_TOKEN = {
    "invalid_auth": _UNKNOWN,
    "not_authed": _UNKNOWN,
    "token_revoked": "The bot token was revoked. Reinstall the app and restart Rounds.",
    "token_expired": _UNKNOWN,
    "account_inactive": _REMOVED,
    "app_uninstalled": _REMOVED,
}
_OPERATOR_MENDS = _TOKEN | {
    "missing_scope": "The Slack app lacks a permission. Paste manifest.yaml again and reinstall.",
    "no_permission": "The Slack app lacks a permission. Paste manifest.yaml again and reinstall.",
    "access_denied": _CLOSED,
    "org_login_required": _CLOSED,
    "team_access_not_granted": _CLOSED,
    "ekm_access_denied": _CLOSED,
}
# Slack takes neither the blocks nor, with them, the text: plain words may still go.
TOO_MUCH = frozenset(
    {
        "invalid_blocks",
        "invalid_blocks_format",
        "msg_too_long",
        "msg_blocks_too_long",
    }
)
# Whom or what it was for is gone, or cannot have it: nobody can mend that.
_HOPELESS = TOO_MUCH | {
    "as_user_not_supported",
    "bad_timestamp",
    "cannot_dm_bot",
    "cannot_reply_to_message",
    "cant_delete_message",
    "cant_update_message",
    "edit_window_closed",
    "invalid_arguments",
    "metadata_too_large",
    "message_not_found",
    "messages_tab_disabled",
    "no_item_specified",
    "no_text",
    "not_reactable",
    "thread_not_found",
    "too_many_emoji",
    "too_many_reactions",
    "user_disabled",
    "user_not_found",
    "user_not_in_channel",
    "user_not_visible",
    "users_not_found",
}

TOKEN_REFUSED = frozenset(_TOKEN)  # whatever is asked with it


def refusal(code: str) -> Refusal:
    """Give what a refusal means; one that is not known here is tried again soon."""
    if code in _GONE:
        return Refusal(code, _GONE[code], Mends.ORGANISER)
    if code in _OPERATOR_MENDS:  # until then everything is tried in vain
        return Refusal(code, _OPERATOR_MENDS[code], Mends.OPERATOR, timedelta(hours=1))
    words = f"Slack refused the question ({code})."
    if code in _HOPELESS:
        return Refusal(code, words, Mends.NOBODY, timedelta(hours=6))
    return Refusal(code, words)
