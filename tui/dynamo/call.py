"""One call of DynamoDB: what was tried, where, and for whom; what an error is explained with."""

from tui.record import record


@record
class Call:
    """A call about `table` (and `index`, where it named one).

    `owner` is whose rows it was about and `me` who is signed in, both "" for the catalog. `readable`: these
    rows have been read before with the same sign-in.
    """

    table: str
    setting: str
    """Which key of the profile names the table."""
    region: str
    endpoint: str
    index: str = ""
    actions: tuple[str, ...] = ()
    """What IAM decided upon, as it names them: `dynamodb:UpdateItem`."""
    owner: str = ""
    me: str = ""
    writes: bool = False
    readable: bool = False

    @property
    def place(self) -> str:
        """Table, index, region and endpoint, for a problem's `where`."""
        index = f", index {self.index}" if self.index else ""
        return f"table {self.table}{index}, region {self.region}, {self.endpoint}"
