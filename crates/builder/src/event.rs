//! What happens during a build.

/// A step of a build.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Step {
    /// Base image and Docker steps.
    Stage,
    /// Python packages, and Spark packages.
    Python,
    /// Pushing the image and recording its lock.
    Push,
    /// Trying the finished image.
    Trial,
    /// A command in a finished image, see [`crate::Builder::command`]. Builds do not have this step.
    Command,
}

/// Something that happened during a build.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// A step began.
    Started(Step),
    /// A step was not needed, with the reason in one line.
    Reused(Step, String),
    /// A step ended well, with one line about its result.
    Finished(Step, String),
    /// A step wrote a line; credentials are already masked.
    Line(Step, String),
}

/// Receives events. Bounded: a builder waits for the receiver.
pub type EventSender = tokio::sync::mpsc::Sender<Event>;

/// Sends a line. A receiver that is gone does not stop the build.
pub(crate) async fn send_line(events: &EventSender, step: Step, line: impl Into<String>) {
    drop(events.send(Event::Line(step, line.into())).await);
}
