"""Stories: an installation used from outside, by its commands, its door and its pages, and judged as it goes.

Each is a program that a person starts by hand, as in `python -m tests.stories.general_practice`. The programs do
not import Labsvar: what they expect comes from the rules, and what they see from what anybody could see.
"""
