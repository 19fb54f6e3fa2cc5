"""Fits a model, keeps it in a file, predicts with what was kept, and draws a chart."""

import pathlib

import joblib
import matplotlib
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import ConfusionMatrixDisplay
from sklearn.model_selection import train_test_split
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

matplotlib.use("agg")
table = load_iris(as_frame=True).frame
train, test = train_test_split(table, random_state=1, stratify=table["target"])
model = make_pipeline(StandardScaler(), LogisticRegression())
joblib.dump(model.fit(train.drop(columns="target"), train["target"]), "model.joblib")

model = joblib.load("model.joblib")
accuracy = model.score(test.drop(columns="target"), test["target"])
assert accuracy > 0.9, accuracy
print(f"accuracy above 0.9 on {len(test)} rows: {accuracy:.2f}")

display = ConfusionMatrixDisplay.from_estimator(model, test.drop(columns="target"), test["target"])
display.figure_.savefig("confusion.png")
print("chart:", pathlib.Path("confusion.png").read_bytes()[1:4].decode())
