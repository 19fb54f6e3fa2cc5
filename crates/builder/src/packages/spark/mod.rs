//! Spark packages, resolved as Spark does it: with the Ivy that Spark brings, on the Java of the image. What is here
//! writes Ivy's files.

mod locked;
mod report;

use super::folders::{self, CACHE, Folders, LOCK, STEP};
use super::{SHELL, refused};
use crate::{BuildError, Folder};
use definition::Spark;
use std::fmt::Write;
use std::fs;
use std::path::{Component, Path, PathBuf};

pub(crate) use locked::{fetch, of as of_lock};
pub use report::lock;

/// The folder that Ivy retrieves the packages into, in that of the lock.
const RETRIEVED: &str = "spark";
/// What Spark and Scala bring themselves is never retrieved: Spark leaves it out too.
const BROUGHT: [&str; 2] = ["org.apache.spark", "org.scala-lang"];

/// What an engine runs in a container of the image, in which the environment is, so that [`jars`] and [`lock`] are there.
pub struct SparkRecipe {
    /// Resolves the packages.
    pub command: Vec<String>,
    /// What it sees besides the environment.
    pub folders: Vec<Folder>,
}

/// Makes the recipe, and in `work`, a folder of its own, the folders that the command sees. `cache` is shared by all
/// builds of a workspace. Where the packages are `known` from a lock, it only finds out where they go.
///
/// # Errors
/// [`BuildError::Step`] when a package has not three parts, [`BuildError::Machine`] when a file cannot be written.
pub fn prepare(spark: &Spark, known: bool, work: &Path, cache: &Path) -> Result<SparkRecipe, BuildError> {
    let folders = Folders::create(work)?;
    folders.write("spark.sh", include_str!("spark.sh"))?;
    if !known {
        folders.write("spark.xml", &module(&spark.packages)?)?;
        folders.write_secret("spark-settings.xml", &settings(&spark.repositories))?;
    }
    let mut seen = folders.told();
    seen.push(folders::cache(cache, "ivy", CACHE)?);
    Ok(SparkRecipe { command: vec![SHELL.to_owned(), format!("{STEP}/spark.sh")], folders: seen })
}

/// The folder with the jars, after the recipe of the same `work` was carried out, and where they are in the image, below
/// its root: beside Spark's own.
///
/// # Errors
/// [`BuildError::Step`] when the image says no place for them.
pub fn jars(work: &Path) -> Result<(PathBuf, PathBuf), BuildError> {
    let folders = Folders::of(work);
    let told = PathBuf::from(fs::read_to_string(folders.written("jars"))?);
    let plain = |part| matches!(part, Component::RootDir | Component::Normal(_));
    let place = told.strip_prefix("/").ok().filter(|_| told.components().all(plain));
    let place = place.ok_or_else(|| refused(format!("SPARK_HOME of the image is no folder: {}", told.display())))?;
    Ok((folders.written(RETRIEVED), place.to_owned()))
}

/// The packages as a module of Ivy that depends on them.
fn module<'a>(packages: impl IntoIterator<Item = &'a String>) -> Result<String, BuildError> {
    let mut text = String::from(
        "<ivy-module version=\"2.0\">\n<info organisation=\"org.terrarium\" module=\"spark\"/>\n\
         <configurations><conf name=\"default\"/></configurations>\n<dependencies>\n",
    );
    for package in packages {
        let parts: Vec<&str> = package.split(':').collect();
        let [group, artifact, version] = parts[..] else {
            return Err(refused(format!("the Spark package `{package}` is not GROUP:ARTIFACT:VERSION")));
        };
        let _ = writeln!(
            text,
            "<dependency org=\"{}\" name=\"{}\" rev=\"{}\" conf=\"default-&gt;default\"/>",
            escaped(group),
            escaped(artifact),
            escaped(version)
        );
    }
    for organisation in BROUGHT {
        let _ = writeln!(text, "<exclude org=\"{organisation}\"/>");
    }
    Ok(text + "</dependencies>\n</ivy-module>\n")
}

/// The repositories of the definition in their order, then the one that Ivy knows itself, as Spark has them.
fn settings(repositories: &[String]) -> String {
    let mut text = format!(
        "<ivysettings>\n<settings defaultResolver=\"all\"/>\n\
         <caches repositoryCacheDir=\"{CACHE}/ivy\" resolutionCacheDir=\"{LOCK}/ivy\"/>\n\
         <resolvers><chain name=\"all\" returnFirst=\"true\">\n"
    );
    for (number, repository) in repositories.iter().enumerate() {
        let root = escaped(repository);
        let _ = writeln!(text, "<ibiblio name=\"repository {number}\" m2compatible=\"true\" root=\"{root}\"/>");
    }
    text + "<ibiblio name=\"central\" m2compatible=\"true\"/>\n</chain></resolvers>\n</ivysettings>\n"
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
