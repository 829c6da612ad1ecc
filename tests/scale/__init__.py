"""Many people at once, and one person for long: does what one costs stay the same?

`python -m tests.scale` has a thousand people edit their carts; `python -m tests.scale.leaks` has one edit for
an hour that goes by quickly.
"""
