//! Step 2, its end: the Spark packages.

use crate::{
    BuildError, EngineRun, EventSender, Locked, Setting, Step,
    builder::{Builder, Order},
    event::say,
    layers::Tree,
    packages::{self, spark},
    stage::Stage,
};
use std::path::Path;
use tokio_util::sync::CancellationToken;

/// What was resolved for Spark.
pub(crate) struct SparkPackages {
    /// The folder with the jars, and that of Spark's own in the image.
    pub jars: Tree,
    /// What they are.
    pub lock: Vec<Locked>,
}

impl SparkPackages {
    /// What is done with the image, as a Dockerfile would say it.
    pub(crate) fn dockerfile(&self) -> String {
        format!("COPY spark /{}\n", self.jars.place.display())
    }
}

impl Builder {
    /// Resolves the Spark packages in a container of the image of step 1, with the environment in it where there is one,
    /// or fetches those of the lock; none when there are none, or when Spark resolves them at its start.
    pub(crate) async fn spark(
        &self,
        &Order { plan, lock, .. }: &Order<'_>,
        stage: &Stage,
        environment: Option<&Path>,
        work: &Path,
        events: &EventSender,
        cancel: &CancellationToken,
    ) -> Result<Option<SparkPackages>, BuildError> {
        let Some(wanted) = &plan.spark else { return Ok(None) };
        let folder = work.join("spark");
        let exactly = spark::of_lock(lock);
        if lock.is_some() && exactly.is_none() {
            say(events, Step::Python, "The lock names no Spark packages: they are resolved anew").await;
        }
        let recipe = spark::prepare(wanted, exactly.is_some(), &folder, &self.packages_cache()?)?;
        let mut folders = recipe.folders;
        folders.extend(environment.map(packages::in_place));
        let run = EngineRun {
            step: Step::Python,
            image: format!("{}/{}@{}", self.registry.address(), self.stage_repository(), stage.digest),
            platform: plan.platform.clone(),
            command: recipe.command,
            folders,
            setting: Setting::default(),
        };
        self.run(&run, events, cancel).await.map_err(|error| match (error, packages::cause(&folder)) {
            (BuildError::Step { step, .. }, Some(cause)) => BuildError::Step { step, cause },
            (error, _) => error,
        })?;
        let (root, place) = spark::jars(&folder)?;
        let (lock, how) = match exactly {
            Some(packages) => {
                let fetching = spark::fetch(&packages, wanted, &folder, events);
                (cancel.run_until_cancelled(fetching).await.ok_or(BuildError::Cancelled)??, "Fetched")
            }
            None => (spark::lock(&folder)?, "Resolved"),
        };
        packages::used(&self.packages_cache()?, &lock)?;
        say(events, Step::Python, format!("{how} {} Spark packages into /{}", lock.len(), place.display())).await;
        Ok(Some(SparkPackages { jars: Tree { root, place }, lock }))
    }
}
