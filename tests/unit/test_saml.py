"""SAML on the client's side: what a response is read as, and which responses are taken at all."""

import base64
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import pytest
import requests
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.idp import NOW
from tests.unit.peers import Answer, Peer, Request
from tui.config import Profile
from tui.identity import words
from tui.identity.assertion import Assertion, Offer, read
from tui.identity.ecp import EcpFlow, response_in
from tui.identity.proof import Proof
from tui.identity.saml import SamlFlow, begin, prove, refresh
from tui.identity.steps import Flow, Outcome, Pending, Question, Refused, Visit
from tui.identity.tokens import Rejected, Tokens, Transient
from tui.problem import Kind, Problem

CART, VIEW = (f"arn:aws:iam::123456789012:role/{name}" for name in ("cart", "view"))
PROVIDER = "arn:aws:iam::123456789012:saml-provider/shop"
ROLES = (f"{CART},{PROVIDER}",)
AWS = "https://aws.amazon.com/SAML/Attributes/"


def document(
    *, to: str = "", roles: tuple[str, ...] = ROLES, subject: str = "alice", kind: str = "persistent",
    ends: str = "2027-01-15T08:05:00Z", status: str = "Success", recipient: str = "https://here/",
) -> str:
    values = "".join(f"<a:AttributeValue> {role} </a:AttributeValue>" for role in roles)
    return f"""<p:Response xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol" Version="2.0"
      xmlns:a="urn:oasis:names:tc:SAML:2.0:assertion"><p:Status>
      <p:StatusCode Value="urn:oasis:names:tc:SAML:2.0:status:{status}"/>
      <p:StatusMessage>why</p:StatusMessage></p:Status><a:Assertion><a:Issuer>https://idp.example</a:Issuer><a:Subject>
      <a:NameID Format="urn:oasis:names:tc:SAML:2.0:nameid-format:{kind}">{subject}</a:NameID>
      <a:SubjectConfirmation><a:SubjectConfirmationData InResponseTo="{to}" Recipient="{recipient}"
      NotOnOrAfter="{ends}"/></a:SubjectConfirmation></a:Subject>
      <a:Conditions NotOnOrAfter="2027-01-15T09:00:00.123Z"/><a:AttributeStatement>
      <a:Attribute Name="{AWS}Role">{values}</a:Attribute>
      <a:Attribute Name="{AWS}RoleSessionName"><a:AttributeValue>Alice</a:AttributeValue></a:Attribute>
      </a:AttributeStatement></a:Assertion></p:Response>"""


