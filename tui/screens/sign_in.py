"""Signing in: an address with a code and a QR code, or a page for the browser, then waiting for the approval.

Each stage is a turn: what was asked in a former one no longer counts.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.events import Key, Paste
from textual.timer import Timer
from textual.widgets import Static

from tui.browser import Browser, find
from tui.identity import words
from tui.identity.approval import Approver
from tui.identity.schedule import Moment
from tui.identity.steps import Outcome, Question, Refused, Step, Visit
from tui.identity.tokens import Tokens, Transient
from tui.look import sheet
from tui.problem import Denial, Problem
from tui.screens import sign_in_words as say
from tui.screens.interview import Interview
from tui.screens.placed import Placed
from tui.screens.sign_in_attempt import Attempt, Stage
from tui.screens.turns import TurnScreen
from tui.services import Person, Services
from tui.threads import beside
from tui.widgets.footer import Footer
from tui.widgets.keyed import bind, key_of
from tui.widgets.notice import Notice
from tui.widgets.sign_in_card import SignInCard

SOONEST = 0.1
"""Seconds: the timer never fires faster than this."""
MOST_PEOPLE = 9
"""As many as there are digits to press."""


class SignInScreen(Placed, TurnScreen[Person | None]):
    """Dismissed with the person who signed in, or None where they gave up."""

    CSS_PATH = sheet("sign_in.tcss")
    AUTO_FOCUS = "#card"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (78, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-low"), (34, "-high")]
    BINDINGS = bind(help="help", **{name: f"do('{name}')" for name in (
        "open_page", "copy_code", "copy_address", "start_again", "close")})
    PLACE = "sign_in"

    def __init__(self, services: Services, approver: Approver | None = None, *, heading: str = "Sign in",
                 provider: str = "the identity provider", clock: Callable[[], Moment] = Moment.now,
                 browser: Browser | None = None) -> None:
        """`heading` says why the person is here; `provider` is the issuer's host, as it is to be shown."""
        super().__init__()
        self._services = services
        self._people = approver.people[:MOST_PEOPLE] if approver else ()
        self._approver = approver
        self._heading = heading
        self._provider = provider
        self._clock = clock
        self._browser = browser or find()
        self._stage = Stage.ASKING
        self._attempt: Attempt | None = None
        self._timer: Timer | None = None
        self._person: Person | None = None
        self._notice = Notice("")

    def compose(self) -> ComposeResult:
        """The places; what is shown in them depends on the stage."""
        with Horizontal(id="heading"):
            yield Static(Content.assemble(("dynacart", "$accent"), f"  {self._heading}"), id="reason")
            yield Static(self._provider, markup=False, id="provider")
        yield SignInCard(people=self._people, obstacle=self._browser.obstacle, key=self.key, id="card")
        yield Footer(self.PLACE, self.why_not, id="keys")

    def on_mount(self) -> None:
        """Ask for a code once the screen has been painted."""
        self.add_class(f"-{self._stage}")
        self._card.say(say.asking(self._provider))
        self.call_after_refresh(self._begin)

    @property
    def _card(self) -> SignInCard:
        return self.query_one(SignInCard)

    def on_screen_resume(self) -> None:
        """Leave now if the sign-in was completed while another screen lay on top."""
        if self._person is not None:
            self.dismiss(self._person)

    def _begin(self) -> None:
        self._attempt = None
        self._show(Stage.ASKING, say.asking(self._provider))
        self.ask("asking for a code", self._services.start_sign_in, self._begun)

    def _begun(self, answer: Step | Problem) -> None:
        if isinstance(answer, Problem):
            self._end(say.failed(answer))
            return
        if isinstance(answer, Question):
            self._question(answer)
            return
        self.set_class(isinstance(answer, Visit), "-visit")
        self._attempt = Attempt.begin(answer, self._clock())
        self._card.present(answer)
        self._wait(self._attempt)

    def _wait(self, attempt: Attempt) -> None:
        self._show(Stage.WAITING, say.waiting(attempt))
        self.tick()

    def tick(self) -> None:
        """Do what is due by the clock: poll, count down, expire; then sleep until the next of them."""
        attempt, now = self._attempt, self._clock()
        if self._stage is not Stage.WAITING or attempt is None:
            return
        left, due = attempt.schedule.time_left(now), attempt.schedule.next_delay(now)
        change = self._card.count(left)
        if not attempt.polling and not left:
            self._end(say.late(attempt))
            self.ask("listening no more", self._services.stop_sign_in, lambda _: None)
            return
        if not attempt.polling and not due:
            self._poll(attempt)
        self._sleep(change if attempt.polling else min(due, change))

    def _sleep(self, seconds: float) -> None:
        if self._timer:
            self._timer.stop()
        self._timer = self.set_timer(max(SOONEST, seconds), self.tick) if seconds else None

    def _poll(self, attempt: Attempt) -> None:
        attempt.polling = True
        self.ask("asking whether it is approved", partial(self._services.poll, attempt.step),
                  partial(self._polled, attempt))

    def on_paste(self, event: Paste) -> None:
        """The address that a browser elsewhere ended at."""
        attempt = self._attempt
        if attempt and isinstance(attempt.step, Visit) and self._stage is Stage.WAITING:
            attempt.polling = True
            self.ask("taking the address", partial(self._services.answer, [event.text]),
                      partial(self._pasted, attempt))

    def _pasted(self, attempt: Attempt, outcome: Outcome) -> None:
        """What was pasted by mistake changes nothing."""
        if isinstance(outcome, Refused) and outcome.problem.what == words.NOT_OURS:
            attempt.polling = False
            self._tell(attempt, outcome.says)
        else:
            self._polled(attempt, outcome)

    def _polled(self, attempt: Attempt, outcome: Outcome) -> None:
        match outcome:
            case Tokens() | Question():
                self._decided(outcome)
            case Refused():
                self._end(say.refused(outcome))
            case _:
                attempt.undecided(outcome, self._clock())
                self._wait(attempt)

    def _decided(self, outcome: Tokens | Question) -> None:
        if isinstance(outcome, Question):
            self._question(outcome)
            return
        self._show(Stage.EXCHANGING, say.exchanging())
        self.ask("getting AWS credentials", partial(self._services.finish_sign_in, outcome), self._exchanged)

    def _question(self, question: Question) -> None:
        """Ask what has to be asked here."""
        self._attempt = None
        self._show(Stage.ASKING, say.questioned())
        self.app.push_screen(Interview(question), self._answered)

    def _answered(self, answers: list[str] | None) -> None:
        if answers is None:
            self._end(say.unanswered())
            return
        self.ask("handing over the answers", partial(self._services.answer, answers), self._replied)

    def _replied(self, outcome: Outcome) -> None:
        match outcome:
            case Tokens() | Question():
                self._decided(outcome)
            case Refused(problem=problem) | Transient(problem=problem):
                self._end(say.failed(problem))
            case _:
                self._end(say.unanswered())

    def _exchanged(self, answer: Person | Problem | Denial) -> None:
        match answer:
            case Person():
                self._leave(answer)
            case Problem():
                self._end(say.failed(answer))
            case Denial():
                self._end(say.denied(answer))

    def _leave(self, person: Person | None) -> None:
        """Go; where another screen lies on top, once it is gone."""
        self._person = person
        self.turn += 1
        if self.is_active:
            self.dismiss(person)

    def _end(self, notice: Notice) -> None:
        self._attempt = None
        again = f"Press {self.key('start_again')} to start again."
        self._show(Stage.OVER, replace(notice, body=(*notice.body, again)))

    def _show(self, stage: Stage, notice: Notice) -> None:
        """Each stage is a turn of its own: what was asked in a former one no longer counts."""
        self._card.say(notice)
        self._notice = notice
        if stage is not self._stage:
            self.remove_class(f"-{self._stage}")
            self.add_class(f"-{stage}")
            self._stage, self.turn = stage, self.turn + 1
            self.query_one(Footer).tell()

    def crashed(self, problem: Problem) -> None:
        """Say what went wrong."""
        self._end(say.failed(problem))

    def why_not(self, name: str) -> str:
        """Why a key has nothing to act upon now; "" where it has."""
        if name in ("close", "help"):
            return ""
        return say.why_not(name, self._stage, self._attempt, self._browser.obstacle)

    def action_do(self, name: str) -> None:
        """Carry out an action, or say why not."""
        command: Callable[[], None] = getattr(self, f"action_{name}")
        if why := self.why_not(name):
            self._card.say(replace(self._notice, body=(*self._notice.body, why)))
        else:
            command()

    def on_key(self, event: Key) -> None:
        """A digit approves."""
        key = key_of(event)
        if self.keymap.action(self.PLACE, key) == "digits" and key != "0":
            event.stop()
            self.action_approve(int(key))

    def action_open_page(self) -> None:
        """Open the address in the browser of this machine."""
        if attempt := self._attempt:
            self.ask("opening a browser", partial(self._browser.open, attempt.step.best_uri),
                      lambda done: self._tell(attempt, say.opened(done)))

    def action_copy_code(self) -> None:
        """Send the code to the clipboard."""
        if attempt := self._attempt:
            self.app.copy_to_clipboard(attempt.user_code)
            self._tell(attempt, say.sent("code"))

    def action_copy_address(self) -> None:
        """Send the address to the clipboard, the one that spares typing if there is one."""
        if attempt := self._attempt:
            self.app.copy_to_clipboard(attempt.step.best_uri)
            self._tell(attempt, say.sent("address"))

    def _tell(self, attempt: Attempt, aside: str) -> None:
        attempt.aside = aside
        self._wait(attempt)

    def action_approve(self, digit: int) -> None:
        """Approve as the person with this digit, where the identity provider is ours."""
        attempt, approver = self._attempt, self._approver
        if attempt is None or approver is None or attempt.approving or digit > len(self._people):
            return
        person = self._people[digit - 1]
        attempt.approving = True
        self._tell(attempt, say.approving(person))
        self.ask("approving", partial(approver.approve, attempt.user_code, person),
                  partial(self._approved, attempt, person))

    def _approved(self, attempt: Attempt, person: str, problem: Problem | None) -> None:
        attempt.approving = problem is None
        self._tell(attempt, say.approved(person, problem))

    def action_start_again(self) -> None:
        """Give this code up, or this page, and ask for another one."""
        self._begin()

    def action_close(self) -> None:
        """Leave without signing in."""
        beside(self._services.stop_sign_in, "giving the sign-in up")  # work of a screen ends with the screen
        self._leave(None)
