//! What differs that is no package.

use super::comparison::Change;
use crate::model::Component;
use crate::{Canonical, Python, Spark, Steps};
use serde_json::Value;

/// Collects the differences of one component.
struct Changes {
    component: Component,
    found: Vec<Change>,
}

/// The differences of all components, in the order of the hash strip.
pub fn changes(before: &Canonical, after: &Canonical) -> Vec<Change> {
    let mut changes = Changes { component: Component::Base, found: Vec::new() };
    changes.texts("base image", before.base.image.as_deref(), after.base.image.as_deref());
    changes.texts("platform", Some(&before.base.platform), Some(&after.base.platform));
    changes.component = Component::Steps;
    changes.steps(&before.steps, &after.steps);
    changes.component = Component::Python;
    changes.python(&before.python, &after.python);
    changes.component = Component::Spark;
    changes.spark(before.spark.as_ref(), after.spark.as_ref());
    changes.component = Component::Extras;
    changes.extras(before.extras.as_ref(), after.extras.as_ref());
    changes.found
}

impl Changes {
    fn texts(&mut self, what: &str, before: Option<&str>, after: Option<&str>) {
        if before != after {
            let [before, after] = [before, after].map(|text| text.map(str::to_owned));
            self.found.push(Change { component: self.component, what: what.to_owned(), before, after });
        }
    }

    /// Lists whose order matters, shown as one text.
    fn joined(&mut self, what: &str, before: &[String], after: &[String]) {
        if before != after {
            let text = |list: &[String]| (!list.is_empty()).then(|| list.join(", "));
            self.texts(what, text(before).as_deref(), text(after).as_deref());
        }
    }

    /// Lists whose order matters, shown item by item: what lies between the equal beginning and the equal end.
    fn in_order(&mut self, what: impl Fn(usize) -> String, before: &[String], after: &[String]) {
        let start = before.iter().zip(after).take_while(|(before, after)| before == after).count();
        let (before, after) = (&before[start..], &after[start..]);
        let end = before.iter().rev().zip(after.iter().rev()).take_while(|(before, after)| before == after).count();
        let (before, after) = (&before[..before.len() - end], &after[..after.len() - end]);
        for index in 0..before.len().max(after.len()) {
            let [before, after] = [before, after].map(|list| list.get(index).map(String::as_str));
            self.texts(&what(start + index + 1), before, after);
        }
    }

    fn steps(&mut self, before: &Steps, after: &Steps) {
        let [old, new] = [before, after].map(|steps| steps.context.map(|digest| digest.to_string()));
        self.texts("build context", old.as_deref(), new.as_deref());
        let (old_directives, old) = directives(&before.dockerfile);
        let (new_directives, new) = directives(&after.dockerfile);
        self.texts("Dockerfile directives", old_directives.as_deref(), new_directives.as_deref());
        self.in_order(|number| format!("step {number}"), old, new);
    }

    fn python(&mut self, before: &Python, after: &Python) {
        let [manager_before, manager_after] = [before, after].map(|python| match python {
            Python::User => "the user",
            Python::System { .. } => "conda",
        });
        self.texts("packages managed by", Some(manager_before), Some(manager_after));
        let [(old_channels, old_options), (new_channels, new_options)] = [before, after].map(channels_and_options);
        self.joined("channels", old_channels, new_channels);
        self.in_order(|_| "pip option".to_owned(), old_options, new_options);
    }

    fn spark(&mut self, before: Option<&Spark>, after: Option<&Spark>) {
        let [old, new] = [before, after].map(|spark| spark.map_or(&[][..], |spark| &spark.repositories));
        self.joined("Spark repositories", old, new);
        if let (Some(before), Some(after)) = (before, after) {
            let [before, after] = [before, after].map(|spark| if spark.precache { "on" } else { "off" });
            self.texts("Spark packages in the image", Some(before), Some(after));
        }
    }

    fn extras(&mut self, before: Option<&Value>, after: Option<&Value>) {
        if before == after {
            return;
        }
        for (what, field) in [("inferencing stack", "inferencing_stack"), ("R section", "r")] {
            let [before, after] = [before, after].map(|extras| extras.and_then(|extras| extra(extras.get(field))));
            self.texts(what, before.as_deref(), after.as_deref());
        }
    }
}

/// One of the extras as text.
pub fn extra(value: Option<&Value>) -> Option<String> {
    match value {
        None | Some(Value::Null) => None,
        Some(Value::String(text)) => Some(text.clone()),
        Some(value) => Some(crate::canonical::canonical_json(value)),
    }
}

/// The directives, one a line, if there are any, and the instructions.
pub fn directives(items: &[String]) -> (Option<String>, &[String]) {
    let (directives, instructions) = items.split_at(items.iter().take_while(|item| item.starts_with('#')).count());
    ((!directives.is_empty()).then(|| directives.join("\n")), instructions)
}

fn channels_and_options(python: &Python) -> (&[String], &[String]) {
    match python {
        Python::User => (&[], &[]),
        Python::System { channels, pip_options, .. } => (channels, pip_options),
    }
}
