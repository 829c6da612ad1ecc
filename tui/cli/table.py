"""Rows in aligned columns, one line each: text that a screen reader can follow and `grep` can search."""

from collections.abc import Sequence

from rich.cells import cell_len

from tui.widgets.columns import fit, steady


def lines(heading: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[str] = ()) -> list[str]:
    """The heading and each row; columns named in `right` are right-aligned. Texts may come from outside."""
    texts = [tuple(heading), *(tuple(steady(cell, 1000) for cell in row) for row in rows)]
    widths = [max(cell_len(cell) for cell in column) for column in zip(*texts, strict=True)]
    return ["  ".join(fit(cell, width, right=name in right)
                      for cell, width, name in zip(row, widths, heading, strict=True)).rstrip()
            for row in texts]
