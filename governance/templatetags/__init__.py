"""What templates can say about bodies, seats and terms."""
