"""Socket Mode: a connection that follows only addresses of the Slack it belongs to."""

from collections.abc import Callable
from urllib.parse import SplitResult, urlsplit

from slack_bolt import App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.errors import ConfigError

NOT_CONNECTED = (SlackApiError, SlackClientError, OSError)


class Socket:
    """One of the app's connections to Slack; `reconnecting` hears of each but the first."""

    def __init__(
        self,
        app: App,
        app_token: str,
        api_url: str | None,
        reconnecting: Callable[[], None],
    ) -> None:
        self._handler = SocketModeHandler(app, app_token)
        self._connected_before = False
        client = self._handler.client
        ask_slack = client.issue_new_wss_url

        def ask_and_check() -> str:
            address = ask_slack()
            if self._connected_before:
                reconnecting()
            self._connected_before = True
            if not is_ours(address, api_url):
                raise SlackClientError("Slack handed out the address of another host.")
            return address

        # The client asks for an address at every connection, the later ones by itself.
        client.issue_new_wss_url = ask_and_check  # type: ignore[method-assign]

    def connect(self) -> None:
        """Connect; raises ConfigError with what to do when Slack will not have it."""
        try:
            self._handler.connect()  # type: ignore[no-untyped-call]
            if not self._handler.client.is_connected():
                raise SlackClientError("The connection was not taken.")
        except NOT_CONNECTED as error:
            raise ConfigError(
                "Slack refuses the Socket Mode connection. Check that SLACK_APP_TOKEN begins with "
                "xapp-, has the scope connections:write, and that Socket Mode is switched on in "
                f"the app's settings. ({type(error).__name__})"
            ) from None

    def close(self) -> None:
        """Disconnect for good."""
        self._handler.close()  # type: ignore[no-untyped-call]


def is_ours(address: str, api_url: str | None) -> bool:
    """Say whether a socket's address belongs to this Slack: its origin, or Slack's own hosts."""
    parts, api = urlsplit(address), urlsplit(api_url or "https://slack.com/")
    host = parts.hostname or ""
    if (api.hostname or "").endswith(("slack.com", "slack-gov.com")):
        return parts.scheme == "wss" and host.endswith((".slack.com", ".slack-gov.com"))
    scheme = {"http": "ws", "https": "wss"}.get(api.scheme)
    return (parts.scheme, host, _port(parts)) == (scheme, api.hostname, _port(api))


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme in {"https", "wss"} else 80)
