"""The pictures of the README show the editor as it is; `python -m tests.screenshots` makes them anew."""

from pathlib import Path

import pytest

from tests.screenshots.__main__ import FOLDER, MAKERS


@pytest.mark.parametrize("name", MAKERS)
def test_the_pictures_are_those_that_would_be_made_now(name: str, tmp_path: Path) -> None:
    made, data_dir = tmp_path / "made", tmp_path / "data"
    made.mkdir()
    data_dir.mkdir()
    MAKERS[name](made, data_dir)
    pictures = sorted(made.iterdir())
    assert pictures
    old = [path.name for path in pictures if not (FOLDER / path.name).exists()
           or path.read_bytes() != (FOLDER / path.name).read_bytes()]
    assert old == [], "make them anew with `python -m tests.screenshots`, and look at them"
