//! The draft that the editor works on: a definition, the source texts over it, and where it is registered.
//!
//! [`Draft::apply`] is the only way to change it, so undoing, validation and autosaving each have one place. All views read
//! the same definition; a source text is parsed at each keystroke, and while it cannot be read, the last readable definition
//! stays and the text stays, too.

pub mod autosave;
mod content;
mod edit;
mod parts;

pub use content::{Content, Source, UnreadableDraft};
pub use edit::{Edit, FormEdit};

use crate::{reactive::memo, state::session::Session};
use api::VersionReference;
use definition::{
    Canonical, Definition, Digests, ExportError, ImportError, Imported, Kind, canonical,
    edit::{Base, Row, base, rows},
    import,
};
use leptos::prelude::*;

const NO_BASE_IMAGE: &str = "Base image is required. Enter one at the top of the form";

/// A view of the editor.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EditorTab {
    Form,
    /// The definition as a file.
    Source(Kind),
}

/// A suggestion that was applied.
struct Applied {
    summary: String,
    before: Content,
    /// The open view and the source texts before it.
    view_before: (EditorTab, Vec<Source>),
    definition_after: Definition,
}

/// The draft. Copies are handles of the same one.
#[derive(Clone, Copy)]
pub struct Draft {
    definition: RwSignal<Definition>,
    origin: RwSignal<Option<VersionReference>>,
    name: RwSignal<String>,
    description: RwSignal<String>,
    tab: RwSignal<EditorTab>,
    sources: RwSignal<Vec<Source>>,
    before_import: StoredValue<Option<Content>>,
    applied: RwSignal<Option<Applied>>,
    applied_summary: Memo<Option<String>>,
    default_channels: Memo<Vec<String>>,
    rows: Memo<Vec<Row>>,
    canonical: Memo<Result<Canonical, String>>,
    digests: Memo<Option<Digests>>,
}

impl Draft {
    #[must_use]
    pub fn new(content: Content) -> Self {
        let definition = RwSignal::new(content.definition);
        let applied = RwSignal::new(None::<Applied>);
        let session = use_context::<Session>();
        let default_channels = memo(move || session.map(Session::default_channels).unwrap_or_default());
        let canonical = memo(move || {
            default_channels.with(|channels| definition.with(|definition| validate(definition, channels)))
        });
        Self {
            definition,
            origin: RwSignal::new(content.origin),
            name: RwSignal::new(content.name),
            description: RwSignal::new(content.description),
            tab: RwSignal::new(EditorTab::Form),
            sources: RwSignal::new(content.sources),
            before_import: StoredValue::new(None),
            applied,
            applied_summary: memo(move || {
                applied.with(|applied| {
                    let applied = applied.as_ref()?;
                    let is_last = definition.with(|definition| *definition == applied.definition_after);
                    is_last.then(|| applied.summary.clone())
                })
            }),
            default_channels,
            rows: memo(move || definition.with(rows)),
            canonical,
            digests: memo(move || canonical.with(|canonical| canonical.as_ref().ok().map(Canonical::digests))),
        }
    }

    /// The last definition that could be read.
    pub fn definition(self) -> ReadSignal<Definition> {
        self.definition.read_only()
    }

    /// The version that the draft started from.
    pub fn origin(self) -> ReadSignal<Option<VersionReference>> {
        self.origin.read_only()
    }

    /// The name to register it under.
    pub fn name(self) -> ReadSignal<String> {
        self.name.read_only()
    }

    pub fn description(self) -> ReadSignal<String> {
        self.description.read_only()
    }

    /// The view that is open.
    pub fn tab(self) -> ReadSignal<EditorTab> {
        self.tab.read_only()
    }

    /// The text of the open source view, and all texts that cannot be read.
    pub fn sources(self) -> ReadSignal<Vec<Source>> {
        self.sources.read_only()
    }

    /// What the last suggestion did, while nothing else was changed after it.
    pub fn applied_suggestion(self) -> Memo<Option<String>> {
        self.applied_summary
    }

    /// The channels of a definition without channels.
    pub fn default_channels(self) -> Memo<Vec<String>> {
        self.default_channels
    }

    /// The packages as rows.
    pub fn rows(self) -> Memo<Vec<Row>> {
        self.rows
    }

    /// The canonical form, or a sentence why there is none.
    pub fn canonical(self) -> Memo<Result<Canonical, String>> {
        self.canonical
    }

    /// `None` while the definition has no canonical form.
    pub fn digests(self) -> Memo<Option<Digests>> {
        self.digests
    }

