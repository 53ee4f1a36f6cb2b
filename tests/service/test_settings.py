"""Settings: read once, named when they are wrong."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, fields

import pytest

from data.domain.errors import SettingError
from service.settings import Settings, from_environ, variable


def test_without_variables_all_is_as_documented() -> None:
    """An empty environment gives the defaults, and so does an empty variable."""
    assert from_environ({}) == Settings()
    assert from_environ({variable(field.name): "" for field in fields(Settings)}) == Settings()
    assert from_environ({"PATH": "/bin", "SAMBAND_TEST_POSTGRES": "postgresql://"}) == Settings()


def test_each_variable_is_read_as_its_type() -> None:
    """Texts stay texts, numbers become numbers."""
    environ = {
        "DATABASE_URL": "postgresql://samband@localhost/samband",
        "SAMBAND_HOST": "0.0.0.0",
        "SAMBAND_PORT": "0",
        "SAMBAND_POLL_SECONDS": "0.05",
    }

    assert from_environ(environ) == Settings("postgresql://samband@localhost/samband", "0.0.0.0", 0, 0.05)


@pytest.mark.parametrize(
    ("key", "value", "wanted"),
    [
        ("SAMBAND_PORT", "http", "a whole number"),
        ("SAMBAND_PORT", "80.5", "a whole number"),
        ("SAMBAND_PORT", "-1", "between 0 and 65535"),
        ("SAMBAND_PORT", "65536", "between 0 and 65535"),
        ("SAMBAND_POLL_SECONDS", "soon", "a number"),
        ("SAMBAND_POLL_SECONDS", "0", "between 0.05 and 3600"),
        ("SAMBAND_POLL_SECONDS", "nan", "between 0.05 and 3600"),
        ("SAMBAND_POLL_SECONDS", "inf", "between 0.05 and 3600"),
        ("SAMBAND_ALLOWED_ORIGINS", "https://a.example/path", "* or origins"),
        ("SAMBAND_ALLOWED_ORIGINS", "*, https://a.example", "* or origins"),
        ("SAMBAND_TRUSTED_ONLY", "maybe", "no or yes"),
        ("SAMBAND_REQUEST_LOG", "yes", "json or off"),
        ("SAMBAND_MAX_TOKENS", "many", "a whole number"),
        ("SAMBAND_MAX_COST", "-1", "between 0 and 1000000000"),
        ("SAMBAND_OPERATION_SECONDS", "0", "between 0.1 and 3600"),
        ("SAMBAND_WORKERS", "0", "between 1 and 64"),
        ("SAMBAND_VERSIONS_KEPT", "0", "between 1 and 1000"),
        ("SAMBAND_STATEMENT_SECONDS", "-1", "between 0 and 86400"),
        ("SAMBAND_GRACE_SECONDS", "1.5", "a whole number"),
        ("SAMBAND_PUBLIC_URL", "data.example.org", "an absolute URL"),
        ("SAMBAND_PUBLIC_URL", "https://data.example.org/", "without a trailing slash"),
        ("SAMBAND_PUBLIC_URL", "https://data.example.org/?a", "an absolute URL"),
        ("SAMBAND_PUBLIC_URL", 'https://a"onload=x', "an absolute URL"),
        ("SAMBAND_PUBLISHER_TYPE", "Club", "LocalAuthority"),
        ("SAMBAND_CONTACT", "the office", "an e-mail address"),
        ("SAMBAND_CLIENT_HEADER", "X Forwarded", "the name of a header field"),
        ("SAMBAND_CLIENT_HEADER", "none", "remove it: SAMBAND_TRUSTED_PROXIES=none ignores the field"),
    ],
)
def test_a_wrong_value_is_named(key: str, value: str, wanted: str) -> None:
    """The message has the key, the value and what was wanted."""
    with pytest.raises(SettingError) as error:
        from_environ({key: value})

    assert all(part in str(error.value) for part in (key, repr(value), wanted))


def test_a_variable_that_is_no_setting_is_named() -> None:
    """A slip of the pen does not go unnoticed; the settings that there are stand in the message."""
    with pytest.raises(SettingError, match="SAMBAND_PROT is not a setting") as error:
        from_environ({"SAMBAND_PROT": "8000"})

    assert all(variable(field.name) in str(error.value) for field in fields(Settings))


def test_readers_read_where_writers_write_unless_told() -> None:
    """An address of their own goes first."""
    assert Settings(database_url="postgresql://a/b").readers_url == "postgresql://a/b"
    assert Settings(database_url="postgresql://a/b", read_url="postgresql://c/d").readers_url == "postgresql://c/d"


def test_settings_never_change() -> None:
    """Who has read them can rely on them."""
    with pytest.raises(FrozenInstanceError):
        Settings().port = 1  # type: ignore[misc]


@pytest.mark.parametrize(("url", "embedded"), [("sqlite:///a.db", True), ("postgresql://localhost/a", False)])
def test_only_a_file_is_embedded(url: str, embedded: bool) -> None:
    """`serve` makes and fills a file, never a database of somebody else."""
    assert Settings(database_url=url).embedded is embedded
