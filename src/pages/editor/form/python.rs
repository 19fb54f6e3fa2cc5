//! Who installs the Python packages, from which channels, and which.

use super::{apply::apply, packages::Packages};
use crate::{
    components::preview::Nearest,
    pages::editor::text,
    reactive::{entered, in_page, live, live_if, memo},
    state::{
        draft::{Draft, FormEdit},
        session::use_session,
    },
    ui::{Icon, segmented, small_icon},
};
use leptos::prelude::*;
use std::sync::Arc;

#[component]
pub fn PythonPanel(
    draft: Draft,
    /// The image that the draft is compared with.
    nearest: Memo<Option<Arc<Nearest>>>,
) -> impl IntoView {
    let user_managed = memo(move || draft.definition().with(|definition| definition.user_managed));
    let choose = Callback::new(move |user_managed| apply(draft, FormEdit::UserManaged(user_managed)));
    let choices = [(false, text::SYSTEM), (true, text::USER)];
    view! {
        <section class="panel">
            <header>
                <h2>{text::PYTHON}</h2>
                {segmented(text::MANAGED_BY, &choices, user_managed.into(), choose)}
                {live_if(move || (!user_managed.get()).then(|| view! { <Channels draft=draft /> }))}
            </header>
            {live(move || {
                if user_managed.get() {
                    view! { <Interpreter draft=draft /> }.into_any()
                } else {
                    view! { <Packages draft=draft nearest=nearest /> }.into_any()
                }
            })}
        </section>
    }
}

#[component]
fn Interpreter(draft: Draft) -> impl IntoView {
    let path =
        memo(move || draft.definition().with(|definition| definition.interpreter_path.clone()).unwrap_or_default());
    let change = move |path| apply(draft, FormEdit::Interpreter(path));
    view! {
        <div class="body stack">
            <p class="soft">{text::USER_HELP}</p>
            <label class="field">
                <span>{text::INTERPRETER}</span>
                <input
                    class="input mono"
                    placeholder=text::INTERPRETER_PLACEHOLDER
                    spellcheck="false"
                    prop:value=path
                    on:input=entered(change)
                />
            </label>
        </div>
    }
}

#[component]
fn Channels(draft: Draft) -> impl IntoView {
    let channels = memo(move || draft.definition().with(|definition| definition.channels.clone()));
    let typed = RwSignal::new(String::new());
    let add = move || {
        let channel = typed.get_untracked().trim().to_owned();
        if !channel.is_empty() {
            apply(draft, FormEdit::AddChannel(channel));
            typed.set(String::new());
        }
    };
    let session = use_session();
    let hint = move || match session.default_channels() {
        defaults if channels.with(Vec::is_empty) && !defaults.is_empty() => text::default_channels(&defaults),
        _ => text::CHANNELS.to_owned(),
    };
    let chip = move |(at, channel): (usize, String)| {
        let forward = (at > 0).then(|| {
            let name = text::move_forward(&channel);
            let swap = move |_| apply(draft, FormEdit::MoveChannelForward(at));
            view! { <button class="icon-btn" type="button" aria-label=name.clone() title=name on:click=swap>{small_icon(Icon::Up)}</button> }
        });
        let name = text::remove(&channel);
        let remove = move |_| apply(draft, FormEdit::RemoveChannel(at));
        view! {
            <li class="chip">
                <span class="mono">{channel}</span>
                {forward}
                <button class="icon-btn" type="button" aria-label=name.clone() title=name on:click=remove>{small_icon(Icon::Close)}</button>
            </li>
        }
        .into_any()
    };
    view! {
        <div class="end channels">
            <span class="hint" id="channels">{live(hint)}</span>
            <ol class="chips" aria-labelledby="channels">
                {live(move || channels.get().into_iter().enumerate().map(chip).collect::<Vec<_>>())}
            </ol>
            <input
                class="input mono add-channel"
                id="add-channel"
                aria-label=text::CHANNEL
                placeholder=text::CHANNEL
                spellcheck="false"
                autocapitalize="off"
                prop:value=typed
                on:input=entered(move |text| typed.set(text))
                on:change=in_page(move |_| add())
                on:keydown=move |event| if event.key() == "Enter" && !event.ctrl_key() && !event.meta_key() { add() }
            />
        </div>
    }
}
