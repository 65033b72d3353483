"""What the benches of the XML room read: letters, and their tree for another library."""
