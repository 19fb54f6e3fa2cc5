//! Verdicts on environments made of a few files.

use super::*;
use crate::trial::{
    answer::{Answer, Raised, Release},
    elf::Object,
    libraries::Libraries,
    subjects::Distributions,
};
use outputs::OutputFolder;
use std::{fs, path::Path};

const SITE: &str = "lib/python3.11/site-packages";

/// An environment in which wheels with these files were installed, and what trying it gave.
#[derive(Default)]
struct Case {
    wheels: Vec<(&'static str, Vec<&'static str>)>,
    objects: Vec<(&'static str, Vec<&'static str>)>,
    subjects: Vec<Subject>,
    answer: Answer,
}

fn case(wheels: &[(&'static str, &[&'static str])]) -> Case {
    let release = Release { id: "debian".into(), like: String::new(), codename: "bookworm".into() };
    let answer = Answer { release, libraries: vec!["libc.so.6".into()], ..Answer::default() };
    Case { wheels: wheels.iter().map(|(name, files)| (*name, files.to_vec())).collect(), answer, ..Case::default() }
}

impl Case {
    fn object(mut self, file: &'static str, needed: &[&'static str]) -> Self {
        self.objects.push((file, needed.to_vec()));
        self
    }

    fn command(mut self, package: &str, name: &str, target: &str, error: Option<(&str, &str, Option<&str>)>) -> Self {
        self = self.module(package, target, error);
        let subject = self.subjects.last_mut().unwrap();
        (subject.command, subject.has_extras) = (Some(name.to_owned()), true);
        self
    }

    fn module(mut self, package: &str, text: &str, error: Option<(&str, &str, Option<&str>)>) -> Self {
        let package = Package { name: package.to_owned(), conda: false };
        self.subjects.push(Subject { package, text: text.to_owned(), command: None, has_extras: false });
        let raised = |(class, text, missing): (&str, &str, Option<&str>)| Raised {
            r#type: class.to_owned(),
            text: text.to_owned(),
            missing: missing.map(str::to_owned),
        };
        self.answer.tried.push(Tried { subject: text.to_owned(), error: error.map(raised), ..Tried::default() });
        self
    }

    fn judge(self) -> Verdict {
        let folder = tempfile::tempdir().unwrap();
        for (name, files) in &self.wheels {
            let about = folder.path().join(SITE).join(format!("{name}-1.0.dist-info"));
            fs::create_dir_all(&about).unwrap();
            fs::write(about.join("RECORD"), files.join(",,\n")).unwrap();
            for file in files {
                let file = folder.path().join(SITE).join(file);
                fs::create_dir_all(file.parent().unwrap()).unwrap();
                fs::write(file, "").unwrap();
            }
        }
        let left = OutputFolder::open(folder.path()).unwrap();
        let distributions = Distributions::read(&left, &left.entries().unwrap()).unwrap();
        let object = |(file, needed): &(&str, Vec<&str>)| {
            let needed = needed.iter().map(|name| (*name).to_owned()).collect();
            (Path::new(SITE).join(file), Object { needed, ..Object::default() })
        };
        let libraries = self.answer.libraries.clone();
        let libraries = Libraries::new(self.objects.iter().map(object).collect(), libraries);
        let Self { subjects, answer, .. } = &self;
        Evidence { subjects, answer, distributions: &distributions, libraries: &libraries }.judge()
    }
}

/// Level and message of every finding, and the instructions that fix them.
fn told(verdict: &Verdict) -> (Vec<String>, Vec<&str>) {
    let line = |finding: &Finding| format!("{:?} {}", finding.level, finding.message);
    let mut steps: Vec<&str> =
        verdict.findings.iter().filter_map(|finding| Some(finding.fix.as_ref()?.instruction.as_str())).collect();
    steps.dedup();
    (verdict.findings.iter().map(line).collect(), steps)
}

fn lacks(library: &str) -> (String, String) {
    ("ImportError".to_owned(), format!("{library}: cannot open shared object file: No such file or directory"))
}

