//! Spark packages, resolved as Spark does it: with the Ivy that Spark brings, on the Java of the image. What is here
//! writes Ivy's files and reads its report.

use super::address::public;
use super::folders::{self, CACHE, Folders, LOCK, STEP};
use super::{SHELL, hexadecimal, refused};
use crate::{BuildError, Folder, Locked, PackageManager};
use definition::Spark;
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::fmt::Write;
use std::fs;
use std::path::{Component, Path, PathBuf};
use url::Url;

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
/// builds of a workspace.
///
/// # Errors
/// [`BuildError::Step`] when a package has not three parts, [`BuildError::Machine`] when a file cannot be written.
pub fn prepare(spark: &Spark, work: &Path, cache: &Path) -> Result<SparkRecipe, BuildError> {
    let folders = Folders::create(work)?;
    folders.write("spark.sh", include_str!("spark.sh"))?;
    folders.write("spark.xml", &module(&spark.packages)?)?;
    folders.write_secret("spark-settings.xml", &settings(&spark.repositories))?;
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

/// What Ivy resolved.
#[derive(Deserialize)]
struct Report {
    dependencies: Modules,
}

#[derive(Deserialize)]
struct Modules {
    #[serde(default, rename = "module")]
    modules: Vec<Module>,
}

#[derive(Deserialize)]
struct Module {
    #[serde(rename = "@organisation")]
    organisation: String,
    #[serde(rename = "@name")]
    name: String,
    #[serde(default, rename = "revision")]
    revisions: Vec<Revision>,
}

#[derive(Deserialize)]
struct Revision {
    #[serde(rename = "@name")]
    name: String,
    #[serde(default)]
    artifacts: Artifacts,
}

#[derive(Default, Deserialize)]
struct Artifacts {
    #[serde(default, rename = "artifact")]
    artifacts: Vec<Artifact>,
}

#[derive(Deserialize)]
struct Artifact {
    #[serde(rename = "@name")]
    name: String,
    #[serde(rename = "@ext")]
    extension: String,
    #[serde(rename = "@status")]
    status: String,
    #[serde(rename = "origin-location")]
    origin: Option<Origin>,
}

#[derive(Deserialize)]
struct Origin {
    #[serde(rename = "@location")]
    location: String,
}

/// The packages that were resolved, with the digests of their files, after the recipe of the same `work` was carried out.
///
/// # Errors
/// [`BuildError::Step`] when the report of Ivy cannot be understood.
pub fn lock(work: &Path) -> Result<Vec<Locked>, BuildError> {
    let folders = Folders::of(work);
    let text = fs::read_to_string(folders.written("ivy/org.terrarium-spark-default.xml"))?;
    let report: Report = quick_xml::de::from_str(&text)
        .map_err(|error| refused(format!("the report on the Spark packages cannot be read: {error}")))?;
    let mut locked = Vec::new();
    for module in report.dependencies.modules {
        for revision in &module.revisions {
            for artifact in revision.artifacts.artifacts.iter().filter(|artifact| artifact.status != "failed") {
                locked.push(package(&module, revision, artifact, &folders.written(RETRIEVED))?);
            }
        }
    }
    Ok(locked)
}

fn package(module: &Module, revision: &Revision, artifact: &Artifact, retrieved: &Path) -> Result<Locked, BuildError> {
    let Artifact { name, extension, .. } = artifact;
    let file = format!("{}_{name}-{}.{extension}", module.organisation, revision.name);
    let bytes = if file.contains('/') { None } else { Some(fs::read(retrieved.join(&file))?) };
    let url = artifact.origin.as_ref().and_then(|origin| Url::parse(&origin.location).ok());
    Ok(Locked {
        name: format!("{}:{}", module.organisation, module.name),
        version: revision.name.clone(),
        source: PackageManager::Maven,
        build: None,
        sha256: bytes.map(|bytes| hexadecimal(&Sha256::digest(bytes))),
        url: url.map(|url| public(&url).into()),
    })
}