    /// The draft as a value, without the source texts that could be read: they are in the definition.
    #[must_use]
    pub fn content(self) -> Content {
        let unreadable =
            |sources: &Vec<Source>| sources.iter().filter(|source| source.error.is_some()).cloned().collect();
        Content {
            definition: self.definition.get(),
            origin: self.origin.get(),
            name: self.name.get(),
            description: self.description.get(),
            sources: self.sources.with(unreadable),
        }
    }

    /// Tracks everything that is saved.
    pub fn track(self) {
        self.definition.track();
        self.origin.track();
        self.name.track();
        self.description.track();
        self.sources.track();
    }

    /// Opens a view. Texts that cannot be read are kept for their own views.
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

    /// Reads a file and imports it.
    ///
    /// # Errors
    /// When the file cannot be read; the draft is unchanged.
    pub fn import(self, bytes: &[u8]) -> Result<Imported, ImportError> {
        let imported = import(bytes, None)?;
        self.apply(Edit::Import(Box::new(imported.clone())));
        Ok(imported)
    }

    /// Makes a change.
    pub fn apply(self, edit: Edit) {
        match edit {
            Edit::Name(name) => self.name.set(name),
            Edit::Description(description) => self.description.set(description),
            Edit::Form(edit) => self.definition.update(|definition| edit.apply(definition)),
            Edit::SourceText { kind, text } => self.write_source(kind, text),
            Edit::DiscardSourceText(kind) => {
                self.sources.update(|sources| sources.retain(|source| source.kind != kind));
                self.open(self.tab.get_untracked());
            }
            Edit::Suggestion { edits, summary } => self.apply_suggestion(&edits, summary),
            Edit::UndoSuggestion => self.undo_suggestion(),
            Edit::Import(imported) => {
                let Imported { kind, definition: file, .. } = *imported;
                let description = file.description.clone();
                self.take_over(file, kind);
                if let Some(description) = description.filter(|_| self.description.with_untracked(String::is_empty)) {
                    self.description.set(description);
                }
            }
            Edit::Folder(context) => {
                let folder = Definition { context: Some(context), ..Definition::default() };
                self.take_over(folder, Kind::Dockerfile);
            }
            Edit::UndoImport => {
                if let Some(before) = self.before_import.try_update_value(Option::take).flatten() {
                    self.replace(before);
                }
            }
        }
    }

