//! Bursts of events: the first is acted on at once, those that follow within a moment together at its end.

use std::time::Duration;

/// How long events that follow another one are held back.
pub const THROTTLE_WINDOW: Duration = Duration::from_millis(300);

/// Decides which events of a burst are acted on. It knows no clock: its user says when a window has passed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Throttle {
    /// No event came within the last window.
    #[default]
    Idle,
    /// An event was acted on, and its window has not passed.
    Quiet,
    /// Others came since.
    Pending,
}

impl Throttle {
    /// Takes an event. When it is to be acted on, a window begins.
    pub fn event(&mut self) -> bool {
        let acts = *self == Self::Idle;
        *self = if acts { Self::Quiet } else { Self::Pending };
        acts
    }

    /// Ends a window. When events came in it, they are to be acted on, and the next window begins.
    pub fn end_window(&mut self) -> bool {
        let acts = *self == Self::Pending;
        *self = if acts { Self::Quiet } else { Self::Idle };
        acts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_event_is_acted_on_at_once_and_only_then() {
        let mut throttle = Throttle::default();
        assert!(throttle.event());
        assert!(!throttle.end_window());
        assert_eq!(throttle, Throttle::Idle);
    }

    #[test]
    fn a_burst_is_acted_on_at_its_beginning_and_at_the_end_of_the_window() {
        let mut throttle = Throttle::default();
        let acted = (0..100).filter(|_| throttle.event()).count();
        assert_eq!(acted, 1);
        assert!(throttle.end_window(), "the last events of a burst are never lost");
        assert!(!throttle.event(), "what follows waits for the end of the next window");
        assert!(throttle.end_window());
        assert!(!throttle.end_window());
        assert!(throttle.event(), "after a pause an event is acted on at once");
    }
}
