//! The stages of a build: the Docker steps, the packages of Python and Spark, and the finished image.

mod compose;
mod docker;
mod dockerfile;
mod installer;
mod labels;
mod python;
mod spark;

pub(crate) use compose::{check_size, compose};
pub(crate) use docker::{stage_image, unpack_context};
pub(crate) use installer::Installer;
pub use python::explain_package_failure;

use crate::{
    error::BuildError,
    event::{Event, Step},
};
use python::PythonPackages;
use spark::SparkPackages;

/// What step 2 installed.
#[derive(Default)]
pub(crate) struct Installed {
    /// The packages of Python; `None` when the user manages them.
    pub packages: Option<PythonPackages>,
    pub spark: Option<SparkPackages>,
}

impl Installer<'_> {
    /// Installs the packages; nothing when the image of step 1 is the image.
    pub(crate) async fn install(&self) -> Result<Installed, BuildError> {
        if self.plan.python.is_none() && self.plan.spark.is_none() {
            let reason = "the environment is user-managed: the image of the Docker steps is the image".to_owned();
            self.job.send(Event::Reused(Step::Python, reason)).await;
            return Ok(Installed::default());
        }
        self.job.send(Event::Started(Step::Python)).await;
        let packages = match &self.plan.python {
            Some(python) => Some(self.install_python(python).await?),
            None => None,
        };
        let environment = packages.as_ref().map(|packages| packages.environment.as_path());
        let spark = match &self.plan.spark {
            Some(spark) => Some(self.install_spark(spark, environment).await?),
            None => None,
        };
        let locks = packages.iter().map(|packages| &packages.lock).chain(spark.iter().map(|spark| &spark.lock));
        let count: usize = locks.map(Vec::len).sum();
        self.job.send(Event::Finished(Step::Python, format!("{count} packages"))).await;
        Ok(Installed { packages, spark })
    }
}
