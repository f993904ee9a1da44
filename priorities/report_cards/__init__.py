"""Report cards: drafted, carried up the reporting line, frozen when accepted."""
