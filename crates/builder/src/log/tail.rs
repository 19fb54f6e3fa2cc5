//! Forwards lines, and keeps the last ones, from which the cause of a failure is read.

use crate::event::{EventSender, Step, send_line};
use std::{collections::VecDeque, future::Future};
use tokio::sync::mpsc;

/// How many lines are kept.
const MAX_LINES: usize = 200;
/// How many lines are buffered.
const MAX_LINES_AHEAD: usize = 16;

/// Does something that logs lines, and forwards them as events of a step.
pub(crate) async fn with_lines<T, F: Future<Output = T>>(
    step: Step,
    events: &EventSender,
    work: impl FnOnce(mpsc::Sender<String>) -> F,
) -> T {
    let (sender, mut received) = mpsc::channel(MAX_LINES_AHEAD);
    let forward = async {
        while let Some(line) = received.recv().await {
            send_line(events, step, line).await;
        }
    };
    tokio::join!(work(sender), forward).0
}

/// Does the same, and returns the last lines.
pub(crate) async fn with_tail<T, F: Future<Output = T>>(
    step: Step,
    events: &EventSender,
    work: impl FnOnce(mpsc::Sender<String>) -> F,
) -> (T, Vec<String>) {
    let (sender, mut received) = mpsc::channel::<String>(MAX_LINES_AHEAD);
    let mut tail = VecDeque::with_capacity(MAX_LINES);
    let forward = async {
        while let Some(line) = received.recv().await {
            if tail.len() == MAX_LINES {
                tail.pop_front();
            }
            tail.push_back(line.clone());
            send_line(events, step, line).await;
        }
    };
    let (outcome, ()) = tokio::join!(work(sender), forward);
    (outcome, tail.into())
}
