//! What a daemon reports of a build, in the words of buildah: causes and pages need to know one language only.

mod classic;
mod log;
mod steps;

pub(super) use classic::Classic;
pub(super) use log::Progress;
pub(super) use steps::Steps;
