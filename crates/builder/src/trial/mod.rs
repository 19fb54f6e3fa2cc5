//! Trials: what an image is for is tried in it before it gets its tag.
//!
//! Native code is read on this machine, from the folder that step 2 left; everything that runs, runs in a container of
//! the finished image, isolated as a step is.

mod answer;
mod debian;
mod elf;
mod environment;
mod interpreter;
mod judge;
mod libraries;
mod messages;
mod modules;
mod run;
mod subjects;

pub(crate) use run::try_image;
