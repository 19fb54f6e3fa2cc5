//! Whether a daemon really starts containers. One that answers may have a runtime that its machine refuses, and only
//! starting something shows that.

use super::{daemon::Daemon, failure::words, leftovers::NO_LABELS};
use bollard::{
    body_full,
    errors::Error,
    models::{ContainerCreateBody, HostConfig},
    query_parameters::{CreateContainerOptionsBuilder, CreateImageOptionsBuilder, StartContainerOptions},
};
use futures::TryStreamExt;

/// A program that no image has.
const COMMAND: &str = "/terrarium-trial";
/// An archive without files.
const EMPTY: &[u8] = &[0; 1024];

impl Daemon {
    /// Starts a container of an empty image, whose program is not there: that the daemon names it is success.
    pub(super) async fn starts_containers(&self) -> Result<(), String> {
        let refused = |error: Error| {
            let message = words(&error).map_or_else(|| error.to_string(), str::to_owned);
            format!(
                "{} {} cannot start containers: {message}. Fix its runtime or choose another engine with --engine",
                self.kind.name(),
                self.version
            )
        };
        let image = self.empty_image().await.map_err(refused)?;
        let name = self.new_name();
        let started = self.started(&name, &image).await;
        self.remove_container(&name).await;
        self.remove_image(&image).await;
        match started {
            Err(error) if !words(&error).is_some_and(|message| message.contains(COMMAND)) => Err(refused(error)),
            _ => Ok(()),
        }
    }

    async fn empty_image(&self) -> Result<String, Error> {
        let options = CreateImageOptionsBuilder::new().from_src("-").build();
        let made = self.client.create_image(Some(options), Some(body_full(EMPTY.into())), None);
        let answers: Vec<_> = made.try_collect().await?;
        let image = answers.into_iter().rev().find_map(|answer| answer.id.or(answer.status));
        image.ok_or_else(|| Error::DockerStreamError { error: "it did not name the image that it made".into() })
    }

    async fn started(&self, name: &str, image: &str) -> Result<(), Error> {
        let host = HostConfig {
            network_mode: self.network.map(str::to_owned),
            security_opt: Some(vec![NO_LABELS.to_owned()]),
            ..HostConfig::default()
        };
        let body = ContainerCreateBody {
            image: Some(image.to_owned()),
            cmd: Some(vec![COMMAND.to_owned()]),
            labels: Some(self.labels()),
            host_config: Some(host),
            ..ContainerCreateBody::default()
        };
        let options = CreateContainerOptionsBuilder::new().name(name).build();
        self.client.create_container(Some(options), body).await?;
        self.client.start_container(name, None::<StartContainerOptions>).await
    }
}
