import importlib.metadata as metadata
import subprocess
import sys


def modules(distribution):
    listed = (distribution.read_text("top_level.txt") or "").split()
    if not listed:
        for file in distribution.files or []:
            first = file.parts[0]
            if len(file.parts) > 1 and file.name == "__init__.py" and len(file.parts) == 2:
                listed.append(first)
            elif len(file.parts) == 1 and file.suffix == ".py":
                listed.append(file.stem)
    return [name for name in dict.fromkeys(listed) if name.isidentifier() and name not in ("tests", "test", "docs")]


for name in sys.argv[1:]:
    try:
        names = modules(metadata.distribution(name))
    except metadata.PackageNotFoundError:
        print(f"{name} is not installed;")
        continue
    reasons = []
    for module in names:
        done = subprocess.run([sys.executable, "-c", f"import {module}"], capture_output=True, text=True, timeout=300)
        if done.returncode == 0:
            reasons = []
            break
        reasons.append((done.stderr.strip().splitlines() or ["no reason"])[-1])
    if reasons:
        print(f"{name}: {reasons[0]};")
