//! What a build would install now, without installing it.

use crate::channel::{channel, package};
use crate::step::{conda, pip};
use builder::packages::Resolved;
use builder::{BuildError, Builder, PackageManager, Registry, Settings};
use definition::{Definition, Plan, PythonPlan, canonical, plan};

async fn resolve(python: PythonPlan, version: Option<&str>) -> Result<Vec<Resolved>, BuildError> {
    let folder = tempfile::tempdir().unwrap();
    let settings = Settings { folder: folder.path().into(), prefix: "terrarium".into() };
    let builder = Builder::new(Err("no engine is needed".into()), Registry::new("127.0.0.1:1"), settings);
    let empty = Definition { base_image: Some("scratch".into()), ..Definition::default() };
    let plan = Plan { python: Some(python), ..plan(&canonical(&empty).unwrap()) };
    builder.resolve(&plan, version).await
}

fn told(resolved: &[Resolved]) -> Vec<String> {
    let tell = |package: &Resolved| {
        let version = package.version.as_deref().unwrap_or("?");
        format!("{} {version} via [{}]", package.name, package.through.join(", "))
    };
    resolved.iter().map(tell).collect()
}

#[tokio::test]
async fn conda_packages_are_solved_and_say_who_asks_for_them() {
    let folder = channel(&[
        package("a", "1.0").depends("b >=1"),
        package("a", "2.0").depends("b >=1"),
        package("b", "1.5"),
        package("c", "0.1").depends("b"),
    ]);
    let channel = format!("file://{}", folder.path().display());
    let resolved = resolve(conda(&[&channel], &["a", "c"], ""), None).await.unwrap();
    assert_eq!(told(&resolved), ["a 2.0 via []", "b 1.5 via [a, c]", "c 0.1 via []"]);

    let gone = resolve(conda(&[&channel], &["a=3"], ""), None).await.unwrap_err();
    assert!(matches!(&gone, BuildError::Step { cause, .. } if cause.contains("has a 3")), "{gone}");
    let away = resolve(conda(&["http://anna:s3cret@127.0.0.1:1/main"], &["a"], ""), None).await.unwrap_err();
    let words = away.to_string();
    assert!(matches!(away, BuildError::Unreachable(_)) && !words.contains("s3cret"), "{words}");
}

#[tokio::test]
async fn pip_packages_are_resolved_for_the_python_of_the_image() {
    let resolved = resolve(pip("", "six==1.16.0\nidna>=3,<4\n"), Some("3.11.2")).await.unwrap();
    assert!(resolved.iter().all(|package| package.source == PackageManager::Pip));
    let told = told(&resolved);
    assert!(told[0].starts_with("idna 3.") && told[1] == "six 1.16.0 via []", "{told:?}");

    let unknown = resolve(pip("", "six\n"), None).await.unwrap_err();
    assert!(unknown.to_string().contains("which Python it has"), "{unknown}");
}

#[tokio::test]
async fn an_index_that_does_not_answer_is_told_from_packages_that_are_gone() {
    let index = "--index-url http://anna:s3cret@127.0.0.1:1/simple\nsix\n";
    let away = resolve(pip("", index), Some("3.11")).await.unwrap_err();
    let words = away.to_string();
    assert!(matches!(away, BuildError::Unreachable(_)), "{words}");
    assert!(words.contains("Make sure that the server reaches") && !words.contains("s3cret"), "{words}");

    let gone = resolve(pip("", "six==99\n"), Some("3.11")).await.unwrap_err();
    assert!(matches!(&gone, BuildError::Step { cause, .. } if cause.contains("six==99")), "{gone}");
}
