//! The editor: the definition on the left, what would happen on the right.

use super::{
    change_note::ChangeNote,
    folder::{FolderNote, Folders},
    form::Form,
    header::{Header, Target},
    import::{ImportNote, Importer},
    register::{NameFields, RegisterButton, Registration, use_name_state},
    source::{SourceView, UnreadableTexts},
    start::{Start, use_defaults},
    text,
};
use crate::{
    browser::{
        files, focus,
        folders::{self, Folder},
    },
    components::{
        checks::{ChecksNote, ChecksPanel, show_package, use_checks},
        preview::{
            BuiltVersionsPanel, CheapestPanel, NoEffectPanel, PreviewController, StripPanel, VerdictPanel, WhyPanel,
            use_candidates, use_nearest, use_verdict,
        },
        trial::add_to_draft,
    },
    reactive::{live, memo},
    routes::{EnvironmentQuery, Route, VersionTab},
    state::{
        draft::{
            Content, Draft, EditorTab,
            autosave::{SaveState, use_autosave},
        },
        handover::{Handed, use_handover},
        leaving::{use_leaving, use_unsaved},
        shortcuts::use_shortcut,
        toasts::use_toasts,
    },
    ui::{Tab, tabs},
};
use definition::Kind;
use leptos::{ev, prelude::*};
use leptos_router::hooks::use_navigate;

/// What the editor opens with.
#[derive(Clone)]
pub struct EditorInput {
    /// The address under which the draft is saved.
    pub address: String,
    pub target: Target,
    /// The draft before the first change.
    pub start: Content,
    /// The draft that was saved, if any.
    pub saved: Option<Content>,
    /// Whether the start page is shown first.
    pub show_start: bool,
}

#[component]
pub fn Editor(
    input: EditorInput,
    /// Opens a new editor after the draft was discarded.
    restart: Callback<()>,
) -> impl IntoView {
    let EditorInput { address, target, start, saved, show_start } = input;
    let state = if saved.is_some() { SaveState::Saved } else { SaveState::Unchanged };
    let draft = Draft::new(saved.unwrap_or_else(|| start.clone()));
    let autosave = use_autosave(draft, &address, start.clone(), state);
    let is_starting = RwSignal::new(show_start);
    let begin = use_defaults(draft, is_starting);
    let importer = Importer::new(draft, begin);
    let folders = Folders::new(draft, importer, begin);
    provide_context(importer);
    provide_context(folders);
    import_from_page(importer, folders);
    import_handed_over(importer, folders, draft);
    use_unsaved(Signal::derive(move || autosave.state() == SaveState::NotSaved));
    let name_refetch = RwSignal::new(0);
    let name = use_name_state(draft, name_refetch);
    let discard = Callback::new(move |()| {
        autosave.stop();
        restart.run(());
    });
    leave_with_escape(draft);
    let start = StoredValue::new(start);
    let is_new = target == Target::NewEnvironment;
    let body = move || {
        if is_starting.get() {
            return view! { <Start importer=importer folders=folders start=begin /> }.into_any();
        }
        let preview = PreviewController::new(draft);
        let verdict = use_verdict(preview);
        let checks = use_checks(draft);
        let candidates = use_candidates(preview);
        let nearest = use_nearest(preview, candidates);
        // A lost image is the reason for a build; the differences from other images would explain nothing.
        let compared = memo(move || nearest.get().filter(|_| verdict.statement.with(|it| it.lost.is_none())));
        let registration =
            Registration { draft, start, autosave, name, name_refetch, verdict, folders: StoredValue::new(folders) };
        view! {
            <div class="editor" on:keydown=move |event| leave_field(&event)>
                <div class="work stack">
                    {is_new.then(|| view! { <NameFields draft=draft state=name /> })}
                    <ImportNote importer=importer />
                    <FolderNote folders=folders />
                    <UnreadableTexts draft=draft />
                    {views(draft)}
                    <div class="stack" id="panel" role="tabpanel" aria-labelledby=Signal::derive(move || format!("tab-{}", id(draft.tab().get())))>
                        {live(move || match draft.tab().get() {
                            EditorTab::Form => view! { <Form draft=draft nearest=nearest /> }.into_any(),
                            EditorTab::Source(kind) => view! { <SourceView draft=draft kind=kind checks=checks /> }.into_any(),
                        })}
                    </div>
                </div>
                <div class="rail">
                    <div class="lead">
                        <VerdictPanel preview=preview verdict=verdict />
                        <ChangeNote draft=draft />
                        <RegisterButton registration=registration />
                        <ChecksNote checks=checks />
                    </div>
                    <div class="rest">
                        <StripPanel draft=draft nearest=compared />
                        <WhyPanel nearest=compared />
                        <CheapestPanel preview=preview candidates=candidates verdict=verdict />
                        <NoEffectPanel nearest=compared />
                        <BuiltVersionsPanel draft=draft nearest=nearest />
                        <ChecksPanel draft=draft checks=checks />
                    </div>
                </div>
            </div>
        }
        .into_any()
    };
    view! {
        <Header
            draft=draft target=target name=name autosave=autosave importer=importer folders=folders discard=discard
            is_starting=is_starting
        />
        {body}
    }
}

