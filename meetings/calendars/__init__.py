"""Meetings as people look for them: the diary, and calendar files."""
