"""The house itself: what is shipped, what imports what, how fast it starts, and what the other tests stand on."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from tests.conftest import ReachedOutside
from tests.tools import require_tool

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("archiver", "connectors", "exports", "config")
LONGEST_FILE_LINES = 320
HELP_CPU_S = 0.3
COMMANDS = "init import run redact search find-identifier show retrieve unseal review reprocess verify status demo"
COMMANDS += " alerts notices backup restore"
COMMANDS += " schedule coverage gaps doctor"


def run(*command: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=ROOT, env={**os.environ, **environment}, capture_output=True, text=True, check=False, timeout=300
    )


def sources() -> list[Path]:
    return sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))


# --- how it starts --------------------------------------------------------------------------------------------------


def cpu_s(*command: str | Path) -> float:
    """User and system seconds of one child, from the kernel's own account; its output is dropped."""
    null = os.open(os.devnull, os.O_RDWR)
    try:
        child = os.posix_spawn(
            command[0],
            [os.fspath(word) for word in command],
            dict(os.environ),
            file_actions=[(os.POSIX_SPAWN_DUP2, null, stream) for stream in (0, 1, 2)],
        )
        _, status, usage = os.wait4(child, 0)
    finally:
        os.close(null)
    assert os.waitstatus_to_exitcode(status) == 0
    return usage.ru_utime + usage.ru_stime


def test_help_takes_under_a_third_of_a_second_of_cpu() -> None:
    script = Path(sys.executable).parent / "archiver"
    cpu_s(script, "--help")  # the first start may compile; the next ones are what a person waits for
    best = min(cpu_s(script, "--help") for _ in range(5))
    assert best < HELP_CPU_S, f"archiver --help took {best:.2f} s of CPU at best"


def test_help_names_every_command_and_each_explains_itself() -> None:
    script = Path(sys.executable).parent / "archiver"
    listed = run(script, "--help").stdout.partition("Commands:")[2]
    commands = re.findall(r"^  ([a-z][a-z-]*)\b", listed, re.MULTILINE)
    assert set(COMMANDS.split()) <= set(commands)
    for command in commands:
        told = run(script, command, "--help")
        assert told.returncode == 0, told.stderr
        assert told.stdout.startswith(f"Usage: archiver {command}")


def test_importing_the_package_loads_nothing_else() -> None:
    code = f"import sys, archiver; print([m for m in sys.modules if m.split('.')[0] in {PACKAGES!r}])"
    assert run(sys.executable, "-c", code).stdout.strip() == "['archiver']"


