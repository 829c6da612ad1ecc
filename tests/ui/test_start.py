"""The first moments of the editor."""

from tests.ui.driving import editor, running, settled
from tests.ui.fakes import FakeServices


async def test_starts(services: FakeServices) -> None:
    async with running(editor(services)) as pilot:
        await settled(pilot)
        assert pilot.app.theme == "dynacart-dark"
