"""From the record of a person to what a page shows: pure, without HTTP and without storage."""
