"""What storage says when the database cannot be used."""


class StorageError(Exception):
    """The database cannot be used; the words say what, where and what to do about it."""
