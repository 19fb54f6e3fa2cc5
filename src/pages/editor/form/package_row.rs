//! One package: name, list and constraint of one line.

use super::{
    apply::apply,
    completion::{self, Completion},
};
use crate::{
    components::preview::Nearest,
    pages::editor::text,
    reactive::{entered, in_page, live_if, memo, pressed},
    state::draft::{Draft, FormEdit},
    ui::{Icon, small_icon},
};
use definition::{
    PackageSource,
    edit::{Row, join, split, tidy},
};
use leptos::prelude::*;
use std::sync::Arc;
use web_sys::HtmlInputElement;

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

/// The line of a row of the table. Copies are handles of the same.
#[derive(Clone, Copy)]
pub struct Line {
    draft: Draft,
    /// `None` when there are fewer rows.
    pub row: Memo<Option<Row>>,
    pub name: Memo<String>,
    pub constraint: Memo<String>,
    pub is_pip: Memo<bool>,
}

impl Line {
    pub fn new(draft: Draft, at: usize) -> Self {
        let row = memo(move || draft.rows().with(|rows| rows.get(at).cloned()));
        let part = move |first: bool| {
            row.with(|row| {
                let Some(row) = row else { return String::new() };
                let (name, constraint) = split(&row.text);
                if first { name.to_owned() } else { constraint.to_owned() }
            })
        };
        Self {
            draft,
            row,
            name: memo(move || part(true)),
            constraint: memo(move || part(false)),
            is_pip: memo(move || row.with(|row| row.as_ref().is_some_and(|row| row.source == PackageSource::Pip))),
        }
    }

    pub fn apply(self, edit: impl FnOnce(Row) -> FormEdit) {
        if let Some(row) = self.row.get_untracked() {
            apply(self.draft, edit(row));
        }
    }

    fn source(self) -> PackageSource {
        if self.is_pip.get_untracked() { PackageSource::Pip } else { PackageSource::Conda }
    }

    fn write_name(self, typed: &str) {
        // A whole line that is typed or pasted into the name replaces the constraint, too.
        let is_line = !split(typed).1.is_empty();
        let line = if is_line { typed.to_owned() } else { join(typed, &self.constraint.get_untracked()) };
        self.apply(|row| FormEdit::ReplacePackage { place: row.place, line });
    }

    fn write_constraint(self, typed: &str) {
        let line = join(&self.name.get_untracked(), typed);
        self.apply(|row| FormEdit::ReplacePackage { place: row.place, line });
    }
}

fn name_field(line: Line, at: usize) -> AnyView {
    let Line { name, .. } = line;
    let pick = Callback::new(move |text: String| line.write_name(&text));
    let suggestions = Completion::new(line.draft, format!("names-{at}"), pick);
    let choices = suggestions.choices;
    view! {
        <input
            class="entry mono"
            aria-label=Signal::derive(move || text::name_of(&name.get()))
            spellcheck="false"
            autocapitalize="off"
            autocomplete="off"
            role="combobox"
            aria-autocomplete="list"
            aria-expanded=choices.expanded()
            aria-controls=choices.list_id()
            aria-activedescendant=choices.active_id()
            prop:value=name
            on:input=entered(move |text| {
                line.write_name(&text);
                suggestions.search(completion::name(line.source(), &text));
            })
            on:change=in_page(move |event| event_target::<HtmlInputElement>(&event).set_value(&name.get_untracked()))
            on:keydown=move |event| _ = choices.key(&event)
            on:blur=in_page(move |_| suggestions.close())
        />
        {choices.list(text::NAMES)}
    }
    .into_any()
}

fn version_field(line: Line, at: usize) -> AnyView {
    let Line { name, constraint, .. } = line;
    let pick = Callback::new(move |text: String| line.write_constraint(&text));
    let suggestions = Completion::new(line.draft, format!("versions-{at}"), pick);
    let choices = suggestions.choices;
    let look = move |typed: &str| {
        suggestions.search(completion::version(line.source(), &name.get_untracked(), typed));
    };
    view! {
        <input
            class="entry mono"
            aria-label=Signal::derive(move || text::version_of(&name.get()))
            placeholder=text::ANY
            spellcheck="false"
            autocapitalize="off"
            autocomplete="off"
            role="combobox"
            aria-autocomplete="list"
            aria-expanded=choices.expanded()
            aria-controls=choices.list_id()
            aria-activedescendant=choices.active_id()
            prop:value=constraint
            on:input=entered(move |text| {
                line.write_constraint(&text);
                look(&text);
            })
            on:change=in_page(entered(move |text| line.write_constraint(&tidy(&text, line.source()))))
            on:keydown=move |event| {
                if !choices.key(&event) && event.key() == "ArrowDown" {
                    look(completion::operator(&constraint.get_untracked()));
                }
            }
            on:blur=in_page(move |_| suggestions.close())
        />
        {choices.list(text::VERSIONS)}
    }
    .into_any()
}
