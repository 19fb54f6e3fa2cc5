//! Spark packages, resolved as Spark does it: with the Ivy that Spark brings, on the Java of the image. What is here
//! writes Ivy's files.

use super::RETRIEVED;
use crate::error::{PackageError, refused};
use crate::folders::{self, CACHE, Folders, LOCK, RecipeFolder, SHELL, STEP};
use definition::Spark;
use outputs::OutputFolder;
use std::fmt::Write;
use std::io;
use std::path::{Component, Path, PathBuf};

/// What Spark and Scala bring themselves is never retrieved: Spark leaves it out too.
const SPARK_ORGANISATIONS: [&str; 2] = ["org.apache.spark", "org.scala-lang"];

/// What an engine runs in a container of the image, in which the environment is, so that [`jars`] and the lock are there.
pub struct SparkRecipe {
    /// Resolves the packages.
    pub command: Vec<String>,
    /// What it sees besides the environment.
    pub folders: Vec<RecipeFolder>,
}

/// Makes the recipe, and in `work`, a folder of its own, the folders that the command sees. `cache` is shared by all
/// builds of a workspace. Where the packages are `known` from a lock, it only finds out where they go.
///
/// # Errors
/// [`PackageError::Refused`] when a package has not three parts, an error of the machine when a file cannot be written.
pub fn prepare(spark: &Spark, known: bool, work: &Path, cache: &Path) -> Result<SparkRecipe, PackageError> {
    let folders = Folders::create(work)?;
    folders.write_input("spark.sh", include_str!("../scripts/spark.sh"))?;
    if !known {
        folders.write_input("spark.xml", &module(&spark.packages)?)?;
        folders.write_secret_input("spark-settings.xml", &settings(&spark.repositories))?;
    }
    let mut folders_seen = folders.step_folders();
    folders_seen.push(folders::cache(cache, "ivy", CACHE)?);
    Ok(SparkRecipe { command: vec![SHELL.to_owned(), format!("{STEP}/spark.sh")], folders: folders_seen })
}

/// The maximum length of a path, in bytes.
const MAX_PATH_BYTES: u64 = 4096;

/// The folder of Spark's own jars in the image, below its root, after the recipe of the same `work` was carried out.
///
/// # Errors
/// [`PackageError::Refused`] when the image names a folder that is none.
pub fn jars(work: &Path) -> Result<PathBuf, PackageError> {
    let text = Folders::new(work).outputs()?.read_text(Path::new("jars"), MAX_PATH_BYTES)?;
    let recorded = PathBuf::from(text);
    let plain = |part| matches!(part, Component::RootDir | Component::Normal(_));
    let place = recorded.strip_prefix("/").ok().filter(|_| recorded.components().all(plain));
    let place =
        place.ok_or_else(|| refused(format!("SPARK_HOME of the image is no folder: {}", recorded.display())))?;
    Ok(place.to_owned())
}

/// The packages that were installed in this `work`: those that this machine fetched, else those that the step resolved.
///
/// # Errors
/// When there is no such folder.
pub fn retrieved(work: &Path, fetched: bool) -> io::Result<OutputFolder> {
    let folders = Folders::new(work);
    if fetched { OutputFolder::open(folders.fetched()) } else { folders.outputs()?.folder(Path::new(RETRIEVED)) }
}

/// The packages as a module of Ivy that depends on them.
fn module<'a>(packages: impl IntoIterator<Item = &'a String>) -> Result<String, PackageError> {
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
    for organisation in SPARK_ORGANISATIONS {
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
