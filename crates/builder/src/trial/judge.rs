//! From what was tried and read to what does not work.

use super::{
    answer::{Answer, Release, Tried},
    debian,
    libraries::{Libraries, Missing},
    report::{Finding, FindingKind, Fix, Level, NOT_IN_IMAGE, Outcome, Package},
    said,
    subjects::{Distributions, Subject},
};
use crate::{Ended, packages::ENVIRONMENT};
use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

/// The longest words of others in a message, in characters.
const QUOTED: usize = 400;
/// How many things a message names.
const NAMED: usize = 3;

/// What a trial knows.
pub struct Evidence<'a> {
    /// What was wanted, modules first.
    pub subjects: &'a [Subject],
    /// What became of it.
    pub answer: &'a Answer,
    /// The packages of the environment.
    pub distributions: &'a Distributions,
    /// Its native code.
    pub libraries: &'a Libraries,
}

/// What does not work, and whether the image works.
#[derive(Debug)]
pub struct Verdict {
    /// Whether it works.
    pub outcome: Outcome,
    /// What does not work, errors first.
    pub findings: Vec<Finding>,
    /// How many modules were imported.
    pub modules: u32,
    /// How many commands were resolved.
    pub commands: u32,
}

impl Verdict {
    /// That of an environment whose Python does not run.
    pub fn without_python(ended: &Ended) -> Self {
        let path = format!("{ENVIRONMENT}/bin/python");
        let how = match ended {
            Ended::Exited(code) => format!("ended with exit code {code}, see the log"),
            Ended::NotStarted(reason) => format!("cannot be started: {reason}"),
        };
        let help = "See that the Docker steps leave the Python of the base image alone".to_owned();
        let message = format!("the interpreter {path} {how}");
        let finding = finding(FindingKind::Interpreter, Level::Error, None, &path, &message, Some(help));
        Self { outcome: Outcome::Fails, findings: vec![finding], modules: 0, commands: 0 }
    }
}

/// A library that is missing.
#[derive(Clone, Default)]
struct Lack {
    error: bool,
    /// What needs it, each with its package: modules, or files where no module says so.
    needed_by: Vec<(String, Option<Package>)>,
    package: Option<Package>,
}

