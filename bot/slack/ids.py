"""Every action id, callback id and command name; what a message once carried must keep working."""

# Buttons of the day's question. Their value is the round's id.
ANSWER_PRIVATELY = "round.answer"
ASK_INTERVIEWER = "round.clarify"
NUDGE_ME = "round.nudge"
FRAMEWORK = "round.framework"
STUCK = "round.stuck"

# Buttons under a hint. Their value is the answer's id.
WHY = "hint.why"
REVISE = "hint.revise"
SHARE = "hint.share"
WRONG = "hint.wrong"
PUSH_BACK = "hint.push_back"

# "Is this your answer?" Their value is the channel and timestamp of the message.
COUNT_YES = "reading.count"
COUNT_NO = "reading.leave"

# Drill. Their value is the drill's id.
DRILL_ANSWER = "drill.answer"
DRILL_ANOTHER = "drill.another"
DRILL_FRAMEWORK = "drill.framework"
DRILL_GIVE_UP = "drill.give_up"
DRILL_START = "drill.start"  # value: what would follow /drill
DRILL_TIMED = "drill.timed"
WEAK_WHY = "weak.why"  # value: a criterion, or nothing for all that is worth working on

# Review. The value is an answer's id, where nothing else is said; for LEVELS a review's.
REVIEW = "review.open"
LEVELS = "review.levels"
HELPED = "review.helped"  # value: a review's id
DECLINE = "review.decline"  # value: answers, with spaces between them
COMPARE = "review.compare"
CALIBRATION_SKIP = "calibration.skip"

# Home.
HOME_HINT = "home.hint"
HOME_SETTINGS = "home.settings"  # value: the name of one setting
HOME_STREAK = "home.streak"
HOME_HIDE = "home.hide"  # value: hide or show
HOME_PICTURE = "home.picture"  # value: streak or weak
LEAVE_END = "leave.end"

# A person's own record. The value of the last is the token of one forgetting.
PRIVACY_EXPORT = "privacy.export"
PRIVACY_DELETE = "privacy.delete"
PRIVACY_RETURN = "privacy.return"

# One's own answers. The value is the answer that a page begins after.
HISTORY_OLDER = "history.older"
HISTORY_NEWER = "history.newer"

# The digest, and reminders. The value of the last is the hour.
DIGEST_VALUED_YES = "digest.valued_yes"
DIGEST_VALUED_NO = "digest.valued_no"
REMINDERS_ON = "reminders.on"

# Set-up.
SET_UP = "setup.open"

# Modals.
ANSWER_FORM = "answer_form"
REVISE_FORM = "revise_form"
PUSH_BACK_FORM = "push_back_form"
DRILL_FORM = "drill_form"
REVIEW_FORM = "review_form"
COMPARE_FORM = "compare_form"
CALIBRATION_FORM = "calibration_form"
CALIBRATION_NEXT = "calibration_next"
WRONG_FORM = "wrong_form"
SETUP_FORM = "setup_form"
SETTINGS_FORM = "settings_form"
FORGET_FORM = "forget_form"
NOTICE = "notice"

# Message shortcuts.
SHORTCUT_REVIEW = "review_this_answer"
SHORTCUT_COUNT = "count_as_my_answer"
SHORTCUT_LEAVE = "not_an_answer"

COMMAND_ROUNDS = "/rounds"
COMMAND_DRILL = "/drill"

# The metadata by which a message of ours is found again.
ROUND_POSTED = "rounds_round"
ITEM_SENT = "rounds_item"

TICK = "white_check_mark"
