"""Answers that belong together: what ties a reference laboratory's answer to the first laboratory's.

prompts      what goes into the request and comes back in the answer
replies      where the answer goes, and under which number the sample is sent on
agreement    what laboratories have to agree on, as settings
"""
