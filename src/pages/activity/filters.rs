//! The filters. The address has them, so a filtered trail can be linked to.

use super::text;
use crate::{
    reactive::entered,
    routes::{ACTIONS, ActivityQuery, Route},
    ui::SearchField,
};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};

pub fn show(query: Memo<ActivityQuery>) -> AnyView {
    let navigate = use_navigate();
    let go = Callback::new(move |query: ActivityQuery| {
        let to = Route::Activity(query).to_string();
        navigate(&to, NavigateOptions { replace: true, scroll: false, ..NavigateOptions::default() });
    });
    let with = move |change: fn(&mut ActivityQuery, String)| {
        move |text: String| {
            let mut query = query.get_untracked();
            change(&mut query, text);
            go.run(query);
        }
    };
    let options: Vec<AnyView> = ACTIONS
        .iter()
        .map(|&(action, word)| {
            let chosen = move || query.with(|query| query.action == action);
            view! { <option value=word selected=chosen>{action.map_or(text::ANY_ACTION, text::action)}</option> }
                .into_any()
        })
        .collect();
    let choose = with(|query, word| {
        query.action = ACTIONS.iter().find(|(_, other)| *other == word).and_then(|(action, _)| *action);
    });
    view! {
        <div class="controls filters">
            <SearchField
                label=text::SUBJECT
                value=Signal::derive(move || query.get().subject)
                change=Callback::new(with(|query, text| query.subject = text))
            />
            <label class="field-inline">
                <span>{text::ACTION}</span>
                <select class="select" on:change=entered(choose)>{options}</select>
            </label>
            {field(text::WHO, "text", query, |query| query.who.clone(), with(|query, text| query.who = text))}
            {field(text::FROM, "date", query, |query| query.from.clone(), with(|query, text| query.from = text))}
            {field(text::TO, "date", query, |query| query.to.clone(), with(|query, text| query.to = text))}
        </div>
    }
    .into_any()
}

fn field(
    label: &'static str,
    kind: &'static str,
    query: Memo<ActivityQuery>,
    value: fn(&ActivityQuery) -> String,
    change: impl Fn(String) + 'static,
) -> AnyView {
    view! {
        <label class="field-inline">
            <span>{label}</span>
            <input
                class="input"
                type=kind
                autocomplete="off"
                spellcheck="false"
                prop:value=move || query.with(value)
                on:change=entered(change)
            />
        </label>
    }
    .into_any()
}
