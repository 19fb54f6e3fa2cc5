//! The definition as a form.

use super::{base::BasePanels, python::PythonPanel, spark::SparkPanel, variables::VariablesPanel};
use crate::{features::preview::Nearest, state::draft::Draft};
use leptos::prelude::*;
use std::sync::Arc;

/// The form.
#[component]
pub fn Form(
    /// What is edited.
    draft: Draft,
    /// What it is compared with.
    nearest: Memo<Option<Arc<Nearest>>>,
) -> impl IntoView {
    view! {
        <BasePanels draft=draft />
        <PythonPanel draft=draft nearest=nearest />
        <VariablesPanel draft=draft />
        <SparkPanel draft=draft />
    }
}
