"""What to work on, from the command to its drill and its evidence, for one person's eyes alone."""

from datetime import timedelta

from bot.slack import ids
from questions.model import Level, Mark
from storage.answers import Answer
from tests.conftest import CHANNEL, DANIEL, MAYA, Story, until

POINT = "failure-modes"
REPLY = "If the lab feed stops overnight, the nurse sees the list marked as old and rings the lab."


def low_answers(story: Story, user: str, number: int) -> None:
    """Let somebody have answered on so many days without showing the point."""
    with story.tools.store.begin(story.workspace) as books:
        books.members.ensure(user, "Europe/Berlin", books.now() - timedelta(days=number))
        for n in range(number):
            at = books.now() - timedelta(days=number - n)
            answer = Answer(
                id=f"low{n}",
                round_id=None,
                question_id=story.tools.bank.ids[n],
                channel=None,
                ts=None,
                user=user,
                text="We will handle the errors.",
                draft=1,
                version="0",
                deleted=False,
                local_date=at.date(),
                zone="Europe/Berlin",
                at=at,
                kind="drill",
                drill_id=None,
                shared_ts=None,
                parent_id=None,
            )
            books.answers.put(answer, at)
            low = Mark(POINT, Level.MISSING, "", "no known words for it")
            books.marks.put(answer.id, "engine", [low], "rubric", at)


def test_what_is_weak_has_its_drill_its_clock_and_its_evidence_and_nobody_else_sees_it(
    story: Story,
):
    low_answers(story, DANIEL, 4)
    title = story.tools.bank.rubric.criteria[POINT].title
    words = story.command(DANIEL, "/rounds weak")
    assert f"*{title}* is shaky: asked 4 times, not found 4 times, and it is due" in words
    weak = story.whispers(DANIEL)[-1]

    story.click(DANIEL, weak, ids.DRILL_START)
    until(lambda: story.export("drill"), what="the drill")
    story.settle()
    until(lambda: story.whispers(DANIEL)[-1]["text"].startswith("Drill"), what="its message")
    drill = story.whispers(DANIEL)[-1]
    assert f"Only one point this time: {title}" in drill["text"]
    assert "did not show in your last 4 answers" in drill["text"]

    story.click(DANIEL, drill, ids.DRILL_TIMED)
    assert "Your 2 minutes are over at" in str(story.modal(DANIEL)["blocks"])
    story.fill(DANIEL, answer=REPLY)
    until(lambda: story.modal(DANIEL)["title"]["text"] == "Your hint", what="the hint")
    assert "an interview gives it about 2 min" in str(story.modal(DANIEL)["blocks"])
    [judged] = {
        mark["criterion"] for mark in story.export("mark") if not mark["answer"].startswith("low")
    }
    assert judged == POINT

    words = story.command(DANIEL, "/rounds why weak")
    assert "says Rounds" in words
    assert words.count("your drill to “") == 3  # the latest ones
    assert "And 2 earlier." in words
    story.click(DANIEL, weak, ids.WEAK_WHY)
    until(lambda: story.whispers(DANIEL)[-1]["text"].count("your drill to “") == 5, what="all five")

    assert title not in str(story.messages(MAYA, CHANNEL))
    assert story.command(MAYA, "/rounds why weak").startswith("Nothing to show yet")
