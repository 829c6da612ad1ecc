"""Profiles: what is read, and that every flaw of a file is named with its place."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tui.config import Profile, check_url, default_path, load
from tui.problem import Kind, Problem

GOOD = """\
default_profile = "shop"

[profile.shop]
region = "eu-west-1"
issuer = "https://login.example.com"
client_id = "abc"
role_arn = "arn:aws:iam::123456789012:role/dynacart-cart"
cart_table = "carts"
catalog_table = "catalog"

[profile.shop.endpoints]
dynamodb = "http://127.0.0.1:8000"
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "config.toml"
    path.write_text(text, "utf-8")
    return path


def problem(folder: Path, text: str, name: str = "") -> Problem:
    found = load(written(folder, text), name, env={})
    assert isinstance(found, Problem), found
    assert found.kind is Kind.USAGE
    return found


def test_a_profile_is_read_with_its_defaults(tmp_path: Path) -> None:
    profile = load(written(tmp_path, GOOD), env={})
    assert isinstance(profile, Profile)
    assert (profile.name, profile.region, profile.catalog_index) == ("shop", "eu-west-1", "by_category")
    assert profile.scopes == ("openid", "profile", "offline_access")
    assert profile.endpoint("dynamodb", {}) == "http://127.0.0.1:8000"
    assert profile.endpoint("sts", {}) is None


def test_a_provider_brings_along_what_need_not_be_written(tmp_path: Path) -> None:
    text = GOOD.replace('issuer = "https://login.example.com"', 'provider = "google"\nclient_secret = "s"')
    profile = load(written(tmp_path, text), env={})
    assert isinstance(profile, Profile), profile
    assert profile.issuer == "https://accounts.google.com"
    assert profile.scopes == ("openid", "email", "profile")


def test_a_pool_needs_no_role(tmp_path: Path) -> None:
    text = GOOD.replace('role_arn = "arn:aws:iam::123456789012:role/dynacart-cart"',
                        'exchange = "pool"\nidentity_pool_id = "eu-west-1:1234-abcd"')
    profile = load(written(tmp_path, text), env={})
    assert isinstance(profile, Profile), profile
    assert (profile.role_arn, profile.identity_pool_id) == ("", "eu-west-1:1234-abcd")


def test_the_environment_chooses_endpoints_as_everywhere(tmp_path: Path) -> None:
    profile = load(written(tmp_path, GOOD), env={})
    assert isinstance(profile, Profile)
    env = {"AWS_ENDPOINT_URL": "http://localhost:1", "AWS_ENDPOINT_URL_DYNAMODB": "http://localhost:2"}
    assert profile.endpoint("dynamodb", env) == "http://localhost:2"
    assert profile.endpoint("sts", env) == "http://localhost:1"


def test_data_dir_is_taken_from_where_the_file_lies(tmp_path: Path) -> None:
    profile = load(written(tmp_path, 'data_dir = "data"\n' + GOOD), env={})
    assert isinstance(profile, Profile)
    assert profile.data_dir == tmp_path / "data"


def test_a_client_secret_never_shows(tmp_path: Path) -> None:
    text = GOOD.replace('client_id = "abc"', 'client_id = "abc"\nclient_secret = "hush-hush"')
    profile = load(written(tmp_path, text), env={})
    assert isinstance(profile, Profile)
    assert profile.client_secret == "hush-hush"
    assert "hush-hush" not in repr(profile)