def encoded(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def problem_of(text: str) -> Problem:
    found = read(encoded(text))
    assert isinstance(found, Problem), found
    assert found.kind is Kind.SIGN_IN
    return found


def test_a_response_is_read() -> None:
    raw = encoded(document(to="_1"))
    wrapped = "\n".join(raw[at:at + 76] for at in range(0, len(raw), 76))
    found = read(f" {wrapped}\n")
    assert found == Assertion(raw, "https://idp.example", "alice", "https://here/", NOW + 300, "Alice", "_1",
                              (Offer(CART, PROVIDER),))
    assert raw not in repr(found)


@pytest.mark.parametrize(("value", "offers"), [
    (f"{PROVIDER},{CART}", 1), (f"{CART}, {PROVIDER}", 1), (CART, 0), (f"{CART},{VIEW}", 0), ("", 0),
    (f"{CART},{PROVIDER},x", 0), ("arn:aws:iam::1:role/x," + PROVIDER, 0)])
def test_role_and_provider_stand_in_either_order(value: str, offers: int) -> None:
    found = read(encoded(document(roles=(value, f"{VIEW},{PROVIDER}"))))
    assert isinstance(found, Assertion)
    assert len(found.offers) == 1 + offers


@pytest.mark.parametrize(("text", "what"), [
    (document(status="Requester"), "The identity provider let nobody in: why"),
    (document(subject=""), "names nobody we could know"),
    (document(subject="al\u202eice"), "names nobody we could know"),
    (document(kind="transient"), "names you anew at every sign-in"),
    (document(roles=()), "offers no IAM role"),
    (document(ends="soon"), "does not say until when it holds"),
    (document().replace("a:Assertion>", "a:EncryptedAssertion>"), "holds no assertion that can be read"),
    (document().replace("<p:Status>", "<p:Status/><a:Assertion/><p:Status>"),
     "holds no assertion that can be read"),
    (document().replace("p:Response", "p:Request"), "This is no SAML response"),
    ("<a/>", "This is no SAML response"), ("", "This is no SAML response"), ("<", "This is no SAML response"),
    ("<!DOCTYPE x [<!ENTITY y 'z'>]>" + document(), "This is no SAML response"),
    ("<x>" * 20_000, "This is no SAML response"),
    (document() + " " * 100_000, "longer than AWS STS takes"),
])
def test_what_will_not_do_is_told(text: str, what: str) -> None:
    assert what in problem_of(text).what


@given(st.text(max_size=200))
def test_no_text_raises(text: str) -> None:
    assert isinstance(read(text), Problem)


@pytest.fixture
def make(tmp_path: Path) -> Callable[..., Profile]:
    def make(flow: str = "", role: str = CART, url: str = "https://idp.example/sso?x=1") -> Profile:
        return Profile("test", tmp_path, "us-east-1", "", "urn:shop", role, "a", "b", provider="saml",
                       flow=flow, sign_in_url=url, redirect_uris=("http://127.0.0.1/",))
    return make


@pytest.fixture
def flow(make: Callable[..., Profile]) -> Iterator[SamlFlow]:
    flow = SamlFlow(make())
    yield flow
    flow.close()


def started(flow: Flow) -> tuple[Visit, ET.Element, str]:
    """The page, the request it carries, and the state beside it."""
    visit = flow.start()
    assert isinstance(visit, Visit)
    query = parse_qs(urlsplit(visit.url).query)
    asked = ET.fromstring(zlib.decompress(base64.b64decode(query["SAMLRequest"][0]), -15))
    return visit, asked, query["RelayState"][0]


def posted(visit: Visit, state: str, response: str) -> int:
    form = {"RelayState": state, "SAMLResponse": encoded(response)}
    return requests.post(visit.back, form, headers={"Origin": "https://idp.example"}, timeout=5).status_code


def test_the_page_is_asked_to_answer_here(flow: SamlFlow) -> None:
    visit, asked, state = started(flow)
    assert visit.url.startswith("https://idp.example/sso?x=1&SAMLRequest=")
    assert asked.get("AssertionConsumerServiceURL") == visit.back
    assert asked.findtext("{urn:oasis:names:tc:SAML:2.0:assertion}Issuer") == "urn:shop"
    assert len(state) >= 32
    assert started(flow)[1].get("ID") != asked.get("ID"), "another each time"


def test_the_answer_to_it_signs_in(flow: SamlFlow) -> None:
    visit, asked, state = started(flow)
    assert isinstance(flow.poll(visit), Pending)
    assert posted(visit, state, document(to=str(asked.get("ID")))) == 200
    tokens = flow.poll(visit)
    assert isinstance(tokens, Tokens)
    assert tokens.role == CART
    assert tokens.saml not in repr(tokens)


@pytest.mark.parametrize("state", ["", "guess"])
def test_a_response_without_the_state_changes_nothing(flow: SamlFlow, state: str) -> None:
    visit, asked, _ = started(flow)
    assert posted(visit, state, document(to=str(asked.get("ID")))) == 400
    assert isinstance(flow.poll(visit), Pending)


@pytest.mark.parametrize("to", ["", "_another"])
def test_nor_is_one_taken_that_answers_another_request(flow: SamlFlow, to: str) -> None:
    visit, _, state = started(flow)
    assert posted(visit, state, document(to=to)) == 200
    outcome = flow.poll(visit)
    assert isinstance(outcome, Refused)
    assert outcome.problem.what == words.NOT_OURS


def test_too_long_a_form_is_not_read(flow: SamlFlow) -> None:
    visit, _, state = started(flow)
    assert posted(visit, state, document() + " " * 300_000) == 400


def test_several_roles_are_a_choice(make: Callable[..., Profile]) -> None:
    flow = SamlFlow(make("paste", role=""))
    assert isinstance(flow.start(), Question)
    question = flow.answer([encoded(document(roles=(f"{CART},{PROVIDER}", f"{VIEW},{PROVIDER}")))])
    assert isinstance(question, Question)
    assert (f"1  {CART}" in question.says, f"2  {VIEW}" in question.says) == (True, True)
    for slip in ("", "0", "3", "two", "\u00b2"):
        assert flow.answer([slip]) == question
    tokens = flow.answer([" 2 "])
    assert isinstance(tokens, Tokens)
    proof = prove(make(), tokens, NOW)
    assert isinstance(proof, Proof)
    assert (proof.role, proof.saml_provider, proof.subject, proof.name) == (VIEW, PROVIDER, "alice", "Alice")


def pasted(profile: Profile, text: str) -> Outcome:
    flow = begin(profile)
    assert isinstance(flow.start(), Question)
    return flow.answer([text])


def test_a_response_can_be_pasted_that_answers_nothing(make: Callable[..., Profile]) -> None:
    assert isinstance(pasted(make("paste"), encoded(document())), Tokens)
    for wrong in (encoded(document(to="_another")), "", "nonsense", encoded("<a/>")):
        assert isinstance(pasted(make("paste"), wrong), Refused)


def test_a_role_that_is_not_offered_is_told(make: Callable[..., Profile]) -> None:
    outcome = pasted(make("paste", role=VIEW), encoded(document()))
    assert isinstance(outcome, Refused)
    assert (VIEW in outcome.problem.what, CART in outcome.problem.where) == (True, True)


def test_a_response_lasts_until_it_says(make: Callable[..., Profile]) -> None:
    tokens = Tokens("", "", saml=encoded(document()), role=CART)
    assert isinstance(prove(make(), tokens, NOW + 299), Proof)
    late = prove(make(), tokens, NOW + 300)
    assert isinstance(late, Problem)
    assert "good for five minutes" in late.what
    assert isinstance(prove(make(), Tokens("", "", saml=encoded(document()), role=VIEW), NOW), Problem)
    assert isinstance(refresh(make(), ""), Rejected)


def envelope(response: str, declared: str = "") -> bytes:
    return (f'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" {declared}><s:Header>'
            '<ecp:Response xmlns:ecp="urn:oasis:names:tc:SAML:2.0:profiles:SSO:ecp"/></s:Header>'
            f"<s:Body>{response}</s:Body></s:Envelope>").encode()


def test_the_response_leaves_its_envelope_byte_for_byte() -> None:
    assert response_in(envelope(document())).replace(
        b' xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"', b"", 1).endswith(document().encode()[11:])
    protocol = 'xmlns:p="urn:oasis:names:tc:SAML:2.0:protocol"'
    above = envelope(document().replace(f" {protocol}", ""), protocol)
    assert isinstance(read(base64.b64encode(response_in(above)).decode()), Assertion)


@pytest.mark.parametrize("body", [b"", b"<", envelope(""), b"<!DOCTYPE a>" + envelope(document())])
def test_an_envelope_without_one_holds_nothing(body: bytes) -> None:
    assert response_in(body) == b""


@pytest.mark.parametrize(("answer", "kind"), [
    (Answer(envelope(document())), Tokens), (Answer(status=401), Refused), (Answer(status=503), Transient),
    (Answer(b"<html>"), Refused), (Answer(envelope(document(status="AuthnFailed"))), Refused)])
def test_ecp_asks_for_name_and_password(
    make: Callable[..., Profile], answer: Answer, kind: type[object],
) -> None:
    def idp(_: Request) -> Answer:
        return answer

    with Peer({"/ecp": idp}) as peer:
        flow = begin(make("ecp", url=f"{peer.url}/ecp"))
        assert isinstance(flow, EcpFlow)
        assert [prompt.secret for prompt in flow.start().prompts] == [False, True]
        assert isinstance(flow.answer(["alice", "h\u00fcsh"]), kind)
    (asked,) = peer.asked
    assert asked.headers["Authorization"] == f"Basic {base64.b64encode('alice:hüsh'.encode()).decode()}"
    assert b"AuthnRequest" in asked.body
    assert "paos" in asked.headers["PAOS"]
    assert "hüsh" not in repr(vars(flow))
