//! The shortcuts of the current page, and its actions for the palette.

use crate::browser::{dialog, keys};
use leptos::prelude::*;

/// Where a shortcut is shown besides the help.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// In the status line, among those of the page.
    First,
    /// In the status line, after those of the page.
    Last,
    /// Nowhere.
    Nowhere,
}

#[derive(Clone, Copy)]
pub struct Shortcut {
    /// The keys with spaces in between (`g e`); `mod+` means Ctrl or Cmd. Empty for an action that only the palette has.
    pub keys: &'static str,
    pub label: &'static str,
    pub shown: Shown,
    pub run: Callback<()>,
}

/// The active shortcuts, the newest last.
#[derive(Clone, Copy)]
pub struct Shortcuts {
    active: RwSignal<Vec<(u32, Shortcut)>>,
    count: StoredValue<u32>,
}

pub(super) fn provide() {
    let shortcuts = Shortcuts { active: RwSignal::default(), count: StoredValue::new(0) };
    let first = StoredValue::new(None::<String>);
    keys::listen(move |key| {
        if dialog::any_open() {
            return false;
        }
        let sequence = first.get_value().map(|first| format!("{first} {key}"));
        let active = shortcuts.active.get_untracked();
        let found = sequence.as_deref().into_iter().chain([key]).find_map(|keys| find(&active, keys));
        let is_first =
            found.is_none() && active.iter().any(|(_, shortcut)| shortcut.keys.starts_with(&format!("{key} ")));
        first.set_value(is_first.then(|| key.to_owned()));
        if let Some(shortcut) = found {
            shortcut.run.run(());
        }
        found.is_some()
    });
    provide_context(shortcuts);
}

fn find(active: &[(u32, Shortcut)], keys: &str) -> Option<Shortcut> {
    active
        .iter()
        .rev()
        .filter(|(_, shortcut)| !shortcut.keys.is_empty())
        .map(|(_, shortcut)| *shortcut)
        .find(|shortcut| shortcut.keys == keys)
}

pub fn use_shortcuts() -> Shortcuts {
    expect_context()
}

/// Adds a shortcut while the current owner lives; one without keys is an action of the palette.
pub fn use_shortcut(keys: &'static str, label: &'static str, run: impl Fn() + Send + Sync + 'static) {
    let shown = if keys.is_empty() { Shown::Nowhere } else { Shown::First };
    use_shortcuts().add(Shortcut { keys, label, shown, run: Callback::new(move |()| run()) });
}

/// Adds an action without keys, which the palette offers while the current owner lives.
pub fn use_action(label: &'static str, run: impl Fn() + Send + Sync + 'static) {
    use_shortcut("", label, run);
}

impl Shortcuts {
    /// Adds a shortcut while the current owner lives.
    pub fn add(self, shortcut: Shortcut) {
        let id = self.count.get_value() + 1;
        self.count.set_value(id);
        self.active.update(|active| active.push((id, shortcut)));
        on_cleanup(move || {
            self.active.try_update(|active| active.retain(|(other, _)| *other != id));
        });
    }

    /// The active shortcuts with their numbers; not tracked.
    pub fn numbered(self) -> Vec<(u32, Shortcut)> {
        self.active.get_untracked()
    }

    /// Runs the shortcut with this number if it is still active.
    pub fn run(self, number: u32) {
        let active = self.active.get_untracked();
        if let Some((_, shortcut)) = active.into_iter().find(|(other, _)| *other == number) {
            shortcut.run.run(());
        }
    }

    /// The active shortcuts.
    pub fn all(self) -> Vec<Shortcut> {
        self.active.get().into_iter().map(|(_, shortcut)| shortcut).collect()
    }
}
