//! One package: name, list and constraint of one line.

use super::package_fields::{Line, name_field, version_field};
use crate::{
    components::preview::Nearest,
    pages::editor::text,
    reactive::{entered, live_if, memo, pressed},
    state::draft::{Draft, FormEdit},
    ui::{Icon, small_icon},
};
use definition::PackageSource;
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn PackageRow(
    draft: Draft,
    at: usize,
    /// The image that the draft is compared with.
    nearest: Memo<Option<Arc<Nearest>>>,
) -> impl IntoView {
    let line = Line::new(draft, at);
    let Line { row, name, is_pip, .. } = line;
    let change = memo(move || {
        nearest.with(|nearest| {
            let nearest = nearest.as_ref()?;
            let before = row.with(|row| nearest.change(row.as_ref()?).map(|change| change.before.clone()))?;
            Some(text::was(before.as_deref(), &nearest.title()))
        })
    });
    let built = memo(move || {
        nearest.with(|nearest| {
            let nearest = nearest.as_ref()?;
            row.with(|row| nearest.built_version(row.as_ref()?).map(text::in_image))
        })
    });
    let choose = move |source: &str| {
        let source = if source == text::PIP { PackageSource::Pip } else { PackageSource::Conda };
        line.apply(|row| FormEdit::MovePackage { row, to: source });
    };
    view! {
        <tr class:moved=move || change.with(Option::is_some) aria-rowindex=(at + 2).to_string()>
            <td>{name_field(line, at)}</td>
            <td>
                <select
                    class="entry"
                    aria-label=Signal::derive(move || text::source_of(&name.get()))
                    prop:value=Signal::derive(move || if is_pip.get() { text::PIP } else { text::CONDA })
                    on:change=entered(move |text| choose(&text))
                >
                    <option value=text::CONDA>{text::CONDA}</option>
                    <option value=text::PIP>{text::PIP}</option>
                </select>
            </td>
            <td>{version_field(line, at)}</td>
            <td class="wide-only t-warn">
                {live_if(move || change.get().map(|words| view! { {small_icon(Icon::Differs)} " " {words} }))}
                {live_if(move || {
                    let words = built.get().filter(|_| change.with(Option::is_none))?;
                    Some(view! { <span class="quiet">{small_icon(Icon::Pin)} " " {words}</span> })
                })}
            </td>
            <td class="num">
                <button
                    class="icon-btn"
                    type="button"
                    aria-label=Signal::derive(move || text::remove(&name.get()))
                    on:click=pressed(move || line.apply(|row| FormEdit::RemovePackage(row.place)))
                >
                    {small_icon(Icon::Close)}
                </button>
            </td>
        </tr>
    }
    .into_any()
}
