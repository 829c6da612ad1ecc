"""Searching products as somebody types: what matches, the best first, and which letters matched.

Case and accents do not count. Each word of a search has to be somewhere in a product; where it stands decides
how good that is: all of the name or SKU, their start, the start of a word, anywhere, the category, and last
the letters alone in their order (`ktl` for kettle).
"""

import re
import unicodedata
from collections.abc import Generator, Iterable, Sequence
from typing import NamedTuple

from tui.cart.model import Product

EXACT, START, WORD, INSIDE, CATEGORY, LETTERS = range(6)
"""How well a word matches, the best first."""
WORDS_MAX = 8
"""More words of a search than these are not looked at."""
_LETTERS_MIN = 2
_STEP = 50
"""Products that are looked at in one step."""
_TEXT_MAX = 200
"""Characters of a name or category that are searched, as many as are ever shown."""


class _Entry(NamedTuple):
    name: str
    sku: str
    category: str
    both: str
    """Name and SKU on two lines."""
    product: Product


class _Word(NamedTuple):
    text: str
    word_start: re.Pattern[str]
    letters: re.Pattern[str] | None


def fold(text: str) -> str:
    """`text` without case and accents."""
    if text.isascii():
        return text.lower()
    parts = unicodedata.normalize("NFKD", text.casefold())
    return "".join(part for part in parts if not unicodedata.combining(part)).casefold()


def marks(query: str, text: str, beside: str = "") -> set[int]:
    """The characters of `text`, by index, that a search for `query` has found in it.

    Of a word that stands as a whole in what is `beside` the text, single letters are not marked.
    """
    beside = fold(beside)
    pieces = [fold(character) for character in text]
    origin = [index for index, piece in enumerate(pieces) for _ in piece]
    folded = "".join(pieces)
    found: set[int] = set()
    for word in _words(query):
        if word.text in folded or word.text not in beside:
            found.update(origin[at] for at in _span(word, folded))
    return found


class Index:
    """Products, made ready to be searched, in the order in which they were given."""

    def __init__(self, products: Iterable[Product] = ()) -> None:
        self.products = tuple(products)
        self._entries = [_entry(product) for product in self.products]
        self.categories: dict[str, int] = {}
        """How many products each category has, by name."""
        for entry in self._entries:
            name = entry.product.category
            self.categories[name] = self.categories.get(name, 0) + 1

    def __len__(self) -> int:
        return len(self._entries)

    def find(self, query: str, category: str | None = None) -> Sequence[Product]:
        """What matches, the best first; all that is in `category` (None: in any) where nothing is asked."""
        steps = self.finding(query, category)
        try:
            while True:
                next(steps)
        except StopIteration as end:
            found: Sequence[Product] = end.value
            return found

    def finding(self, query: str, category: str | None = None) -> Generator[None, None, Sequence[Product]]:
        """Likewise, in steps of some products each."""
        entries = self._entries if category is None else [
            entry for entry in self._entries if entry.product.category == category]
        words = _words(query)
        if not words:
            return [entry.product for entry in entries]
        phrase = " ".join(fold(query).split())
        found: list[tuple[tuple[int, int], int]] = []
        for start in range(0, len(entries), _STEP):
            found += ((rank, index) for index, entry in enumerate(entries[start:start + _STEP], start)
                      if (rank := _rank(phrase, words, entry)) is not None)
            yield
        found.sort()
        return [entries[index].product for _, index in found]


def _entry(product: Product) -> _Entry:
    name, sku = fold(product.name[:_TEXT_MAX]), fold(product.sku)
    return _Entry(name, sku, fold(product.category[:_TEXT_MAX]), f"{name}\n{sku}", product)


def _words(query: str) -> list[_Word]:
    texts = list(dict.fromkeys(fold(query).split()))[:WORDS_MAX]
    return [_Word(text, re.compile(rf"(?<!\w){re.escape(text)}"), _letters(text)) for text in texts]


def _letters(text: str) -> re.Pattern[str] | None:
    """The letters in their order within one line, beginning where a word does."""
    if len(text) < _LETTERS_MIN:
        return None
    between = (f"[^\n{re.escape(letter)}]*{re.escape(letter)}" for letter in text[1:])
    return re.compile(rf"(?<!\w){re.escape(text[0])}{''.join(between)}")


def _rank(phrase: str, words: Sequence[_Word], entry: _Entry) -> tuple[int, int] | None:
    """The worst of the words and their sum, lower is better; None where one does not match."""
    if phrase in (entry.name, entry.sku):
        return EXACT, 0
    if entry.name.startswith(phrase) or entry.sku.startswith(phrase):
        return START, 0
    worst = total = 0
    for word in words:
        how = _how(word, entry)
        if how is None:
            return None
        worst, total = max(worst, how[0]), total + sum(how)
    return worst, total


def _how(word: _Word, entry: _Entry) -> tuple[int, int] | None:
    """How well a word matches, and within the last kind how far its letters are apart."""
    text = word.text
    if text in entry.both:
        if text in (entry.name, entry.sku):
            return EXACT, 0
        if entry.name.startswith(text) or entry.sku.startswith(text):
            return START, 0
        return (WORD if word.word_start.search(entry.both) else INSIDE), 0
    if text in entry.category:
        return CATEGORY, 0
    if word.letters is not None and (letters := word.letters.search(entry.both)):
        return LETTERS, letters.end() - letters.start() - len(text)
    return None


def _span(word: _Word, folded: str) -> Iterable[int]:
    """Where in a folded text the letters of a word stand that `_how` has found."""
    at = word.word_start.search(folded)
    start = at.start() if at else folded.find(word.text)
    if start >= 0:
        return range(start, start + len(word.text))
    if word.letters is None or not (letters := word.letters.search(folded)):
        return ()
    found: list[int] = []
    position = letters.start()
    for letter in word.text:
        position = folded.index(letter, position)
        found.append(position)
        position += 1
    return found
