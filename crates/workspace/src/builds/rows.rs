//! Build rows as the API has them.

use crate::images::reference;
use api::{Build, Explanation};
use builder::Builder;
use store::builds::BuildRow;

/// A build, with the reference of its image as this machine pulls it.
pub fn to_api(builder: &Builder, stored: BuildRow) -> Build {
    let repository = builder.image_repository();
    let reference = stored.manifest.map(|manifest| reference(builder, &repository, &manifest));
    let rule = stored.rule.as_deref().and_then(builder::rule);
    let explanation = rule.map(|rule| Explanation {
        rule: rule.id.to_owned(),
        title: rule.title.to_owned(),
        help: rule.help.to_owned(),
        line: stored.rule_line,
        package: stored.rule_package,
    });
    Build { reference, explanation, ..stored.build }
}
