# Tries what the file beside it lists in the image that this runs in, and writes what happened into one file.
# It runs with the image's own Python, whichever version that is, and imports nothing of the environment itself.
import glob
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

HERE = "/run/terrarium/trial"
ANSWER = "/run/terrarium/tried/answer.json"
UV = "/run/terrarium/uv/uv"
# How much of what a process says is looked at, in bytes, and how many library names are told.
SAID, TOLD, NAMES = 1 << 16, 2000, 50000
# Imports one module, looks up an attribute of it where one is named, and tells what happened in one line that nothing
# else writes to. Threads that the module started are not waited for.
IMPORT = """
import importlib, json, os, sys
told = os.dup(3)
os.close(3)
module, _, attribute = sys.argv[1].partition(":")
sys.argv = [module]
try:
    found = importlib.import_module(module)
    for name in attribute.split(".") if attribute else []:
        found = getattr(found, name)
    answer = None
except BaseException as error:
    text = str(error)
    # Packages raise errors of their own words when a module is not there, and name the first error as the cause.
    reason = error if isinstance(error, ImportError) else None
    while reason is not None and not isinstance(reason, ModuleNotFoundError):
        reason = reason.__cause__ or reason.__context__
    missing = getattr(reason, "name", None)
    missing = missing if isinstance(missing, str) else None
    answer = {"type": type(error).__name__, "text": text[:2000], "missing": missing}
os.write(told, json.dumps(answer).encode())
os._exit(0)
"""


def one(subject, seconds, folder):
    """Tries a module, or an attribute of one."""
    began = time.time()
    reader, writer = os.pipe()
    with tempfile.TemporaryFile(dir=folder) as said:
        # The child finds the pipe as its file 3.
        script = "import os; os.dup2(%d, 3)\n%s" % (writer, IMPORT) if writer != 3 else IMPORT
        process = subprocess.Popen(
            [sys.executable, "-c", script, subject],
            stdin=subprocess.DEVNULL,
            stdout=said,
            stderr=subprocess.STDOUT,
            pass_fds=[writer],
            start_new_session=True,
            cwd=folder,
        )
        os.close(writer)
        result = {"subject": subject}
        try:
            process.wait(max(seconds, 0.1))
        except subprocess.TimeoutExpired:
            result["late"] = True
        # What it started goes with it.
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except OSError:
            pass
        status = process.wait()
        os.set_blocking(reader, False)
        try:
            answer = os.read(reader, SAID)
        except BlockingIOError:
            answer = b""
        os.close(reader)
        if not result.get("late"):
            try:
                result["error"] = json.loads(answer.decode())
            except ValueError:
                result["error"] = {"type": "", "text": "", "missing": None}
                result["status"] = status
                said.seek(max(said.seek(0, os.SEEK_END) - SAID, 0))
                result["said"] = said.read(SAID).decode("utf-8", "replace")[-TOLD:]
    result["seconds"] = round(time.time() - began, 3)
    return result


def all_of(subjects, jobs, seconds, end, folder):
    """Tries all, so many at once; what does not come to its turn before the end is told without a result."""
    waiting, results, lock = list(enumerate(subjects)), {}, threading.Lock()

    def work():
        while True:
            with lock:
                if not waiting:
                    return
                place, subject = waiting.pop(0)
            left = end - time.time()
            if left <= 0:
                results[place] = {"subject": subject, "untried": True}
                continue
            results[place] = one(subject, min(seconds, left), folder)
            told = results[place]
            error = told.get("error")
            line = "%s: %.1f s" % (subject, told["seconds"])
            if told.get("late"):
                line += ", not done"
            elif error:
                line += ", " + (": ".join(filter(None, [error["type"], error["text"]])) or "the process ended")
            print(line.replace("\n", " ")[:TOLD], flush=True)

    workers = [threading.Thread(target=work) for _ in range(jobs)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    return [results[place] for place in sorted(results)]


def listed_folders(path, depth=0):
    """The folders of the loader's configuration, with the files that it includes."""
    try:
        with open(path) as file:
            lines = file.read(SAID).splitlines()
    except (OSError, ValueError):
        return []
    folders = []
    for line in lines:
        line = line.split("#")[0].strip()
        if line.startswith("include ") and depth < 4:
            pattern = os.path.join(os.path.dirname(path), line[len("include "):].strip())
            for included in sorted(glob.glob(pattern))[:100]:
                folders += listed_folders(included, depth + 1)
        elif line.startswith("/"):
            folders.append(line)
    return folders


def libraries():
    """The names of the files that the loader finds by itself."""
    folders = listed_folders("/etc/ld.so.conf")
    for file in glob.glob("/etc/ld-musl-*.path"):
        with open(file) as text:
            folders += re.split("[:\n]", text.read(SAID))
    for place in ["/lib", "/usr/lib", "/lib64", "/usr/lib64", "/usr/local/lib"]:
        folders += [place] + glob.glob(place + "/*-linux-gnu*")
    folders += os.environ.get("LD_LIBRARY_PATH", "").split(":")
    names = set()
    for folder in {os.path.realpath(folder) for folder in folders if folder.startswith("/")}:
        try:
            names.update(name for name in os.listdir(folder) if ".so" in name)
        except OSError:
            pass
    return sorted(names)[:NAMES]


def release():
    """What the distribution calls itself."""
    try:
        with open("/etc/os-release") as file:
            lines = file.read(SAID).splitlines()
    except (OSError, ValueError):
        return {}
    pairs = (line.split("=", 1) for line in lines if "=" in line)
    return {name: value.strip().strip("\"'")[:200] for name, value in pairs if name in ("ID", "ID_LIKE", "VERSION_CODENAME")}


def glibc():
    try:
        words = os.confstr("CS_GNU_LIBC_VERSION").split()
    except (AttributeError, OSError, ValueError):
        return None
    return words[1] if len(words) == 2 and words[0] == "glibc" else None


def contradictions():
    """What uv says of installed packages that do not fit together, a line each."""
    if not os.path.exists(UV):
        return []
    words = [UV, "--no-config", "--no-cache", "--color", "never", "pip", "check", "--python", sys.executable]
    said = subprocess.run(words, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    lines = said.stderr[:SAID].decode("utf-8", "replace").splitlines()
    return [line for line in lines if line.startswith("The package ")]


def main():
    with open(os.path.join(HERE, "wanted.json")) as file:
        wanted = json.load(file)
    end = time.time() + wanted["in_all"]
    try:
        jobs = len(os.sched_getaffinity(0))
    except AttributeError:
        jobs = os.cpu_count() or 1
    folder = tempfile.mkdtemp()
    checked = []
    check = threading.Thread(target=lambda: checked.extend(contradictions()))
    check.start()
    tried = all_of(wanted["subjects"], jobs, wanted["each"], end, folder)
    check.join()
    answer = {
        "tried": tried,
        "contradictions": checked,
        "libraries": libraries(),
        "glibc": glibc(),
        "release": release(),
        "gpu": any(os.path.exists(device) for device in ("/dev/nvidiactl", "/dev/nvidia0", "/dev/dxg", "/dev/kfd")),
    }
    with open(ANSWER + ".part", "w") as file:
        json.dump(answer, file)
    os.replace(ANSWER + ".part", ANSWER)
    shutil.rmtree(folder, ignore_errors=True)


main()
