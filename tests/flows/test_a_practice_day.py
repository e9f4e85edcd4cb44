"""A practice day as people live it, in the local Slack, with the production wiring."""

from datetime import timedelta

from bot.slack import ids
from tests.conftest import ANSWER, BETTER, CHANNEL, DANIEL, GUEST, MAYA, OWEN, PRIYA, until


def hints(story, user):
    return [
        m
        for m in story.whispers(user)
        if "hint" in m["text"].split("\n")[0] or "answer is in" in m["text"]
    ]


def test_the_question_stands_in_the_channel_with_its_five_buttons(story):
    question = story.question()
    actions = [
        e["action_id"]
        for b in question["blocks"]
        for e in b.get("elements", [])
        if "action_id" in e
    ]
    assert actions == [
        ids.ANSWER_PRIVATELY,
        ids.ASK_INTERVIEWER,
        ids.NUDGE_ME,
        ids.FRAMEWORK,
        ids.STUCK,
    ]
    [posted] = story.export("round")
    assert posted["state"] == "posted"
    assert posted["ts"] == question["ts"]


def test_an_answer_gets_a_tick_and_a_hint_that_only_its_author_sees(story):
    story.say(DANIEL, ANSWER)
    [answer] = [m for m in story.thread() if m["user"] == DANIEL]
    assert [r["name"] for r in answer["reactions"]] == [ids.TICK]
    assert len(hints(story, DANIEL)) == 1
    assert not story.whispers(OWEN)
    assert "Your first answer" in story.whispers(DANIEL)[0]["text"]


def test_an_edit_brings_a_new_hint_and_keeps_the_earlier_draft(story):
    ts = story.say(DANIEL, ANSWER)
    story.act(DANIEL, "edit", channel=CHANNEL, ts=ts, text=BETTER)
    story.settle()
    assert len(hints(story, DANIEL)) == 2
    [answer] = story.export("answer")
    assert answer["text"] == BETTER
    assert answer["version"] != "0"
    with story.tools.store.read(story.workspace) as books:
        assert [draft.text for draft in books.answers.drafts(answer["id"])] == [ANSWER]
    assert "Your first answer" not in story.whispers(DANIEL)[-1]["text"]


def test_a_delete_takes_the_answer_back_with_what_hung_on_it(story):
    ts = story.say(DANIEL, ANSWER)
    story.act(DANIEL, "delete", channel=CHANNEL, ts=ts)
    story.settle()
    [answer] = story.export("answer")
    assert answer["deleted"]
    assert not answer.get("text")
    assert story.export("mark") == []


def test_small_talk_and_the_bots_own_words_are_no_answers(story):
    for words in ("thanks!", "good point", ":tada:", "does anyone know when the meeting is?"):
        story.say(DANIEL, words)
    assert story.export("answer") == []
    assert story.whispers(DANIEL) == []


def test_a_close_call_is_asked_privately_and_the_persons_word_settles_it(story):
    story.say(DANIEL, "I would ask the charge nurse first and then fix the late lab feed for them.")
    [asked] = story.whispers(DANIEL)
    assert "Is this your answer?" in asked["text"]
    assert story.export("answer") == []
    story.click(DANIEL, asked, ids.COUNT_YES)
    until(lambda: story.export("answer"), what="the answer")
    story.settle()
    assert hints(story, DANIEL)


def test_messages_within_five_minutes_are_one_answer_and_later_ones_another(story):
    story.say(DANIEL, ANSWER)
    story.act(DANIEL, "move_clock", seconds=120)
    story.say(DANIEL, "And I would tell the lab before the pilot begins.")
    assert [a["text"] for a in story.export("answer")] == [
        f"{ANSWER}\nAnd I would tell the lab before the pilot begins."
    ]
    story.act(DANIEL, "move_clock", seconds=600)
    story.say(DANIEL, BETTER)
    assert len(story.export("answer")) == 2


def test_a_guest_is_not_recorded(story):
    story.say(GUEST, ANSWER)
    assert story.export("answer") == []
    assert "guests cannot take part" in story.command(GUEST, "/drill")


