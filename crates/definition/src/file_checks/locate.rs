//! Lines of checks in the text that was checked.

use crate::Kind;
use crate::checks::Check;
use crate::import::{FieldLines, tree};
use crate::node::Node;

/// Gives checks of a definition the lines that they have in its text.
pub fn locate(checks: &mut [Check], text: &str, kind: Kind) {
    locate_in(checks, text, kind, tree(text, kind).as_ref());
}

/// As [`locate`], for a text that was read into this tree.
pub fn locate_in(checks: &mut [Check], text: &str, kind: Kind, root: Option<&Node>) {
    let lines = FieldLines::new(text, kind, root);
    for place in checks.iter_mut().flat_map(|check| &mut check.places).filter(|place| place.line.is_none()) {
        place.line = lines.line_of(&place.path, place.within);
    }
}
