//! Dockerfiles as BuildKit reads them. Everything that looks into a Dockerfile (hash, checks, plan, engines, editor) reads
//! it with this.

mod directives;
mod heredoc;
mod instruction;
mod parse;
mod sources;
mod syntax_error;
mod variables;
mod words;

pub use heredoc::Heredoc;
pub use instruction::Instruction;
pub use parse::Dockerfile;
pub use sources::Named;
pub use syntax_error::SyntaxError;
