"""The example: four real partnerships, told in data files and replayed through the deeds.

Each `.toml` file beside this module tells one partnership: what it is, its partner organisations, its people
(all invented), what happened on which day, and its terms of reference. `reading` understands the files, `verbs`
is the table from a step's verb to the deed it stands for, `loading` replays what is missing, `terms` drafts and
signs terms of reference once a structure stands, and `accounts` makes the accounts that show the rights.

How a file is written, in the words of the files themselves:

- `[partnership]` names the root body, the day it began, and the partnerships that must be loaded before (`needs`).
- `[[organisation]]` and `[[person]]` come next. A person with an `account` is who that account acts for.
- `[[day]]` gives a day (`on`), why things happened (`reason`) and, where the source gives no day, what it does say
  (`dates_as_said`). Every `[[day.step]]` under it begins with a verb and whom it concerns, such as
  `rename = "redcar-leadership-forum"`, followed by what the verb needs. `days_ago` in place of `on` counts back from the
  day of loading, for what is to be under way whenever somebody tries the portal.
- `[[terms]]` tells one version of terms of reference of one body, or the same words for several; with
  `[terms.signed]` it is signed off, without it stays a draft.
- `[[appointment]]` gives an account its rights.

Texts are plain: a blank line parts paragraphs, and lines that begin with “- ” or “1. ” make a list.
"""
