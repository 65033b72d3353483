"""The door for systems: letters in, receipts out, and the state of what came in."""
