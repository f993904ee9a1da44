"""How officers sign in: the pages, the count of attempts, the limits of a session."""
