"""A person who signs in, whatever is asked of them."""

import html
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

import requests

from tests.sandbox.signin import Sandboxed
from tui.config import Profile
from tui.identity.providers import provider_of
from tui.identity.steps import DeviceCode, Flow, Visit
from tui.identity.tokens import Tokens


@dataclass
class Someone:
    """`name` at the keys of a terminal and of a browser."""

    sandbox: Sandboxed
    name: str

    def sign_in(self, profile: Profile) -> Tokens:
        """Do what the profile's provider asks for."""
        flow = provider_of(profile).begin(profile)
        try:
            return self._go(flow)
        finally:
            flow.close()

    def _go(self, flow: Flow) -> Tokens:
        step = flow.start()
        match step:
            case DeviceCode():
                self.sandbox.approve(step.user_code, self.name)
            case Visit():
                self.browse(step.url)
            case _:
                raise AssertionError(step)
        outcome = flow.poll(step)
        assert isinstance(outcome, Tokens), outcome
        return outcome

    def browse(self, url: str) -> requests.Response:
        """Open `url`, press the button with the person's name, and follow where that leads."""
        with requests.Session() as browser:
            browser.trust_env = False
            page = browser.get(url, timeout=5)
            fields = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text)
            form = {name: html.unescape(value) for name, value in fields} | {"person": self.name}
            address = urlsplit(url)
            return browser.post(url, form, headers={"Origin": f"{address.scheme}://{address.netloc}"},
                                timeout=5)
