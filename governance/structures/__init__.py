"""The structure of a partnership on a day: as nested lists, in words and as a drawing."""
