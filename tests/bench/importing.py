"""What importing 10,000 lines costs, beside the fastest of hand-written boto3 thread pools: on one sandbox.

`python -m tests.bench.importing [LINES] [ROUNDS]` prints seconds, and the ratio. The pools make the very same
conditional writes, with nothing else: no journal, no reading of the file, of the list or of the catalog. Each
is a process of its own, from its start to its end, in turn; what is compared is the best round of each.
"""

import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

from botocore.config import Config

from tests.sandbox.conftest import Sandbox
from tests.sandbox.shop import TABLE, administrator, sign_in
from tui.cart.edits import Add
from tui.cart.ids import stamp
from tui.cart.model import CART, LineKey
from tui.cli.sandbox_process import Ready, SandboxProcess
from tui.config import Profile, load
from tui.credentials.session import Session
from tui.dynamo import expressions

POOLS = (2, 4, 8)
CATALOG = "dynacart-catalog"


def skus(lines: int) -> list[str]:
    """SKUs that only this bench has."""
    return [f"BENCH-{number:05}" for number in range(lines)]


def by_hand(config: Path, lines: int, workers: int) -> None:
    """A pool of so many threads writes the lines."""
    import boto3

    profile = load(config)
    assert isinstance(profile, Profile)
    session = Session.open(profile)
    assert isinstance(session, Session)
    keys = session.current()
    client = boto3.client(
        "dynamodb", profile.region, endpoint_url=profile.endpoint("dynamodb"),
        config=Config(max_pool_connections=workers), aws_access_key_id=keys.access_key_id,  # type: ignore[union-attr]
        aws_secret_access_key=keys.secret_access_key, aws_session_token=keys.session_token)  # type: ignore[union-attr]

    def write(sku: str) -> None:
        made = stamp()
        edit = Add(made.id, LineKey(CART, sku), 2, made.at, "")
        client.update_item(**expressions.write(edit, TABLE, session.person.owner_id, tell=True).parameters)

    with ThreadPoolExecutor(workers) as pool:
        for _ in pool.map(write, skus(lines)):
            pass


class Bench:
    """A sandbox with a person and a catalog, whose cart is emptied before each round."""

    def __init__(self, sandbox: Sandbox, folder: Path, lines: int) -> None:
        self.admin, self.lines = administrator(sandbox), lines
        self.config = sign_in(sandbox, folder / "alice", "alice")
        self.file = folder / "lines.csv"
        self.file.write_text("sku,qty\n" + "".join(f"{sku},2\n" for sku in skus(lines)), "utf-8")
        self._all([{"PutRequest": {"Item": {
            "sku": {"S": sku}, "name": {"S": sku}, "category": {"S": "bench"}, "price": {"N": "1"},
            "currency": {"S": "EUR"}, "available": {"BOOL": True}}}} for sku in skus(lines)], CATALOG)

    def empty(self) -> None:
        """No line of the bench is in the cart."""
        self._all([{"DeleteRequest": {"Key": {"pk": {"S": "alice"}, "sk": {"S": f"cart#{sku}"}}}}
                   for sku in skus(self.lines)], TABLE)

    def _all(self, requests: list[object], table: str) -> None:
        for start in range(0, len(requests), 25):
            self.admin.batch_write_item(RequestItems={table: requests[start:start + 25]})  # type: ignore[dict-item]

    def timed(self, *words: str) -> float:
        """Seconds of a whole process."""
        self.empty()
        begun = time.perf_counter()
        subprocess.run([sys.executable, "-m", *words], capture_output=True, check=True)
        return time.perf_counter() - begun


def main(lines: int = 10_000, rounds: int = 3) -> None:
    """Print the table."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        ready = stack.enter_context(SandboxProcess()).ready()
        assert isinstance(ready, Ready), ready
        bench = Bench(Sandbox.of(ready), folder, lines)
        hand: dict[int, float] = {}
        ours = float("inf")
        for _ in range(rounds):
            for workers in POOLS:
                took = bench.timed(
                    "tests.bench.importing", "pool", str(bench.config), str(lines), str(workers))
                hand[workers] = min(took, hand.get(workers, took))
            ours = min(ours, bench.timed("tui", "--config", str(bench.config), "import", str(bench.file)))
    for workers in POOLS:
        print(f"boto3, {workers:2} threads  {hand[workers]:6.2f} s")
    print(f"dynacart import    {ours:6.2f} s   {ours / min(hand.values()):.3f} x the fastest of them")


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["pool", config, lines, workers]:
            by_hand(Path(config), int(lines), int(workers))
        case numbers:
            main(*map(int, numbers))
