//! The workspace through its real router, in the words of its users.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod activity;
mod asking;
mod azure;
mod bills;
mod building;
mod compressing;
mod contexts;
mod curated;
mod description;
mod evicting;
mod explaining;
mod exporting;
mod following;
mod history;
mod importing;
mod indexing;
mod labelling;
mod limiting;
mod listing;
mod locking;
mod packages;
mod policing;
mod previewing;
mod racing;
mod rebuilding;
mod reconciling;
mod recovering;
mod refusing;
mod registering;
mod rehashing;
mod running;
mod saving;
mod serving;
mod support;
mod trying;
mod unblocking;
mod watching;
