"""The pictures and the recording of the README, made from the real editor on the real sandbox.

    python -m tests.screenshots [FOLDER]

What differs from run to run (codes, addresses, times, request ids) is made the same, so that a picture
changes when what it shows does.
"""
