"""The roof keeps one record of its own: attempts to sign in, for as long as they are counted."""

from partnership.signing_in.attempts import SignInAttempt

__all__ = ["SignInAttempt"]
