"""Shows which Python runs, and that it can be filled."""

import subprocess
import sys

pip = subprocess.run([sys.executable, "-m", "pip", "--version"], check=True, capture_output=True, text=True)
print("environment:", sys.prefix)
print("filled by:", pip.stdout.split()[0])
