"""What storage says when the database cannot be used."""


class StorageError(Exception):
    """The database cannot be used; the words say what, where and what to do about it."""


class StaysForgotten(Exception):
    """A person asked to be forgotten, so nothing of theirs is taken in."""

    def __init__(self) -> None:
        super().__init__(
            "Rounds has forgotten you, as you asked, and takes in nothing of yours. "
            "`/rounds privacy` has a button to take part again."
        )
