//! Pushes an image and finds out its digest.

use super::daemon::Daemon;
use crate::{
    error::EngineError,
    log::{LineSender, log_line},
    request::ImageRequest,
};
use bollard::{models::PushImageInfo, query_parameters::PushImageOptionsBuilder};
use futures::StreamExt;
use tokio::time::timeout;

impl Daemon {
    /// Pushes the image of a request and returns its manifest digest.
    pub(super) async fn push(&self, request: &ImageRequest, log: &LineSender) -> Result<String, EngineError> {
        let target = &request.target;
        let (image, tag) = target.rsplit_once(':').unwrap_or((target, "latest"));
        let options = PushImageOptionsBuilder::new().tag(tag).build();
        let mut answers = self.client.push_image(image, Some(options), self.credentials());
        let mut digest = None;
        loop {
            let Ok(answer) = timeout(self.stall_timeout(), answers.next()).await else {
                let seconds = self.registry.timeout().as_secs();
                let line =
                    format!("Error: pushing image \"{target}\": the registry accepted nothing for {seconds} seconds");
                log_line(log, line).await;
                return Err(self.failed("a stalled transfer"));
            };
            let Some(answer) = answer else { break };
            match answer {
                // Each layer tells many times how far it is.
                Ok(PushImageInfo { status: Some(status), progress_detail, .. }) => {
                    digest = digest.or_else(|| digest_in(&status));
                    if progress_detail.is_none_or(|progress| progress.total.is_none()) && status.contains(": ") {
                        log_line(log, status).await;
                    }
                }
                Ok(_) => {}
                Err(error) => {
                    let doing = format!("pushing image \"{target}\" to \"docker://{target}\": ");
                    return Err(self.refused(error, &doing, log).await);
                }
            }
        }
        if digest.is_none() {
            log_line(log, format!("Error: pushing image \"{target}\": the daemon reported no digest")).await;
        }
        digest.ok_or_else(|| self.failed("a push without a digest"))
    }
}

/// The digest in `TAG: digest: sha256:… size: 893`.
fn digest_in(status: &str) -> Option<String> {
    let (_, after) = status.split_once("digest: ")?;
    let digest = after.split(' ').next()?;
    digest.starts_with("sha256:").then(|| digest.to_owned())
}