# --- what is shipped ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[str], list[Path]]:
    """The names inside a wheel built without the network, and the files of the project that it was built from."""
    folder = tmp_path_factory.mktemp("wheel")
    tree = folder / "tree"
    files = tracked_or_new()
    for name in files:
        target = tree / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes((ROOT / name).read_bytes())
    built = run(
        *(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index"),
        *("--wheel-dir", folder, tree),
    )
    assert built.returncode == 0, built.stderr
    (made,) = folder.glob("archiver-*.whl")
    with zipfile.ZipFile(made) as archive:
        return archive.namelist(), files


def tracked_or_new() -> list[Path]:
    """Files of the project as git sees them, or, outside a repository, as they lie."""
    listed = run("git", "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    if listed.returncode == 0:
        found = [Path(name) for name in listed.stdout.split("\0") if name]
    else:
        found = [
            path.relative_to(ROOT)
            for path in ROOT.rglob("*")
            if not any(part.startswith(".venv") or part == "__pycache__" for part in path.relative_to(ROOT).parts)
        ]
    return [path for path in found if (ROOT / path).is_file()]


def test_the_wheel_holds_the_four_packages_and_nothing_of_the_workshop(wheel: tuple[list[str], list[Path]]) -> None:
    tops = {name.split("/")[0] for name in wheel[0]}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES)


def test_the_wheel_holds_every_file_of_the_packages(wheel: tuple[list[str], list[Path]]) -> None:
    inside, files = wheel
    ours = {path.as_posix() for path in files if path.parts[0] in PACKAGES}
    assert ours - set(inside) == set()


def test_a_third_party_finds_our_extension_points_free() -> None:
    from importlib.metadata import distribution

    groups = {point.group for point in distribution("archiver").entry_points}
    assert groups == {"console_scripts"}


# --- how it is written ----------------------------------------------------------------------------------------------


def test_floors_hold() -> None:
    lint = run(Path(sys.executable).parent / "lint-imports", "--no-cache")
    assert lint.returncode == 0, lint.stdout


@pytest.mark.parametrize(
    ("place", "line", "broken"),
    [
        ("archiver/errors.py", "import archiver.model", "A floor imports only floors below it"),
        ("connectors/__init__.py", "import exports", "A floor imports only floors below it"),
        ("archiver/__init__.py", "import archiver.errors", "archiver/__init__.py imports nothing"),
    ],
)
def test_a_broken_floor_is_noticed(tmp_path: Path, place: str, line: str, broken: str) -> None:
    for path in [*sources(), ROOT / "pyproject.toml"]:
        target = tmp_path / path.relative_to(ROOT)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    with (tmp_path / place).open("a", encoding="utf-8") as file:
        file.write(f"\n{line}\n")
    lint = subprocess.run(
        [Path(sys.executable).parent / "lint-imports", "--no-cache"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(tmp_path), "COLUMNS": "200"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert lint.returncode == 1
    assert f"{broken} BROKEN" in lint.stdout


def test_no_source_file_is_overlong() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in sources()}
    overlong = {
        str(path.relative_to(ROOT)): n
        for path, n in lengths.items()
        if n > LONGEST_FILE_LINES and "versions" not in path.parts  # one migration is one step, however many tables
    }
    assert overlong == {}


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in sources()
        if not path.read_text(encoding="utf-8").lstrip().startswith(('"""', 'r"""'))
    ]
    assert silent == []


def test_nothing_names_a_machine_or_a_registry() -> None:
    forbidden = re.compile(
        r"(?<![\w.])(?:/work/|/root/|/home/[a-z]+/|/Users/[A-Za-z]+/|/opt/(?:wheels|pypi)|index-url|find-links)"
    )
    found = []
    for name in tracked_or_new():
        if (
            name.suffix not in {".py", ".toml", ".md", ".txt", ".cfg", ".sh", ".html", ""}
            or name.name == "test_house.py"
        ):
            continue
        lines = (ROOT / name).read_text(encoding="utf-8", errors="replace").splitlines()
        found += [f"{name}:{number}" for number, line in enumerate(lines, 1) if forbidden.search(line)]
    assert found == []


def test_constraints_pin_every_declared_dependency() -> None:
    def canonical(name: str) -> str:
        return re.sub(r"[-_.]+", "-", name).lower()

    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pins = {canonical(line.partition("==")[0]) for line in lines if line and not line.startswith("#")}
    assert all("==" in line for line in lines if line and not line.startswith("#"))
    from importlib.metadata import requires

    declared = {canonical(re.split(r"[^A-Za-z0-9._-]", text)[0]) for text in requires("archiver") or ()}
    assert declared - pins - {"archiver"} == set()


# --- what the tests stand on ----------------------------------------------------------------------------------------


def test_a_missing_tool_skips_here_and_fails_under_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "")
    with pytest.raises(pytest.skip.Exception, match="no-such-program"):
        require_tool("no-such-program")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="no-such-program or another-missing-one"):
        require_tool("no-such-program", "another-missing-one")


def test_a_tool_is_found_under_any_of_its_names(tool: Callable[..., Path]) -> None:
    assert tool("no-such-program", "sh").name == "sh"


def test_no_test_reaches_past_loopback() -> None:
    with socket.socket() as outward, pytest.raises(ReachedOutside, match=r"192\.0\.2\.1"):
        outward.connect(("192.0.2.1", 80))
    with socket.socket() as listener, socket.socket() as inward:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        inward.connect(listener.getsockname())


def test_postgres_is_there_empty_and_of_no_language(fresh_postgres_url: str) -> None:
    with psycopg.connect(fresh_postgres_url) as connection:
        assert connection.info.encoding == "utf-8"
        assert connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone() == (0,)
        assert connection.execute("SELECT 'a' < 'B', lower('Ā')").fetchone() == (False, "Ā")
        connection.execute("CREATE TABLE kept (n integer)")
        assert connection.execute("SELECT 'Māori 😀'").fetchone() == ("Māori 😀",)


def test_two_postgres_databases_of_a_run_are_strangers(postgres_url: str, fresh_postgres_url: str) -> None:
    with psycopg.connect(fresh_postgres_url) as one, psycopg.connect(postgres_url) as other:
        one.execute("CREATE TABLE only_here (n integer)")
        one.commit()
        assert other.execute("SELECT to_regclass('only_here')").fetchone() == (None,)
