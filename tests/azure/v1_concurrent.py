"""One of several processes that register versions of one environment at once. Prints the versions that it got."""

import sys

from first import training, workspace

ws = workspace()
for number in range(5):
    print(training("contended", f"idna==3.{number}", f"six==1.{sys.argv[1]}.0").register(ws).version)
