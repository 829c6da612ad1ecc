"""The only code that talks to DynamoDB: edits to conditional writes, items to lines, errors to values."""
