//! How far the reading of a folder is.

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Progress {
    pub files: usize,
    pub total_files: usize,
    pub bytes: u64,
    pub total_bytes: u64,
}