    fn write_source(self, kind: Kind, text: String) {
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

    fn take_over(self, file: Definition, kind: Kind) {
        self.before_import.set_value(Some(untrack(|| self.content())));
        self.definition.update(|definition| parts::take_over(definition, file, kind));
        self.sources.update(Vec::clear);
        self.open(self.tab.get_untracked());
    }

    fn apply_suggestion(self, edits: &[definition::edit::Edit], summary: String) {
        let before = untrack(|| self.content());
        let view_before = (self.tab.get_untracked(), self.sources.get_untracked());
        self.definition.update(|definition| definition::edit::apply(edits, definition));
        let definition_after = self.definition.get_untracked();
        self.applied.set(Some(Applied { summary, before, view_before, definition_after }));
        self.open(self.tab.get_untracked());
    }

    fn undo_suggestion(self) {
        let Some(Applied { before, view_before: (tab, sources), .. }) = self.applied.try_update(Option::take).flatten()
        else {
            return;
        };
        self.replace(before);
        if self.tab.get_untracked() == tab {
            self.sources.set(sources);
        }
    }

    /// Replaces everything but the open view.
    fn replace(self, content: Content) {
        self.definition.set(content.definition);
        self.origin.set(content.origin);
        self.name.set(content.name);
        self.description.set(content.description);
        self.sources.set(content.sources);
        self.open(self.tab.get_untracked());
    }
}

/// The canonical form as the workspace will compute it, or a sentence why there is none.
fn validate(definition: &Definition, default_channels: &[String]) -> Result<Canonical, String> {
    if matches!(base(definition), Base::Split { image, .. } if image.is_empty()) {
        return Err(NO_BASE_IMAGE.into());
    }
    let mut filled = definition.clone();
    api::fill_channels(&mut filled, default_channels);
    canonical(&filled).map_err(|invalid| sentence(&invalid.to_string()))
}

/// An error as a sentence of its own, with names without their backticks.
fn sentence(error: &str) -> String {
    let mut letters = error.chars().filter(|letter| *letter != '`');
    letters.next().map(char::to_uppercase).into_iter().flatten().chain(letters).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use definition::{Dependency, PackageSource};

    /// Runs a test with a draft that has a base image and one package.
    fn with_draft(test: impl FnOnce(Draft)) {
        let owner = Owner::new();
        owner.with(|| {
            let definition = Definition {
                base_image: Some("python:3.12".into()),
                dependencies: vec![Dependency::Conda("numpy=1.26".into())],
                ..Definition::default()
            };
            test(Draft::new(Content { definition, name: "training".into(), ..Content::default() }));
        });
        owner.cleanup();
    }

    fn packages(draft: Draft) -> Vec<String> {
        draft.rows().with_untracked(|rows| rows.iter().map(|row| row.text.clone()).collect())
    }

    fn pin_numpy() -> Edit {
        let edit = definition::edit::Edit::Line {
            source: PackageSource::Conda,
            before: Some("numpy=1.26".into()),
            after: Some("numpy=2.0".into()),
        };
        Edit::Suggestion { edits: vec![edit], summary: "pinned numpy".into() }
    }

    #[test]
    fn a_form_edit_changes_the_digest_and_a_name_does_not() {
        with_draft(|draft| {
            let before = draft.digests().get_untracked();
            draft.apply(Edit::Name("other".into()));
            draft.apply(Edit::Description("for tests".into()));
            assert_eq!(draft.digests().get_untracked(), before);
            draft.apply(Edit::Form(FormEdit::AddPackages("scipy".into())));
            assert_ne!(draft.digests().get_untracked(), before);
            assert_eq!(draft.content().name, "other");
        });
    }

    #[test]
    fn without_a_base_image_there_is_no_digest_but_a_reason() {
        with_draft(|draft| {
            draft.apply(Edit::Form(FormEdit::BaseImage(String::new())));
            assert_eq!(draft.digests().get_untracked(), None);
            assert_eq!(draft.canonical().get_untracked().err().as_deref(), Some(NO_BASE_IMAGE));
        });
    }

    #[test]
    fn an_unreadable_text_keeps_the_last_definition_until_it_is_discarded() {
        with_draft(|draft| {
            draft.open(EditorTab::Source(Kind::Conda));
            draft.apply(Edit::SourceText { kind: Kind::Conda, text: "dependencies: [".into() });
            assert_eq!(packages(draft), ["numpy=1.26"]);
            assert_eq!(draft.content().sources.len(), 1, "the text is saved");
            draft.open(EditorTab::Form);
            assert_eq!(draft.content().sources.len(), 1, "the text is kept for its view");
            draft.apply(Edit::DiscardSourceText(Kind::Conda));
            assert!(draft.content().sources.is_empty());
            draft.apply(Edit::SourceText { kind: Kind::Conda, text: "dependencies: [scipy]".into() });
            assert_eq!(packages(draft), ["scipy"]);
        });
    }

    #[test]
    fn a_suggestion_is_undone_while_nothing_else_was_changed() {
        with_draft(|draft| {
            draft.apply(pin_numpy());
            assert_eq!(packages(draft), ["numpy=2.0"]);
            assert_eq!(draft.applied_suggestion().get_untracked().as_deref(), Some("pinned numpy"));
            draft.apply(Edit::UndoSuggestion);
            assert_eq!(packages(draft), ["numpy=1.26"]);
            draft.apply(Edit::UndoSuggestion);
            assert_eq!(packages(draft), ["numpy=1.26"], "undoing again does nothing");

            draft.apply(pin_numpy());
            draft.apply(Edit::Form(FormEdit::AddPackages("scipy".into())));
            assert_eq!(draft.applied_suggestion().get_untracked(), None, "undoing would lose the package");
        });
    }

    #[test]
    fn an_undone_suggestion_brings_back_the_text_of_the_open_view() {
        with_draft(|draft| {
            draft.open(EditorTab::Source(Kind::Conda));
            let text = "dependencies:\n- numpy=1.26  # by hand\n";
            draft.apply(Edit::SourceText { kind: Kind::Conda, text: text.into() });
            draft.apply(pin_numpy());
            assert!(draft.sources().get_untracked()[0].text.contains("numpy=2.0"));
            draft.apply(Edit::UndoSuggestion);
            assert_eq!(draft.sources().get_untracked()[0].text, text);
        });
    }

    #[test]
    fn an_import_fills_an_empty_description_and_is_undone_once() {
        with_draft(|draft| {
            let file = br#"{"docker": {"baseImage": "python:3.11"}, "python": {"condaDependencies": {"dependencies": ["scipy"]}}}"#;
            draft.import(file).expect("a definition");
            assert_eq!(packages(draft), ["scipy"]);
            draft.apply(Edit::UndoImport);
            assert_eq!(packages(draft), ["numpy=1.26"]);
            draft.apply(Edit::Form(FormEdit::AddPackages("shap".into())));
            draft.apply(Edit::UndoImport);
            assert_eq!(packages(draft), ["numpy=1.26", "shap"], "there is no import to undo");
            assert!(draft.import(b"\x00").is_err());
            assert_eq!(packages(draft), ["numpy=1.26", "shap"], "a file that cannot be read changes nothing");
        });
    }
}
