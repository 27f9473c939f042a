"""Settings: every default is the contract's, every fault is named at once, no secret is shown."""

from decimal import Decimal
from pathlib import Path

import pytest

from bot import EXIT_BAD_SETTINGS, main
from settings import BadSettings, Settings
from studio.access import PrivateUse

REQUIRED = {"DISCORD_TOKEN": "a-token", "FLUX_API_KEY": "a-key"}


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """An environment with nothing of ours in it, in a folder without a ``.env``."""
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    return monkeypatch


def read(environment: pytest.MonkeyPatch, **values: str) -> Settings:
    for name, value in {**REQUIRED, **values}.items():
        environment.setenv(name, value)
    return Settings.read()


def test_defaults_are_those_of_the_contract(environment: pytest.MonkeyPatch) -> None:
    settings = read(environment)
    assert str(settings.flux_api_url) == "https://api.cometapi.com/replicate/v1"
    assert [str(url) for url in settings.flux_poll_urls] == [
        "https://api.cometapi.com/replicate/v1",
        "https://api.replicate.com/v1",
    ]
    assert settings.flux_output_hosts == ("replicate.delivery", "*.replicate.delivery")
    assert settings.database_url == "sqlite:///data/easel.db"
    assert settings.max_running == 8
    assert settings.ceiling_micro_usd is None
    assert settings.allowed_servers == frozenset()
    assert settings.private_use is PrivateUse.OFF
    assert settings.shard_ids == ()
    assert (settings.log_level, settings.log_format) == ("INFO", "text")
    assert (settings.metrics_port, settings.metrics_host) == (None, "127.0.0.1")


def test_lists_are_written_with_commas(environment: pytest.MonkeyPatch) -> None:
    settings = read(
        environment,
        FLUX_POLL_URLS="http://127.0.0.1:1/a, http://127.0.0.1:2/b",
        FLUX_OUTPUT_HOSTS="127.0.0.1:1,,example.org",
        ALLOWED_SERVERS="1, 2",
        SHARD_IDS="0,1",
        SHARD_COUNT="4",
    )
    assert [str(url) for url in settings.flux_poll_urls] == ["http://127.0.0.1:1/a", "http://127.0.0.1:2/b"]
    assert settings.flux_output_hosts == ("127.0.0.1:1", "example.org")
    assert settings.allowed_servers == {1, 2}
    assert (settings.shard_ids, settings.shard_count) == ((0, 1), 4)


def test_a_ceiling_is_exact_in_micro_dollars(environment: pytest.MonkeyPatch) -> None:
    settings = read(environment, BUDGET_USD_PER_MONTH="20.10")
    assert settings.budget_usd_per_month == Decimal("20.10")
    assert settings.ceiling_micro_usd == 20_100_000


def test_an_env_file_is_read_and_the_environment_wins(environment: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("MAX_RUNNING=3\nLOG_LEVEL=debug\nSOMETHING_ELSE=1\n", "utf-8")
    settings = read(environment, MAX_RUNNING="5")
    assert (settings.max_running, settings.log_level) == (5, "DEBUG")


def test_every_fault_is_named_at_once(environment: pytest.MonkeyPatch) -> None:
    wrong = {
        "DISCORD_TOKEN": " ",
        "FLUX_API_URL": "nowhere",
        "FLUX_POLL_URLS": ",",
        "FLUX_OUTPUT_HOSTS": "https://replicate.delivery",
        "MAX_RUNNING": "0",
        "BUDGET_USD_PER_MONTH": "-1",
        "DATABASE_URL": "mysql://x",
        "ALLOWED_SERVERS": "ours",
        "PRIVATE_USE": "maybe",
        "DISCORD_GATEWAY_URL": "http://127.0.0.1",
        "SHARD_IDS": "0,3",
        "SHARD_COUNT": "2",
        "LOG_FORMAT": "xml",
        "METRICS_PORT": "70000",
    }
    for name, value in wrong.items():
        environment.setenv(name, value)
    with pytest.raises(BadSettings) as refused:
        Settings.read()
    named = {fault.partition(":")[0] for fault in refused.value.faults}
    assert named == {*wrong, "FLUX_API_KEY"} - {"SHARD_IDS"}


@pytest.mark.parametrize("name", ["FLUX_POLL_URLS", "FLUX_OUTPUT_HOSTS", "ALLOWED_SERVERS", "SHARD_IDS"])
def test_a_list_of_nothing_is_not_taken_for_the_default(environment: pytest.MonkeyPatch, name: str) -> None:
    with pytest.raises(BadSettings, match=name):
        read(environment, **{name: " , "})


def test_an_env_file_that_is_no_text_is_a_fault_like_any_other(
    environment: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".env").write_text("MAX_RUNNING=3\n", "utf-16")
    with pytest.raises(BadSettings, match=r"\.env"):
        read(environment)


def test_bad_settings_end_with_exit_2_and_no_traceback(
    environment: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    environment.setenv("MAX_RUNNING", "many")
    assert main([]) == EXIT_BAD_SETTINGS
    said = capsys.readouterr().err
    assert {line.partition(":")[0] for line in said.splitlines()} == {
        "DISCORD_TOKEN",
        "FLUX_API_KEY",
        "MAX_RUNNING",
    }
    assert "Traceback" not in said


def test_secrets_are_never_shown(environment: pytest.MonkeyPatch) -> None:
    settings = read(environment, DISCORD_TOKEN="secret-one", FLUX_API_KEY="secret-two")
    assert "secret-" not in f"{settings!r} {settings} {settings.model_dump()} {settings.model_dump_json()}"
    environment.setenv("FLUX_API_KEY", "secret\x07three")
    with pytest.raises(BadSettings) as refused:
        Settings.read()
    assert "three" not in str(refused.value)
