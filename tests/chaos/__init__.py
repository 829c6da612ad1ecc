"""Processes that are killed, on a network that loses, repeats and delays, before the real sandbox.

What `tests.simulation` plays in memory happens here for real: `python -m tests.chaos --rounds 200`.

    proxy.py, faults.py              the bad network before the sandbox, which keeps the table's history
    client.py, witness.py, diary.py  a client: the real services, cart and journal, and what it was asked
    crew.py, rounds.py               processes under orders; kills, new starts, and peace at the end
    wire.py, account.py              the proof, from history, diaries and table: told nothing by the engine
"""
