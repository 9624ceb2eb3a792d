"""The settings of the assistant: file, environment, what is wrong or missing."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from gouji.config import load_settings
from gouji.errors import UsageError
from gouji.llm_settings import LlmSettings, cache_folder
from tests.commands import CLEAN, gouji

_LOCAL = {"GOUJI_LLM_BASE_URL": "http://localhost:11434/v1", "GOUJI_LLM_MODEL": "qwen3:8b"}
_SECRET = "sk-0123456789secret"


def _loaded(folder: Path, text: str) -> LlmSettings:
    file = folder / "gouji.toml"
    file.write_text("[llm]\n" + text, "utf-8")
    return load_settings(str(file)).llm


def test_three_lines_reach_a_local_server(tmp_path: Path) -> None:
    read = _loaded(tmp_path, 'base_url = "http://127.0.0.1:8080/v1"\nmodel = "m"\n').resolved({})
    assert (read.base_url, read.model, read.api_key) == ("http://127.0.0.1:8080/v1", "m", "")
    assert (read.timeout, read.retries, read.concurrency, read.max_calls) == (60.0, 2, 4, 200)


def test_every_setting_is_read(tmp_path: Path) -> None:
    read = _loaded(
        tmp_path,
        'base_url = "https://a.example/v1"\nmodel = "m"\napi_key_env = "MY_KEY"\ntimeout = 5\nretries = 0\nconcurrency = 1\n'
        'max_calls = 7\nmax_tokens = 8\nmax_cost = 0.5\ninput_price = "0.1"\noutput_price = 2\ncurrency = "USD"\n'
        'cache = "kept/a.sqlite"\ntasks = ["label-figures"]\n',
    )
    assert (read.max_cost, read.input_price, read.output_price) == (Decimal("0.5"), Decimal("0.1"), Decimal(2))
    assert (read.max_calls, read.max_tokens, read.currency, read.tasks) == (7, 8, "USD", ("label-figures",))
    assert read.cache_file() == tmp_path / "kept" / "a.sqlite"
    assert read.resolved({"MY_KEY": _SECRET}).api_key == _SECRET


def test_the_environment_wins_over_the_file(tmp_path: Path) -> None:
    read = _loaded(tmp_path, f'base_url = "https://a.example/v1"\nmodel = "m"\napi_key = "{_SECRET}"\n')
    assert read.resolved({}).api_key == _SECRET
    found = read.resolved({**_LOCAL, "GOUJI_LLM_API_KEY": "other"})
    assert (found.base_url, found.model, found.api_key) == (_LOCAL["GOUJI_LLM_BASE_URL"], "qwen3:8b", "other")


def test_a_replay_needs_no_more_than_names(tmp_path: Path) -> None:
    read = _loaded(tmp_path, 'base_url = "https://a.example/v1"\nmodel = "m"\napi_key_env = "NONE"\n')
    assert read.named({}) == ("https://a.example/v1", "m")
    assert read.named(_LOCAL) == (_LOCAL["GOUJI_LLM_BASE_URL"], "qwen3:8b")
    assert LlmSettings().named({"GOUJI_LLM_MODEL": "m"}) is None


def test_the_variables_of_openai_are_a_last_resort(tmp_path: Path) -> None:
    openai = {"OPENAI_BASE_URL": "https://api.openai.com/v1", "OPENAI_API_KEY": _SECRET}
    found = LlmSettings(model="m").resolved(openai)
    assert (found.base_url, found.api_key) == ("https://api.openai.com/v1", _SECRET)
    found = LlmSettings().resolved({**openai, **_LOCAL, "GOUJI_LLM_API_KEY": "other"})
    assert (found.base_url, found.api_key) == (_LOCAL["GOUJI_LLM_BASE_URL"], "other")


def test_a_settings_file_cannot_draw_the_key_of_openai_to_its_own_server(tmp_path: Path) -> None:
    read = _loaded(tmp_path, 'base_url = "https://elsewhere.example/v1"\nmodel = "m"\n')
    with pytest.raises(UsageError, match="要密钥"):
        read.resolved({"OPENAI_API_KEY": _SECRET})
    read = _loaded(tmp_path, 'base_url = "http://localhost:8080/v1"\nmodel = "m"\n')
    assert read.resolved({"OPENAI_API_KEY": _SECRET}).api_key == ""
    read = _loaded(tmp_path, 'base_url = "https://api.openai.com/v1"\nmodel = "m"\n')
    assert read.resolved({"OPENAI_API_KEY": _SECRET}).api_key == _SECRET


@pytest.mark.parametrize(
    ("environment", "says"),
    [
        ({}, "没有设置模型服务的地址"),
        ({"GOUJI_LLM_BASE_URL": "http://localhost:11434/v1"}, "没有设置模型；"),
        ({**_LOCAL, "GOUJI_LLM_BASE_URL": "localhost:11434/v1"}, "环境变量 GOUJI_LLM_BASE_URL：不是网址"),
        ({**_LOCAL, "GOUJI_LLM_BASE_URL": "http://user:word@localhost:11434"}, "没有路径"),
        ({**_LOCAL, "GOUJI_LLM_BASE_URL": "http://localhost:0x/v1"}, "不是网址"),
        ({**_LOCAL, "GOUJI_LLM_BASE_URL": "http://[::1/v1"}, "不是网址"),
        ({**_LOCAL, "GOUJI_LLM_BASE_URL": "http://a b/v1"}, "有空白"),
        ({**_LOCAL, "GOUJI_LLM_BASE_URL": "http://localhost/v1/chat/completions"}, "请去掉末尾的"),
        ({**_LOCAL, "GOUJI_LLM_BASE_URL": "https://api.deepseek.com/v1"}, "api.deepseek.com 要密钥"),
        ({**_LOCAL, "GOUJI_LLM_API_KEY": "sk-甲0123456789"}, "密钥里有空白"),
        ({**_LOCAL, "GOUJI_LLM_API_KEY": "sk-0123\n456789"}, "密钥里有空白"),
    ],
)
def test_what_is_missing_or_wrong_is_told_with_a_remedy(environment: dict[str, str], says: str) -> None:
    with pytest.raises(UsageError) as told:
        LlmSettings().resolved(environment)
    assert says in str(told.value)
    for secret in ("word", "0123"):
        assert secret not in str(told.value)


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]", "192.168.1.9:8000", "10.0.0.2", "gpu", "gpu.lan"])
def test_servers_in_the_house_need_no_key(host: str) -> None:
    assert LlmSettings(f"http://{host}/v1", "m").resolved({}).api_key == ""


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('url = "x"', "设置“llm.url”没有这个设置"),
        ("timeout = 0", "设置“llm.timeout”值不合要求"),
        ("timeout = inf", "设置“llm.timeout”值不合要求"),
        ("retries = -1", "设置“llm.retries”值不合要求"),
        ("concurrency = 1000", "设置“llm.concurrency”值不合要求"),
        (f"api_key = ['{_SECRET}']", "设置“llm.api_key”值不合要求"),
        ("max_cost = 3", "要连同两者"),
        ("input_price = 3", "要一并给出"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(UsageError) as told:
        _loaded(tmp_path, text)
    assert says in str(told.value)
    assert _SECRET not in str(told.value) + repr(told.value.__cause__)


def test_settings_keep_their_key_to_themselves(tmp_path: Path) -> None:
    read = _loaded(tmp_path, f'base_url = "https://user:{_SECRET}@a.example/v1"\nmodel = "m"\napi_key = "{_SECRET}"\n')
    assert _SECRET not in repr(read) + repr(read.resolved({}))


def test_a_check_without_the_assistant_does_not_mind_half_a_setting(tmp_path: Path) -> None:
    (tmp_path / "gouji.toml").write_text('[llm]\nmodel = "m"\n', "utf-8")
    assert gouji("check", CLEAN, cwd=tmp_path).status == 0


def test_the_cache_is_where_the_system_wants_it(tmp_path: Path) -> None:
    given = str(tmp_path)
    assert cache_folder({"XDG_CACHE_HOME": given}, "linux") == tmp_path / "gouji"
    assert cache_folder({"LOCALAPPDATA": given}, "win32") == tmp_path / "gouji"
    assert cache_folder({"XDG_CACHE_HOME": "relative"}, "linux") == Path.home() / ".cache" / "gouji"
    assert cache_folder({}, "darwin") == Path.home() / "Library" / "Caches" / "gouji"
    assert LlmSettings().cache_file().name == "replies.sqlite"
