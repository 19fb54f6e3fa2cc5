//! Conda packages from channels that the tests make, into a prefix that believes to be `/opt/env`.

use crate::channel::{PLACEHOLDER, Package, channel, package};
use crate::step::{Step, carry_out, conda};
use builder::{Locked, PackageManager};
use definition::PythonPlan;
use std::fs;
use std::path::Path;
use std::process::Command;

fn plan(channels: &[&Path], packages: &[&str], requirements: &str) -> PythonPlan {
    let channels: Vec<_> = channels.iter().map(|path| format!("file://{}", path.display())).collect();
    conda(&channels.iter().map(String::as_str).collect::<Vec<_>>(), packages, requirements)
}

fn versions(lock: &[Locked]) -> Vec<String> {
    lock.iter().map(|package| format!("{}={}", package.name, package.version)).collect()
}

async fn failure(plan: &PythonPlan) -> String {
    Step::prepare(plan).await.1.expect_err("no recipe").to_string()
}

#[tokio::test]
async fn packages_are_installed_with_what_they_depend_on() {
    let script = format!("#!/bin/sh\necho hello from {PLACEHOLDER}\n");
    let folder = channel(&[
        package("a", "1.0").depends("b >=2").file("bin/hello", script),
        package("b", "1.0").file("share/b", "one"),
        package("b", "2.5").file("share/b", "two"),
    ]);
    let (step, recipe) = Step::prepare(&plan(&[folder.path()], &["a"], "")).await;
    let recipe = recipe.unwrap();
    assert_eq!(fs::read_to_string(step.environment().join("share/b")).unwrap(), "two");
    let output = carry_out(&recipe, "sh /opt/env/bin/hello");
    let words = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && words.ends_with("hello from /opt/env\n"), "{words}");

    let lock = step.lock();
    assert_eq!(versions(&lock), ["a=1.0", "b=2.5"]);
    let b = &lock[1];
    assert_eq!((b.source, b.build.as_deref()), (PackageManager::Conda, Some("0")));
    let index = fs::read_to_string(folder.path().join("noarch/repodata.json")).unwrap();
    assert!(index.contains(b.sha256.as_ref().unwrap()), "{b:?}");
    assert_eq!(b.url, Some(format!("file://{}/noarch/b-2.5-0.tar.bz2", folder.path().display())));
}

#[tokio::test]
async fn the_first_channel_that_has_a_package_provides_it() {
    let first = channel(&[package("a", "1.0")]);
    let second = channel(&[package("a", "9.0"), package("b", "3.0")]);
    let (step, ended, words) = Step::run(&plan(&[first.path(), second.path()], &["a", "b"], "")).await;
    assert!(ended, "{words}");
    assert_eq!(versions(&step.lock()), ["a=1.0", "b=3.0"]);
}

