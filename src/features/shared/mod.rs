//! What several features say and show in the same way.

mod archive;
mod blocks;
mod changes;
mod former;
mod from_lock;
mod kinds;
mod layers;
mod link;
mod listing;
mod locked;
mod tie;

pub use archive::{archiving, set_archived};
pub use blocks::{COMPONENTS, blocks, component_name, filled, inspect, version_strip};
pub use changes::changes_in_words;
pub use former::{FORMER_HELP, former_badge, former_note, former_title, is_former};
pub use from_lock::{FROM_LOCK_HELP, from_lock, from_lock_of_many};
pub use kinds::{environment_type, flaw, image_state, trial_outcome, version_image};
pub use layers::{layer_list, layers};
pub use link::{Act, Doing, act, act_on, doing, version_link, version_title};
pub use listing::{Page, listing};
pub use locked::locked;
pub use tie::set_tied;
