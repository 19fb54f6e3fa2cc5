//! The definition as a form.

mod add_package;
mod apply;
mod base;
mod completion;
mod package_row;
mod packages;
mod python;
mod spark;
mod variables;

use crate::{components::preview::Nearest, state::draft::Draft};
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
