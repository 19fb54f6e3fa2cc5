//! The version of the hash in SQL.

use definition::HASH_VERSION;

/// [`HASH_VERSION`] as a literal, to be put into SQL with `concat!`.
macro_rules! hash_version {
    () => {
        2
    };
}
pub(crate) use hash_version;

const _: () =
    assert!(hash_version!() == HASH_VERSION, "SQL offers images of another version than the program computes");
