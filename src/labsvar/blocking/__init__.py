"""A citizen's own blocking of data, in the style of the national service MinSpærring.

`deciding` decides purely over the citizen's entries; `service` is the one interface by which anyone asks,
so that the national service can answer it instead of our own entries.
"""
