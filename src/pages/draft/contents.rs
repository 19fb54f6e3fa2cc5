//! The contents of a draft, read-only.

use super::text;
use crate::{
    state::draft::Draft,
    ui::{Tone, code, note, words},
};
use definition::edit::{Base, base, rows};
use definition::{Definition, mask, secrets};
use leptos::prelude::*;

#[component]
pub fn Contents(draft: Draft) -> impl IntoView {
    draft.definition().with_untracked(show)
}

fn show(definition: &Definition) -> AnyView {
    let places = secrets(definition);
    let warning = (!places.is_empty()).then(|| note(Tone::Bad, text::SECRET, view! { <p>{words::list(&places)}</p> }));
    let (image, steps) = match base(definition) {
        Base::Split { image, steps } => (fact(text::BASE, &image), (text::STEPS, steps)),
        Base::Whole(dockerfile) => (().into_any(), (text::DOCKERFILE, dockerfile)),
        Base::Context { location, dockerfile_path } => {
            (fact(text::CONTEXT, &format!("{location} {dockerfile_path}")), (text::STEPS, String::new()))
        }
    };
    let python = if definition.user_managed {
        fact(text::PYTHON, text::USER_MANAGED)
    } else {
        fact(text::CHANNELS, &definition.channels.join(", "))
    };
    let lines: Vec<String> = rows(definition).into_iter().map(|row| row.text).collect();
    let packages = (!definition.user_managed).then_some((text::PYTHON, lines.join("\n")));
    let spark = definition.spark_packages.iter().map(|it| format!("{}:{}:{}", it.group, it.artifact, it.version));
    let spark = (text::SPARK, spark.collect::<Vec<_>>().join("\n"));
    let variables = definition.variables.iter().map(|(name, value)| {
        let is_secret = places.contains(&format!("environmentVariables.{name}"));
        format!("{name}={}", if is_secret { text::HIDDEN } else { value })
    });
    let variables = (text::VARIABLES, variables.collect::<Vec<_>>().join("\n"));
    let texts = [Some(steps), packages, Some(spark), Some(variables)].into_iter().flatten();
    let texts: Vec<AnyView> = texts.filter(|(_, lines)| !lines.trim().is_empty()).map(block).collect();
    view! {
        {warning}
        <section class="panel">
            <header><h2>{text::CONTENTS}</h2></header>
            <div class="body stack"><dl class="dl">{image} {python}</dl> {texts}</div>
        </section>
    }
    .into_any()
}

fn fact(name: &'static str, value: &str) -> AnyView {
    (!value.is_empty()).then(|| view! { <dt>{name}</dt> <dd><code>{mask(value).into_owned()}</code></dd> }).into_any()
}

fn block((name, lines): (&'static str, String)) -> AnyView {
    view! { <h3>{name}</h3> {code(name, &mask(&lines))} }.into_any()
}
