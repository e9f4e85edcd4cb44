"""The weekly digest of a channel, and what a person is asked about being in it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from slack_sdk.models.blocks import Block, HeaderBlock, ImageBlock
from slack_sdk.models.blocks.basic_components import SlackFile

from bot.practice.digest import Choices, Digest, Valued
from bot.slack import ids
from bot.slack.views import samples
from bot.slack.views.message import POSTED, Examples, Message, button, buttons, message
from bot.slack.views.streak import count
from bot.slack.views.text import aside, escape, say, short_day, shorten

_NAMED = 40  # in one list: more would not fit into a block
_PROMPT = 140


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that Slack holds already, and what it says to who cannot see it."""

    file: str
    alt: str


def digest_message(
    digest: Digest, link: str | None = None, picture: Picture | None = None
) -> Message:
    """Tell a channel of its week; `link` leads to the answer that peers valued most."""
    head = f"The week from {short_day(digest.first)} to {short_day(digest.last)}"
    parts = list(_parts(digest, link))
    days = ", ".join(f"{each:%a} {people}" for each, people in digest.days)
    small = f"Who answered, day by day: {days}. `/rounds digest` says what it tells of you."
    blocks: list[Block] = [HeaderBlock(text=head), *map(say, parts)]
    if picture is not None:
        drawn = SlackFile(id=picture.file)
        blocks.append(ImageBlock(slack_file=drawn, alt_text=shorten(picture.alt, 2000)))
    text = "\n".join([head, *parts, small])
    return message(text, [*blocks, aside(small)], longest=POSTED)


def _parts(digest: Digest, link: str | None) -> Iterator[str]:
    yield _who(digest)
    if digest.missed is not None:
        yield f"What was most often left out in the group: *{escape(digest.missed)}*."
    if digest.valued is not None:
        prompt = escape(shorten(digest.valued.question.prompt, _PROMPT))
        answer = f"<{link}|answer>" if link else "answer"
        whose = f"one {answer}" if digest.valued.away else f"<@{digest.valued.author}>'s {answer}"
        yield f"Peers valued {whose} most: “{prompt}”"
    if digest.streaks:
        # The longest first: they are the last to be left out.
        longest = sorted(digest.streaks, key=lambda each: -each[1])
        reached = _capped([f"<@{user}> {count(days)}" for user, days in longest])
        yield f"Streaks reached: {_and(reached)}."
    if digest.ranks:
        places = [f"{n}. <@{user}>, {count(days)}" for n, user, days in _places(digest.ranks)]
        places = _capped(places, "And {} more.")
        yield "\n".join(["Days practised, of those who want to be listed:", *places])


def _places(ranks: Sequence[tuple[str, int]]) -> Iterator[tuple[int, str, int]]:
    """Give equals the same place."""
    for user, days in ranks:
        yield 1 + sum(more > days for _, more in ranks), user, days


def _who(digest: Digest) -> str:
    people = len(digest.named) + digest.unnamed + digest.privately
    names = _capped([f"<@{user}>" for user in digest.named], more=digest.unnamed)
    if not digest.named and digest.unnamed:
        names = [f"{digest.unnamed} in the thread"]
    names += [f"{digest.privately} privately"] if digest.privately else []
    took = "1 person" if people == 1 else f"{people} people"
    return f"{took} took part: {_and(names)}." if digest.unnamed < people else f"{took} took part."


def _capped(shown: Sequence[str], words: str = "{} more", *, more: int = 0) -> list[str]:
    """Cut a list to what a block can hold, and say how many are left out, `more` with them."""
    more += max(0, len(shown) - _NAMED)
    return [*shown[:_NAMED], *([words.format(more)] if more else [])]


