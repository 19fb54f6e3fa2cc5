//! The editor: the definition on the left, what would happen on the right.

use super::{
    change::ChangeNote,
    folder::{FolderNote, Folders},
    form::Form,
    head::{Head, Target},
    import::{ImportNote, Importer},
    name::{NameFields, use_name_state},
    register::{RegisterButton, Registering},
    saving::{Saved, use_saving},
    source::{SourceView, UnreadTexts},
    start::{Start, fill_in},
    text,
};
use crate::reactive::{live, memo};
use crate::{
    browser::{
        files,
        folders::{self, Folder},
        page,
    },
    features::{
        checks::{ChecksNote, ChecksPanel, go_to_package, use_checks},
        preview::{
            CheapestPanel, FrozenPanel, NoEffectPanel, Outlook, StripPanel, VerdictPanel, WhyPanel, use_nearest,
            use_pool, use_verdicts,
        },
        trial::add_to_draft,
    },
    routes::{EnvironmentQuery, Route, VersionTab},
    state::{
        draft::{Content, Draft, EditorTab},
        handover::{Brought, use_handover},
        leaving::{use_leaving, use_unsaved},
        shortcuts::use_shortcut,
        toasts::use_toasts,
    },
    ui::{Tab, tabs},
};
use definition::Kind;
use leptos::{ev, prelude::*};
use leptos_router::hooks::use_navigate;

/// What an editor begins with.
#[derive(Clone)]
pub struct Beginning {
    /// Where its draft is kept.
    pub address: String,
    /// Where it goes.
    pub target: Target,
    /// The draft before anything was changed.
    pub start: Content,
    /// The draft that was kept, when one was.
    pub kept: Option<Content>,
    /// Whether the ways to begin are shown first.
    pub choose: bool,
}

/// The editor.
#[component]
pub fn Editor(
    /// What it begins with.
    beginning: Beginning,
    /// Begins anew, after the draft was discarded.
    restart: Callback<()>,
) -> impl IntoView {
    let Beginning { address, target, start, kept, choose } = beginning;
    let state = if kept.is_some() { Saved::Yes } else { Saved::Unchanged };
    let draft = Draft::new(kept.unwrap_or_else(|| start.clone()));
    let saving = use_saving(draft, &address, start.clone(), state);
    let choosing = RwSignal::new(choose);
    let begin = fill_in(draft, choosing);
    let importer = Importer::new(draft, begin);
    let folders = Folders::new(draft, importer, begin);
    provide_context(importer);
    provide_context(folders);
    take_files(importer, folders);
    take_brought(importer, folders, draft);
    use_unsaved(Signal::derive(move || saving.state.get() == Saved::No));
    let name_again = RwSignal::new(0);
    let name = use_name_state(draft, name_again);
    let discard = Callback::new(move |()| {
        saving.end();
        restart.run(());
    });
    leave_with_escape(draft);
    let start = StoredValue::new(start);
    let is_open = target.is_open();
    let body = move || {
        if choosing.get() {
            return view! { <Start importer=importer folders=folders nothing=begin /> }.into_any();
        }
        let outlook = Outlook::new(draft);
        let verdicts = use_verdicts(outlook);
        let checks = use_checks(draft);
        let pool = use_pool(outlook);
        let nearest = use_nearest(outlook, pool);
        // An image that is gone is reason enough: what differs from others explains nothing.
        let reason = memo(move || nearest.get().filter(|_| verdicts.statement.with(|it| it.lost.is_none())));
        let registering =
            Registering { draft, start, saving, name, name_again, verdicts, folders: StoredValue::new(folders) };
        view! {
            <div class="editor" on:keydown=move |event| leave_field(&event)>
                <div class="work stack">
                    {is_open.then(|| view! { <NameFields draft=draft state=name /> })}
                    <ImportNote importer=importer />
                    <FolderNote folders=folders />
                    <UnreadTexts draft=draft />
                    {views(draft)}
                    <div class="stack" id="panel" role="tabpanel" aria-labelledby=Signal::derive(move || format!("tab-{}", id(draft.tab.get())))>
                        {live(move || match draft.tab.get() {
                            EditorTab::Form => view! { <Form draft=draft nearest=nearest /> }.into_any(),
                            EditorTab::Source(kind) => view! { <SourceView draft=draft kind=kind checks=checks /> }.into_any(),
                        })}
                    </div>
                </div>
                <div class="rail">
                    <div class="lead">
                        <VerdictPanel outlook=outlook verdicts=verdicts />
                        <ChangeNote draft=draft />
                        <RegisterButton registering=registering />
                        <ChecksNote checks=checks />
                    </div>
                    <div class="rest">
                        <StripPanel draft=draft nearest=reason />
                        <WhyPanel nearest=reason />
                        <CheapestPanel outlook=outlook pool=pool verdicts=verdicts />
                        <NoEffectPanel nearest=reason />
                        <FrozenPanel draft=draft nearest=nearest />
                        <ChecksPanel draft=draft checks=checks />
                    </div>
                </div>
            </div>
        }
        .into_any()
    };
    view! {
        <Head draft=draft target=target name=name saving=saving importer=importer folders=folders discard=discard choosing=choosing />
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
    tabs(text::VIEWS, Vec::from(all), draft.tab.into(), Callback::new(move |tab| draft.open(tab)))
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

/// Takes in what somebody brought from another page.
fn take_brought(importer: Importer, folders: Folders, draft: Draft) {
    match use_handover().take() {
        Some(Brought::Files(files)) => importer.take_files(files),
        Some(Brought::Folder(folder)) => folders.take(folder),
        Some(Brought::Text(text)) => importer.take(text::PASTED, text.as_bytes()),
        Some(Brought::Package(version, package)) if draft.origin.get_untracked().as_ref() == Some(&version) => {
            go_to_package(draft, &package);
        }
        Some(Brought::Change { version, edits, done }) if draft.origin.get_untracked().as_ref() == Some(&version) => {
            match add_to_draft(draft, &edits, done) {
                Ok(()) => page::focus_soon("#undo-change"),
                Err(reason) => use_toasts().failed(reason),
            }
        }
        Some(Brought::Package(..) | Brought::Change { .. }) | None => {}
    }
}

/// Takes in what is pasted or dropped anywhere on the page.
fn take_files(importer: Importer, folders: Folders) {
    let paste = window_event_listener(ev::paste, move |event| {
        if !event.default_prevented() {
            importer.paste(&event);
        }
    });
    let over = window_event_listener(ev::dragover, move |event| event.prevent_default());
    let drop = window_event_listener(ev::drop, move |event| match folders::dropped(&event) {
        Some(folder) => {
            event.prevent_default();
            folders.take(Folder::Dropped(folder));
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
        page::focus("h1");
    }
}

/// Escape leaves; the draft is kept.
fn leave_with_escape(draft: Draft) {
    let (navigate, leaving) = (use_navigate(), use_leaving());
    use_shortcut("Escape", text::LEAVE_KEY, move || {
        if !leaving.is_allowed() {
            return;
        }
        let route = draft.origin.get_untracked().map_or_else(
            || Route::Environments(EnvironmentQuery::default()),
            |reference| Route::Version { reference, tab: VersionTab::default() },
        );
        navigate(&route.to_string(), leptos_router::NavigateOptions::default());
    });
}