@pytest.mark.parametrize(("old", "new", "line", "words"), [
    ('region = "eu-west-1"', "region = 7", 4, "`region` must be a string"),
    ('region = "eu-west-1"', 'regoin = "eu-west-1"', 4, "`regoin` is not a setting"),
    ('region = "eu-west-1"\n', "", 3, "`region` is missing in [profile.shop]"),
    ('client_id = "abc"', 'client_id = " "', 6, "must not be empty"),
    ('client_id = "abc"', 'client_id = "a\\u001bb"', 6, "control characters"),
    ("https://login", "http://login", 5, "plain http to another machine"),
    ("https://login", "ftp://login", 5, "is not an http(s) URL"),
    ("https://login", "https://me:pw@login", 5, "user name or password"),
    ("role/dynacart-cart", "user/x", 7, "is not the ARN of an IAM role"),
    ("http://127.0.0.1", "http://10.0.0.7", 11, "plain http to another machine"),
    ('client_id = "abc"', 'client_id = "abc"\nprovider = "myspace"', 7, "must be one of: oidc, google, face"),
    ('client_id = "abc"', 'client_id = "abc"\nexchange = "barter"', 7, "of oidc: sts, pool, pool-basic"),
    ('client_id = "abc"', 'client_id = "abc"\nflow = "srp"', 7, "those of oidc: device, browser"),
    ('client_id = "abc"', 'provider = "saml"\nexchange = "pool-basic"', 7,
     "of saml: sts, pool (identity pools take SAML by `pool` only, the enhanced flow)"),
    ('client_id = "abc"', 'provider = "cognito"\nflow = "device"', 7,
     "of cognito: browser, srp (Cognito user pools give no codes for another screen)"),
    ('client_id = "abc"', 'client_id = "abc"\nexchange = "pool"', 3, "`identity_pool_id` is missing"),
    ('client_id = "abc"', 'client_id = "abc"\nidentity_pool_id = "x"', 7, "not the id of an identity pool"),
    ('client_id = "abc"', 'client_id = "abc"\nprovider = "google"', 3, "`client_secret` is missing"),
    ('client_id = "abc"', 'client_id = "abc"\nredirect_uris = ["https://a.example"]', 7, "to this machine"),
    ('client_id = "abc"', 'client_id = "abc"\nredirect_uris = ["http://[::1]/"]', 7, "to this machine"),
    ('client_id = "abc"', 'client_id = "abc"\nredirect_uris = ["https://localhost/"]', 7, "to this machine"),
    ('client_id = "abc"', 'client_id = "abc"\nredirect_uris = "http://localhost"', 7, "list of strings"),
    ('client_id = "abc"', 'client_id = "abc"\nscopes = ["email"]', 7, 'must include "openid"'),
    ('client_id = "abc"', 'client_id = "abc"\nscopes = "openid"', 7, "must be a list of strings"),
    ('default_profile = "shop"', "colour = 1", 1, "`colour` is not a setting"),
    ('default_profile = "shop"', "data_dir = 1", 1, "`data_dir` must be a string"),
    ('default_profile = "shop"', 'data_dir = "~no such person/x"', 1, "needs a home folder"),
    ('default_profile = "shop"', 'data_dir = "a\\u0000b"', 1, "control characters"),
    ("dynamodb = ", "dynamdb = ", 11,
     "has no service `dynamdb` (known: dynamodb, sts, cognito-identity, cognito-idp)"),
])
def test_each_flaw_is_named_with_its_place(tmp_path: Path, old: str, new: str, line: int, words: str) -> None:
    assert old in GOOD
    found = problem(tmp_path, GOOD.replace(old, new))
    assert words in found.what
    assert found.where.endswith(f"config.toml:{line}")


