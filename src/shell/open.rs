//! What is open over the page.

use leptos::prelude::*;

#[derive(Clone, Copy)]
pub struct HelpOpen(pub RwSignal<bool>);

#[derive(Clone, Copy)]
pub struct PaletteOpen(pub RwSignal<bool>);
