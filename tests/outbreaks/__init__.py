"""Made-up outbreaks that the linker is tried on: `python -m tests.outbreaks --seeds 1000`.

    letters.py   the samples, and the letters about them as they should be
    world.py     makes an outbreak: its samples, its letters with faults sown in, and the truth
    judge.py     holds what was linked and proposed against the truth
    adapter.py   hands the letters, as rows, to the code under test

The first three know nothing of the code under test; only the adapter does.
"""
