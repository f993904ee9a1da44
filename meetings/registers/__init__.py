"""The registers of decisions and actions, and their files."""
