"""Trains a small network for a few rounds and predicts with it."""

import numpy as np
import tensorflow as tf

tf.keras.utils.set_random_seed(1)
x = np.linspace(-1, 1, 64, dtype="float32").reshape(-1, 1)
y = 3 * x + 1
model = tf.keras.Sequential([tf.keras.layers.Dense(8, activation="relu"), tf.keras.layers.Dense(1)])
model.compile(optimizer=tf.keras.optimizers.Adam(0.05), loss="mse")
losses = model.fit(x, y, epochs=40, verbose=0).history["loss"]
assert losses[-1] < 0.2 < losses[0], losses
predicted = model.predict(x[:2], verbose=0)
print(f"tensorflow {tf.__version__}, {len(tf.config.list_physical_devices('CPU'))} CPU device")
print(f"loss below 0.2 after {len(losses)} epochs, predictions {predicted.shape}")
