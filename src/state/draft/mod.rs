//! The one draft that the editor works on: a definition, the source texts over it, and where it goes.
//!
//! Every view reads the definition and writes it; nothing is copied from one view to another. A source text is parsed
//! at each keystroke: while it cannot be read, the last good definition stays and the text stays too.

mod content;
mod parts;

pub use content::{Content, Source, UnreadableDraft};

use crate::{reactive::memo, state::session::Session};
use api::VersionReference;
use definition::{
    BuildContext, Canonical, Definition, Digests, ExportError, ImportError, Imported, Kind, canonical,
    edit::{self, Base, Edit, Row, base, rows},
    import,
};
use leptos::prelude::*;

/// A view of the editor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EditorTab {
    /// The form.
    Form,
    /// The definition as a file of this kind.
    Source(Kind),
}

/// A change that was offered and taken.
struct Change {
    /// What was done, in words.
    done: String,
    /// The draft before it.
    before: Content,
    /// The texts of the views before it, and the view that was open.
    shown: (EditorTab, Vec<Source>),
    /// What the definition became.
    after: Definition,
}

/// The draft. Copies are handles of the same one.
#[derive(Clone, Copy)]
pub struct Draft {
    /// The last definition that could be read.
    pub definition: RwSignal<Definition>,
    /// The version that it began as.
    pub origin: RwSignal<Option<VersionReference>>,
    /// The name to register it under.
    pub name: RwSignal<String>,
    /// What it is for.
    pub description: RwSignal<String>,
    /// The view that is open.
    pub tab: RwSignal<EditorTab>,
    /// The text of the open source view, and those that cannot be read.
    pub sources: RwSignal<Vec<Source>>,
    /// What the draft was before the last import.
    pub before_import: RwSignal<Option<Content>>,
    /// The last change that was offered and taken.
    change: RwSignal<Option<Change>>,
    /// What that change did, in words, while nothing else was changed after it.
    pub changed: Memo<Option<String>>,
    /// The channels of a definition that names none.
    pub default_channels: Memo<Vec<String>>,
    /// The packages as rows.
    pub rows: Memo<Vec<Row>>,
    /// The canonical form, or why there is none.
    pub canonical: Memo<Result<Canonical, String>>,
    /// The digests, none while the definition has no hash.
    pub digests: Memo<Option<Digests>>,
}

impl Draft {
    /// A draft that begins with this.
    #[must_use]
    pub fn new(content: Content) -> Self {
        let definition = RwSignal::new(content.definition);
        let change = RwSignal::new(None::<Change>);
        let session = use_context::<Session>();
        let default_channels = memo(move || session.map(Session::default_channels).unwrap_or_default());
        let canonical =
            memo(move || default_channels.with(|channels| definition.with(|definition| judge(definition, channels))));
        Self {
            definition,
            origin: RwSignal::new(content.origin),
            name: RwSignal::new(content.name),
            description: RwSignal::new(content.description),
            tab: RwSignal::new(EditorTab::Form),
            sources: RwSignal::new(content.sources),
            before_import: RwSignal::new(None),
            change,
            changed: memo(move || {
                change.with(|change| {
                    let change = change.as_ref()?;
                    definition.with(|definition| (*definition == change.after).then(|| change.done.clone()))
                })
            }),
            default_channels,
            rows: memo(move || definition.with(rows)),
            canonical,
            digests: memo(move || canonical.with(|canonical| canonical.as_ref().ok().map(Canonical::digests))),
        }
    }

    /// The draft as a value. Source texts that could be read are in the definition already.
    #[must_use]
    pub fn content(self) -> Content {
        let unread = |sources: &Vec<Source>| sources.iter().filter(|source| source.error.is_some()).cloned().collect();
        Content {
            definition: self.definition.get(),
            origin: self.origin.get(),
            name: self.name.get(),
            description: self.description.get(),
            sources: self.sources.with(unread),
        }
    }

    /// Reads every part that is saved, so that whoever does is told of each change.
    pub fn track(self) {
        self.definition.track();
        self.origin.track();
        self.name.track();
        self.description.track();
        self.sources.track();
    }

    /// Begins again with this; the open view stays.
    pub fn replace(self, content: Content) {
        self.definition.set(content.definition);
        self.origin.set(content.origin);
        self.name.set(content.name);
        self.description.set(content.description);
        self.sources.set(content.sources);
        self.open(self.tab.get_untracked());
    }