#[test]
fn libraries_that_hide_behind_the_first_are_told_with_one_step() {
    let (class, text) = lacks("libGL.so.1");
    let verdict = case(&[("opencv_python", &["cv2/__init__.py", "cv2/cv2.abi3.so"])])
        .object("cv2/cv2.abi3.so", &["libGL.so.1", "libgthread-2.0.so.0", "libcuda.so.1", "libc.so.6"])
        .module("opencv-python", "cv2", Some((&class, &text, None)))
        .judge();
    assert_eq!(verdict.outcome, Outcome::Fails);
    let (lines, steps) = told(&verdict);
    assert_eq!(
        lines,
        [
            "Error `libGL.so.1` for `cv2` is not in the image",
            "Error `libgthread-2.0.so.0` for `cv2` is not in the image"
        ]
    );
    assert_eq!(
        steps,
        ["RUN apt-get update && apt-get install --yes --no-install-recommends libgl1 libglib2.0-0 && rm -rf \
          /var/lib/apt/lists/*"]
    );
    assert!(verdict.findings.iter().all(|finding| finding.package.as_ref().unwrap().name == "opencv-python"));
}

#[test]
fn what_hides_is_told_of_the_package_that_needs_it() {
    let (class, text) = lacks("libstdc++.so.6");
    let error = Some((class.as_str(), text.as_str(), None));
    let verdict = case(&[("opencv_python", &["cv2/cv2.abi3.so"]), ("numpy", &["numpy/m.abi3.so"])])
        .object("cv2/cv2.abi3.so", &["libstdc++.so.6", "libGL.so.1"])
        .object("numpy/m.abi3.so", &["libstdc++.so.6"])
        .module("opencv-python", "cv2", error)
        .module("numpy", "numpy", error)
        .judge();
    let (lines, _) = told(&verdict);
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    assert_eq!(
        lines,
        [
            "Error `libGL.so.1` for `cv2` is not in the image",
            "Error `libstdc++.so.6` for `cv2`, `numpy` is not in the image"
        ]
    );
}

#[test]
fn one_library_that_many_lack_is_one_finding() {
    let (class, text) = lacks("libstdc++.so.6");
    let error = Some((class.as_str(), text.as_str(), None));
    let verdict = case(&[("numpy", &["numpy/__init__.py", "numpy/_core/m.cpython-311-x86_64-linux-gnu.so"])])
        .object("numpy/_core/m.cpython-311-x86_64-linux-gnu.so", &["libstdc++.so.6"])
        .module("numpy", "numpy", error)
        .module("pandas", "pandas", error)
        .module("six", "six", None)
        .judge();
    let (lines, _) = told(&verdict);
    assert_eq!(lines, ["Error `libstdc++.so.6` for `numpy`, `pandas` is not in the image"]);
    assert_eq!((verdict.modules, verdict.findings[0].package.as_ref().unwrap().name.as_str()), (1, "numpy"));
}

#[test]
fn other_distributions_get_advice_and_no_command() {
    let (class, text) = lacks("libGL.so.1");
    let mut case = case(&[]).module("x", "x", Some((&class, &text, None)));
    case.answer.release = Release { id: "alpine".into(), ..Release::default() };
    let verdict = case.judge();
    assert_eq!(verdict.findings[0].fix, None);
    assert!(verdict.findings[0].help.as_ref().unwrap().contains("the system package of alpine that has libGL.so.1"));
}

#[test]
fn a_part_that_was_not_imported_is_a_warning_and_a_plugin_is_nothing() {
    let files: &[&str] = &["qt/__init__.py", "qt/QtGui.abi3.so", "qt/plugins/x.so", "qt/cuda.abi3.so"];
    let verdict = case(&[("qt", files)])
        .object("qt/QtGui.abi3.so", &["libEGL.so.1"])
        .object("qt/plugins/x.so", &["libodd.so.1"])
        .object("qt/cuda.abi3.so", &["libcudart.so.12", "libtbb.so.12"])
        .module("qt", "qt", None)
        .judge();
    assert_eq!(verdict.outcome, Outcome::WorksBut);
    assert_eq!(told(&verdict).0, ["Warning `libEGL.so.1` for `QtGui.abi3.so` is not in the image"]);
}

