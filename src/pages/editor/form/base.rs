//! Base image and Docker steps in the form.

use super::apply::apply;
use crate::{
    pages::editor::{code_field::CodeField, folder::ContextPanel, text},
    reactive::{live, live_if, memo},
    state::draft::{Draft, FormEdit},
};
use definition::edit::{Base, base};
use leptos::prelude::*;

#[component]
pub fn BasePanels(draft: Draft) -> impl IntoView {
    let shown = memo(move || draft.definition().with(base));
    let is_folder = memo(move || shown.with(|base| matches!(base, Base::Context { .. })));
    let platform = memo(move || {
        draft.definition().with(|definition| format!("{}/{}", definition.platform.os, definition.platform.architecture))
    });
    live(move || {
        if is_folder.get() {
            return view! { <ContextPanel folders=expect_context() /> }.into_any();
        }
        // The fields are not replaced while they are edited: image and steps become a whole Dockerfile, or the other
        // way round, when the form is opened again.
        match shown.get_untracked() {
            Base::Split { .. } => {
                view! { <Image draft=draft shown=shown platform=platform /> <Steps draft=draft shown=shown /> }
                    .into_any()
            }
            Base::Whole(_) | Base::Context { .. } => {
                view! { <ImageOfDockerfile draft=draft /> <Steps draft=draft shown=shown /> }.into_any()
            }
        }
    })
}

#[component]
fn Image(draft: Draft, shown: Memo<Base>, platform: Memo<String>) -> impl IntoView {
    let image = memo(move || match shown.get() {
        Base::Split { image, .. } => image,
        Base::Whole(_) | Base::Context { .. } => String::new(),
    });
    view! {
        <section class="panel">
            <header><h2>{text::BASE}</h2> <span class="end hint">{platform}</span></header>
            <div class="body">
                <ImageField image=image draft=draft />
            </div>
        </section>
    }
}

#[component]
fn ImageField(draft: Draft, image: Memo<String>) -> impl IntoView {
    view! {
        <input
            class="input mono"
            id="base-image"
            aria-label=text::BASE
            placeholder=text::BASE_PLACEHOLDER
            spellcheck="false"
            autocapitalize="off"
            autocomplete="off"
            prop:value=image
            on:input:target=move |event| {
                apply(draft, FormEdit::BaseImage(event.target().value()));
            }
        />
    }
}

/// The panel of a Dockerfile that names its base image. The field is there only when the definition names one, too.
#[component]
fn ImageOfDockerfile(draft: Draft) -> impl IntoView {
    let image = memo(move || draft.definition().with(|definition| definition.base_image.clone()).unwrap_or_default());
    let has_image = memo(move || image.with(|image| !image.is_empty()));
    view! {
        <section class="panel">
            <header><h2>{text::BASE}</h2> <span class="end hint">{text::BASE_IN_DOCKERFILE}</span></header>
            {live_if(move || has_image.get().then(|| view! { <div class="body"><ImageField image=image draft=draft /></div> }))}
        </section>
    }
}

#[component]
fn Steps(draft: Draft, shown: Memo<Base>) -> impl IntoView {
    let whole = matches!(shown.get_untracked(), Base::Whole(_));
    let title = if whole { text::DOCKERFILE } else { text::STEPS };
    let steps = memo(move || match shown.get() {
        Base::Split { steps, .. } => steps,
        Base::Whole(dockerfile) => dockerfile,
        Base::Context { .. } => String::new(),
    });
    let change = Callback::new(move |steps| apply(draft, FormEdit::Steps(steps)));
    view! {
        <section class="panel">
            <header><h2>{title}</h2> {(!whole).then(|| view! { <span class="hint">{text::STEPS_WHEN}</span> })}</header>
            <div class="body"><CodeField label=title text=steps change=change /></div>
        </section>
    }
}
