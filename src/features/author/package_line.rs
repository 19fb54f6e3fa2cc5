//! The line of one package, and the two fields that show its name and its constraint.

use super::{
    complete::{self, Completion},
    text,
};
use crate::reactive::{entered, in_page, memo};
use crate::{browser::performance, state::draft::Draft};
use definition::edit::{Row, join, replace, split, tidy};
use definition::{Definition, PackageSource};
use leptos::prelude::*;
use web_sys::HtmlInputElement;

/// The line at a place of the table. Copies are handles of the same.
#[derive(Clone, Copy)]
pub struct Line {
    draft: Draft,
    /// The row; none when there are fewer.
    pub row: Memo<Option<Row>>,
    /// Its name.
    pub name: Memo<String>,
    /// What it asks for.
    pub constraint: Memo<String>,
    /// Whether it is in a pip list.
    pub is_pip: Memo<bool>,
}

impl Line {
    /// The line at this place of the draft.
    pub fn new(draft: Draft, at: usize) -> Self {
        let row = memo(move || draft.rows.with(|rows| rows.get(at).cloned()));
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

    /// Changes the definition at this line.
    pub fn edit(self, edit: &dyn Fn(&mut Definition, &Row)) {
        if let Some(row) = self.row.get_untracked() {
            performance::began();
            self.draft.definition.update(|definition| edit(definition, &row));
        }
    }

    fn source(self) -> PackageSource {
        if self.is_pip.get_untracked() { PackageSource::Pip } else { PackageSource::Conda }
    }

    fn write_name(self, typed: &str) {
        // A whole line typed or pasted into the name takes the place of the old constraint too.
        let whole = !split(typed).1.is_empty();
        let line = if whole { typed.to_owned() } else { join(typed, &self.constraint.get_untracked()) };
        self.edit(&|definition, row| replace(definition, row.place, &line));
    }

    fn write_constraint(self, typed: &str) {
        let line = join(&self.name.get_untracked(), typed);
        self.edit(&|definition, row| replace(definition, row.place, &line));
    }
}

/// The field of the name.
pub fn name_field(line: Line, at: usize) -> AnyView {
    let Line { name, .. } = line;
    let pick = Callback::new(move |text: String| line.write_name(&text));
    let completion = Completion::new(line.draft, format!("names-{at}"), pick);
    let choices = completion.choices;
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
                completion.look_for(complete::name(line.source(), &text));
            })
            on:change=in_page(move |event| event_target::<HtmlInputElement>(&event).set_value(&name.get_untracked()))
            on:keydown=move |event| _ = choices.key(&event)
            on:blur=in_page(move |_| completion.close())
        />
        {choices.list(text::NAMES)}
    }
    .into_any()
}

/// The field of the constraint.
pub fn version_field(line: Line, at: usize) -> AnyView {
    let Line { name, constraint, .. } = line;
    let pick = Callback::new(move |text: String| line.write_constraint(&text));
    let completion = Completion::new(line.draft, format!("versions-{at}"), pick);
    let choices = completion.choices;
    let look = move |typed: &str| {
        completion.look_for(complete::version(line.source(), &name.get_untracked(), typed));
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
                    look(complete::operator(&constraint.get_untracked()));
                }
            }
            on:blur=in_page(move |_| completion.close())
        />
        {choices.list(text::VERSIONS)}
    }
    .into_any()
}
