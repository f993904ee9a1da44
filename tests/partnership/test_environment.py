"""The readers of the environment: each stops the start on nonsense and names the variable."""

import pytest

from partnership import environment
from partnership.databases import database
from partnership.environment import Misconfigured


def read(reader, value, monkeypatch, **facts):
    monkeypatch.setenv("SETTING", value)
    return reader("SETTING", **facts)


def test_a_value_is_read_without_the_space_around_it(monkeypatch):
    assert read(environment.text, "  Redcar  ", monkeypatch) == "Redcar"


def test_a_missing_value_without_a_default_is_named(monkeypatch):
    monkeypatch.delenv("SETTING", raising=False)
    with pytest.raises(Misconfigured, match="SETTING must be set"):
        environment.text("SETTING")


@pytest.mark.parametrize("value", ["maybe", "2", "ja"])
def test_a_flag_is_yes_or_no(value, monkeypatch):
    with pytest.raises(Misconfigured, match="SETTING must be yes or no"):
        read(environment.flag, value, monkeypatch, default=False)


@pytest.mark.parametrize(("value", "flag"), [("yes", True), ("TRUE", True), ("1", True), ("off", False), ("", True)])
def test_a_flag_reads_the_usual_words(value, flag, monkeypatch):
    assert read(environment.flag, value, monkeypatch, default=True) is flag


@pytest.mark.parametrize("value", ["-1", "6", "1.5", "٣", "1e3", "99999999999"])
def test_a_number_stays_within_its_bounds(value, monkeypatch):
    with pytest.raises(Misconfigured, match="whole number from 0 to 5"):
        read(environment.number, value, monkeypatch, default=0, least=0, most=5)


@pytest.mark.parametrize("value", ["red", "#fff", "#12345g", "1d5f6f", "#1d5f6f;}", "#1d5f6f00"])
def test_a_colour_has_six_digits(value, monkeypatch):
    with pytest.raises(Misconfigured, match="must be a colour such as"):
        read(environment.colour, value, monkeypatch, default="#000000")


def test_a_colour_that_hides_white_text_is_refused(monkeypatch):
    assert read(environment.colour, "#767676", monkeypatch, default="#000000") == "#767676"
    with pytest.raises(Misconfigured, match="darker"):
        read(environment.colour, "#777777", monkeypatch, default="#000000")


@pytest.mark.parametrize("value", ["http://portal.example", "portal.example:8000", "*", "a,,b", "Ünder.example"])
def test_a_host_is_a_bare_name(value, monkeypatch):
    with pytest.raises(Misconfigured, match="SETTING"):
        read(environment.hosts, value, monkeypatch, production=True)


def test_a_public_host_needs_production_mode(monkeypatch):
    assert read(environment.hosts, "portal.example.org", monkeypatch, production=True) == ["portal.example.org"]
    with pytest.raises(Misconfigured, match="PORTAL_MODE=production"):
        read(environment.hosts, "portal.example.org", monkeypatch, production=False)


def test_production_must_name_its_hosts(monkeypatch):
    with pytest.raises(Misconfigured, match="SETTING must be set"):
        read(environment.hosts, "", monkeypatch, production=True)


@pytest.mark.parametrize(
    "value",
    ["http://portal.example", "ftp://portal.example", "https://", "https://a.example/x", "https://a.example:0", "x"],
)
def test_production_has_a_plain_https_address(value, monkeypatch):
    with pytest.raises(Misconfigured, match="SETTING"):
        read(environment.base_url, value, monkeypatch, default=None, production=True)


def test_the_last_slash_of_the_address_goes(monkeypatch):
    address = read(environment.base_url, "https://a.example/", monkeypatch, default=None, production=True)
    assert address == "https://a.example"


def test_a_folder_is_absolute_and_made_for_its_owner_alone(tmp_path, monkeypatch):
    made = read(environment.folder, str(tmp_path / "new"), monkeypatch, default=tmp_path)
    assert made.stat().st_mode & 0o777 == 0o700
    with pytest.raises(Misconfigured, match="absolute"):
        read(environment.folder, "var", monkeypatch, default=tmp_path)


def test_a_folder_that_cannot_be_made_is_explained(tmp_path, monkeypatch):
    (tmp_path / "file").touch()
    with pytest.raises(Misconfigured, match="cannot be made"):
        read(environment.folder, str(tmp_path / "file" / "folder"), monkeypatch, default=tmp_path)


def test_production_must_bring_a_long_key(tmp_path, monkeypatch):
    for weak in ("", "secret", "x" * 60):
        with pytest.raises(Misconfigured, match="50 random characters"):
            read(environment.secret_key, weak, monkeypatch, production=True, kept_in=tmp_path / "key")
    assert not (tmp_path / "key").exists()


def test_a_local_key_is_made_once_and_kept_to_its_owner(tmp_path, monkeypatch):
    first = read(environment.secret_key, "", monkeypatch, production=False, kept_in=tmp_path / "key")
    again = read(environment.secret_key, "", monkeypatch, production=False, kept_in=tmp_path / "key")
    assert first == again
    assert len(first) >= 50
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("address", ["mysql://a/b", "postgres://", "portal", "sqlite://", "postgres://h:x/b"])
def test_a_database_address_that_means_nothing_is_refused(address, tmp_path):
    with pytest.raises(Misconfigured, match="DATABASE_URL"):
        database(address, default_file=tmp_path / "db")


def test_sqlite_waits_for_writers_and_keeps_what_it_said_it_kept(tmp_path):
    options = database("", default_file=tmp_path / "db")["OPTIONS"]
    assert options["transaction_mode"] == "IMMEDIATE"
    assert options["timeout"] == 20
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "secure_delete=ON", "foreign_keys=ON"):
        assert pragma in options["init_command"]


def test_postgresql_may_listen_on_a_socket(tmp_path):
    found = database("postgres://portal@%2Ftmp%2Fpg/portal", default_file=tmp_path / "db")
    assert (found["HOST"], found["NAME"]) == ("/tmp/pg", "portal")


def test_an_absolute_sqlite_address_is_kept(tmp_path):
    assert database("sqlite:////srv/p.sqlite3", default_file=tmp_path)["NAME"] == "/srv/p.sqlite3"
