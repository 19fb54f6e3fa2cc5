//! What the registry has.

use api::StagePresence;
use builder::{Builder, Presence};
use definition::Digest;

/// Whether the registry has the image of step 1.
pub async fn stage_presence(builder: &Builder, stage: Digest) -> StagePresence {
    match builder.stage(stage).await {
        Presence::Present(_) => StagePresence::Cached,
        Presence::Absent => StagePresence::Missing,
        Presence::Unknown(_) => StagePresence::Unknown,
    }
}
