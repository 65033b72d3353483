"""Answers that belong together: what ties a reference laboratory's answer to the first laboratory's.

prompts      what goes into the request and comes back in the answer
replies      where the answer goes, and under which number the sample is sent on
agreement    what laboratories have to agree on, as settings
journeys     the letters of one sample, from the requisition to the last answer
flows        which of three ways a sample takes, and the messages each should have
timeline     what has happened to a sample, what is awaited, and since when
"""
