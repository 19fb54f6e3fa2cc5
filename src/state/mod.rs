//! What the console itself owns; everything else it asks for.

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
pub mod toasts;

/// Provides every context of this module.
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
