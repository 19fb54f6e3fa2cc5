//! The faces that Microsoft's own clients see.

pub mod access;
