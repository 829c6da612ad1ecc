"""The pure domain: lines, edits, what happens when an edit meets a changed line, and the cart on the screen.

Nothing here knows DynamoDB, Textual, files or clocks; time and ids are handed in.
"""
