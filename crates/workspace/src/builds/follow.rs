//! Builds followed.

use super::Builds;
use crate::{
    Error,
    access::{Actor, Resource, authorize},
    jobs::{self, Followed, Log},
};
use api::{Build, BuildEvent, BuildState, LogLine, Permission};
use futures::Stream;
use store::Connection;
use tokio_util::sync::CancellationToken;

impl Builds {
    /// The state of a build, then the lines after `last_line` and every change, until it ends or the server shuts down.
    pub async fn follow(
        &self,
        actor: &Actor,
        id: i64,
        last_line: u64,
        shutdown: CancellationToken,
    ) -> Result<impl Stream<Item = Result<(u64, BuildEvent), Error>> + Send + 'static + use<>, Error> {
        authorize(actor, Permission::ViewBuilds, Resource::Build(id))?;
        jobs::follow(self.clone(), self.store.clone(), &self.events, shutdown, id, last_line).await
    }
}

impl Followed for Builds {
    type Job = Build;
    type Event = BuildEvent;

    async fn read(&self, connection: &mut Connection, id: i64) -> Result<Build, Error> {
        self.load_with(connection, id).await
    }

    fn log(id: i64) -> Log {
        Log::Build(id)
    }

    fn log_lines(build: &mut Build) -> &mut u64 {
        &mut build.log_lines
    }

    fn has_ended(build: &Build) -> bool {
        !matches!(build.state, BuildState::Queued | BuildState::Running)
    }

    fn changed(build: Build) -> BuildEvent {
        BuildEvent::Build(Box::new(build))
    }

    fn grown(lines: Vec<LogLine>) -> BuildEvent {
        BuildEvent::Lines(lines)
    }
}
