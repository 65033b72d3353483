"""What people and systems meet over HTTP: pages, and the door for letters."""
