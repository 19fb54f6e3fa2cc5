//! The state of the console itself. Everything else is in the workspace.

pub mod changes;
pub mod clock;
pub mod draft;
pub mod handover;
pub mod images;
pub mod inspector;
pub mod leaving;
pub mod recent;
pub mod session;
pub mod shortcuts;
mod throttle;
pub mod toasts;

pub fn provide() {
    clock::provide();
    toasts::provide();
    shortcuts::provide();
    inspector::provide();
    changes::provide();
    session::provide();
    leaving::provide();
    handover::provide();
}
