"""The keys that change the cart: each makes one edit, which is shown at once and sent."""

from collections.abc import Callable

from tui.cart import intents
from tui.cart.edits import ChangeBy, Edit
from tui.cart.history import Step
from tui.cart.intents import Refused
from tui.cart.model import NOTE_MAX, Line, LineKey, Product, note_flaw
from tui.cart.rebase import Choice
from tui.screens import cart_words as words
from tui.screens.cart_rights import CartRights


class CartEdits(CartRights):
    """A cart that can be changed."""

    by = 1
    """How many the key that is being handled adds or takes away."""

    def submit(self, intent: Edit | Refused, said: str = "") -> None:
        """Take an edit into the cart, show it at once, and send it; `said` once it is accepted."""
        self._take_over(self.desk.cart.accept(intent), said, soon=isinstance(intent, ChangeBy))

    def put_in(self, product: Product, qty: int) -> None:
        """So many of a product into the list that is shown."""
        name = self.prices.name(product.sku)
        if not product.available:
            self.say(f"{name} is sold out", "warning")
            return
        key = LineKey(self.list_name, product.sku)
        self.submit(intents.add(self.desk.cart.line(key), key, qty, self.stamp()),
                    f"added {qty} x {name} to {self.list_name}")

    def set_quantity(self, qty: int) -> None:
        """Exactly so many of the line."""
        line = self.selected
        if line is not None and line.qty == qty:
            self.say(f"there are {qty} already")
        elif line is not None:
            self.submit(intents.set_to(line, line.key, qty, self.stamp()))

    def do_more(self) -> None:
        """One more of the line, or as many as were typed."""
        self._on_line(lambda line: intents.change_by(line, line.key, self.by, self.stamp()))

    def do_less(self) -> None:
        """One fewer of the line, or as many as were typed."""
        self._on_line(lambda line: intents.change_by(line, line.key, -self.by, self.stamp()))

    def do_quantity(self) -> None:
        """Begin to type a quantity."""
        self.table.entry = ""

    def do_remove(self) -> None:
        """The line goes."""
        self._on_line(lambda line: intents.remove(line, line.key, self.stamp()),
                      f"removed {{}}; {self.key('undo')} takes that back")

    def do_move(self) -> None:
        """The line goes to the other list."""
        to = self.other_list

        def move(line: Line) -> Edit | Refused:
            there = self.desk.cart.line(LineKey(to, line.key.sku))
            return intents.move(line, there, line.key, to, self.stamp())

        self._on_line(move, f"moved {{}} to {to}; {self.key('undo')} takes that back")

    def do_note(self) -> None:
        """Write a note on the line."""
        from tui.screens.ask import Ask

        line = self.selected
        if line is None:
            return

        def write(note: str | None) -> None:
            now = self.desk.cart.line(line.key)
            if note is not None and note != (now.note if now else None):
                self.submit(intents.set_note(now, line.key, note, self.stamp()))

        self.app.push_screen(Ask(f"Note on {self.prices.name(line.key.sku)}", line.note, check=note_flaw,
                                 hint="An empty note takes it away.", max_length=NOTE_MAX), write)

    def do_undo(self) -> None:
        """Take back the newest edit."""
        self._take_back(self.desk.cart.history.done, self.desk.cart.undo, "taken back")

    def do_redo(self) -> None:
        """Make again what was taken back."""
        self._take_back(self.desk.cart.history.undone, self.desk.cart.redo, "taken back again")

    def do_decide(self) -> None:
        """Put the oldest conflict to the person, and then the next one."""
        from tui.screens.conflict import ConflictScreen

        desk, clashes = self.desk, self.desk.cart.clashes()
        clash = clashes[0]

        def decided(choice: Choice | None) -> None:
            if choice is None:
                return
            touched = desk.cart.resolve(clash, choice)
            if desk is self.desk:
                self._take_over(touched, "")
                if desk.cart.clashes():
                    self.do_decide()

        name = self.prices.name(clash.edit.key.sku)
        self.app.push_screen(ConflictScreen(clash, name, len(clashes)), decided)

    def _on_line(self, make: Callable[[Line], Edit | Refused], said: str = "") -> None:
        if line := self.selected:
            self.submit(make(line), said.format(self.prices.name(line.key.sku)))

    def _take_back(self, steps: list[Step], take: Callable[[], set[LineKey] | Refused], said: str) -> None:
        deed = words.deed(steps[-1].edit, self.prices.name)
        self._take_over(take(), f"{said}: {deed}")

    def _take_over(self, touched: set[LineKey] | Refused, said: str, *, soon: bool = False) -> None:
        if isinstance(touched, Refused):
            self.said = (touched.why, "warning")
            self.paint_bars()
            return
        self.said = (said, "")
        self.touch(touched)
        self.send(soon=soon)
