"""What Slack's refusals mean for a question: who can mend it, and in which words."""

from datetime import timedelta

from bot.practice.daily import Refusal

_LIMITED = "Posting in the channel is limited. Let Rounds post there to go on."
_UNKNOWN = "Slack does not accept the bot token any more. Reinstall the app."
_REMOVED = "The app was removed from the workspace. Install it again."
_CLOSED = "The workspace is closed to apps just now; its admins know why."

# Nothing can be posted there until somebody opens the channel to Rounds.
_GONE = {
    "channel_not_found": "Rounds cannot see the channel any more. Invite it again to go on.",
    "not_in_channel": "Rounds is not in the channel. Invite it with /invite to go on.",
    "is_archived": "The channel is archived. Unarchive it, and Rounds goes on by itself.",
    "restricted_action": _LIMITED,
    "restricted_action_read_only_channel": _LIMITED,
    "restricted_action_thread_locked": _LIMITED,
    "restricted_action_non_threadable_channel": _LIMITED,
    "restricted_action_thread_only_channel": _LIMITED,
}
_OPERATOR_MENDS = {
    "missing_scope": "The Slack app lacks a permission. Paste manifest.yaml again and reinstall.",
    "invalid_auth": _UNKNOWN,
    "not_authed": _UNKNOWN,
    "token_revoked": "The bot token was revoked. Reinstall the app and restart Rounds.",
    "account_inactive": _REMOVED,
    "app_uninstalled": _REMOVED,
    "org_login_required": _CLOSED,
    "ekm_access_denied": _CLOSED,
}


def refusal(code: str) -> Refusal:
    """Give what a refusal means; one that is not known here is tried again soon."""
    if code in _GONE:
        return Refusal(code, _GONE[code], gone=True)
    if code in _OPERATOR_MENDS:  # until then everything is tried in vain
        return Refusal(code, _OPERATOR_MENDS[code], wait=timedelta(hours=1))
    return Refusal(code, f"Slack refused the question ({code}).")
