//! The canonical JSON of each component, and the digests over it.

use super::{Canonical, Python, jcs};
use crate::{Component, Digest, Digests};
use serde_json::{Value, json};

impl Canonical {
    /// The canonical JSON of one component, the text that is hashed.
    #[must_use]
    pub fn component(&self, component: Component) -> String {
        let value = match component {
            Component::Base => json!({"image": self.base.image, "platform": self.base.platform}),
            Component::Steps => {
                let context = self.steps.context.map(|digest| digest.to_string());
                json!({"context": context, "dockerfile": self.steps.dockerfile})
            }
            Component::Python => self.python(),
            Component::Spark => self.spark.as_ref().map_or(Value::Null, |spark| {
                json!({"packages": spark.packages, "precache": spark.precache, "repositories": spark.repositories})
            }),
            Component::Extras => self.extras.clone().unwrap_or(Value::Null),
        };
        jcs::write(&value)
    }

    fn python(&self) -> Value {
        match &self.python {
            Python::User => json!({"managed_by": "user"}),
            Python::System { channels, conda, pip, pip_options } => json!({
                "channels": channels, "conda": conda, "managed_by": "system", "pip": pip, "pip_options": pip_options,
            }),
        }
    }

    /// All digests.
    #[must_use]
    pub fn digests(&self) -> Digests {
        let of = |component| Digest::of(&self.component(component));
        let [base, steps, python, spark] =
            [Component::Base, Component::Steps, Component::Python, Component::Spark].map(of);
        let extras = self.extras.is_some().then(|| of(Component::Extras));
        let stage = Digest::of(&format!("environment-stage/2\n{base}\n{steps}\n"));
        let mut image = format!("environment-image/2\n{base}\n{steps}\n{python}\n{spark}\n");
        if let Some(extras) = extras {
            image = [image, extras.to_string(), "\n".into()].concat();
        }
        Digests { base, steps, python, spark, stage, image: Digest::of(&image), extras }
    }

    /// Whether a component has nothing in it (no steps, no Spark packages, a user-managed Python).
    #[must_use]
    pub fn is_empty(&self, component: Component) -> bool {
        match component {
            Component::Base => self.base.image.is_none(),
            Component::Steps => self.steps.context.is_none() && self.steps.dockerfile.is_empty(),
            Component::Python => match &self.python {
                Python::User => true,
                Python::System { conda, pip, pip_options, .. } => {
                    conda.is_empty() && pip.is_empty() && pip_options.is_empty()
                }
            },
            Component::Spark => self.spark.is_none(),
            Component::Extras => self.extras.is_none(),
        }
    }
}
