"""The secrets in the links of mails.

A link to stop mail has to work for as long as the mail lies in somebody's mailbox: after the signing key was changed,
and after the follower was forgotten. So it is not signed. It is a random text that ends in a checksum of itself: one
that was broken on its way is told from one whose follower is no longer known.
"""

import hashlib
import secrets
import string

RANDOM = 40
"""Letters and digits: about 238 bits."""
CHECK = 8

_LETTERS = string.ascii_letters + string.digits


def new_secret() -> str:
    """A secret for the links of one follower."""
    random = "".join(secrets.choice(_LETTERS) for _ in range(RANDOM))
    return random + _check(random)


def is_whole(secret: str) -> bool:
    """Whether a link arrived as it was sent; says nothing about whether anybody has that secret."""
    return len(secret) == RANDOM + CHECK and secret.isascii() and secret[RANDOM:] == _check(secret[:RANDOM])


def _check(random: str) -> str:
    return hashlib.sha256(random.encode()).hexdigest()[:CHECK]
