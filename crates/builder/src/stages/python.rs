//! Step 2: the Python packages.

use super::installer::{self, Installer};
use crate::{causes, error::BuildError, event::Step, layers};
use definition::PythonPlan;
use outputs::OutputFolder;
use packages::{ENVIRONMENT, Failure, ImagePythons, Locked, PackageRequest, Recipe, RecipeFolder};
use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

/// The certificates of this machine, which the installer needs where the network has an authority of its own.
const CERTIFICATES: &str = "/etc/ssl/certs";
/// The folder of the package cache with the Pythons of images, by digest.
const IMAGE_PYTHONS: &str = "looked";

/// The Python packages that were installed.
pub(crate) struct PythonPackages {
    /// Where the folder is that becomes `/opt/env`, for commands that see it.
    pub environment: PathBuf,
    /// What is in it.
    pub files: Arc<OutputFolder>,
    pub lock: Vec<Locked>,
    /// What is done with the image of step 1, as a Dockerfile would say it.
    pub dockerfile: String,
}

impl Installer<'_> {
    /// Installs the Python packages in a container of the image of step 1.
    pub(super) async fn install_python(&self, python: &PythonPlan) -> Result<PythonPackages, BuildError> {
        let job = self.job;
        let folder = job.work.join("python");
        let request =
            PackageRequest { python, platform: &self.plan.platform, lock: self.lock, timeout: job.registry.timeout() };
        let prepare = |log| async move {
            packages::prepare(request, &job.work.join("python"), self.cache, &log, job.cancel).await
        };
        let recipe = job.logged(Step::Python, prepare).await?;
        let image = self.bases.installing_image(job, &self.stage.digest).await?;
        if let Err(error) = self.carry_out(recipe, request, &folder, &image).await {
            let BuildError::Step { step, cause } = error else { return Err(error) };
            let cause = explain_package_failure(&folder, python).await.unwrap_or(cause);
            return Err(BuildError::Step { step, cause });
        }
        let lock = packages::lock(&folder)?;
        packages::mark_used(self.cache, &lock)?;
        if let Some(wanted) = self.lock {
            for line in packages::compare(wanted, python, &lock)? {
                job.log(Step::Python, line).await;
            }
        }
        let environment = packages::environment(&folder);
        let files = Arc::new(OutputFolder::open(&environment)?);
        // The label of the image is the digest of these bytes.
        let text = serde_json::to_string(&lock).map_err(std::io::Error::from)?;
        files.write(Path::new(layers::LOCK), text.as_bytes())?;
        let base = job.stage_reference(&self.stage.digest);
        let dockerfile = format!("FROM {base}\nCOPY env {ENVIRONMENT}\nENV PATH={}:$PATH\n", packages::PROGRAMS);
        Ok(PythonPackages { environment, files, lock, dockerfile })
    }

    async fn carry_out(
        &self,
        recipe: Recipe,
        package_request: PackageRequest<'_>,
        folder: &Path,
        image: &str,
    ) -> Result<(), BuildError> {
        let job = self.job;
        let platform = &self.plan.platform;
        let inspect = installer::recipe_command(image, platform, recipe.inspect, recipe.inspect_folders);
        let pythons = self.image_pythons(&inspect, folder).await?;
        let provide = |log| async move {
            let providing = packages::provide_python(package_request, &pythons, folder, self.cache, &log);
            job.unless_cancelled(providing).await
        };
        job.logged(Step::Python, provide).await??;
        let mut folders = recipe.install_folders;
        if Path::new(CERTIFICATES).is_dir() {
            folders.push(RecipeFolder {
                source: CERTIFICATES.into(),
                target: CERTIFICATES.into(),
                access: packages::FolderAccess::Read,
            });
        }
        job.run(Step::Python, &installer::recipe_command(image, platform, recipe.install, folders)).await
    }

    /// The Pythons of the image of step 1. An image never changes, so it is inspected once.
    async fn image_pythons(&self, inspect: &engine::CommandRequest, folder: &Path) -> Result<ImagePythons, BuildError> {
        let known = self.cache.join(IMAGE_PYTHONS);
        let file = known.join(self.stage.digest.replace(':', "-"));
        if let Some(pythons) = fs::read_to_string(&file).ok().and_then(|text| ImagePythons::parse(&text)) {
            return Ok(pythons);
        }
        self.job.run(Step::Python, inspect).await?;
        let pythons = ImagePythons::read(folder)?;
        fs::create_dir_all(&known)?;
        fs::write(file, pythons.to_text())?;
        Ok(pythons)
    }
}

/// The likely cause of a failed installation and what to do, from what the step that ran in this folder left.
pub async fn explain_package_failure(work: &Path, python: &PythonPlan) -> Option<String> {
    match packages::failure(work, python).await? {
        Failure::Message(message) => Some(message),
        Failure::Uv(failure) => Some(causes::explain_uv(&failure)),
    }
}