impl Evidence<'_> {
    /// Judges.
    pub fn judge(&self) -> Verdict {
        let mut findings = Vec::new();
        let mut lacks = BTreeMap::new();
        let tried: Vec<(&Subject, &Tried)> =
            self.subjects.iter().filter_map(|subject| Some((subject, self.of(subject)?))).collect();
        let modules: Vec<_> = tried.iter().filter(|(subject, _)| subject.command.is_none()).copied().collect();
        let commands: Vec<_> = tried.iter().filter(|(subject, _)| subject.command.is_some()).copied().collect();
        for (subject, tried) in &modules {
            let package = &subject.package;
            let others = modules.iter().any(|(other, tried)| other.package == *package && works(tried));
            findings.extend(self.module(subject, tried, others, &mut lacks));
        }
        let failed: BTreeSet<&Package> =
            modules.iter().filter(|(_, tried)| !works(tried)).map(|(subject, _)| &subject.package).collect();
        // Why a package cannot be imported is why its commands do not start.
        for (subject, tried) in commands.iter().filter(|(subject, _)| !failed.contains(&subject.package)) {
            findings.extend(self.command(subject, tried, &mut lacks));
        }
        self.hidden(&mut lacks);
        self.unused(&mut lacks);
        findings.extend(self.missing(lacks));
        findings.extend(self.too_new());
        findings.extend(self.contradictions());
        findings
            .sort_by(|one, other| (one.level, one.kind, &one.subject).cmp(&(other.level, other.kind, &other.subject)));
        let count = |tried: &[(&Subject, &Tried)]| {
            u32::try_from(tried.iter().filter(|(_, tried)| works(tried)).count()).unwrap_or(u32::MAX)
        };
        let outcome = match findings.first().map(|finding| finding.level) {
            None | Some(Level::Note) => Outcome::Works,
            Some(_) if self.nothing_works(&modules) => Outcome::Fails,
            Some(_) => Outcome::WorksBut,
        };
        Verdict { outcome, findings, modules: count(&modules), commands: count(&commands) }
    }

    fn of(&self, subject: &Subject) -> Option<&Tried> {
        self.answer.tried.iter().find(|tried| tried.subject == subject.text)
    }

    /// Whether nothing of a requested package can be imported, for a reason that is the image's.
    fn nothing_works(&self, modules: &[(&Subject, &Tried)]) -> bool {
        modules.iter().any(|(subject, _)| {
            let mut own = modules.iter().filter(|(other, _)| other.package == subject.package);
            own.all(|(_, tried)| tried.error.is_some() && !self.lacks_gpu(&words(tried)))
        })
    }

    fn lacks_gpu(&self, words: &str) -> bool {
        !self.answer.gpu && said::is_about_gpu(words)
    }

    fn module(
        &self,
        subject: &Subject,
        tried: &Tried,
        others: bool,
        lacks: &mut BTreeMap<String, Lack>,
    ) -> Option<Finding> {
        let module = &subject.text;
        let of = |kind, level, message: String, help: Option<String>| {
            Some(finding(kind, level, Some(subject.package.clone()), module, &message, help))
        };
        if tried.late || tried.untried {
            let message =
                if tried.late { "takes too long to import" } else { "was not tried: the others took too long" };
            let help = "It may wait for something that is not here, or this machine is too busy".to_owned();
            return of(FindingKind::Timeout, Level::Warning, format!("`{module}` {message}"), Some(help));
        }
        let error = tried.error.as_ref()?;
        let words = words(tried);
        if self.lacks_gpu(&words) {
            let message =
                format!("`{module}` needs a GPU or its driver, which the machine that tried it does not have");
            return of(FindingKind::Gpu, Level::Warning, message, Some("It may work on a machine with a GPU".into()));
        }
        let libraries = said::missing_libraries(&words);
        if !libraries.is_empty() {
            for library in libraries {
                let owner = self.libraries.that_want(&library).find_map(|file| self.distributions.owner(file));
                let lack = lacks.entry(library).or_default();
                lack.error = true;
                lack.needed_by.push((module.clone(), Some(subject.package.clone())));
                lack.package = lack.package.take().or_else(|| Some(owner.unwrap_or(&subject.package).clone()));
            }
            return None;
        }
        let message = format!("`{module}` cannot be imported: {}", ended(tried, &words));
        if let Some(version) = said::wanted_version(&words) {
            let help =
                format!("The image has no {version}: take a newer base image, or an older version of the package");
            return of(FindingKind::Glibc, Level::Error, message, Some(help));
        }
        let missing = error.missing.as_deref().filter(|_| error.r#type == "ModuleNotFoundError");
        // A part of a package for which more must be installed says so in this way.
        let level = match (others, missing) {
            (false, _) => Level::Error,
            (true, Some(_)) => Level::Note,
            (true, None) => Level::Warning,
        };
        of(FindingKind::Import, level, message, said::help(&words, missing))
    }

    fn command(&self, subject: &Subject, tried: &Tried, lacks: &mut BTreeMap<String, Lack>) -> Option<Finding> {
        let name = subject.command.as_deref()?;
        let error = tried.error.as_ref()?;
        let words = words(tried);
        if self.lacks_gpu(&words) {
            return None;
        }
        let libraries = said::missing_libraries(&words);
        if !libraries.is_empty() {
            for library in libraries {
                let lack = lacks.entry(library).or_default();
                lack.needed_by.push((name.to_owned(), Some(subject.package.clone())));
                lack.package = lack.package.take().or_else(|| Some(subject.package.clone()));
            }
            return None;
        }
        let own = subject.text.split([':', '.']).next();
        let foreign = error.missing.as_deref().is_some_and(|missing| missing.split('.').next() != own);
        if error.r#type == "ModuleNotFoundError" && foreign && subject.has_extras {
            return None;
        }
        let message = format!("the command `{name}` cannot start: {}", ended(tried, &words));
        let help = said::help(&words, error.missing.as_deref());
        Some(finding(FindingKind::Command, Level::Warning, Some(subject.package.clone()), name, &message, help))
    }

    /// Adds what would be missing next: an import stops at the first library that it does not find.
    fn hidden(&self, lacks: &mut BTreeMap<String, Lack>) {
        let told: Vec<(String, Lack)> = lacks.iter().map(|(library, lack)| (library.clone(), lack.clone())).collect();
        let all: Vec<BTreeSet<Missing>> =
            self.libraries.modules().map(|module| self.libraries.missing(module)).collect();
        for (library, first) in told {
            let has = |missing: &&BTreeSet<Missing>| missing.iter().any(|missing| missing.library == library);
            let direct = self.libraries.that_want(&library).map(|file| self.libraries.missing(file));
            let direct: Vec<_> = direct.collect();
            for Missing { library, wanted_by } in all.iter().chain(&direct).filter(has).flatten() {
                if said::is_optional(library) && !lacks.contains_key(library) {
                    continue;
                }
                let package = self.distributions.owner(wanted_by).cloned();
                let lack = lacks.entry(library.clone()).or_insert_with(|| {
                    let of_package = |(_, owner): &&(String, Option<Package>)| *owner == package;
                    let own: Vec<_> = first.needed_by.iter().filter(of_package).cloned().collect();
                    let needed_by = if own.is_empty() { first.needed_by.clone() } else { own };
                    Lack { error: false, needed_by, package }
                });
                lack.error |= first.error;
            }
        }
    }

    /// Adds what native modules need that nothing imported.
    fn unused(&self, lacks: &mut BTreeMap<String, Lack>) {
        for module in self.libraries.modules().filter(|module| is_tagged(module)) {
            for Missing { library, .. } in self.libraries.missing(module) {
                let told = lacks.get(&library).is_some_and(|lack| lack.error);
                if told || said::is_optional(&library) {
                    continue;
                }
                let owner = self.distributions.owner(module);
                let lack = lacks.entry(library).or_default();
                let name = module.file_name().unwrap_or_default().to_string_lossy().into_owned();
                lack.needed_by.push((name, owner.cloned()));
                lack.package = lack.package.take().or_else(|| owner.cloned());
            }
        }
    }

    /// The findings on missing libraries, all with one fix.
    fn missing(&self, lacks: BTreeMap<String, Lack>) -> Vec<Finding> {
        let release = &self.answer.release;
        let wanted = |library: &String| {
            let known = debian::package(library, &release.codename);
            known.filter(|_| release.is_debian() && self.libraries.in_environment(library).is_none())
        };
        let packages: BTreeSet<String> = lacks.keys().filter_map(wanted).collect();
        let packages: Vec<String> = packages.into_iter().collect();
        let fix = Fix { instruction: debian::instruction(&packages), system_packages: packages };
        let told = |(library, lack): (String, Lack)| {
            let level = if lack.error { Level::Error } else { Level::Warning };
            let message = format!("`{library}` for {}{NOT_IN_IMAGE}", listed(&lack.needed_by));
            let package = wanted(&library);
            let help = match &package {
                Some(package) => format!("The system package {package} has it: add the Docker step"),
                None => self.help(&library, release),
            };
            let found = finding(FindingKind::MissingLibrary, level, lack.package, &library, &message, Some(help));
            Finding { fix: package.map(|_| fix.clone()), ..found }
        };
        lacks.into_iter().map(told).collect()
    }

    fn help(&self, library: &str, release: &Release) -> String {
        if let Some(path) = self.libraries.in_environment(library) {
            let folder = path.parent().unwrap_or(Path::new("")).display();
            return format!(
                "The environment has it in /opt/env/{folder}, where the loader does not look: set the variable \
                 LD_LIBRARY_PATH to that folder"
            );
        }
        let id: String = release.id.chars().filter(char::is_ascii_alphanumeric).take(30).collect();
        let of = if id.is_empty() { String::new() } else { format!(" of {id}") };
        format!(
            "Install the system package{of} that has {library} in the Docker steps, or take a base image that has it"
        )
    }

    /// Native modules that want a newer C library than the image has, and that nothing imported.
    fn too_new(&self) -> Vec<Finding> {
        let Some(has) = self.answer.glibc.as_deref().and_then(version) else { return Vec::new() };
        let mut wanted: BTreeMap<Option<&Package>, ((u32, u32), String)> = BTreeMap::new();
        for module in self.libraries.modules().filter(|module| is_tagged(module)) {
            let needs = self.libraries.objects().get(module).and_then(|object| object.glibc);
            let Some(needs) = needs.filter(|needs| *needs > has) else { continue };
            let name = module.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let entry = wanted.entry(self.distributions.owner(module)).or_insert_with(|| (needs, name.clone()));
            if needs > entry.0 {
                *entry = (needs, name);
            }
        }
        let told = |(package, (needs, file)): (Option<&Package>, ((u32, u32), String))| {
            let message = format!("`{file}` needs glibc {}.{}, the image has {}.{}", needs.0, needs.1, has.0, has.1);
            let help = "Take a newer base image, or an older version of the package".to_owned();
            finding(FindingKind::Glibc, Level::Warning, package.cloned(), &file, &message, Some(help))
        };
        wanted.into_iter().map(told).collect()
    }

    /// What uv says, as far as pip installed one of the two: conda has its own idea of what fits, and keeps it.
    fn contradictions(&self) -> Vec<Finding> {
        let told = |line: &String| {
            let mut names = line.split('`').skip(1).step_by(2);
            let package = names.next()?;
            let needs = names.next().unwrap_or_default();
            let needs =
                needs.split(|letter: char| !letter.is_ascii_alphanumeric() && !"._-".contains(letter)).next()?;
            if !self.distributions.is_from_pip(package) && !self.distributions.is_from_pip(needs) {
                return None;
            }
            let owner =
                Package { name: crate::packages::normalised(package), conda: !self.distributions.is_from_pip(package) };
            let message = format!("{}{}", line[..1].to_lowercase(), quoted(&line[1..]));
            let help = format!("Ask for versions of {package} and {needs} that fit together");
            Some(finding(FindingKind::Conflict, Level::Warning, Some(owner), needs, &message, Some(help)))
        };
        self.answer.contradictions.iter().filter(|line| line.is_ascii()).filter_map(told).collect()
    }
}