#[tokio::test]
async fn what_cannot_be_solved_is_explained() {
    let folder = channel(&[
        package("a", "1.0").depends("c >=2"),
        package("b", "1.0").depends("c <2"),
        package("c", "1.0"),
        package("c", "2.0"),
    ]);
    let cause = async |conda: &[&str]| failure(&plan(&[folder.path()], conda, "")).await;
    insta::assert_snapshot!(cause(&["nopackage"]).await, @"no channel of the definition has nopackage. Change the name or the version, or add a channel");
    insta::assert_snapshot!(cause(&["c=7"]).await, @"no channel of the definition has c 7.*. Change the name or the version, or add a channel");
    insta::assert_snapshot!(cause(&["a", "b"]).await, @"
the conda packages do not fit together. The following packages are incompatible
├─ b * can be installed with any of the following options:
│  └─ b 1.0 would require
│     └─ c <2, which can be installed with any of the following options:
│        └─ c 1.0
└─ a * cannot be installed because there are no viable options:
   └─ a 1.0 would require
      └─ c >=2, which cannot be installed because there are no viable options:
         └─ c 2.0, which conflicts with the versions reported above.
Change or remove one of the versions
");
}

#[tokio::test]
async fn a_channel_that_cannot_be_read_is_named() {
    let nowhere = failure(&plan(&[Path::new("/no/such/channel")], &["a"], "")).await;
    assert!(nowhere.starts_with("the channel file:///no/such/channel/ cannot be read: "), "{nowhere}");
    let closed = failure(&conda(&["http://anna:secret@127.0.0.1:9/private"], &["a"], "")).await;
    assert!(closed.starts_with("the channel http://127.0.0.1:9/private/ cannot be read: "), "{closed}");
    assert!(!closed.contains("secret"), "{closed}");
}

/// A Python that is this machine's, as a package: with `pyvenv.cfg`, it takes the prefix for its own.
fn python() -> Package {
    let ask = "import sys; print(sys.executable, *sys.version_info[:2])";
    let output = Command::new("python3").args(["-c", ask]).output().unwrap();
    let words = String::from_utf8(output.stdout).unwrap();
    let [executable, major, minor] = words.split_whitespace().collect::<Vec<_>>()[..] else { panic!("{words}") };
    let home = Path::new(executable).parent().unwrap().display();
    package("python", &format!("{major}.{minor}"))
        .file("pyvenv.cfg", format!("home = {home}\ninclude-system-site-packages = false\n"))
        .file("bin/python", format!("#!/bin/bash\nexec -a \"$0\" {executable} \"$@\"\n"))
        .file(&format!("lib/python{major}.{minor}/site-packages/six.py"), "__version__ = 'of conda'\n")
        .file(
            &format!("lib/python{major}.{minor}/site-packages/six-1.15.0.dist-info/METADATA"),
            "Name: six\nVersion: 1.15.0\n",
        )
        .file(&format!("lib/python{major}.{minor}/site-packages/six-1.15.0.dist-info/INSTALLER"), "conda\n")
}

#[tokio::test]
async fn pip_packages_go_into_the_same_prefix_and_leave_what_fits() {
    let folder = channel(&[python(), package("pip", "1.0").depends("python")]);
    let requirements = "python-dateutil==2.8.2\nsix>=1.10\n";
    let (step, recipe) = Step::prepare(&plan(&[folder.path()], &["pip"], requirements)).await;
    let show = "/opt/env/bin/python -c 'import six, dateutil; print(\"six is\", six.__version__, dateutil.__file__)'";
    let output = carry_out(&recipe.unwrap(), show);
    let words = String::from_utf8_lossy(&output.stdout).into_owned() + &String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() && words.contains("six is of conda /opt/env/lib/"), "{words}");
    let lock = step.lock();
    let sources: Vec<_> = lock.iter().map(|package| (package.name.as_str(), package.source)).collect();
    let (pip, conda) = (PackageManager::Pip, PackageManager::Conda);
    assert_eq!(sources, [("pip", conda), ("python", conda), ("python-dateutil", pip)]);
    assert!(lock[2].sha256.is_some() && lock[2].build.is_none());
}

#[tokio::test]
async fn the_pip_part_brings_pip_as_with_conda() {
    let folder = channel(&[package("a", "1.0")]);
    let cause = failure(&plan(&[folder.path()], &["a"], "six\n")).await;
    assert!(cause.contains("pip"), "{cause}");
}

#[tokio::test]
async fn a_package_may_finish_itself_in_the_image() {
    let script = "echo \"$PKG_NAME $PKG_VERSION $PKG_BUILDNUM\" > \"$PREFIX/finished\"\n";
    let folder = channel(&[package("a", "1.0").file("bin/.a-post-link.sh", script)]);
    let (step, recipe) = Step::prepare(&plan(&[folder.path()], &["a"], "")).await;
    assert!(!step.environment().join("finished").exists(), "nothing runs on this machine");
    let output = carry_out(&recipe.unwrap(), "cat /opt/env/finished");
    assert!(String::from_utf8_lossy(&output.stdout).ends_with("a 1.0 0\n"), "{output:?}");
}

#[tokio::test]
async fn packages_for_a_newer_c_library_than_the_base_has_are_refused() {
    let folder = channel(&[package("a", "1.0").depends("__glibc >=2.17").depends("__glibc <2.18")]);
    let assumed_newer = failure(&plan(&[folder.path()], &["a"], "")).await;
    assert!(assumed_newer.contains("__glibc"), "{assumed_newer}");
}

#[tokio::test]
async fn a_package_that_links_out_of_the_environment_is_refused() {
    let folder = channel(&[package("a", "1.0").link("share/out", "/etc").file("share/in", "text")]);
    let cause = failure(&plan(&[folder.path()], &["a"], "")).await;
    assert!(cause.starts_with("the conda packages cannot be installed: ") && cause.contains("share/out"), "{cause}");
}
