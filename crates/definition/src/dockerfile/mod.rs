//! Dockerfiles as BuildKit reads them. Everything that looks into a Dockerfile (hash, checks, plan, engines, editor) reads
//! it with this.

mod heredoc;
mod instruction;
mod parse;
mod sources;
mod variables;
mod words;

pub use heredoc::Heredoc;
pub use instruction::Instruction;
pub use parse::{Dockerfile, SyntaxError};
pub use sources::Named;
