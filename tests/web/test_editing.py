"""The main job in a browser, and how it ends."""

import os
import signal

import pytest

from tests.terminal.place import COFFEE, Place
from tests.web.devtools import Chromium, Message, Tab
from tests.web.served import Page, Served, ended

pytestmark = pytest.mark.needs("chromium")


def test_a_person_signs_in_and_changes_a_quantity(place: Place, chromium: Chromium) -> None:
    with Served(place) as served:
        page = Page(chromium, served)
        page.wait_for("Waiting for your approval")
        page.type("Enter")
        approve_as_alice(chromium)
        page.tab.call("Page.bringToFront")
        page.wait_for(COFFEE, "- 2 +", "✓ saved", "Alice")
        page.type("+")
        page.wait_for("- 3 +", "✓ saved", gone=("saving",))
        assert place.quantity() == 3
        [editor] = served.editors()
        page.type("q")
        page.tab.until("getComputedStyle(ended).display == 'block'")
        assert ended(editor)
        own = (served.address, served.address.replace("http:", "ws:", 1))
        assert [url for url in page.tab.requests() if not url.startswith(own)] == []
        assert len(page.tab.requests()) >= 5


def approve_as_alice(chromium: Chromium) -> None:
    """On the page of the identity provider that the editor has opened, in a tab of its own."""
    def asking(event: Message) -> bool:
        return "/device?user_code=" in str(event["targetInfo"]["url"])

    opened = chromium.wait("Target.targetInfoChanged", asking)["targetInfo"]["targetId"]
    provider = Tab(chromium, opened)
    provider.until("document.querySelector('button[value=alice]')")
    provider.run("document.querySelector('button[value=alice]').click()")


def test_ctrl_c_ends_the_editors_and_tells_their_tabs(signed_in: Place, chromium: Chromium) -> None:
    with Served(signed_in) as served:
        pages = [Page(chromium, served), Page(chromium, served)]
        for page in pages:
            page.wait_for(COFFEE, "✓ saved")
        signed_in.stop()
        pages[0].type("+")
        pages[0].wait_for("1 edit waits")
        editors = served.editors()
        code, said = served.interrupt()
        assert (len(editors), code) == (2, 0)
        assert said.endswith("\n1 edit is not saved yet. It is kept, and sent when dynacart starts again.\n")
        assert served.key not in said
        assert all(map(ended, editors))
        for page in pages:
            page.tab.until("getComputedStyle(ended).display == 'block'")


def test_a_closed_tab_ends_its_editor_and_keeps_its_edits(signed_in: Place, chromium: Chromium) -> None:
    with Served(signed_in) as served:
        page = Page(chromium, served)
        page.wait_for(COFFEE, "- 2 +", "✓ saved")
        signed_in.stop()
        page.type("+")
        page.wait_for("1 edit waits")
        [editor] = served.editors()
        page.close()
        assert ended(editor)
        _, said = served.interrupt()
        assert "1 edit is not saved yet. It is kept, and sent when dynacart starts again." in said
    signed_in.start()
    assert signed_in.quantity() == 3


def test_an_editor_does_not_outlive_who_serves_it(signed_in: Place, chromium: Chromium) -> None:
    with Served(signed_in) as served:
        Page(chromium, served).wait_for(COFFEE, "✓ saved")
        [editor] = served.editors()
        os.kill(served.process.pid, signal.SIGKILL)
        assert ended(editor)


def test_ctrl_c_is_not_for_the_editors(signed_in: Place, chromium: Chromium) -> None:
    with Served(signed_in) as served:
        page = Page(chromium, served)
        page.wait_for(COFFEE, "- 2 +", "✓ saved")
        [editor] = served.editors()
        os.kill(editor, signal.SIGINT)
        page.type("+")
        page.wait_for("- 3 +")


def test_the_editor_follows_the_size_of_its_window(signed_in: Place, chromium: Chromium) -> None:
    with Served(signed_in) as served:
        page = Page(chromium, served)
        page.wait_for(COFFEE, "✓ saved", gone=("Saturday, before nine",))
        page.tab.call("Emulation.setDeviceMetricsOverride", width=1200, height=700, deviceScaleFactor=1,
                      mobile=False)
        page.wait_for(COFFEE, "Saturday, before nine")
