"""Executes a notebook with a parameter, reads its outputs, and makes a page of it."""

import pathlib
import subprocess

import nbformat
import papermill
from nbconvert import HTMLExporter
from nbformat.v4 import new_code_cell, new_notebook

parameters = new_code_cell("count = 1", metadata={"tags": ["parameters"]})
table = new_code_cell("import pandas as pd\ntable = pd.DataFrame({'n': range(count)})\ntable['n'].sum()")
chart = new_code_cell("%matplotlib inline\ntable.plot();")
python = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
nbformat.write(new_notebook(cells=[parameters, table, chart], metadata=python), "work.ipynb")

papermill.execute_notebook("work.ipynb", "done.ipynb", {"count": 10}, progress_bar=False)
done = nbformat.read("done.ipynb", as_version=4)
outputs = [output.data for cell in done.cells for output in cell.get("outputs", []) if "data" in output]
print("notebook:", outputs[0]["text/plain"], "and a chart" if "image/png" in outputs[-1] else "and no chart")
pathlib.Path("done.html").write_text(HTMLExporter().from_notebook_node(done)[0])
print("page:", pathlib.Path("done.html").stat().st_size > 10_000)
lab = subprocess.run(["jupyter", "lab", "--version"], check=True, capture_output=True, text=True)
print("JupyterLab", lab.stdout.split(".")[0])
