//! Runs followed.

use super::Runs;
use crate::{
    Error,
    access::{Actor, Resource, authorize},
    jobs::{self, Followed, Log},
};
use api::{LogLine, Permission, Run, RunEvent};
use futures::Stream;
use store::Connection;
use tokio_util::sync::CancellationToken;

impl Runs {
    /// The state of a run, then the lines after `last_line` and every change, until it ends or the server shuts down.
    pub async fn follow(
        &self,
        actor: &Actor,
        id: i64,
        last_line: u64,
        shutdown: CancellationToken,
    ) -> Result<impl Stream<Item = Result<(u64, RunEvent), Error>> + Send + 'static + use<>, Error> {
        authorize(actor, Permission::ViewRuns, Resource::Run(id))?;
        jobs::follow(self.clone(), self.store.clone(), &self.events, shutdown, id, last_line).await
    }
}

impl Followed for Runs {
    type Job = Run;
    type Event = RunEvent;

    async fn read(&self, connection: &mut Connection, id: i64) -> Result<Run, Error> {
        self.load_with(connection, id).await
    }

    fn log(id: i64) -> Log {
        Log::Run(id)
    }

    fn log_lines(run: &mut Run) -> &mut u64 {
        &mut run.log_lines
    }

    fn has_ended(run: &Run) -> bool {
        run.state.is_over()
    }

    fn changed(run: Run) -> RunEvent {
        RunEvent::Run(Box::new(run))
    }

    fn grown(lines: Vec<LogLine>) -> RunEvent {
        RunEvent::Lines(lines)
    }
}
