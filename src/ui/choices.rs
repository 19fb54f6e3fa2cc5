//! What may complete a text field: a list below it that the arrow keys walk through, while the field keeps the focus.

use crate::reactive::live_if;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

/// One way to go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// What the field becomes.
    pub text: String,
    /// What is shown.
    pub shown: String,
    /// What else is to know.
    pub note: String,
}

/// The choices of one field. Copies are handles of the same.
#[derive(Clone, Copy)]
pub struct Choices {
    /// The id of the list.
    id: StoredValue<String>,
    all: RwSignal<Vec<Choice>>,
    active: RwSignal<Option<usize>>,
    pick: Callback<String>,
}

impl Choices {
    /// No choices yet; `pick` is told the text of the one that is taken.
    pub fn new(id: String, pick: Callback<String>) -> Self {
        Self { id: StoredValue::new(id), all: RwSignal::default(), active: RwSignal::new(None), pick }
    }

    /// Offers these, none of them chosen.
    pub fn offer(self, choices: Vec<Choice>) {
        self.active.set(None);
        self.all.set(choices);
    }

    /// Offers nothing.
    pub fn close(self) {
        if self.is_open() {
            self.offer(Vec::new());
        }
    }

    /// Whether something is offered, without following it.
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

    /// Takes the keys of a list. Enter belongs to the field while nothing is chosen.
    pub fn key(self, event: &KeyboardEvent) -> bool {
        let count = self.all.with_untracked(Vec::len);
        if count == 0 || event.ctrl_key() || event.meta_key() || event.alt_key() || event.is_composing() {
            return false;
        }
        let active = self.active.get_untracked();
        match event.key().as_str() {
            "ArrowDown" => self.choose(active.map_or(0, |at| (at + 1) % count)),
            "ArrowUp" => self.choose(active.map_or(count - 1, |at| (at + count - 1) % count)),
            "Enter" if active.is_some() => self.take(active.unwrap_or_default()),
            "Escape" => self.close(),
            _ => return false,
        }
        event.prevent_default();
        event.stop_propagation();
        true
    }

    fn choose(self, at: usize) {
        self.active.set(Some(at));
        crate::browser::page::bring_into_view(&format!("#{}", self.option_id(at)));
    }

    fn take(self, at: usize) {
        let text = self.all.with_untracked(|all| all.get(at).map(|choice| choice.text.clone()));
        self.close();
        if let Some(text) = text {
            self.pick.run(text);
        }
    }

    /// The list; nothing while nothing is offered.
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
        let chosen = move || self.active.get() == Some(at);
        view! {
            <li
                role="option"
                id=self.option_id(at)
                aria-selected=move || if chosen() { "true" } else { "false" }
                // The field keeps the focus.
                on:pointerdown=move |event| event.prevent_default()
                on:mousedown=move |event| event.prevent_default()
                on:click=move |_| self.take(at)
            >
                <span class="mono">{shown}</span> {(!note.is_empty()).then(|| view! { <span class="hint">{note}</span> })}
            </li>
        }
        .into_any()
    }
}
