"""A person who signs in, whatever is asked of them."""

import html
import re
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

import requests

from tests.sandbox.signin import Sandboxed
from tui.config import Profile
from tui.identity.providers import provider_of
from tui.identity.steps import DeviceCode, Flow, Prompt, Question, Visit
from tui.identity.tokens import Tokens
from tui.sandbox.people import PASSWORD


@dataclass
class Someone:
    """`name` at the keys of a terminal and of a browser."""

    sandbox: Sandboxed
    name: str

    def form(self) -> dict[str, str]:
        """What the person fills in, whatever the page calls it."""
        return {"person": self.name, "username": self.name, "password": PASSWORD}

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
                page = self.browse(step.url)
                if 'name="SAMLResponse"' in page.text:
                    self.press(page)
            case Question(prompts=[Prompt(long=True)]):
                page = self.browse(step.says.split()[3])
                response = re.findall(r'name="SAMLResponse" value="([^"]+)"', page.text)
                tokens = flow.answer(response)
                assert isinstance(tokens, Tokens), tokens
                return tokens
            case Question():
                tokens = flow.answer([self.name, PASSWORD])
                assert isinstance(tokens, Tokens), tokens
                return tokens
            case _:
                raise AssertionError(step)
        outcome = flow.poll(step)
        assert isinstance(outcome, Tokens), outcome
        return outcome

    def browse(self, url: str) -> requests.Response:
        """Open `url`, press the button with the person's name, and follow where that leads."""
        return self.press(requests.get(url, timeout=5))

    def press(self, page: requests.Response) -> requests.Response:
        """Send the form of `page`, filled in."""
        fields = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.text)
        form = {name: html.unescape(value) for name, value in fields} | self.form()
        action = re.search(r'<form[^>]* action="([^"]+)"', page.text)
        address = urlsplit(page.url)
        origin = {"Origin": f"{address.scheme}://{address.netloc}"}
        return requests.post(urljoin(page.url, action[1] if action else page.url), form, headers=origin,
                             timeout=5)
