//! Has the daemon build an image: with `BuildKit`, or in Podman's way.

use super::{
    Daemon, Kind, archive,
    certificates::with_option,
    left,
    progress::{Classic, Progress, Steps},
};
use crate::{
    EngineError, EventSender,
    engine::{EngineStep, certificates, pull::stalled},
    event::say,
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

/// How many answers wait until they are told.
const AHEAD: usize = 64;

const DOCKERFILE: &str = "Dockerfile";
/// The name of the Dockerfile in a context that may have another.
const OWN: &str = ".terrarium.Dockerfile";

type Answers = mpsc::Receiver<Result<BuildInfo, Error>>;

impl Daemon {
    /// Makes the image of a step in the daemon's own store, under the name that it is to have in the registry.
    pub(super) async fn make(
        &self,
        step: &EngineStep,
        dockerfile: &str,
        events: &EventSender,
        cancel: &CancellationToken,
    ) -> Result<(), EngineError> {
        let mut option = None;
        if dockerfile.contains("RUN") {
            option = self.certificates().await.map_err(|source| self.start(source))?;
        }
        if let Some(option) = &option {
            let text = with_option(dockerfile, option);
            fs::write(step.folder.join(DOCKERFILE), text).map_err(|source| self.start(source))?;
        }
        let name = self.new_name();
        let options = self.options(step, &name, option.as_ref().map(|_| dockerfile));
        let (context, packing) = match &step.context {
            None => archive::packed(step.folder.clone(), ".".into(), None),
            Some(context) => {
                let beside = Some((step.folder.join(DOCKERFILE), OWN.to_owned()));
                archive::packed(context.clone(), ".".into(), beside)
            }
        };
        let (answers, building) = building(self.client.clone(), options, self.all_credentials(), context);
        let mut progress: Box<dyn Progress> = match self.kind {
            Kind::Docker => Box::new(Steps::new(option)),
            Kind::Podman => Box::new(Classic::new(option)),
        };
        let told = cancel.run_until_cancelled(self.tell(answers, progress.as_mut(), step, events)).await;
        if told.is_none() && self.kind == Kind::Podman && self.local {
            // It goes on with a command although nobody waits for the build any more.
            left::end(&|host| host == name).await;
        }
        let failed = |error| EngineError::Start { tool: self.kind.name(), source: io::Error::other(error) };
        building.await.map_err(failed)?.map_err(|source| self.start(source))?;
        let packed = packing.await.map_err(failed)?;
        match told {
            None => Err(EngineError::Cancelled),
            // A context that breaks off is what the daemon then complains of.
            Some(told) => match packed {
                Err(source) if source.kind() != io::ErrorKind::BrokenPipe => Err(self.start(source)),
                _ => told,
            },
        }
    }

    /// Tells what the daemon answers, to the end.
    async fn tell(
        &self,
        mut answers: Answers,
        progress: &mut dyn Progress,
        step: &EngineStep,
        events: &EventSender,
    ) -> Result<(), EngineError> {
        let (mut seen, mut since) = (0, Instant::now());
        loop {
            let answer = timeout(self.silence(), answers.recv()).await;
            if progress.moves() != seen {
                (seen, since) = (progress.moves(), Instant::now());
            } else if since.elapsed() >= self.silence()
                && let Some(image) = progress.pulls()
            {
                say(events, step.step, stalled(&image, self.silence())).await;
                return Err(self.failed("standing still"));
            }
            let Ok(answer) = answer else { continue };
            let Some(answer) = answer else { break };
            match answer {
                Ok(answer) => {
                    for line in progress.take(answer) {
                        say(events, step.step, line).await;
                    }
                }
                Err(Error::DockerStreamError { error }) => {
                    for line in progress.failure(&error) {
                        say(events, step.step, line).await;
                    }
                    return Err(self.failed("an error"));
                }
                Err(error) => return Err(self.refused(error, "", step.step, events).await),
            }
        }
        for line in progress.finish() {
            say(events, step.step, line).await;
        }
        Ok(())
    }

    fn options(&self, step: &EngineStep, name: &str, certified: Option<&str>) -> BuildImageOptions {
        let arguments = certified.into_iter().flat_map(certificates::arguments);
        let (version, session, hosts) = match self.kind {
            Kind::Docker => (BuilderVersion::BuilderBuildKit, Some(name.to_owned()), None),
            // The name of a host that nobody asks for is how the processes of this build are known; it stays in no image.
            Kind::Podman => (BuilderVersion::BuilderV1, None, Some(format!("[\"{name}:127.0.0.1\"]"))),
        };
        BuildImageOptions {
            dockerfile: if step.context.is_some() { OWN } else { DOCKERFILE }.to_owned(),
            t: Some(step.target.clone()),
            extrahosts: hosts,
            nocache: !step.cached,
            pull: Some("true".into()),
            rm: true,
            forcerm: true,
            buildargs: Some(arguments.map(|(variable, value)| (variable.to_owned(), value)).collect()),
            labels: Some(step.labels.iter().cloned().collect()),
            networkmode: self.network.map(str::to_owned),
            platform: step.platform.clone(),
            version,
            session,
            ..BuildImageOptions::default()
        }
    }

    /// Removes an image from the daemon's own store.
    pub(super) async fn forget(&self, image: &str) {
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
    let (sender, answers) = mpsc::channel(AHEAD);
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
