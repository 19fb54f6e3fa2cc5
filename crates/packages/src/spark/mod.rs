//! Packages of Spark: resolved by Ivy on the Java of the image, or fetched from a lock.

mod failure;
mod from_lock;
mod recipe;
mod report;

pub use failure::failure;
pub use from_lock::{fetch, spark_packages};
pub use recipe::{SparkRecipe, jars, prepare, retrieved};
pub use report::lock;

/// The folder that Ivy retrieves the packages into, in that of the lock.
const RETRIEVED: &str = "spark";
