//! The definition as a form.

mod add_package;
mod base;
mod completion;
mod package_fields;
mod package_row;
mod packages;
mod python;
mod spark;
mod variables;

use crate::{
    browser::performance,
    components::preview::Nearest,
    state::draft::{Draft, Edit, FormEdit},
};
use base::BasePanels;
use leptos::prelude::*;
use python::PythonPanel;
use spark::SparkPanel;
use std::sync::Arc;
use variables::VariablesPanel;

#[component]
pub fn Form(
    draft: Draft,
    /// The image that the draft is compared with.
    nearest: Memo<Option<Arc<Nearest>>>,
) -> impl IntoView {
    view! {
        <BasePanels draft=draft />
        <PythonPanel draft=draft nearest=nearest />
        <VariablesPanel draft=draft />
        <SparkPanel draft=draft />
    }
}

/// Makes a change that is followed to its verdict in the timeline of the browser.
fn apply(draft: Draft, edit: FormEdit) {
    performance::mark_edit();
    draft.apply(Edit::Form(edit));
}
