//! Changes of the form.

use crate::{
    browser::performance,
    state::draft::{Draft, Edit, FormEdit},
};

/// Makes a change that is followed to its verdict in the timeline of the browser.
pub fn apply(draft: Draft, edit: FormEdit) {
    performance::mark_edit();
    draft.apply(Edit::Form(edit));
}