def test_a_file_of_an_editor_that_marks_utf_8_is_read(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert isinstance(load(path, env={}), Profile)


def test_a_syntax_error_names_its_line(tmp_path: Path) -> None:
    assert "line 2" in problem(tmp_path, "a = 1\nb = = 2\n").what


def test_a_missing_file_says_what_to_do(tmp_path: Path) -> None:
    found = load(tmp_path / "none.toml", env={})
    assert isinstance(found, Problem)
    assert "dynacart demo" in found.todo


def test_an_unknown_profile_names_the_known_ones(tmp_path: Path) -> None:
    assert "shop" in problem(tmp_path, GOOD, "shoppe").todo


@pytest.mark.parametrize("text", ["", "profile = 3", "[profile]\nshop = 1\n", "\x00", "profile.shop = 2",
                                  pytest.param(f"a = {'[' * 5000}", id="deep")])
def test_files_of_another_shape_are_refused(tmp_path: Path, text: str) -> None:
    found = problem(tmp_path, text)
    assert found.kind is Kind.USAGE
    assert str(tmp_path) in found.where


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "config.toml"
    path.write_bytes(b"\xff\xfe\x00")
    assert isinstance(load(path, env={}), Problem)


@given(st.text(max_size=60))
def test_no_text_raises_when_checked_as_a_url(text: str) -> None:
    assert isinstance(check_url(text), str)


@pytest.mark.parametrize("url", ["https://a.example/x", "http://localhost:1", "http://127.0.0.1", "http://[::1]:9/"])
def test_https_and_loopback_may_be_called(url: str) -> None:
    assert check_url(url) == ""


@pytest.mark.parametrize("url", ["http://127.0.0.1.evil.example", "https://", "http://localhost:99999",
                                 "https://a b", "http://localhost@evil.example", "javascript:alert(1)"])
def test_other_urls_may_not_be_called(url: str) -> None:
    assert check_url(url) != ""


def test_a_user_without_a_home_folder_is_asked_for_places(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:
    def nowhere(app: str) -> Path:
        raise RuntimeError("could not determine the home directory")

    for name in ("user_config_path", "user_data_path"):
        monkeypatch.setattr(f"platformdirs.{name}", nowhere)
    assert isinstance(load(default_path({}), env={}), Problem)
    assert "`data_dir` needs a home folder" in problem(tmp_path, GOOD).what
    assert isinstance(load(written(tmp_path, 'data_dir = "x"\n' + GOOD), env={}), Profile)


def test_the_configuration_file_can_be_named_by_the_environment() -> None:
    assert default_path({"DYNACART_CONFIG": "/x/y.toml"}) == Path("/x/y.toml")
    assert default_path({}).name == "config.toml"


@pytest.mark.parametrize(("line", "mouse"), [("", True), ("mouse=true\n", True), ("mouse=false\n", False)])
def test_the_mouse_may_be_left_to_the_terminal(tmp_path: Path, line: str, mouse: bool) -> None:
    profile = load(written(tmp_path, line + GOOD), env={})
    assert isinstance(profile, Profile)
    assert profile.mouse is mouse


def test_whether_to_use_the_mouse_is_yes_or_no(tmp_path: Path) -> None:
    found = problem(tmp_path, GOOD.replace("\n\n[profile", '\nmouse = "no"\n\n[profile', 1))
    assert "`mouse` must be true or false" in found.what
    assert found.where.endswith(":2")


OWN = """
[themes.dusk]
based_on = "light"
accent = "#FFAA00"
"""


def test_a_theme_is_chosen_and_made(tmp_path: Path) -> None:
    profile = load(written(tmp_path, 'theme = "dusk"\n' + GOOD + OWN), env={})
    assert isinstance(profile, Profile)
    assert profile.theme == "dusk"
    assert profile.themes == {"dusk": {"based_on": "light", "accent": "#FFAA00"}}


@pytest.mark.parametrize(("before", "after", "why"), [
    ("theme = 3\n", "", "`theme` must be the name of a theme"),
    ("themes = 3\n", "", "`themes` holds a section for each theme"),
    ("themes.dusk = 3\n", "", "`themes.dusk` must be a section"),
    ("", OWN.replace("dusk", "dark"), "`themes.dark` has the name of a theme that there is already"),
    ("", OWN.replace("dusk", '"a b"'), "`themes.a b` is no name for a theme"),
    ("", OWN.replace('"light"', '"nord"'), "`based_on` must be one of: dark, light, contrast, contr"),
    ("", OWN.replace("accent", "accnt"), "`accnt` is not a colour of a theme (known: background,"),
    ("", OWN.replace("#FFAA00", "red; x"), '`accent` must be like "#8fb4e8"'),
    ("", OWN.replace('"#FFAA00"', "7"), '`accent` must be like "#8fb4e8"'),
])
def test_a_flaw_of_a_theme_is_named(tmp_path: Path, before: str, after: str, why: str) -> None:
    found = problem(tmp_path, before + GOOD + after)
    assert why in found.what
    assert int(found.where.rpartition(":")[2]) == (1 if before else (GOOD + after).count("\n") - 2)
