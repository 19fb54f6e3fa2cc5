//! Completions of a text field: a list below it for the arrow keys, while the field keeps the focus.

use crate::reactive::live_if;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// The text that the field gets.
    pub text: String,
    pub shown: String,
    /// Shown beside it; empty for nothing.
    pub note: String,
}

/// The choices of a field.
#[derive(Clone, Copy)]
pub struct Choices {
    id: StoredValue<String>,
    all: RwSignal<Vec<Choice>>,
    active: RwSignal<Option<usize>>,
    pick: Callback<String>,
}

impl Choices {
    /// No choices yet; `pick` gets the text of the one that is picked.
    pub fn new(id: String, pick: Callback<String>) -> Self {
        Self { id: StoredValue::new(id), all: RwSignal::default(), active: RwSignal::new(None), pick }
    }

    /// Shows these choices, none of them active.
    pub fn offer(self, choices: Vec<Choice>) {
        self.active.set(None);
        self.all.set(choices);
    }

    /// Closes the list.
    pub fn close(self) {
        if self.is_open() {
            self.offer(Vec::new());
        }
    }

    /// Whether the list is open; not tracked.
    pub fn is_open(self) -> bool {
        self.all.with_untracked(|all| !all.is_empty())
    }

    /// For `aria-expanded`.
    pub fn expanded(self) -> Signal<&'static str> {
        Signal::derive(move || if self.all.with(Vec::is_empty) { "false" } else { "true" })
    }

    /// For `aria-controls`.
    pub fn list_id(self) -> String {
        self.id.get_value()
    }

    /// For `aria-activedescendant`.
    pub fn active_id(self) -> Signal<Option<String>> {
        Signal::derive(move || self.active.get().map(|at| self.option_id(at)))
    }

    fn option_id(self, at: usize) -> String {
        self.id.with_value(|id| format!("{id}-{at}"))
    }

    /// Handles the keys of a list. Without an active choice, Enter is left to the field.
    pub fn key(self, event: &KeyboardEvent) -> bool {
        let count = self.all.with_untracked(Vec::len);
        if count == 0 || event.ctrl_key() || event.meta_key() || event.alt_key() || event.is_composing() {
            return false;
        }
        let active = self.active.get_untracked();
        match event.key().as_str() {
            "ArrowDown" => self.activate(active.map_or(0, |at| (at + 1) % count)),
            "ArrowUp" => self.activate(active.map_or(count - 1, |at| (at + count - 1) % count)),
            "Enter" if active.is_some() => self.pick(active.unwrap_or_default()),
            "Escape" => self.close(),
            _ => return false,
        }
        event.prevent_default();
        event.stop_propagation();
        true
    }

    fn activate(self, at: usize) {
        self.active.set(Some(at));
        crate::browser::focus::bring_into_view(&format!("#{}", self.option_id(at)));
    }

    fn pick(self, at: usize) {
        let text = self.all.with_untracked(|all| all.get(at).map(|choice| choice.text.clone()));
        self.close();
        if let Some(text) = text {
            self.pick.run(text);
        }
    }

    /// The list, while it is open.
    pub fn list(self, label: &'static str) -> AnyView {
        live_if(move || {
            let all = self.all.get();
            (!all.is_empty()).then(|| {
                let options: Vec<AnyView> =
                    all.into_iter().enumerate().map(|(at, choice)| self.option(at, choice)).collect();
                view! { <ul class="choices" role="listbox" id=self.list_id() aria-label=label>{options}</ul> }
            })
        })
    }

    fn option(self, at: usize, Choice { shown, note, .. }: Choice) -> AnyView {
        let is_active = move || self.active.get() == Some(at);
        view! {
            <li
                role="option"
                id=self.option_id(at)
                aria-selected=move || if is_active() { "true" } else { "false" }
                // The field keeps the focus.
                on:pointerdown=move |event| event.prevent_default()
                on:mousedown=move |event| event.prevent_default()
                on:click=move |_| self.pick(at)
            >
                <span class="mono">{shown}</span> {(!note.is_empty()).then(|| view! { <span class="hint">{note}</span> })}
            </li>
        }
        .into_any()
    }
}