def _and(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def valued_message(valued: Valued) -> Message:
    """Ask a person, once, whether the digest may name them."""
    prompt = escape(shorten(valued.question.prompt, _PROMPT))
    words = (
        f"Of this week's answers in <#{valued.channel}>, peers value yours most: “{prompt}” "
        "May the weekly digest there say so, with your name and a link to it?"
    )
    small = "What you choose holds for later weeks too. `/rounds digest` changes it."
    return message(
        f"{words}\n{small}",
        [
            say(words),
            aside(small),
            buttons(
                button("Yes, name me", ids.DIGEST_VALUED_YES, "yes", primary=True),
                button("No, thanks", ids.DIGEST_VALUED_NO, "no"),
            ),
        ],
    )


def valued_words(*, agreed: bool) -> str:
    """Say what was chosen."""
    if agreed:
        return "Thank you: the digest may name you. `/rounds digest valued no` takes it back."
    return "Nobody will hear of it. `/rounds digest valued yes` changes that."


def choices_message(choices: Choices) -> Message:
    """Say when the digest comes, and what it tells of the person who asks."""
    zone = escape(choices.zone)
    comes = f"The digest comes here each week: {choices.comes}, {zone}."
    lines = [comes if choices.comes else "No digest comes here."]
    lines.append(
        "It names who answered in the thread, and a streak that reached a round number; nobody "
        "who is on leave or hides their streak."
    )
    named = {True: "you are named", False: "you are not named", None: "you are asked first"}
    lines.append(f"If peers value your answer most, {named[choices.valued]}.")
    listed = "you are on it" if choices.ranked else "you are not on it"
    if choices.leaderboard:
        lines.append(f"This channel lists the days practised; {listed}.")
    how = (
        "`/rounds digest valued yes` or `no`, `/rounds digest leaderboard yes` or `no`, "
        "`/rounds streak hide` change that."
    )
    return message("\n".join([*lines, how]), [say("\n".join(lines)), aside(how)])


def _sample(names: Iterable[str] = (samples.AUTHOR, samples.REVIEWER)) -> Digest:
    first = samples.TODAY - timedelta(days=4)
    return Digest(
        channel=samples.DAILY,
        first=first,
        last=first + timedelta(days=6),
        named=tuple(names),
        unnamed=0,
        privately=0,
        days=tuple((first + timedelta(days=n), n % 3) for n in range(5)),
        missed=None,
        valued=None,
        streaks=(),
        ranks=(),
    )


def _valued() -> Valued:
    return Valued(samples.AUTHOR, samples.DAILY, "1795176000.000100", samples.QUESTION)


def _full() -> Digest:
    people = [f"U0PEER{n:02}" for n in range(48)]
    return replace(
        _sample(people),
        privately=2,
        missed="How it breaks",
        valued=_valued(),
        streaks=((samples.AUTHOR, 20), (samples.REVIEWER, 5)),
        ranks=((samples.AUTHOR, 5), ("U0PEER01", 5), (samples.REVIEWER, 3), ("U0PEER02", 1)),
    )


def _crowd() -> Digest:
    people = [f"U0123456{n:03}" for n in range(120)]
    streaks = tuple((user, 365) for user in people)
    return replace(_sample(people), privately=9, streaks=streaks, ranks=streaks)


EXAMPLES: Examples = {
    "digest, two people": lambda: digest_message(_sample()),
    "digest, one person, privately": lambda: digest_message(replace(_sample(()), privately=1)),
    "digest, one person on leave": lambda: digest_message(replace(_sample(()), unnamed=1)),
    "digest, author on leave": lambda: digest_message(
        replace(_sample(), unnamed=1, valued=replace(_valued(), away=True)), samples.LINK
    ),
    "digest, too many to list": lambda: digest_message(_crowd()),
    "digest, all that there is": lambda: digest_message(
        _full(), samples.LINK, Picture("F0WEEK", "Who answered: Mon 16 Nov 0, Tue 17 Nov 1.")
    ),
    "digest, may we name you": lambda: valued_message(_valued()),
    "digest, choices": lambda: choices_message(
        Choices("mon 08:30", "America/New_York", leaderboard=False, valued=None, ranked=False)
    ),
    "digest, choices made": lambda: choices_message(
        Choices("fri 16:00", "Europe/London", leaderboard=True, valued=True, ranked=True)
    ),
    "digest, none here": lambda: choices_message(
        Choices(None, "UTC", leaderboard=False, valued=False, ranked=False)
    ),
}
