"""Made-up outbreaks that the linker is tried on: `python -m tests.outbreaks --seeds 1000`.

    world.py     makes the samples, the letters about them and the truth, with faults sown in
    judge.py     holds what was linked and proposed against the truth
    adapter.py   hands the letters, as rows, to the code under test

The first two know nothing of the code under test; only the adapter does.
"""
