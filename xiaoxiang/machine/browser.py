"""A real Chromium with Chinese fonts for the tests, on a bare Debian, with or without root.

With root (or sudo that asks nothing) Debian's packages are installed. Without, apt downloads them with all they need
into a cache of its own, which needs no rights, and they are unpacked there, next to the system instead of into it.
"""

import importlib.util
import os
import shutil
import subprocess
from pathlib import Path

from xiaoxiang.machine.terminal import Refusal, step

NAMES = ("chromium", "chromium-browser", "google-chrome")
PACKAGES = ("chromium", "fonts-noto-cjk", "libatomic1")  # the last one for the program that drives the browser
FONT_FOLDERS = (Path("/usr/share/fonts"), Path.home() / ".fonts", Path.home() / ".local" / "share" / "fonts")
# The C library belongs to the system: a second one beside it would break every program that meets both.
NOT_UNPACKED = ("libc6_", "libc-bin_", "libc6-dev_")
FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run")


def ensure() -> dict[str, str]:
    """What browser tests find in their environment: the browser, the rules of accessibility, and the driver's program.

    The browser is the one of XIAOXIANG_CHROMIUM, the system's, the unpacked one, or a fresh one. Raises Refusal when
    none can be had.
    """
    named = os.environ.get("XIAOXIANG_CHROMIUM")
    if named:
        return {"XIAOXIANG_CHROMIUM": named, "XIAOXIANG_AXE": str(axe())}
    found = _of_the_system() or _unpacked()
    if found is None:
        if shutil.which("apt-get") is None:
            raise Refusal(
                "测试要用 Chromium 和中文字体。安装它们，或用 XIAOXIANG_CHROMIUM 指出浏览器的位置。",
                "The tests need Chromium and Chinese fonts. Install them, or name the browser by XIAOXIANG_CHROMIUM.",
            )
        with step("正在安装测试用的浏览器", "installing the browser for the tests"):
            if _may_install():
                _install()
            found = _of_the_system() or _unpack()
    return {**found, "XIAOXIANG_AXE": str(axe())}


def axe() -> Path:
    """axe-core, the accessibility rules, as the test tools ship it."""
    spec = importlib.util.find_spec("axe_playwright_python")
    if spec is None or not spec.submodule_search_locations:
        raise Refusal("测试工具里没有 axe-core。运行 bin/test 来安装。", "axe-core is missing. bin/test installs it.")
    return Path(spec.submodule_search_locations[0]) / "axe.min.js"


def _of_the_system() -> dict[str, str] | None:
    programs = [path for path in map(shutil.which, NAMES) if path]
    has_fonts = any(next(folder.rglob("*CJK*"), None) for folder in FONT_FOLDERS)
    if not programs or not has_fonts or _run([str(_driver()), "--version"]).returncode != 0:
        return None
    return {"XIAOXIANG_CHROMIUM": programs[0]}


def _driver() -> Path:
    """The program that drives the browser, as Playwright ships it."""
    spec = importlib.util.find_spec("playwright")
    if spec is None or not spec.submodule_search_locations:
        raise Refusal(
            "测试工具里没有 Playwright。运行 bin/test 来安装。", "Playwright is missing. bin/test installs it."
        )
    return Path(spec.submodule_search_locations[0]) / "driver" / "node"


def _cache() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "xiaoxiang" / "browser"


def _unpacked() -> dict[str, str] | None:
    browser, driver = _cache() / "start", _cache() / "drive"
    if not browser.exists():
        return None
    _write_starters(_cache())  # the driver is the one of this environment, whichever made the cache
    if _run([str(driver), "--version"]).returncode != 0:
        return None
    return {"XIAOXIANG_CHROMIUM": str(browser), "PLAYWRIGHT_NODEJS_PATH": str(driver)}


def _as_root() -> list[str]:
    return [] if os.geteuid() == 0 else ["sudo", "-n"]


def _may_install() -> bool:
    if os.geteuid() == 0:
        return True
    return shutil.which("sudo") is not None and _run(["sudo", "-n", "true"]).returncode == 0


def _install() -> None:
    """Debian's packages; when it does not work out (a read-only system), the caller unpacks them instead."""
    quiet = [*_as_root(), "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
    _run([*quiet, "update"])
    _run([*quiet, "install", "-y", "--no-install-recommends", *PACKAGES])


def _unpack() -> dict[str, str]:
    """Download the packages and all they need as an ordinary user, and unpack them into the cache."""
    cache = _cache()
    unfinished = cache.with_name(f".{cache.name}.{os.getpid()}")
    shutil.rmtree(cache, ignore_errors=True)
    root, apt = unfinished / "root", unfinished / "apt"
    for folder in (root, apt / "state" / "lists" / "partial", apt / "cache" / "archives" / "partial"):
        folder.mkdir(parents=True)
    own_places = {
        "Dir::State": apt / "state",
        "Dir::State::status": "/var/lib/dpkg/status",
        "Dir::Cache": apt / "cache",
        "APT::Sandbox::User": "",
        "Debug::NoLocking": "1",
    }
    command = ["apt-get", "-q", *(f"-o{name}={value}" for name, value in own_places.items())]
    _must(_run([*command, "update"]))
    _must(_run([*command, "install", "-y", "--no-install-recommends", "--download-only", *PACKAGES]))
    for package in sorted((apt / "cache" / "archives").glob("*.deb")):
        if not package.name.startswith(NOT_UNPACKED):
            _must(_run(["dpkg-deb", "-x", str(package), str(root)]))
    shutil.rmtree(apt)
    unfinished.rename(cache)
    _write_starters(cache)
    found = _unpacked()
    tried = _run([str(cache / "start"), *FLAGS, "--dump-dom", "about:blank"])
    if found is None or tried.returncode != 0:
        shutil.rmtree(cache, ignore_errors=True)  # the next run begins anew
        _must(tried)
        raise Refusal("浏览器的驱动程序没有装好。", "The program that drives the browser could not be set up.")
    return found


def _write_starters(cache: Path) -> None:
    """Programs that start the unpacked browser, and its driver, with the unpacked libraries and fonts."""
    root = cache / "root"
    libraries = [str(each) for part in ("usr/lib", "lib") for each in root.glob(f"{part}/*-linux-gnu*")]
    libraries += [str(each) for each in root.glob("usr/lib/*-linux-gnu*/pulseaudio")]
    (cache / "fonts.conf").write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>'
        f"<dir>{root}/usr/share/fonts</dir><dir>/usr/share/fonts</dir><cachedir>{cache}/fonts</cachedir></fontconfig>\n"
    )
    for name, program in (("start", root / "usr" / "lib" / "chromium" / "chromium"), ("drive", _driver())):
        (cache / name).write_text(
            f'#!/bin/sh\nexport LD_LIBRARY_PATH="{":".join(libraries)}"\n'
            f'export FONTCONFIG_FILE="{cache}/fonts.conf"\nexec "{program}" "$@"\n'
        )
        (cache / name).chmod(0o755)


def _run(command: list[str]) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        check=False,
    )


def _must(done: "subprocess.CompletedProcess[str]") -> None:
    if done.returncode != 0:
        last = " / ".join(done.stdout.strip().splitlines()[-3:])
        raise Refusal(f"测试用的浏览器没有装好：{last}", f"The browser for the tests could not be set up: {last}")