def test_a_private_answer_is_scored_in_its_modal_and_shared_only_by_its_author(story):
    story.click(DANIEL, story.question(), ids.ANSWER_PRIVATELY)
    assert story.fill(DANIEL, answer="Too short.")["ok"] is True
    assert "at least 25" in story.modal(DANIEL)["errors"]["answer"]
    assert story.fill(DANIEL, answer=ANSWER)["ok"] is True
    view = story.modal(DANIEL)
    assert view["title"]["text"] == "Your hint"
    assert [a["kind"] for a in story.export("answer")] == ["private"]
    assert not [m for m in story.thread() if ANSWER[:40] in m["text"]]
    story.click_in(DANIEL, view, ids.SHARE)
    until(lambda: [m for m in story.thread() if ANSWER[:40] in m["text"]], what="the shared answer")


def test_why_shows_the_persons_words_and_a_dispute_silences_the_point(story):
    story.say(DANIEL, ANSWER)
    hint = story.whispers(DANIEL)[-1]
    story.click(DANIEL, hint, ids.WHY)
    assert "Why this hint" in story.modal(DANIEL)["title"]["text"]
    story.act(DANIEL, "close", view_id=story.modal(DANIEL)["id"])
    story.click(DANIEL, hint, ids.WRONG)
    until(lambda: story.modal(DANIEL)["title"]["text"] == "This is wrong", what="the form")
    option = points(story.modal(DANIEL))["options"][0]["value"]
    assert story.fill(DANIEL, criteria=[option], way="low")["ok"]
    disputed = [m["criterion"] for m in story.export("mark") if m["disputed"]]
    assert disputed == [option]


def test_what_was_called_wrong_is_ticked_and_counts_again_when_it_is_unticked(story):
    story.say(DANIEL, ANSWER)
    hint = story.whispers(DANIEL)[-1]
    story.click(DANIEL, hint, ids.WRONG)
    first, second = points(story.modal(DANIEL))["options"][:2]
    story.fill(DANIEL, criteria=[first["value"], second["value"]])
    story.act(DANIEL, "close", view_id=story.modal(DANIEL)["id"])
    story.click(DANIEL, hint, ids.WRONG)
    assert points(story.modal(DANIEL))["initial_options"] == [first, second]
    story.fill(DANIEL, criteria=[second["value"]])
    assert "It counts again" in str(story.modal(DANIEL)["blocks"])
    disputed = [m["criterion"] for m in story.export("mark") if m["disputed"]]
    assert disputed == [second["value"]]


PROMISES = (
    "We would put everything on a scalable platform with Kafka and microservices, so that all of"
    " it is there in real time for everybody, and of course it will be encrypted and compliant, and"
    " everyone benefits from it, which is a win-win for all stakeholders."
)


def words(view):
    """All that a view says."""
    return str(view["blocks"])


def test_why_gives_for_each_point_its_level_its_rule_and_what_would_be_shown(story):
    story.say(DANIEL, ANSWER)
    story.click(DANIEL, story.whispers(DANIEL)[-1], ids.WHY)
    view = story.modal(DANIEL)
    asked = len(story.export("mark"))
    told = words(view)
    assert sum(told.count(f": {level}.") for level in ("shown", "named", "not found")) == asked
    assert "Decided by" in told or "were found" in told


def test_a_new_draft_by_edit_is_told_what_became_of_the_nudges(story):
    ts = story.say(DANIEL, PROMISES)
    nudged = story.whispers(DANIEL)[-1]["text"]
    assert "An interviewer might ask" in nudged
    story.act(DANIEL, "edit", channel=CHANNEL, ts=ts, text=ANSWER)
    story.settle()
    told = story.whispers(DANIEL)[-1]["text"]
    assert "New since your last draft" in told or "till open" in told or "amed now" in told


