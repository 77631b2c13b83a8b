"""The configuration: every problem at once and with its key, no secret in any error, nothing taken from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from archiver.errors import ConfigError
from config.checks import channel_id_problems
from config.settings import Settings
from config.sources import find_file, load

KEY = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
SECRET = "AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQQ"
GOOD = f"""
[agency]
name = "Harbour Board"
[sealing]
recipients = ["{KEY}"]
[channels.our-page]
platform = "facebook"
account = "100200300400500"
name = "Harbour Board on Facebook"
business_owner = "Communications"
"""


def write(folder: Path, text: str) -> Path:
    path = folder / "archiver.toml"
    path.write_text(text, encoding="utf-8")
    return path


def read(folder: Path, text: str = GOOD, environ: dict[str, str] | None = None) -> Settings:
    return load(write(folder, text), environ or {})


def problems(folder: Path, text: str, environ: dict[str, str] | None = None) -> list[str]:
    with pytest.raises(ConfigError) as caught:
        read(folder, text, environ)
    # What is listed is what is said, and the file is named.
    assert all(problem in str(caught.value) for problem in caught.value.problems)
    assert "archiver.toml" in str(caught.value)
    return list(caught.value.problems)


def with_channel(line: str) -> str:
    return f"{GOOD}{line}\n"


# --- defaults and places --------------------------------------------------------------------------------------------


def test_the_shortest_file_is_enough(tmp_path: Path) -> None:
    found = read(tmp_path)
    assert found.archive.formats == ("pdf", "xlsx")
    assert found.archive.gap is not None
    assert found.archive.gap.days == 30
    assert str(found.agency.zone) == "Pacific/Auckland"
    assert found.channels["our-page"].capture == "auto"


def test_relative_paths_start_at_the_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "agency"
    folder.mkdir()
    write(folder, GOOD)
    monkeypatch.chdir(tmp_path)
    found = load(Path("agency/archiver.toml"), {})
    assert found.archive_path == folder / "archive"
    assert found.key_file == folder / "secrets" / "archiver.key"
    assert found.local_rules is None


def test_absolute_paths_stay(tmp_path: Path) -> None:
    found = read(tmp_path, f'[archive]\npath = "{tmp_path}/elsewhere"\n' + GOOD)
    assert found.archive_path == tmp_path / "elsewhere"


def test_a_file_from_windows_is_read(tmp_path: Path) -> None:
    path = tmp_path / "archiver.toml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert load(path, {}).agency.name == "Harbour Board"


def test_the_file_is_the_one_given_then_the_variables_then_the_one_here() -> None:
    assert find_file("a.toml", {"ARCHIVER_CONFIG": "b.toml"}) == Path("a.toml")
    assert find_file(None, {"ARCHIVER_CONFIG": "b.toml"}) == Path("b.toml")
    assert find_file(None, {}) == Path("archiver.toml")


def test_never_is_no_gap(tmp_path: Path) -> None:
    assert read(tmp_path, '[archive]\nconversation_gap = "never"\n' + GOOD).archive.gap is None


def test_equal_formats_and_recipients_count_once(tmp_path: Path) -> None:
    text = GOOD.replace(f'["{KEY}"]', f'["{KEY}", "{KEY}"]')
    found = read(tmp_path, '[archive]\nformats = ["docx", "pdf", "docx"]\n' + text)
    assert found.archive.formats == ("docx", "pdf")
    assert found.sealing.recipients == (KEY,)


# --- problems -------------------------------------------------------------------------------------------------------


def test_every_problem_is_told_at_once_with_its_key(tmp_path: Path) -> None:
    text = """
    unheard = 1
    [agency]
    timezone = "Mars/Olympus"
    [archive]
    path = "."
    formats = ["odt"]
    conversation_gap = "soon"
    colour = "blue"
    [sealing]
    recipients = []
    [schedule]
    night = "61 1 * * *"
    [channels.Big]
    platform = "Facebook page"
    account = ""
    token = "EAABsbCS1iHgBAL"
    base_url = "http://graph.example.org"
    """
    told = problems(tmp_path, text, {"ARCHIVER_ARCHIVE__PATHS": "x"})
    keys = {line.partition(":")[0] for line in told}
    assert keys == {
        "unheard",
        "agency.name",
        "agency.timezone",
        "archive.formats.1",
        "archive.conversation_gap",
        "archive.colour",
        "sealing.recipients",
        "schedule.night",
        "channels.Big",
        "channels.Big.platform",
        "channels.Big.account",
        "channels.Big.name",
        "channels.Big.business_owner",
        "channels.Big.token",
        "channels.Big.base_url",
        "secrets.key_file",
        "ARCHIVER_ARCHIVE__PATHS",
    }
    assert len(told) == len(set(told))


def test_no_error_quotes_what_was_written(tmp_path: Path) -> None:
    planted = ["EAABsbCS1iHgBAL", SECRET, "hunter2secret", "pw4postgres"]
    text = (
        GOOD.replace(f'["{KEY}"]', f'["{SECRET}"]')
        + f"""
    token = "{planted[0]}"
    base_url = "https://user:{planted[2]}@example.org"
    [archive]
    database = "mysql://archiver:{planted[3]}@db/archive"
    conversation_gap = "{planted[2]}"
    formats = ["{planted[2]}"]
    [schedule]
    night = "{planted[2]}"
    """
    )
    with pytest.raises(ConfigError) as caught:
        read(tmp_path, text)
    assert len(caught.value.problems) >= 7
    for secret in planted:
        assert secret not in str(caught.value)
        assert secret not in repr(caught.value.problems)
    assert "PRIVATE" in str(caught.value)


def test_a_file_that_is_not_toml_names_the_place_and_not_the_line(tmp_path: Path) -> None:
    path = write(tmp_path, 'token = "EAABsbCS1iHgBAL\n')
    with pytest.raises(ConfigError, match="line 1") as caught:
        load(path, {})
    assert "EAAB" not in str(caught.value)


def test_a_missing_file_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="archiver init"):
        load(tmp_path / "archiver.toml", {})


@pytest.mark.parametrize("content", [b"\xff\xfe", b"name = '\xe9'"])
def test_a_file_in_another_encoding_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "archiver.toml"
    path.write_bytes(content)
    with pytest.raises(ConfigError, match="cannot be read"):
        load(path, {})


def test_a_folder_in_the_files_place_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load(tmp_path, {})


def test_home_cannot_be_set(tmp_path: Path) -> None:
    assert problems(tmp_path, 'home = "/"\n' + GOOD) == ["home: unknown key"]


@pytest.mark.parametrize("place", ["archive/archiver.key", "archive/../archive/deep/archiver.key", "archive"])
def test_keys_inside_the_archive_are_refused(tmp_path: Path, place: str) -> None:
    (told,) = problems(tmp_path, f'[secrets]\nkey_file = "{place}"\n' + GOOD)
    assert told.startswith("secrets.key_file:")


def test_keys_that_a_link_leads_into_the_archive_are_refused(tmp_path: Path) -> None:
    (tmp_path / "archive").mkdir()
    (tmp_path / "secrets").symlink_to(tmp_path / "archive")
    (told,) = problems(tmp_path, GOOD)
    assert told.startswith("secrets.key_file:")


def test_a_folder_that_only_begins_like_the_archives_is_another(tmp_path: Path) -> None:
    assert read(tmp_path, '[secrets]\nkey_file = "archive-keys/archiver.key"\n' + GOOD).key_file.name == "archiver.key"


@pytest.mark.parametrize("name", ["CON", "con", "nul", "lpt1", "a b", "-a", "a-", "ā", "a" * 61, "a.b", "a/b", ".."])
def test_a_channel_that_could_not_be_a_folder_is_refused(tmp_path: Path, name: str) -> None:
    assert channel_id_problems([name])
    (told,) = problems(tmp_path, GOOD.replace("our-page", f'"{name}"'))
    assert told.startswith("channels.")


@pytest.mark.parametrize("name", ["a", "0", "our-page", "con-1", "a" * 60, "com", "lpt10"])
def test_other_channel_names_are_taken(name: str) -> None:
    assert channel_id_problems([name]) == []


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1:8080",
        "http://localhost",
        "http://localhost:9/",
        "http://[::1]:80",
        "https://graph.example.org",
    ],
)
def test_an_address_of_this_machine_or_over_tls_is_taken(tmp_path: Path, address: str) -> None:
    found = read(tmp_path, with_channel(f'base_url = "{address}"'))
    assert found.channels["our-page"].base_url == address.rstrip("/")


@pytest.mark.parametrize(
    "address",
    [
        "http://graph.example.org",
        "http://localhost.example.org",
        "http://127.example.org",
        "http://127.0.0.1.example.org",
        "http://127.0.0.1@example.org",
        "http://10.0.0.1",
        "ftp://127.0.0.1",
        "https://example.org/v2",
        "https://user:word@example.org",
        "https://example.org?x=1",
        "https://",
        "example.org",
    ],
)
def test_an_address_that_would_show_the_token_is_refused(tmp_path: Path, address: str) -> None:
    (told,) = problems(tmp_path, with_channel(f'base_url = "{address}"'))
    assert told.startswith("channels.our-page.base_url:")


@pytest.mark.parametrize("value", ["env:", "env:1A", "file:", "credential:", "credential:a/b", "secret", "ENV:A"])
def test_a_token_is_never_written_into_the_file(tmp_path: Path, value: str) -> None:
    (told,) = problems(tmp_path, with_channel(f'token = "{value}"'))
    assert told.startswith("channels.our-page.token:")
    assert "env:NAME" in told


@pytest.mark.parametrize(
    "value", ["sqlite", "postgresql://u:p@h/d", "postgresql+psycopg://h/d", "env:DB", "file:db.url"]
)
def test_databases_that_are_known(tmp_path: Path, value: str) -> None:
    assert read(tmp_path, f'[archive]\ndatabase = "{value}"\n' + GOOD).archive.database == value


# --- the environment ------------------------------------------------------------------------------------------------


def test_a_variable_overrides_the_file(tmp_path: Path) -> None:
    environ = {
        "ARCHIVER_ARCHIVE__PATH": "other",
        "ARCHIVER_REDACTION__MESSAGE_BUDGET": "2.5",
        "ARCHIVER_AGENCY__NAME": "Ōtara Board",
        "ARCHIVER_CONFIG": "ignored here",
        "ARCHIVER_CLOCK": "ignored here",
        "PATH": "/bin",
    }
    found = read(tmp_path, environ=environ)
    assert found.archive_path == tmp_path / "other"
    assert found.redaction.message_budget == 2.5
    assert found.agency.name == "Ōtara Board"


def test_a_list_in_a_variable_is_written_as_in_the_file_or_as_one_word(tmp_path: Path) -> None:
    assert read(tmp_path, environ={"ARCHIVER_ARCHIVE__FORMATS": "docx"}).archive.formats == ("docx",)
    two = read(tmp_path, environ={"ARCHIVER_ARCHIVE__FORMATS": '["docx", "pdf"]'})
    assert two.archive.formats == ("docx", "pdf")
    (told,) = problems(tmp_path, GOOD, {"ARCHIVER_ARCHIVE__FORMATS": "[docx"})
    assert told.startswith("archive.formats:")


@pytest.mark.parametrize(
    "name",
    ["ARCHIVER_ARCHIVE__PTAH", "ARCHIVER_ARCHIV__PATH", "ARCHIVER_HOME__X", "ARCHIVER_CHANNELS__OUR-PAGE__TOKEN"],
)
def test_a_misspelt_variable_is_refused(tmp_path: Path, name: str) -> None:
    assert problems(tmp_path, GOOD, {name: "x"}) == [f"{name}: no such setting"]


def test_variables_of_other_programs_change_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # These are the names of our tables; a shell's ARCHIVE=/backup must neither be read nor be in the way.
    for name in Settings.model_fields:
        monkeypatch.setenv(name.upper(), "/elsewhere")
        monkeypatch.setenv(name, '{"path": "/elsewhere"}')
    assert load(write(tmp_path, GOOD)).archive_path == tmp_path / "archive"


# --- the shipped example --------------------------------------------------------------------------------------------


def test_the_shipped_file_holds_every_setting_with_its_default(tmp_path: Path) -> None:
    text = (Path(__file__).resolve().parents[2] / "config" / "defaults.toml").read_text(encoding="utf-8")
    # The commented channel is part of it.
    text = re.sub(r"^# (\[channels|[a-z_]+ =)", r"\1", text, flags=re.MULTILINE)
    found = read(tmp_path, text.replace("recipients = []", f'recipients = ["{KEY}"]'))
    plain = read(tmp_path)
    for table in Settings.model_fields:
        if table in ("home", "channels", "sealing"):
            continue
        assert re.search(rf"^\[{table}\]", text, re.MULTILINE), table
        for key in type(getattr(plain, table)).model_fields:
            assert re.search(rf"^{key} = ", text, re.MULTILINE), f"{table}.{key}"
            if (table, key) != ("agency", "name"):
                assert getattr(getattr(found, table), key) == getattr(getattr(plain, table), key), f"{table}.{key}"
    (channel,) = found.channels.values()
    for key in type(channel).model_fields:
        assert re.search(rf"^{key} = ", text, re.MULTILINE), f"channels.{key}"


@pytest.mark.parametrize("platform", ["twitter", "faceboook", "tiktok", "Facebook", ""])
def test_a_platform_that_nothing_serves_is_told_with_its_key_beside_the_other_problems(
    tmp_path: Path, platform: str
) -> None:
    text = f"""
    [agency]
    name = "A"
    [sealing]
    recipients = []
    [channels.one]
    platform = "{platform}"
    account = "1"
    name = "One"
    business_owner = "B"
    """
    told = problems(tmp_path, text)
    assert "channels.one.platform: one of facebook, instagram, x, linkedin, whatsapp is expected" in told
    assert any(line.startswith("sealing.recipients") for line in told)