    /// Opens a view. A text that cannot be read stays with its own view.
    pub fn open(self, tab: EditorTab) {
        self.sources.update(|sources| {
            sources.retain(|source| source.error.is_some());
            if let EditorTab::Source(kind) = tab
                && sources.iter().all(|source| source.kind != kind)
                && let Ok(text) = self.text(kind)
            {
                sources.push(Source { kind, text, error: None });
            }
        });
        self.tab.set(tab);
    }

    /// The definition as the text of a source view.
    ///
    /// # Errors
    /// When the view cannot hold its part of the definition.
    pub fn text(self, kind: Kind) -> Result<String, ExportError> {
        self.definition.with_untracked(|definition| parts::text(definition, kind))
    }

    /// Takes a keystroke in a source view.
    pub fn write(self, kind: Kind, text: String) {
        let error = match import(text.as_bytes(), Some(kind)) {
            Ok(imported) => {
                self.definition.update(|definition| parts::merge(definition, imported.definition, kind));
                None
            }
            Err(error) => Some(error),
        };
        self.sources.update(|sources| match sources.iter_mut().find(|source| source.kind == kind) {
            Some(source) => *source = Source { kind, text, error },
            None => sources.push(Source { kind, text, error }),
        });
    }

    /// Gives up a source text that cannot be read.
    pub fn discard_source(self, kind: Kind) {
        self.sources.update(|sources| sources.retain(|source| source.kind != kind));
        self.open(self.tab.get_untracked());
    }

    /// Takes a file in: it replaces its part of the draft. What was before can be had back.
    ///
    /// # Errors
    /// When the file cannot be read; the draft is as it was.
    pub fn import(self, bytes: &[u8]) -> Result<Imported, ImportError> {
        let imported = import(bytes, None)?;
        self.take_imported(&imported);
        Ok(imported)
    }

    /// Takes in what files hold that were read. What was before can be had back.
    pub fn take_imported(self, imported: &Imported) {
        self.before_import.set(Some(untrack(|| self.content())));
        let Imported { kind, definition: file, .. } = imported.clone();
        if let Some(description) =
            file.description.clone().filter(|_| self.description.with_untracked(String::is_empty))
        {
            self.description.set(description);
        }
        self.definition.update(|definition| parts::take_over(definition, file, kind));
        self.sources.update(Vec::clear);
        self.open(self.tab.get_untracked());
    }

    /// Takes a folder in, as the build context that base image and steps come from. What was before can be had back.
    pub fn take_folder(self, context: BuildContext) {
        self.before_import.set(Some(untrack(|| self.content())));
        let folder = Definition { context: Some(context), ..Definition::default() };
        self.definition.update(|definition| parts::take_over(definition, folder, Kind::Dockerfile));
        self.sources.update(Vec::clear);
        self.open(self.tab.get_untracked());
    }

    /// Undoes the last import.
    pub fn undo_import(self) {
        if let Some(before) = self.before_import.get_untracked() {
            self.before_import.set(None);
            self.replace(before);
        }
    }

    /// Makes changes that were offered, all of them or none; `done` says what they did. What was before can be had back.
    pub fn apply(self, edits: &[Edit], done: String) {
        let before = untrack(|| self.content());
        let shown = (self.tab.get_untracked(), self.sources.get_untracked());
        self.definition.update(|definition| edit::apply(edits, definition));
        self.change.set(Some(Change { done, before, shown, after: self.definition.get_untracked() }));
        self.open(self.tab.get_untracked());
    }

    /// Undoes the last change that was offered and taken.
    pub fn undo_change(self) {
        let Some(Change { before, shown: (tab, sources), .. }) = self.change.try_update(Option::take).flatten() else {
            return;
        };
        self.replace(before);
        if self.tab.get_untracked() == tab {
            self.sources.set(sources);
        }
    }
}

/// The canonical form as the workspace will see it, or one sentence why there is none.
fn judge(definition: &Definition, default_channels: &[String]) -> Result<Canonical, String> {
    if matches!(base(definition), Base::Split { image, .. } if image.is_empty()) {
        return Err("No base image is named. Give one at the top of the form".into());
    }
    let mut filled = definition.clone();
    api::fill_channels(&mut filled, default_channels);
    canonical(&filled).map_err(|invalid| sentence(&invalid.to_string()))
}

/// An error as it stands alone: with a capital letter, names without their backticks.
fn sentence(error: &str) -> String {
    let mut letters = error.chars().filter(|letter| *letter != '`');
    letters.next().map(char::to_uppercase).into_iter().flatten().chain(letters).collect()
}