const VIEWS: [EditorTab; 6] = [
    EditorTab::Form,
    EditorTab::Source(Kind::Conda),
    EditorTab::Source(Kind::Requirements),
    EditorTab::Source(Kind::Dockerfile),
    EditorTab::Source(Kind::V1),
    EditorTab::Source(Kind::V2),
];

fn views(draft: Draft) -> AnyView {
    let title = |tab| match tab {
        EditorTab::Form => text::FORM,
        EditorTab::Source(kind) => text::kind(kind),
    };
    let all = VIEWS.map(|tab| Tab { value: tab, id: id(tab), title: Signal::derive(move || title(tab).to_owned()) });
    tabs(text::VIEWS, Vec::from(all), draft.tab().into(), Callback::new(move |tab| draft.open(tab)))
}

fn id(tab: EditorTab) -> &'static str {
    match tab {
        EditorTab::Form => "form",
        EditorTab::Source(Kind::Conda) => "conda",
        EditorTab::Source(Kind::Requirements) => "requirements",
        EditorTab::Source(Kind::Dockerfile) => "dockerfile",
        EditorTab::Source(Kind::V1) => "v1",
        EditorTab::Source(Kind::V2) => "v2",
    }
}

/// Imports what was dropped, pasted or chosen on another page.
fn import_handed_over(importer: Importer, folders: Folders, draft: Draft) {
    match use_handover().take() {
        Some(Handed::Files(files)) => importer.import_files(files),
        Some(Handed::Folder(folder)) => folders.import(folder),
        Some(Handed::Text(text)) => importer.import(text::PASTED, text.as_bytes()),
        Some(Handed::Package(version, package)) if draft.origin().get_untracked().as_ref() == Some(&version) => {
            show_package(draft, &package);
        }
        Some(Handed::Change { version, edits, summary })
            if draft.origin().get_untracked().as_ref() == Some(&version) =>
        {
            match add_to_draft(draft, &edits, summary) {
                Ok(()) => focus::focus_after_heading("#undo-change"),
                Err(reason) => use_toasts().failed(reason),
            }
        }
        Some(Handed::Package(..) | Handed::Change { .. }) | None => {}
    }
}

/// Imports what is pasted or dropped anywhere on the page.
fn import_from_page(importer: Importer, folders: Folders) {
    let paste = window_event_listener(ev::paste, move |event| {
        if !event.default_prevented() {
            importer.paste(&event);
        }
    });
    let over = window_event_listener(ev::dragover, move |event| event.prevent_default());
    let drop = window_event_listener(ev::drop, move |event| match folders::dropped(&event) {
        Some(folder) => {
            event.prevent_default();
            folders.import(Folder::Dropped(folder));
        }
        None => importer.drop(&event),
    });
    on_cleanup(move || {
        paste.remove();
        over.remove();
        drop.remove();
    });
}

/// Escape in a field leaves the field; the next one leaves the editor.
fn leave_field(event: &ev::KeyboardEvent) {
    if event.key() == "Escape" && files::is_in_field(event) {
        focus::focus("h1");
    }
}

/// Escape leaves the editor; the draft stays saved.
fn leave_with_escape(draft: Draft) {
    let (navigate, leaving) = (use_navigate(), use_leaving());
    use_shortcut("Escape", text::LEAVE_KEY, move || {
        if !leaving.is_allowed() {
            return;
        }
        let route = draft.origin().get_untracked().map_or_else(
            || Route::Environments(EnvironmentQuery::default()),
            |reference| Route::Version { reference, tab: VersionTab::default() },
        );
        navigate(&route.to_string(), leptos_router::NavigateOptions::default());
    });
}
