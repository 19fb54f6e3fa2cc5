//! Conda packages that were resolved before, and channels that say in small parts what they have.

use crate::channel::{channel, list, package};
use crate::private::{paths, serve};
use crate::shards::shard;
use crate::step::{Step, conda};
use std::fs;
use std::path::Path;

/// Whether the step found its packages resolved, and the text of a file that one of them brings.
async fn again(channel: &str, wanted: &[&str], cache: &Path) -> (bool, String) {
    let (step, said) = Step::prepare_again(&conda(&[channel], wanted, ""), cache).await;
    let known = said[0].starts_with("Nothing has changed since they were resolved: ");
    assert!(known || said[0].starts_with("Resolved "), "{said:?}");
    (known, fs::read_to_string(step.environment().join("share/b")).unwrap())
}

#[tokio::test]
async fn the_same_wishes_of_the_same_channel_are_resolved_once() {
    let b = |version: &str, text: &str| package("b", version).file("share/b", text);
    let folder = channel(&[package("a", "1.0").depends("b"), b("1.0", "one")]);
    let address = format!("file://{}", folder.path().display());
    let cache = tempfile::tempdir().unwrap();
    let again = async |wanted: &[&str]| again(&address, wanted, cache.path()).await;
    assert_eq!(again(&["a"]).await, (false, "one".into()));
    assert_eq!(again(&["a"]).await, (true, "one".into()));
    assert_eq!(again(&["a", "b"]).await, (false, "one".into()), "other wishes");

    list(folder.path(), &[package("a", "1.0").depends("b"), b("1.0", "one"), b("2.0", "two")]);
    assert_eq!(again(&["a"]).await, (false, "two".into()), "the channel has moved on");
    assert_eq!(again(&["a"]).await, (true, "two".into()));

    for kept in fs::read_dir(cache.path().join("conda/solves")).unwrap() {
        let path = kept.unwrap().path();
        let text = fs::read_to_string(&path).unwrap();
        fs::write(path, &text[..text.len() - 65]).unwrap();
    }
    assert_eq!(again(&["a"]).await, (false, "two".into()), "what a crash left is not believed");
    assert_eq!(again(&["a"]).await, (true, "two".into()), "and written again");
}

#[tokio::test]
async fn a_channel_in_shards_is_read_only_where_it_is_asked_for() {
    let folder = channel(&[
        package("a", "1.0").depends("b"),
        package("b", "1.0").file("share/b", "one"),
        package("c", "1.0").file("share/c", "never"),
    ]);
    let shards = shard(folder.path());
    let address = serve(folder.path()).await;
    let cache = tempfile::tempdir().unwrap();
    let again = async || again(&format!("http://anna:s3cret@{address}"), &["a"], cache.path()).await;
    assert_eq!(again().await, (false, "one".into()));
    assert_eq!(again().await, (true, "one".into()));
    let asked = paths(&address);
    for (name, place) in &shards {
        assert_eq!(asked.contains(place), name != "c", "{name} at {place} of {asked:?}");
    }
    assert!(!asked.iter().any(|path| path.starts_with("/noarch/repodata.json")), "{asked:?}");
}
