"""Makes a folder of conda channels in which the packages are real: Python is the one that runs this, the others are
wheels of the Python index. For machines that reach no channel."""

import glob
import hashlib
import io
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import zipfile

SUBFOLDER = "linux-64"
PREFIX = sys.base_prefix
LIBRARY = f"lib/python{sys.version_info.major}.{sys.version_info.minor}"
PACKAGES = f"{LIBRARY}/site-packages"
LEFT_OUT = ("__pycache__", f"{LIBRARY}/test", f"{LIBRARY}/ensurepip", f"{LIBRARY}/config-", PACKAGES)


def package(folder, name, version, depends, files):
    """Writes an archive of files, path to content or link, and returns what a channel says of it."""
    record = {
        "name": name,
        "version": version,
        "build": "0",
        "build_number": 0,
        "depends": depends,
        "subdir": SUBFOLDER,
    }
    paths = []
    archive = os.path.join(folder, f"{name}-{version}-0.tar.bz2")
    with tarfile.open(archive, "w:bz2", compresslevel=1) as tar:

        def add(path, content, mode=0o644):
            member = tarfile.TarInfo(path)
            member.size, member.mode = len(content), mode
            tar.addfile(member, io.BytesIO(content))

        for path, (content, mode) in sorted(files.items()):
            if isinstance(content, str):
                member = tarfile.TarInfo(path)
                member.type, member.linkname = tarfile.SYMTYPE, content
                tar.addfile(member)
                paths.append({"_path": path, "path_type": "softlink"})
            else:
                add(path, content, mode)
                digest = hashlib.sha256(content).hexdigest()
                size = len(content)
                paths.append({"_path": path, "path_type": "hardlink", "sha256": digest, "size_in_bytes": size})
        add("info/index.json", json.dumps(record).encode())
        add("info/paths.json", json.dumps({"paths": paths, "paths_version": 1}).encode())
    with open(archive, "rb") as file:
        content = file.read()
    record.update(sha256=hashlib.sha256(content).hexdigest(), size=len(content))
    return os.path.basename(archive), record


def python():
    """The files of this Python."""
    files = {}
    for part in [LIBRARY, "include"]:
        for folder, _, names in os.walk(os.path.join(PREFIX, part)):
            for name in names:
                path = os.path.join(folder, name)
                short = os.path.relpath(path, PREFIX)
                if not any(word in short for word in LEFT_OUT) and os.path.isfile(path):
                    with open(path, "rb") as file:
                        files[short] = (file.read(), 0o755 if os.access(path, os.X_OK) else 0o644)
    program = f"python{sys.version_info.major}.{sys.version_info.minor}"
    with open(os.path.join(PREFIX, "bin", program), "rb") as file:
        # It finds its library beside itself, wherever it is.
        own, beside = f"{PREFIX}/lib\0".encode(), b"$ORIGIN/../lib\0"
        files[f"bin/{program}"] = (file.read().replace(own, beside.ljust(len(own), b"\0")), 0o755)
    for link in ["bin/python", "bin/python3"]:
        files[link] = (program, 0o755)
    for shared in glob.glob(os.path.join(PREFIX, f"lib/lib{program}.so.*")):
        with open(shared, "rb") as file:
            files[f"lib/{os.path.basename(shared)}"] = (file.read(), 0o755)
    return files


def wheel(name, version):
    """The files of a wheel of the Python index."""
    with tempfile.TemporaryDirectory() as folder:
        wanted = [f"{name}=={version}", "--only-binary=:all:", "--no-deps", "--quiet", "--dest", folder]
        subprocess.run([sys.executable, "-m", "pip", "download", *wanted], check=True)
        (found,) = os.listdir(folder)
        with zipfile.ZipFile(os.path.join(folder, found)) as archive:
            names = [entry.filename for entry in archive.infolist() if not entry.is_dir()]
            return {f"{PACKAGES}/{entry}": (archive.read(entry), 0o644) for entry in names}


def channels(folder):
    here = os.path.join(folder, "conda-forge", SUBFOLDER)
    os.makedirs(here)
    version = ".".join(str(part) for part in sys.version_info[:3])
    needs = [f"python {sys.version_info.major}.{sys.version_info.minor}.*"]
    made = [package(here, "python", version, [], python())]
    for name, number in [("pip", "24.0"), ("numpy", "1.26.4")]:
        made.append(package(here, name, number, needs, wheel(name, number)))
    for channel in ["conda-forge", "anaconda"]:
        for subfolder in [SUBFOLDER, "noarch"]:
            at = os.path.join(folder, channel, subfolder)
            os.makedirs(at, exist_ok=True)
            records = dict(made) if at == here else {}
            with open(os.path.join(at, "repodata.json"), "w") as file:
                json.dump({"info": {"subdir": subfolder}, "packages": records, "packages.conda": {}}, file)


channels(sys.argv[1])
