//! The variables that are set when the environment runs.

use super::apply::apply;
use crate::{
    browser::focus,
    pages::editor::text,
    reactive::{entered, memo},
    state::draft::{Draft, FormEdit},
    ui::{Icon, small_icon},
};
use leptos::prelude::*;

#[component]
pub fn VariablesPanel(draft: Draft) -> impl IntoView {
    let names =
        memo(move || draft.definition().with(|definition| definition.variables.keys().cloned().collect::<Vec<_>>()));
    let name = RwSignal::new(String::new());
    let value = RwSignal::new(String::new());
    let add = move || {
        let key = name.get_untracked().trim().to_owned();
        if !key.is_empty() {
            apply(draft, FormEdit::SetVariable { name: key, value: value.get_untracked() });
            name.set(String::new());
            value.set(String::new());
            focus::focus("#add-variable");
        }
    };
    view! {
        <section class="panel">
            <header>
                <h2>{text::VARIABLES}</h2>
                <span class="hint">{text::VARIABLES_WHEN}</span>
            </header>
            <form class="body pairs" on:submit=move |event| { event.prevent_default(); add() }>
                <For each=move || names.get() key=Clone::clone children=move |name| variable(draft, &name) />
                <input
                    class="input mono"
                    id="add-variable"
                    aria-label=text::VARIABLE
                    placeholder=text::VARIABLE
                    spellcheck="false"
                    prop:value=name
                    on:input=entered(move |text| name.set(text))
                />
                <input
                    class="input mono"
                    aria-label=text::VALUE
                    placeholder=text::VALUE
                    spellcheck="false"
                    prop:value=value
                    on:input=entered(move |text| value.set(text))
                />
                <button class="btn small" type="submit">{small_icon(Icon::Plus)} {text::ADD}</button>
            </form>
        </section>
    }
}

fn variable(draft: Draft, name: &str) -> AnyView {
    let key = StoredValue::new(name.to_owned());
    let value = memo(move || {
        draft
            .definition()
            .with(|definition| key.with_value(|key| definition.variables.get(key).cloned()).unwrap_or_default())
    });
    let write = move |value| apply(draft, FormEdit::SetVariable { name: key.get_value(), value });
    let remove = move |_| apply(draft, FormEdit::RemoveVariable(key.get_value()));
    view! {
        <span class="mono pair-name">{name.to_owned()}</span>
        <input
            class="input mono"
            aria-label=text::value_of(name)
            spellcheck="false"
            prop:value=value
            on:input=entered(write)
        />
        <button class="icon-btn" type="button" aria-label=text::remove(name) on:click=remove>{small_icon(Icon::Close)}</button>
    }
    .into_any()
}
