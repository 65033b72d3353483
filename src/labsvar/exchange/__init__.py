"""The exchange: letters in, receipts out, and on to the databank that takes them.

    Arrival -> examine -> decide (with what the store knows) -> one transaction -> Reply

`intake.Intake` does this for a batch of arrivals; `batcher.Batcher` gathers arrivals that come at
the same time. What it needs of a store stands in `protocol`; `memory` is the readable form of it.
"""
