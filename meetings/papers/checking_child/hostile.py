"""How a checker says no: a word that `file_checks` has a sentence for."""


class Hostile(Exception):
    """The file cannot be a paper. `reason` is one of the keys of `file_checks.SENTENCES`."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason
