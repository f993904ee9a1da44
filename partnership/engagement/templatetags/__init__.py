"""What templates can say about following."""
