//! Step 2: the Python packages.

use crate::{
    Access, BuildError, EngineRun, Event, EventSender, Folder, Locked, Setting, Step,
    builder::{Builder, Order},
    event::say,
    layers,
    packages::{self, ENVIRONMENT, ImagePythons, Recipe, Wanted},
    spark::SparkPackages,
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

/// What step 2 installed.
pub(crate) struct Packages {
    /// The folder that becomes `/opt/env`.
    pub environment: PathBuf,
    /// What was installed.
    pub lock: Vec<Locked>,
    /// What is done with the image of step 1, as a Dockerfile would say it.
    pub dockerfile: String,
}

/// What step 2 leaves.
#[derive(Default)]
pub(crate) struct Installed {
    /// The packages, none when the user manages them.
    pub packages: Option<Packages>,
    /// Those of Spark, none when there are none.
    pub spark: Option<SparkPackages>,
}

impl Builder {
    /// Step 2: the packages, then those of Spark; neither when the image of step 1 is the image.
    pub(crate) async fn install(
        &self,
        order: &Order<'_>,
        stage: &Stage,
        work: &Path,
        events: &EventSender,
        cancel: &CancellationToken,
    ) -> Result<Installed, BuildError> {
        let &Order { plan, .. } = order;
        if plan.python.is_none() && plan.spark.is_none() {
            let reason = "the environment is user-managed: the image of the Docker steps is the image".to_owned();
            drop(events.send(Event::Reused(Step::Python, reason)).await);
            return Ok(Installed::default());
        }
        drop(events.send(Event::Started(Step::Python)).await);
        let packages = self.packages(order, stage, work, events, cancel).await?;
        let environment = packages.as_ref().map(|packages| packages.environment.as_path());
        let spark = self.spark(order, stage, environment, work, events, cancel).await?;
        let locks = packages.iter().map(|packages| &packages.lock).chain(spark.iter().map(|spark| &spark.lock));
        let count: usize = locks.map(Vec::len).sum();
        drop(events.send(Event::Finished(Step::Python, format!("{count} packages"))).await);
        Ok(Installed { packages, spark })
    }

    /// Installs the packages in a container of the image of step 1; none when that is the image.
    async fn packages(
        &self,
        order: &Order<'_>,
        stage: &Stage,
        work: &Path,
        events: &EventSender,
        cancel: &CancellationToken,
    ) -> Result<Option<Packages>, BuildError> {
        let &Order { plan, lock: exactly, .. } = order;
        let Some(python) = &plan.python else { return Ok(None) };
        let folder = work.join("python");
        let wanted = Wanted { python, lock: exactly, patience: self.registry.patience() };
        let recipe = packages::prepare(wanted, &folder, &self.packages_cache()?, events, cancel).await?;
        let image = format!("{}/{}@{}", self.registry.address(), self.stage_repository(), stage.digest);
        let installing_image = self.installing_image(stage, events, cancel).await?;
        let carried_out =
            self.carry_out(recipe, (wanted, &folder), plan, (stage, &installing_image), events, cancel).await;
        match carried_out {
            Err(BuildError::Step { step, cause }) => {
                let cause = packages::why(&folder, python).await.unwrap_or(cause);
                return Err(BuildError::Step { step, cause });
            }
            outcome => outcome?,
        }
        let lock = packages::lock(&folder)?;
        packages::used(&self.packages_cache()?, &lock)?;
        for line in packages::compare(wanted, &lock)? {
            say(events, Step::Python, line).await;
        }
        let environment = packages::environment(&folder);
        // The label of the image is the digest of these bytes.
        fs::write(layers::lock_file(&environment), serde_json::to_string(&lock).map_err(std::io::Error::from)?)?;
        let dockerfile = format!("FROM {image}\nCOPY env {ENVIRONMENT}\nENV PATH={}:$PATH\n", packages::PROGRAMS);
        Ok(Some(Packages { environment, lock, dockerfile }))
    }

    async fn carry_out(
        &self,
        recipe: Recipe,
        (wanted, work): (Wanted<'_>, &Path),
        plan: &Plan,
        (stage, image): (&Stage, &str),
        events: &EventSender,
        cancel: &CancellationToken,
    ) -> Result<(), BuildError> {
        let run = |command, folders| EngineRun {
            step: Step::Python,
            image: image.to_owned(),
            platform: plan.platform.clone(),
            command,
            folders,
            setting: Setting::default(),
        };
        // An image stays as it is, so it is looked at once.
        let looked = self.packages_cache()?.join("looked");
        let seen = looked.join(stage.digest.replace(':', "-"));
        let known = fs::read_to_string(&seen).ok().and_then(|text| ImagePythons::parse(&text));
        let pythons = if let Some(pythons) = known {
            pythons
        } else {
            self.run(&run(recipe.look, recipe.told), events, cancel).await?;
            let pythons = ImagePythons::read(work)?;
            fs::create_dir_all(&looked)?;
            fs::write(seen, pythons.to_text())?;
            pythons
        };
        let cache = self.packages_cache()?;
        let provided = packages::provide_python(wanted, &pythons, work, &cache, events);
        cancel.run_until_cancelled(provided).await.ok_or(BuildError::Cancelled)??;
        let mut folders = recipe.folders;
        if Path::new(CERTIFICATES).is_dir() {
            folders.push(Folder { from: CERTIFICATES.into(), to: CERTIFICATES.into(), access: Access::Read });
        }
        self.run(&run(recipe.install, folders), events, cancel).await
    }
}
