//! The keys of the page that is shown.

use crate::browser::{dialog, keys};
use leptos::prelude::*;

/// Where a shortcut is shown beside the help.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// In the status line, among those of the page.
    First,
    /// In the status line, after those of the page.
    Last,
    /// Nowhere.
    Nowhere,
}

/// One shortcut.
#[derive(Clone, Copy)]
pub struct Shortcut {
    /// The keys, one after the other with a space between (`g e`); `mod+` stands for control or command. Empty for an
    /// action that only the palette has.
    pub keys: &'static str,
    /// What it does, in a word or two.
    pub label: &'static str,
    /// Where it is shown beside the help, which shows all.
    pub shown: Shown,
    /// Does it.
    pub run: Callback<()>,
}

/// The shortcuts that work now, the latest added last.
#[derive(Clone, Copy)]
pub struct Shortcuts {
    known: RwSignal<Vec<(u32, Shortcut)>>,
    count: StoredValue<u32>,
}

pub(super) fn provide() {
    let shortcuts = Shortcuts { known: RwSignal::default(), count: StoredValue::new(0) };
    let first = StoredValue::new(None::<String>);
    keys::listen(move |key| {
        if dialog::any_open() {
            return false;
        }
        let sequence = first.get_value().map(|first| format!("{first} {key}"));
        let known = shortcuts.known.get_untracked();
        let found = sequence.as_deref().into_iter().chain([key]).find_map(|keys| find(&known, keys));
        let begins = found.is_none() && known.iter().any(|(_, shortcut)| shortcut.keys.starts_with(&format!("{key} ")));
        first.set_value(begins.then(|| key.to_owned()));
        if let Some(shortcut) = found {
            shortcut.run.run(());
        }
        found.is_some()
    });
    provide_context(shortcuts);
}

fn find(known: &[(u32, Shortcut)], keys: &str) -> Option<Shortcut> {
    known
        .iter()
        .rev()
        .filter(|(_, shortcut)| !shortcut.keys.is_empty())
        .map(|(_, shortcut)| *shortcut)
        .find(|shortcut| shortcut.keys == keys)
}

/// The shortcuts.
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
        self.known.update(|known| known.push((id, shortcut)));
        on_cleanup(move || {
            self.known.try_update(|known| known.retain(|(other, _)| *other != id));
        });
    }

    /// All that work now with their numbers, without being told when there are others.
    pub fn numbered(self) -> Vec<(u32, Shortcut)> {
        self.known.get_untracked()
    }

    /// Does what stands behind the shortcut of this number, when it is still there.
    pub fn run(self, number: u32) {
        let known = self.known.get_untracked();
        if let Some((_, shortcut)) = known.into_iter().find(|(other, _)| *other == number) {
            shortcut.run.run(());
        }
    }

    /// All that work now.
    pub fn all(self) -> Vec<Shortcut> {
        self.known.get().into_iter().map(|(_, shortcut)| shortcut).collect()
    }
}
