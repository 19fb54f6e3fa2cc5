"""Compares two groups, fits a line through rows, and draws both."""

import pathlib

import matplotlib
import pandas as pd
import polars as pl
import seaborn as sns
import statsmodels.formula.api as smf
from scipy import stats

matplotlib.use("agg")
rows = pd.DataFrame({"x": range(40), "group": ["a", "b"] * 20})
rows["y"] = 2 * rows["x"] + rows["group"].map({"a": 0, "b": 30}) + rows["x"] % 3
test = stats.ttest_ind(rows.query("group == 'a'")["y"], rows.query("group == 'b'")["y"])
assert test.pvalue < 0.01, test
line = smf.ols("y ~ x + group", rows).fit()
assert line.rsquared > 0.99, line.summary()
means = pl.DataFrame(rows.to_dict("list")).group_by("group").agg(pl.col("y").mean()).sort("group")
sns.lmplot(rows, x="x", y="y", hue="group").savefig("line.png")
print(f"means of {means['group'].to_list()}, p below 0.01, slope {line.params['x']:.1f}")
print("chart:", pathlib.Path("line.png").read_bytes()[1:4].decode())
