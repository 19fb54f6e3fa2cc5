//! Spark packages and the repositories they come from.

use super::apply::apply;
use crate::{
    pages::editor::text,
    reactive::{entered, live, live_if, memo, pressed},
    state::draft::{Draft, FormEdit},
    ui::{Icon, small_icon},
};
use definition::SparkPackage;
use leptos::prelude::*;

#[component]
pub fn SparkPanel(draft: Draft) -> impl IntoView {
    let packages = memo(move || {
        draft.definition().with(|definition| definition.spark_packages.iter().map(coordinates).collect::<Vec<_>>())
    });
    let repositories = memo(move || draft.definition().with(|definition| definition.spark_repositories.clone()));
    let add_package = Callback::new(move |typed: String| {
        apply(draft, FormEdit::AddSparkPackage(parse(&typed)?));
        Some(())
    });
    let add_repository = Callback::new(move |typed: String| {
        apply(draft, FormEdit::AddSparkRepository(typed));
        Some(())
    });
    let remove_package = Callback::new(move |at| apply(draft, FormEdit::RemoveSparkPackage(at)));
    let remove_repository = Callback::new(move |at| apply(draft, FormEdit::RemoveSparkRepository(at)));
    view! {
        <section class="panel">
            <header>
                <h2>{text::SPARK}</h2>
                {live_if(move || packages.with(Vec::is_empty).then(|| view! { <span class="hint">{text::NONE}</span> }))}
            </header>
            <div class="body stack">
                <List items=packages remove=remove_package add=add_package label=text::SPARK_PACKAGE error=text::SPARK_INVALID />
                {live_if(move || {
                    let used = packages.with(|packages| !packages.is_empty()) || repositories.with(|all| !all.is_empty());
                    used.then(|| view! {
                        <h3>{text::SPARK_REPOSITORIES}</h3>
                        <List items=repositories remove=remove_repository add=add_repository label=text::SPARK_REPOSITORY error="" />
                    })
                })}
            </div>
        </section>
    }
}

/// Lines with a button to remove each, and a field for the next one. `add` returns `None` for a line that is invalid.
#[component]
fn List(
    items: Memo<Vec<String>>,
    remove: Callback<usize>,
    add: Callback<String, Option<()>>,
    label: &'static str,
    error: &'static str,
) -> impl IntoView {
    let typed = RwSignal::new(String::new());
    let is_invalid = RwSignal::new(false);
    let enter = move || {
        let text = typed.get_untracked().trim().to_owned();
        if !text.is_empty() {
            let is_added = add.run(text).is_some();
            is_invalid.set(!is_added);
            if is_added {
                typed.set(String::new());
            }
        }
    };
    let item = move |(at, item): (usize, String)| {
        view! {
            <li>
                <code>{item.clone()}</code>
                <button class="icon-btn" type="button" aria-label=text::remove(&item) on:click=pressed(move || remove.run(at))>
                    {small_icon(Icon::Close)}
                </button>
            </li>
        }
    };
    view! {
        <ul class="lines">{live(move || items.get().into_iter().enumerate().map(item).collect::<Vec<_>>())}</ul>
        <form class="line-add" on:submit=move |event| { event.prevent_default(); enter() }>
            <input
                class="input mono"
                aria-label=label
                placeholder=label
                aria-invalid=Signal::derive(move || is_invalid.get().then_some("true"))
                aria-describedby=Signal::derive(move || is_invalid.get().then_some("spark-problem"))
                spellcheck="false"
                prop:value=typed
                on:input=entered(move |text| typed.set(text))
            />
            <button class="btn small" type="submit">{small_icon(Icon::Plus)} {text::ADD}</button>
        </form>
        {live_if(move || is_invalid.get().then(|| view! { <p class="t-bad" id="spark-problem" role="alert">{error}</p> }))}
    }
}

fn coordinates(package: &SparkPackage) -> String {
    let SparkPackage { group, artifact, version } = package;
    format!("{group}:{artifact}:{version}")
}

fn parse(text: &str) -> Option<SparkPackage> {
    let parts: Vec<&str> = text.split(':').map(str::trim).collect();
    let [group, artifact, version] = parts[..] else { return None };
    let is_part = |part: &&str| !part.is_empty() && !part.contains(char::is_whitespace);
    [group, artifact, version].iter().all(is_part).then(|| SparkPackage {
        group: group.into(),
        artifact: artifact.into(),
        version: version.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_have_three_parts() {
        let text = "io.delta:delta-spark_2.12:3.2.0";
        assert_eq!(parse(text).as_ref().map(coordinates).as_deref(), Some(text));
        assert_eq!(["a:b", "a:b:c:d", "a::c", "a:b c:d"].map(parse), [const { None }; 4]);
    }
}
