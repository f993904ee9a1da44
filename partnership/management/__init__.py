"""What the roof adds to the command line."""
