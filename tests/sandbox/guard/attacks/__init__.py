"""What somebody with valid credentials could send by hand, as a table, and what has to come of it.

`rows` says what a row is; the modules beside it hold them by kind of attack. `test_attacks` sends every row
as each role, `test_mutations` breaks the policies that ship and sees rows notice, `test_second` asks a second
evaluator.
"""