fn works(tried: &Tried) -> bool {
    tried.error.is_none() && !tried.late && !tried.untried
}

/// All that was said about a failure.
fn words(tried: &Tried) -> String {
    let error = tried.error.clone().unwrap_or_default();
    [error.r#type, error.text, tried.said.clone()]
        .into_iter()
        .filter(|words| !words.is_empty())
        .collect::<Vec<_>>()
        .join(": ")
}

/// How a try ended, in words that fit into a sentence.
fn ended(tried: &Tried, words: &str) -> String {
    let how = match tried.status {
        None => return quoted(words),
        Some(status) if status < 0 => format!("the process ended with {}", said::signal(-status)),
        Some(status) => format!("the process ended with exit code {status}"),
    };
    let last = tried.said.lines().rev().map(str::trim).find(|line| !line.is_empty()).unwrap_or_default();
    if last.is_empty() { how } else { format!("{how}: {}", quoted(last)) }
}

/// Words of others in one line and not too long.
fn quoted(words: &str) -> String {
    let line = plain(words);
    match line.char_indices().nth(QUOTED) {
        Some((end, _)) => format!("{}\u{2026}", &line[..end]),
        None => line,
    }
}

/// Words in one line, without letters that nobody sees.
fn plain(words: &str) -> String {
    let line = words.split_whitespace().collect::<Vec<_>>().join(" ");
    line.chars().filter(|letter| !letter.is_control()).collect()
}

/// The first of these names, and how many there are besides.
fn listed(names: &[(String, Option<Package>)]) -> String {
    let all: BTreeSet<&String> = names.iter().map(|(name, _)| name).collect();
    let shown: Vec<String> = all.iter().take(NAMED).map(|name| format!("`{name}`")).collect();
    match all.len().saturating_sub(NAMED) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}

/// Whether the name of a native module says which Python it is for: others may be parts that a package loads when it
/// finds what they need.
fn is_tagged(module: &Path) -> bool {
    let name = module.file_name().unwrap_or_default().to_string_lossy();
    name.ends_with(".abi3.so") || name.contains(".cpython-")
}

/// `2.36` as numbers.
fn version(text: &str) -> Option<(u32, u32)> {
    let (major, minor) = text.split_once('.')?;
    Some((major.parse().ok()?, minor.split('.').next()?.parse().ok()?))
}

fn finding(
    kind: FindingKind,
    level: Level,
    package: Option<Package>,
    subject: &str,
    message: &str,
    help: Option<String>,
) -> Finding {
    // Names of files and libraries are whatever a package likes.
    let (subject, message) = (plain(subject), plain(message));
    Finding { kind, level, package, subject, message, help: help.map(|help| plain(&help)), fix: None }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        layers::below,
        trial::{answer::Raised, elf::Object},
    };
    use std::fs;

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

        fn command(
            mut self,
            package: &str,
            name: &str,
            target: &str,
            error: Option<(&str, &str, Option<&str>)>,
        ) -> Self {
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
            let distributions = Distributions::read(folder.path(), &below(folder.path()).unwrap()).unwrap();
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
        assert!(
            verdict.findings[0].help.as_ref().unwrap().contains("the system package of alpine that has libGL.so.1")
        );
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
        assert_eq!(
            told(&verdict).0,
            ["Note `blackd` cannot be imported: ModuleNotFoundError: No module named 'aiohttp'"]
        );
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
}
