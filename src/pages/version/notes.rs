//! The description and the tags of a version.

use super::text;
use crate::{
    api,
    components::{
        action::{Pending, handler},
        terms::{self, TermChange, TermKind, TermLabels},
        versions::reference_of,
    },
    reactive::live,
    state::toasts::use_toasts,
    ui::{Icon, small_icon},
};
use ::api::{EnvironmentType, Notes, UpdateVersion, Version};
use leptos::{html, prelude::*, task::spawn_local};

const TAGS: TermLabels = TermLabels { title: text::TAGS, kind: TermKind::Tag };

pub fn show(version: Memo<Option<Version>>) -> AnyView {
    let notes = Memo::new(move |_| {
        let Version { description, tags, .. } = version.get()?;
        Some(Notes { description, tags })
    });
    let read_only =
        Signal::derive(move || version.get().is_none_or(|version| version.r#type == EnvironmentType::Curated));
    let tags = Signal::derive(move || notes.get().map(|notes| notes.tags).unwrap_or_default());
    let save = Callback::new(move |TermChange { from, to }: TermChange| -> Pending {
        let Some(seen) = notes.get_untracked() else { return Box::pin(async { Ok(()) }) };
        let body = UpdateVersion { tags: Some(to), seen: Some(Notes { tags: from, ..seen }), description: None };
        update(version, body)
    });
    view! {
        <div class="notes">
            {description(version, notes, read_only)} {terms::show(TAGS, tags, read_only, save)}
        </div>
    }
    .into_any()
}

fn update(version: Memo<Option<Version>>, body: UpdateVersion) -> Pending {
    let reference = version.get_untracked().map(|version| reference_of(&version));
    handler(move || {
        let (reference, body) = (reference.clone(), body.clone());
        async move {
            if let Some(reference) = reference {
                api::update_version(&reference, &body).await?;
            }
            Ok(())
        }
    })
    .run(())
}

fn description(version: Memo<Option<Version>>, notes: Memo<Option<Notes>>, read_only: Signal<bool>) -> AnyView {
    let toasts = use_toasts();
    let editing = RwSignal::new(None::<Notes>);
    let typed = RwSignal::new(String::new());
    let field = NodeRef::<html::Input>::new();
    Effect::new(move |_| {
        if let Some(field) = field.get() {
            // A new field can always be focused.
            let _ = field.focus();
        }
    });
    let save = move |event: web_sys::SubmitEvent| {
        event.prevent_default();
        let Some(seen) = editing.get_untracked() else { return };
        let after = typed.get_untracked().trim().to_owned();
        let before = seen.description.clone();
        let changed = Notes { description: after.clone(), ..seen.clone() };
        let body = UpdateVersion { description: Some(after), seen: Some(seen), tags: None };
        spawn_local(async move {
            match update(version, body).await {
                Ok(()) => {
                    editing.try_set(None);
                    toasts.done_with_undo(text::DESCRIBED, move || {
                        let body = UpdateVersion {
                            description: Some(before.clone()),
                            seen: Some(changed.clone()),
                            tags: None,
                        };
                        spawn_local(async move {
                            if let Err(failure) = update(version, body).await {
                                toasts.failure(&failure);
                            }
                        });
                    });
                }
                Err(failure) => toasts.failure(&failure),
            }
        });
    };
    let begin = move |_| {
        if let Some(notes) = notes.get_untracked() {
            typed.set(notes.description.clone());
            editing.set(Some(notes));
        }
    };
    live(move || {
        if editing.with(Option::is_some) {
            return view! {
                <form class="add-term" on:submit=save>
                    <input
                        class="input"
                        node_ref=field
                        aria-label=text::DESCRIPTION
                        prop:value=typed
                        on:input:target=move |event| typed.set(event.target().value())
                        on:keydown=move |event| if event.key() == "Escape" { editing.set(None) }
                    />
                    <button class="btn small" type="submit">{text::SAVE}</button>
                    <button class="btn small bare" type="button" on:click=move |_| editing.set(None)>{text::CANCEL}</button>
                </form>
            }
            .into_any();
        }
        let description = notes.get().map(|notes| notes.description).unwrap_or_default();
        let label = if description.is_empty() { text::DESCRIBE } else { text::EDIT_DESCRIPTION };
        let edit = (!read_only.get()).then(|| {
            view! {
                <button class="icon-btn" type="button" aria-label=label title=label on:click=begin>
                    {small_icon(Icon::Edit)}
                </button>
            }
        });
        let shown = if description.is_empty() {
            view! { <span class="quiet">{text::NO_DESCRIPTION}</span> }.into_any()
        } else {
            view! { <span>{description}</span> }.into_any()
        };
        view! { <p class="description">{shown} {edit}</p> }.into_any()
    })
}
