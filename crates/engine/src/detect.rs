//! Which engine builds: the one that was asked for, or the first that works here.

use crate::{
    buildah::Buildah,
    docker::{Daemon, Kind},
    engine::Engine,
};
use registry::Registry;
use std::{path::Path, sync::Arc, time::Duration};

/// Probe timeout for the requested engine, or the first of all, on a busy machine.
const REQUESTED_ENGINE_TIMEOUT: Duration = Duration::from_secs(30);
/// Probe timeout for the other engines, so that a hung daemon does not delay the start.
const OTHER_ENGINES_TIMEOUT: Duration = Duration::from_secs(5);

/// Which engine is to build.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Choice {
    /// The first that works: buildah, Docker Engine, Podman.
    #[default]
    Automatic,
    /// buildah.
    Buildah,
    /// A daemon of one kind.
    Daemon(Kind),
}

/// What was found.
pub struct Detected {
    /// The engine that builds, or why there is none and what to do.
    pub engine: Result<Arc<dyn Engine>, String>,
    /// Every engine that was looked for.
    pub candidates: Vec<Candidate>,
}

/// An engine that was looked for on this machine.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Candidate {
    /// What was looked for (`buildah`, `Docker Engine`, `Podman`).
    pub kind: &'static str,
    /// Its name and version, or why it cannot be used and what to do.
    pub found: Result<String, String>,
    /// Whether builds use it.
    pub chosen: bool,
}

/// Looks for all engines at once, for a limited time. `folder` is that of the engine in this workspace.
pub async fn detect(choice: Choice, folder: &Path, registry: &Registry) -> Detected {
    let limit = |requested: bool| if requested { REQUESTED_ENGINE_TIMEOUT } else { OTHER_ENGINES_TIMEOUT };
    let daemon = |kind: Kind| {
        let limit = limit(choice == Choice::Daemon(kind));
        Box::pin(within(limit, kind.name(), Daemon::detect(kind, folder, registry)))
    };
    let first = limit(matches!(choice, Choice::Automatic | Choice::Buildah));
    let (buildah, docker, podman) = tokio::join!(
        within(first, "buildah", Buildah::detect(folder, registry)),
        daemon(Kind::Docker),
        daemon(Kind::Podman)
    );
    let found = [
        (Choice::Buildah, "buildah", buildah),
        (Choice::Daemon(Kind::Docker), Kind::Docker.name(), docker),
        (Choice::Daemon(Kind::Podman), Kind::Podman.name(), podman),
    ];
    choose(choice, found)
}

type Probed = (Choice, &'static str, Result<Arc<dyn Engine>, String>);

async fn within<E: Engine + 'static>(
    limit: Duration,
    name: &str,
    probe: impl Future<Output = Result<E, String>>,
) -> Result<Arc<dyn Engine>, String> {
    let found = tokio::time::timeout(limit, probe).await;
    let found = found.unwrap_or_else(|_| Err(format!("{name} did not answer within {} seconds", limit.as_secs())));
    found.map(|engine| Arc::new(engine) as Arc<dyn Engine>)
}

fn choose(choice: Choice, found: [Probed; 3]) -> Detected {
    let is_eligible = |engine: Choice| choice == Choice::Automatic || choice == engine;
    let chosen = found.iter().position(|(kind, _, engine)| is_eligible(*kind) && engine.is_ok());
    let candidates = found.iter().enumerate().map(|(place, (_, kind, engine))| Candidate {
        kind,
        found: engine.as_ref().map(|engine| engine.name()).map_err(Clone::clone),
        chosen: chosen == Some(place),
    });
    let candidates = candidates.collect();
    let mut reasons = Vec::new();
    for (place, (kind, _, engine)) in found.into_iter().enumerate() {
        match engine {
            Ok(engine) if chosen == Some(place) => return Detected { engine: Ok(engine), candidates },
            Err(reason) if is_eligible(kind) => reasons.push(reason),
            _ => {}
        }
    }
    Detected { engine: Err(reasons.join(". ")), candidates }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{CommandRequest, EngineError, Executor, ImageBuilder, ImageRequest, LineSender};
    use tokio_util::sync::CancellationToken;

    struct Named(&'static str);

    impl Engine for Named {
        fn name(&self) -> String {
            format!("{} 1", self.0)
        }
    }

    #[async_trait::async_trait]
    impl ImageBuilder for Named {
        async fn build_image(
            &self,
            _: &ImageRequest,
            _: &LineSender,
            _: &CancellationToken,
        ) -> Result<String, EngineError> {
            Err(EngineError::Cancelled)
        }
    }

    #[async_trait::async_trait]
    impl Executor for Named {
        async fn run_command(
            &self,
            _: &CommandRequest,
            _: &LineSender,
            _: &CancellationToken,
        ) -> Result<(), EngineError> {
            Err(EngineError::Cancelled)
        }
    }

    /// The engine that is chosen on a machine where these work, else why none is.
    fn chosen(choice: Choice, working: &[&str]) -> Result<String, String> {
        let found = [
            (Choice::Buildah, "buildah"),
            (Choice::Daemon(Kind::Docker), "Docker Engine"),
            (Choice::Daemon(Kind::Podman), "Podman"),
        ];
        let found = found.map(|(asked, kind)| {
            let works = working.contains(&kind);
            let engine = works.then(|| Arc::new(Named(kind)) as Arc<dyn Engine>).ok_or(format!("no {kind}"));
            (asked, kind, engine)
        });
        let Detected { engine, candidates } = choose(choice, found);
        let marked: Vec<_> = candidates.iter().filter(|candidate| candidate.chosen).collect();
        assert_eq!(marked.len(), usize::from(engine.is_ok()));
        let name = engine.map(|engine| engine.name());
        assert!(marked.first().is_none_or(|candidate| candidate.found == name));
        name
    }

    #[test]
    fn the_first_that_works_is_chosen() {
        let all = ["buildah", "Docker Engine", "Podman"];
        for (place, name) in all.iter().enumerate() {
            assert_eq!(chosen(Choice::Automatic, &all[place..]), Ok(format!("{name} 1")));
        }
        assert_eq!(chosen(Choice::Automatic, &[]), Err("no buildah. no Docker Engine. no Podman".to_owned()));
    }

    #[test]
    fn one_that_was_asked_for_has_no_stand_in() {
        assert_eq!(chosen(Choice::Daemon(Kind::Podman), &["buildah", "Podman"]), Ok("Podman 1".to_owned()));
        assert_eq!(chosen(Choice::Daemon(Kind::Docker), &["buildah", "Podman"]), Err("no Docker Engine".to_owned()));
    }
}
