//! One package: name, list and constraint, all of them views of one line.

use super::text;
use crate::reactive::{entered, live_if, memo, pressed};
use crate::{
    browser::performance,
    features::preview::Nearest,
    state::draft::Draft,
    ui::{Icon, small_icon},
};
use definition::PackageSource;
use definition::edit::{Row, change_source, join, remove, replace, split, tidy};
use leptos::prelude::*;
use std::sync::Arc;

/// The row at a place of the table.
#[component]
pub fn PackageRow(
    /// What is edited.
    draft: Draft,
    /// Which of the rows this is.
    at: usize,
    /// What the draft is compared with.
    nearest: Memo<Option<Arc<Nearest>>>,
) -> impl IntoView {
    let row = memo(move || draft.rows.with(|rows| rows.get(at).cloned()));
    let part = move |part: fn(&str) -> (&str, &str), first: bool| {
        row.with(|row| {
            let Some(row) = row else { return String::new() };
            let (name, constraint) = part(&row.text);
            if first { name.to_owned() } else { constraint.to_owned() }
        })
    };
    let name = memo(move || part(split, true));
    let constraint = memo(move || part(split, false));
    let is_pip = memo(move || row.with(|row| row.as_ref().is_some_and(|row| row.source == PackageSource::Pip)));
    let change = memo(move || {
        nearest.with(|nearest| {
            let nearest = nearest.as_ref()?;
            let before = row.with(|row| nearest.change(row.as_ref()?).map(|change| change.before.clone()))?;
            Some(text::was(before.as_deref(), &nearest.title()))
        })
    });
    let edit = move |edit: &dyn Fn(&mut definition::Definition, &Row)| {
        if let Some(row) = row.get_untracked() {
            performance::began();
            draft.definition.update(|definition| edit(definition, &row));
        }
    };
    let write_name = move |typed: &str| {
        // A whole line typed or pasted into the name takes the place of the old constraint too.
        let line = if split(typed).1.is_empty() { join(typed, &constraint.get_untracked()) } else { typed.to_owned() };
        edit(&|definition, row| replace(definition, row.place, &line));
    };
    let write_constraint = move |typed: &str| {
        let line = join(&name.get_untracked(), typed);
        edit(&|definition, row| replace(definition, row.place, &line));
    };
    let choose = move |source: &str| {
        let source = if source == text::PIP { PackageSource::Pip } else { PackageSource::Conda };
        edit(&|definition, row| change_source(definition, row, source));
    };
    view! {
        <tr class:moved=move || change.with(Option::is_some) aria-rowindex=(at + 2).to_string()>
            <td>
                <input
                    class="entry mono"
                    aria-label=Signal::derive(move || text::name_of(&name.get()))
                    spellcheck="false"
                    autocapitalize="off"
                    prop:value=name
                    on:input=entered(move |text| write_name(&text))
                    on:change:target=move |event| event.target().set_value(&name.get_untracked())
                />
            </td>
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
            <td>
                <input
                    class="entry mono"
                    aria-label=Signal::derive(move || text::version_of(&name.get()))
                    placeholder=text::ANY
                    spellcheck="false"
                    autocapitalize="off"
                    prop:value=constraint
                    on:input=entered(move |text| write_constraint(&text))
                    on:change:target=move |event| {
                        let source = if is_pip.get_untracked() { PackageSource::Pip } else { PackageSource::Conda };
                        write_constraint(&tidy(&event.target().value(), source));
                    }
                />
            </td>
            <td class="wide-only t-warn">
                {live_if(move || change.get().map(|words| view! { {small_icon(Icon::Differs)} " " {words} }))}
            </td>
            <td class="num">
                <button
                    class="icon-btn"
                    type="button"
                    aria-label=Signal::derive(move || text::remove(&name.get()))
                    on:click=pressed(move || edit(&|definition, row| remove(definition, row.place)))
                >
                    {small_icon(Icon::Close)}
                </button>
            </td>
        </tr>
    }
    .into_any()
}
