//! Step 2: the Python packages.

use crate::{
    BuildError, Event, EventSender, Locked, Step, builder::Builder, dockerfile, engine::EngineStep, packages,
    stage::Stage,
};
use definition::Plan;
use std::{
    fs,
    path::{Path, PathBuf},
};
use tokio_util::sync::CancellationToken;

/// This machine's certificates, which the installer needs where the network has an authority of its own.
const CERTIFICATES: &str = "/etc/ssl/certs";

/// What step 2 made.
#[derive(Default)]
pub(crate) struct Packages {
    /// The manifest digest, none when step 1 is the image.
    pub digest: Option<String>,
    /// What was installed.
    pub lock: Vec<Locked>,
    /// The Dockerfile as it was built.
    pub dockerfile: String,
}

impl Builder {
    /// The image of step 2, on that of step 1.
    pub(crate) async fn packages_image(
        &self,
        plan: &Plan,
        stage: &Stage,
        work: &Path,
        events: &EventSender,
        cancel: &CancellationToken,
    ) -> Result<Packages, BuildError> {
        if let Some(spark) = &plan.spark {
            return Err(BuildError::Step {
                step: Step::Python,
                cause: format!(
                    "the Spark packages {} cannot be resolved into the image here: set spark.precachePackages to false, \
                     then Spark resolves them when it starts",
                    spark.packages.join(", ")
                ),
            });
        }
        let Some(python) = &plan.python else {
            let reason = "the environment is user-managed: the image of the Docker steps is the image".to_owned();
            drop(events.send(Event::Reused(Step::Python, reason)).await);
            return Ok(Packages::default());
        };
        drop(events.send(Event::Started(Step::Python)).await);
        let folder = work.join("python");
        fs::create_dir_all(&folder)?;
        let cache = self.packages_cache()?;
        let mut recipe = packages::prepare(python, &folder, &cache, events, cancel).await?;
        if Path::new(CERTIFICATES).is_dir() {
            recipe.mounts.push((PathBuf::from(CERTIFICATES), CERTIFICATES.to_owned(), false));
        }
        let from = format!("FROM {}/{}@{}\n", self.registry.address(), self.stage_repository(), stage.digest);
        let dockerfile = dockerfile::prepared(&(from + &recipe.instructions), |_| None);
        fs::write(folder.join("Dockerfile"), &dockerfile)?;
        let step = EngineStep {
            step: Step::Python,
            folder: folder.clone(),
            context: None,
            platform: plan.platform.clone(),
            labels: Vec::new(),
            mounts: recipe.mounts,
            target: format!("{}/{}:{}", self.registry.address(), self.image_repository(), plan.digests.image),
            cached: false,
        };
        let digest =
            self.step(&step, events, cancel).await.map_err(|error| match (error, packages::cause(&folder)) {
                (BuildError::Step { step, .. }, Some(cause)) => BuildError::Step { step, cause },
                (error, _) => error,
            })?;
        let lock = packages::lock(&folder)?;
        drop(events.send(Event::Finished(Step::Python, format!("{} packages", lock.len()))).await);
        Ok(Packages { digest: Some(digest), lock, dockerfile })
    }
}
