"""How people take part: they follow a body and get mail when it publishes something."""
