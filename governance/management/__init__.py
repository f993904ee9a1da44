"""What governance adds to the command line."""
