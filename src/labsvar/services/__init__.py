"""The national services that laboratories lean on; each folder is one, and usable alone."""