#[test]
fn a_machine_without_a_gpu_is_no_fault_of_the_image() {
    let (class, text) = lacks("libcuda.so.1");
    let gpu = |has| {
        let mut case = case(&[]).module("cupy", "cupy", Some((&class, &text, None)));
        case.answer.gpu = has;
        case.judge()
    };
    assert_eq!((gpu(false).outcome, gpu(false).findings[0].kind), (Outcome::WorksBut, FindingKind::Gpu));
    assert_eq!(gpu(true).outcome, Outcome::Fails);
}

#[test]
fn what_only_an_extra_needs_is_not_missing() {
    let extra = Some(("ModuleNotFoundError", "No module named 'aiohttp'", Some("aiohttp")));
    let verdict = case(&[])
        .module("black", "black", None)
        .module("black", "blackd", extra)
        .command("black", "blackd", "blackd:main", extra)
        .judge();
    assert_eq!(verdict.outcome, Outcome::Works);
    assert_eq!(told(&verdict).0, ["Note `blackd` cannot be imported: ModuleNotFoundError: No module named 'aiohttp'"]);
}

#[test]
fn a_command_whose_own_words_hide_a_missing_extra_is_no_fault() {
    let command = |missing| {
        let error = Some(("ImportError", "install jupyterhub to run this", Some(missing)));
        case(&[]).module("jupyterlab", "jupyterlab", None).command("jupyterlab", "labhub", "lab:main", error).judge()
    };
    assert_eq!(told(&command("jupyterhub")).0, [""; 0]);
    assert_eq!(command("pkg_resources").outcome, Outcome::WorksBut, "nobody says that setuptools is needed");
}

#[test]
fn a_program_that_a_module_starts_is_added_as_a_library_is() {
    let error = Some(("ImportError", "Failed to initialize: Bad git executable.", None));
    let verdict = case(&[]).module("gitpython", "git", error).judge();
    let (lines, steps) = told(&verdict);
    assert_eq!(lines, ["Error `git` for `git` is not in the image"]);
    assert!(steps[0].contains("--no-install-recommends git &&"), "{steps:?}");
}

#[test]
fn contradictions_count_where_pip_installed_one_of_both() {
    let mut case = case(&[("a", &["a.py"])]);
    case.answer.contradictions = vec![
        "The package `a` requires `b>=2`, but `1.0` is installed".into(),
        "The package `other` requires `more`, but it's not installed".into(),
    ];
    let verdict = case.judge();
    assert_eq!(told(&verdict).0, ["Warning the package `a` requires `b>=2`, but `1.0` is installed"]);
    assert_eq!((verdict.outcome, verdict.findings[0].subject.as_str()), (Outcome::WorksBut, "b"));
}

#[test]
fn a_process_that_ends_without_a_word_and_one_that_does_not_end() {
    let mut case = case(&[]).module("crash", "crash", Some(("", "", None))).module("slow", "slow", None);
    case.answer.tried[0].status = Some(-11);
    case.answer.tried[0].said = "Fatal Python error\n".into();
    case.answer.tried[1].late = true;
    let verdict = case.judge();
    assert_eq!(
        told(&verdict).0,
        [
            "Error `crash` cannot be imported: the process ended with signal 11 (it crashed): Fatal Python error",
            "Warning `slow` takes too long to import"
        ]
    );
    assert_eq!(verdict.outcome, Outcome::Fails);
}

#[test]
fn names_that_packages_choose_make_no_lines() {
    let verdict = case(&[("x", &["x.abi3.so"])]).object("x.abi3.so", &["lib\nevil --option\u{1b}.so"]).judge();
    assert_eq!(told(&verdict).0, ["Warning `lib evil --option.so` for `x.abi3.so` is not in the image"]);
}
