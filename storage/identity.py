"""Ids that follow from what they name, so that whoever makes one makes the same one."""

from hashlib import blake2b


def opaque_id(*parts: str) -> str:
    """Return 16 hex digits that depend on every part, and on where one ends and the next begins."""
    digest = blake2b(digest_size=8)
    for part in parts:
        encoded = part.encode("utf-8", "surrogatepass")
        digest.update(len(encoded).to_bytes(4, "big") + encoded)
    return digest.hexdigest()
