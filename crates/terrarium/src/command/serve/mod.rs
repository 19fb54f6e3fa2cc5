//! `terrarium serve`.

mod arguments;
mod listen;
mod run;

pub use arguments::Serve;
pub use run::serve;
