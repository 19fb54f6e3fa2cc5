//! Has the daemon build an image: with `BuildKit`, or in Podman's way.

use super::{
    archive,
    certificates::with_option,
    daemon::{Daemon, Kind},
    leftovers,
    progress::{Classic, Progress, Steps},
};
use crate::{
    certificates,
    error::EngineError,
    log::{LineSender, log_line},
    pull::stalled_pull,
    request::ImageRequest,
};
use bollard::{
    Docker,
    auth::DockerCredentials,
    body_try_stream,
    errors::Error,
    models::BuildInfo,
    query_parameters::{BuildImageOptions, BuilderVersion},
};
use futures::StreamExt;
use std::{collections::HashMap, fs, io};
use tokio::{
    io::DuplexStream,
    sync::mpsc,
    task::JoinHandle,
    time::{Instant, timeout},
};
use tokio_util::{io::ReaderStream, sync::CancellationToken};

/// How many answers are buffered.
const MAX_ANSWERS_AHEAD: usize = 64;

const DOCKERFILE: &str = "Dockerfile";
/// The name of the Dockerfile in a context that may have another one.
const DOCKERFILE_BESIDE_CONTEXT: &str = ".terrarium.Dockerfile";

type Answers = mpsc::Receiver<Result<BuildInfo, Error>>;

impl Daemon {
    /// Makes the image of a request in the daemon's own store, under the name that it is to have in the registry.
    pub(super) async fn make(
        &self,
        request: &ImageRequest,
        dockerfile: &str,
        log: &LineSender,
        cancel: &CancellationToken,
    ) -> Result<(), EngineError> {
        let mut option = None;
        if dockerfile.contains("RUN") {
            option = self.certificates().await.map_err(|source| self.start(source))?;
        }
        if let Some(option) = &option {
            let text = with_option(dockerfile, option);
            fs::write(request.folder.join(DOCKERFILE), text).map_err(|source| self.start(source))?;
        }
        let name = self.new_name();
        let options = self.options(request, &name, option.as_ref().map(|_| dockerfile));
        let (context, packing) = match &request.context {
            None => archive::packed(request.folder.clone(), ".".into(), None),
            Some(context) => {
                let beside = Some((request.folder.join(DOCKERFILE), DOCKERFILE_BESIDE_CONTEXT.to_owned()));
                archive::packed(context.clone(), ".".into(), beside)
            }
        };
        let (answers, building) = building(self.client.clone(), options, self.all_credentials().await, context);
        let mut progress: Box<dyn Progress> = match self.kind {
            Kind::Docker => Box::new(Steps::new(option)),
            Kind::Podman => Box::new(Classic::new(option)),
        };
        let outcome = cancel.run_until_cancelled(self.log_answers(answers, progress.as_mut(), log)).await;
        if outcome.is_none() && self.kind == Kind::Podman && self.is_local {
            // It goes on with a command although nobody waits for the build any more.
            leftovers::kill_processes(&|host| host == name).await;
        }
        let failed = |error| EngineError::Start { tool: self.kind.name(), source: io::Error::other(error) };
        building.await.map_err(failed)?.map_err(|source| self.start(source))?;
        let packed = packing.await.map_err(failed)?;
        match outcome {
            None => Err(EngineError::Cancelled),
            // A context that breaks off is what the daemon then complains of.
            Some(outcome) => match packed {
                Err(source) if source.kind() != io::ErrorKind::BrokenPipe => Err(self.start(source)),
                _ => outcome,
            },
        }
    }

    /// Logs the answers of the daemon until they end.
    async fn log_answers(
        &self,
        mut answers: Answers,
        progress: &mut dyn Progress,
        log: &LineSender,
    ) -> Result<(), EngineError> {
        let (mut last_count, mut since) = (0, Instant::now());
        loop {
            let answer = timeout(self.stall_timeout(), answers.recv()).await;
            if progress.count() != last_count {
                (last_count, since) = (progress.count(), Instant::now());
            } else if since.elapsed() >= self.stall_timeout()
                && let Some(image) = progress.pulled_image()
            {
                log_line(log, stalled_pull(&image, self.stall_timeout())).await;
                return Err(self.failed("a stalled transfer"));
            }
            let Ok(answer) = answer else { continue };
            let Some(answer) = answer else { break };
            match answer {
                Ok(answer) => {
                    for line in progress.take(answer) {
                        log_line(log, line).await;
                    }
                }
                Err(Error::DockerStreamError { error }) => {
                    for line in progress.failure(&error) {
                        log_line(log, line).await;
                    }
                    return Err(self.failed("an error"));
                }
                Err(error) => return Err(self.refused(error, "", log).await),
            }
        }
        for line in progress.finish() {
            log_line(log, line).await;
        }
        Ok(())
    }

    fn options(&self, request: &ImageRequest, name: &str, certified: Option<&str>) -> BuildImageOptions {
        let arguments = certified.into_iter().flat_map(certificates::arguments);
        let (version, session, hosts) = match self.kind {
            Kind::Docker => (BuilderVersion::BuilderBuildKit, Some(name.to_owned()), None),
            // The name of a host that nobody asks for is how the processes of this build are known; it stays in no image.
            Kind::Podman => (BuilderVersion::BuilderV1, None, Some(format!("[\"{name}:127.0.0.1\"]"))),
        };
        BuildImageOptions {
            dockerfile: if request.context.is_some() { DOCKERFILE_BESIDE_CONTEXT } else { DOCKERFILE }.to_owned(),
            t: Some(request.target.clone()),
            extrahosts: hosts,
            nocache: !request.cached,
            pull: Some("true".into()),
            rm: true,
            forcerm: true,
            buildargs: Some(arguments.map(|(variable, value)| (variable.to_owned(), value)).collect()),
            labels: Some(request.labels.iter().cloned().collect()),
            networkmode: self.network.map(str::to_owned),
            platform: request.platform.clone(),
            version,
            session,
            ..BuildImageOptions::default()
        }
    }

    /// Removes an image from the daemon's own store.
    pub(super) async fn remove_image(&self, image: &str) {
        let options = None::<bollard::query_parameters::RemoveImageOptions>;
        if let Err(reason) = self.client.remove_image(image, options, None).await {
            tracing::debug!(%reason, image, "an image stays with the daemon");
        }
    }
}

/// What a daemon answers to a build, which is stopped when nobody listens any more. It has a runtime of its own: the
/// session of `BuildKit` is served by tasks that would outlive it.
fn building(
    client: Docker,
    options: BuildImageOptions,
    credentials: Option<HashMap<String, DockerCredentials>>,
    context: ReaderStream<DuplexStream>,
) -> (Answers, JoinHandle<io::Result<()>>) {
    let (sender, answers) = mpsc::channel(MAX_ANSWERS_AHEAD);
    let building = tokio::task::spawn_blocking(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(async {
            let mut stream = client.build_image(options, credentials, Some(body_try_stream(context)));
            loop {
                let answer = tokio::select! {
                    answer = stream.next() => answer,
                    () = sender.closed() => None,
                };
                let Some(answer) = answer else { break };
                if sender.send(answer).await.is_err() {
                    break;
                }
            }
        });
        Ok(())
    });
    (answers, building)
}
