"""Signing in, again, and out."""



from tests.unit.idp import NOW, Idp, sts_error
from tests.unit.peers import Answer
from tests.unit.signed_in import HOUR, Clock, problem_of, stored, tokens
from tui.config import Profile
from tui.credentials.model import AwsCredentials, Person
from tui.credentials.session import Session, SignedOut, sign_out
from tui.credentials.store import Store
from tui.problem import Denial, Kind, Problem


def test_a_sign_in_is_kept_for_the_next_process(session: Session, profile: Profile, clock: Clock) -> None:
    principal = "arn:aws:sts::123456789012:assumed-role/dynacart-cart/alice"
    assert session.person == Person("Alice Moreau", "alice", principal, NOW + HOUR)
    again = Session.open(profile, clock)
    assert isinstance(again, Session)
    assert again.person == session.person
    assert again.current() == session.current()


def test_nobody_is_signed_in_at_first(profile: Profile) -> None:
    problem = problem_of(Session.open(profile))
    assert (problem.kind, problem.what) == (Kind.SIGN_IN, "You are not signed in")


def test_a_token_that_is_not_believed_signs_nobody_in(idp: Idp, profile: Profile, clock: Clock) -> None:
    problem = problem_of(Session.sign_in(profile, tokens(idp, aud="another"), clock))
    assert problem.kind is Kind.SIGN_IN
    assert idp.asked_for("/") == [], "it was not even shown to AWS"
    assert Store(profile).load() is None


def test_a_role_that_refuses_signs_nobody_in(idp: Idp, profile: Profile, clock: Clock) -> None:
    idp.routes["/"] = lambda _: sts_error("AccessDenied", "Not authorized", 403)
    assert isinstance(Session.sign_in(profile, tokens(idp), clock), Denial)
    assert Store(profile).load() is None


def test_a_store_that_cannot_keep_the_sign_in_is_told(idp: Idp, profile: Profile, clock: Clock) -> None:
    profile.data_dir.write_text("in the way")
    assert problem_of(Session.sign_in(profile, tokens(idp), clock)).kind is Kind.USAGE


def test_signing_in_again_goes_on_with_the_same_session(
    idp: Idp, session: Session, profile: Profile, clock: Clock,
) -> None:
    idp.tokens, clock.now = [Answer({"error": "invalid_grant"}, 400)], NOW + HOUR
    assert isinstance(session.current(), Problem)
    idp.aws_life = 2 * HOUR
    assert session.renew(tokens(idp, exp=NOW + 2 * HOUR)) is None
    assert isinstance(session.current(), AwsCredentials)
    assert session.trouble is None
    assert stored(profile).person == session.person


def test_signing_in_again_as_somebody_else_changes_nothing(
    idp: Idp, session: Session, profile: Profile,
) -> None:
    before = stored(profile)
    problem = problem_of(session.renew(tokens(idp, sub="bob", name="Bob Okafor")))
    assert "Bob Okafor" in problem.what
    assert problem.todo == "Sign in again as Alice Moreau."
    assert stored(profile) == before
    assert session.person.owner_id == "alice"


def test_signing_in_again_with_a_bad_token_changes_nothing(
    idp: Idp, session: Session, profile: Profile,
) -> None:
    before = stored(profile)
    assert problem_of(session.renew(tokens(idp, aud="another"))).kind is Kind.SIGN_IN
    assert stored(profile) == before


def test_signing_out_revokes_and_forgets(idp: Idp, session: Session, profile: Profile) -> None:
    assert sign_out(profile) == SignedOut(session.person, None)
    assert idp.asked_for("/revoke")[0].form["token"] == "the refresh token"
    assert Store(profile).load() is None
    assert problem_of(sign_out(profile)).what == "You are not signed in"


def test_signing_out_forgets_even_if_the_provider_cannot_be_told(
    idp: Idp, session: Session, profile: Profile,
) -> None:
    idp.revoked = Answer(status=503)
    done = sign_out(profile)
    assert isinstance(done, SignedOut)
    assert problem_of(done.unrevoked).kind is Kind.UNAVAILABLE
    assert Store(profile).load() is None


def test_signing_out_clears_a_damaged_file_away(session: Session, profile: Profile) -> None:
    Store(profile).path.write_text("{")
    assert "damaged" in problem_of(sign_out(profile)).what
    assert Store(profile).load() is None