def test_the_interviewer_presses_on_a_weak_spot_and_the_reply_gets_its_own_hint(story):
    story.say(DANIEL, PROMISES)
    hint = story.whispers(DANIEL)[-1]
    story.click(DANIEL, hint, ids.PUSH_BACK)
    until(lambda: story.modal(DANIEL)["title"]["text"] == "The interviewer asks", what="the form")
    reply = "If the notice comes late the charge nurse phones the ward and decides with them."
    assert story.fill(DANIEL, answer=reply)["ok"]
    assert "your reply" in words(story.modal(DANIEL)).lower()
    replied = next(a for a in story.export("answer") if a["kind"] == "follow-up")
    assert len([m for m in story.export("mark") if m["answer"] == replied["id"]]) == 1


def test_the_framework_shows_its_way_only_after_an_answer_and_only_ones_own(story):
    story.click(DANIEL, story.question(), ids.FRAMEWORK)
    assert "A way through" in words(story.modal(DANIEL))
    story.act(DANIEL, "close", view_id=story.modal(DANIEL)["id"])
    story.say(DANIEL, ANSWER)
    story.click(DANIEL, story.question(), ids.FRAMEWORK)
    until(lambda: "when said aloud" in words(story.modal(DANIEL)), what="the way")
    story.click(PRIYA, story.question(), ids.FRAMEWORK)
    assert "A way through" in words(story.modal(PRIYA))


def points(form):
    """The boxes of the points that a hint may have got wrong."""
    return next(b["element"] for b in form["blocks"] if b.get("block_id") == "criteria")


def test_a_peer_reviews_by_shortcut_and_the_thread_sees_no_level(story):
    ts = story.say(DANIEL, ANSWER)
    story.act(PRIYA, "shortcut", callback_id=ids.SHORTCUT_REVIEW, channel=CHANNEL, ts=ts)
    form = story.review_form(PRIYA)
    levels = {
        b["block_id"]: "2" for b in form["blocks"] if b.get("block_id", "").startswith("level:")
    }
    assert story.fill(PRIYA, **levels, strength="The stop rule.", suggestion="  ")["ok"]
    assert "suggestion" in story.modal(PRIYA)["errors"]
    story.fill(PRIYA, **levels, strength="Jane Doe, 03/04/1961, is kept.", suggestion="Shorter.")
    assert "patient's data" in story.modal(PRIYA)["errors"]["strength"]
    story.fill(PRIYA, **levels, strength="The stop rule.", suggestion="Name who phones. <!channel>")
    until(lambda: [m for m in story.thread() if "has reviewed" in m["text"]], what="the review")
    [review] = [m for m in story.thread() if "has reviewed" in m["text"]]
    assert f"<@{DANIEL}>" in review["text"]
    assert "&lt;!channel&gt;" in review["text"]
    assert "Done" not in str(review["blocks"])
    [stored] = story.export("review")
    assert (stored["reviewer"], stored["state"]) == (PRIYA, "submitted")
    story.click(DANIEL, review, ids.LEVELS)
    assert "How it was judged" in story.modal(DANIEL)["title"]["text"]
    story.click(OWEN, review, ids.LEVELS)
    until(lambda: "Only the author" in str(story.whispers(OWEN)), what="the refusal")


def test_who_answers_is_offered_the_answer_that_needs_a_review(story):
    story.say(DANIEL, ANSWER)
    story.say(PRIYA, BETTER)
    story.click(PRIYA, hints(story, PRIYA)[-1], ids.REVIEW)
    assert story.review_form(PRIYA)["title"]["text"] == "Review an answer"
    [offer] = story.export("review")
    assert (offer["reviewer"], offer["state"]) == (PRIYA, "accepted")
    [daniels] = [each for each in story.export("answer") if each["user"] == DANIEL]
    assert offer["answer"] == daniels["id"]


def test_nobody_reviews_their_own_answer(story):
    ts = story.say(DANIEL, ANSWER)
    story.act(DANIEL, "shortcut", callback_id=ids.SHORTCUT_REVIEW, channel=CHANNEL, ts=ts)
    until(lambda: "your own answer" in str(story.whispers(DANIEL)[-1]["text"]), what="the refusal")


