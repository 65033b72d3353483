"""One typed description per letter version, in the element order of the standard."""
