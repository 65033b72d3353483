"""The hub: laboratory-card rows of practice systems become letters to the databanks.

`rows` reads them, `mapping` says what their codes mean, `deciding` which of them are sent, `composing` makes
the letters, `intake` does it all in one transaction of a store (`protocol`).
"""