def test_a_drill_is_chosen_answered_and_kept(story):
    words = story.command(DANIEL, "/drill metrics easy")
    assert words.startswith("Drill")
    drill = story.whispers(DANIEL)[-1]
    story.click(DANIEL, drill, ids.DRILL_ANSWER)
    story.fill(DANIEL, answer="   ")
    assert "no answer yet" in story.modal(DANIEL)["errors"]["answer"]
    assert story.fill(DANIEL, answer=ANSWER)["ok"]
    [drilled] = story.export("drill")
    assert (drilled["state"], drilled["user"]) == ("answered", DANIEL)
    assert [a["round"] for a in story.export("answer")] == [None]
    assert story.whispers(OWEN) == []


def test_another_drill_takes_the_place_of_the_first(story):
    story.command(DANIEL, "/drill coding-data")
    first = story.whispers(DANIEL)[-1]
    story.click(DANIEL, first, ids.DRILL_ANOTHER)
    until(lambda: len(story.export("drill")) == 2, what="another drill")
    until(lambda: story.whispers(DANIEL)[-1]["text"] != first["text"], what="the new question")
    story.click(DANIEL, story.whispers(DANIEL)[-1], ids.DRILL_GIVE_UP)
    until(lambda: "outline" in story.whispers(DANIEL)[-1]["text"], what="the outline")
    assert sorted(d["state"] for d in story.export("drill")) == ["given-up", "replaced"]


def test_a_bad_drill_argument_gets_the_good_ones_the_nearest_first(story):
    words = story.command(DANIEL, "/drill metricks")
    assert "Did you mean *metrics*" in words
    assert story.export("drill") == []


def test_streak_weaknesses_and_home_are_the_persons_own(story):
    assert "No practice day yet" in story.command(OWEN, "/rounds streak")
    story.say(DANIEL, ANSWER)
    assert "Streak: 1 day" in story.command(DANIEL, "/rounds streak")
    assert "Too few" in story.command(DANIEL, "/rounds weak")
    story.act(DANIEL, "open_home")
    until(lambda: story.sandbox.snapshot(DANIEL)["home"], what="the Home tab")
    assert "answered" in str(story.sandbox.snapshot(DANIEL)["home"]["blocks"])
    assert [d["kept"] for d in story.export("day")] == [True]


def test_an_organiser_sets_the_channel_up_and_others_cannot_once_it_is_theirs(story):
    story.act(MAYA, "command", channel=CHANNEL, text="/rounds setup")
    assert story.fill(MAYA, zone="Mars/Phobos")["ok"]
    assert "not a time zone" in story.modal(MAYA)["errors"]["zone"]
    assert story.fill(MAYA, zone="Europe/London", at="08:30", days=["mon", "wed"])["ok"]
    assert story.modal(MAYA)["title"]["text"] == "Saved"
    [channel] = story.export("channel")
    assert (channel["at"], channel["zone"], channel["days"]) == (
        "08:30",
        "Europe/London",
        "mon,wed",
    )
    assert "Only an organiser" in story.command(DANIEL, "/rounds setup")
    story.act(MAYA, "close", view_id=story.modal(MAYA)["id"])
    story.act(MAYA, "command", channel=CHANNEL, text="/rounds setup")
    assert story.fill(MAYA, organisers=[DANIEL])["ok"]
    story.act(DANIEL, "command", channel=CHANNEL, text="/rounds setup")
    assert story.modal(DANIEL)["title"]["text"] == "Set up this channel"


def test_tomorrows_question_comes_by_itself_and_only_once(story):
    first = story.question()["ts"]
    story.act(MAYA, "move_clock", seconds=timedelta(days=1).total_seconds())
    until(lambda: story.question()["ts"] != first, what="the next question")
    story.act(MAYA, "move_clock", seconds=3600)
    story.settle()
    questions = [m for m in story.messages() if m["text"].startswith("Question for")]
    assert len(questions) == 2
    assert len({r["question"] for r in story.export("round")}) == 2


def test_post_now_twice_changes_nothing(story):
    assert "already there" in story.command(MAYA, "/rounds post-now")
    assert len(story.export("round")) == 1
