//! Step 2, its end: the Spark packages.

use super::installer::{self, Installer};
use crate::{error::BuildError, event::Step, layers::Tree};
use definition::Spark;
use packages::{Locked, spark};
use std::{path::Path, sync::Arc};

/// The Spark packages that were installed.
pub(crate) struct SparkPackages {
    /// The folder with the jars, and that of Spark's own in the image.
    pub jars: Tree,
    pub lock: Vec<Locked>,
}

impl SparkPackages {
    /// What is done with the image, as a Dockerfile would say it.
    pub(crate) fn dockerfile(&self) -> String {
        format!("COPY spark /{}\n", self.jars.place.display())
    }
}

impl Installer<'_> {
    /// Resolves the Spark packages in a container of the image of step 1, with the environment in it where there is one,
    /// or fetches those of the lock.
    pub(super) async fn install_spark(
        &self,
        wanted: &Spark,
        environment: Option<&Path>,
    ) -> Result<SparkPackages, BuildError> {
        let job = self.job;
        let folder = &job.work.join("spark");
        let locked = spark::spark_packages(self.lock);
        if self.lock.is_some() && locked.is_none() {
            job.log(Step::Python, "The lock names no Spark packages: they are resolved anew").await;
        }
        let recipe = spark::prepare(wanted, locked.is_some(), folder, self.cache)?;
        let mut folders = recipe.folders;
        folders.extend(environment.map(packages::environment_folder));
        let image = job.stage_reference(&self.stage.digest);
        let command = installer::recipe_command(&image, &self.plan.platform, recipe.command, folders);
        if let Err(error) = job.run(Step::Python, &command).await {
            return Err(match (error, spark::failure(folder, wanted)) {
                (BuildError::Step { .. }, Some(reason)) => reason.into(),
                (error, _) => error,
            });
        }
        let place = spark::jars(folder)?;
        let (lock, verb) = match &locked {
            Some(locked) => {
                let fetch = |log| async move { job.unless_cancelled(spark::fetch(locked, wanted, folder, &log)).await };
                (job.logged(Step::Python, fetch).await??, "Fetched")
            }
            None => (spark::lock(folder)?, "Resolved"),
        };
        packages::mark_used(self.cache, &lock)?;
        let line = format!("{verb} {} Spark packages into /{}", lock.len(), place.display());
        job.log(Step::Python, line).await;
        let jars = Arc::new(spark::retrieved(folder, locked.is_some())?);
        Ok(SparkPackages { jars: Tree { folder: jars, place }, lock })
    }
}
