"""Fits one model with each of the two libraries and predicts with it."""

from lightgbm import LGBMClassifier
from sklearn.datasets import load_breast_cancer
from sklearn.model_selection import train_test_split
from xgboost import XGBClassifier

rows, labels = load_breast_cancer(return_X_y=True, as_frame=True)
train, test, train_labels, test_labels = train_test_split(rows, labels, random_state=1)
for model in [XGBClassifier(n_estimators=30), LGBMClassifier(n_estimators=30, verbose=-1)]:
    accuracy = model.fit(train, train_labels).score(test, test_labels)
    assert accuracy > 0.9, accuracy
    print(f"{type(model).__name__}: accuracy above 0.9 on {len(test)} rows: {accuracy:.2f}")
