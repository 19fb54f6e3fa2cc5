//! The last lines of a step, from which the cause of its failure is told.

use crate::{Event, EventSender};
use std::{collections::VecDeque, future::Future};
use tokio::sync::mpsc;

/// How many lines are enough to tell a cause.
const LINES: usize = 200;

/// Does something that sends events, hands them on, and returns the last lines among them.
pub(crate) async fn with_tail<T, F: Future<Output = T>>(
    events: &EventSender,
    work: impl FnOnce(EventSender) -> F,
) -> (T, Vec<String>) {
    let (sender, mut received) = mpsc::channel(16);
    let mut tail = VecDeque::with_capacity(LINES);
    let forward = async {
        while let Some(event) = received.recv().await {
            if let Event::Line(_, line) = &event {
                if tail.len() == LINES {
                    tail.pop_front();
                }
                tail.push_back(line.clone());
            }
            // Whoever stops listening still wants the image.
            drop(events.send(event).await);
        }
    };
    let (outcome, ()) = tokio::join!(work(sender), forward);
    (outcome, tail.into())
}
