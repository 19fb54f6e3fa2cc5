//! What the workspace says about a failure that it knows.

use crate::support::{definitions::steps, site::Site};
use api::BuildState;

#[tokio::test]
async fn a_failure_whose_words_are_known_is_explained_by_its_line() {
    let site = Site::new().await;
    site.engine.let_end(1);
    let known = "say make: *** No targets specified and no makefile found.  Stop.";
    let failed = site.build(&steps(["say making", known, "fail"])).await.id;
    let failed = site.ended(failed).await;
    assert_eq!(failed.state, BuildState::Failed);
    let explanation = failed.explanation.unwrap();
    assert_eq!((explanation.rule.as_str(), explanation.line), ("make-no-targets", Some(2)));
    assert!(explanation.help.contains("makefile"), "{}", explanation.help);
}

#[tokio::test]
async fn a_failure_that_nobody_knows_is_not_explained() {
    let site = Site::new().await;
    site.engine.let_end(1);
    let failed = site.build(&steps(["say the dog ate it", "fail"])).await.id;
    let failed = site.ended(failed).await;
    assert!(failed.cause.is_some());
    assert_eq!(failed.explanation, None);
}
