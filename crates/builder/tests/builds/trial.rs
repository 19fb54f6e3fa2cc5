//! Trials of finished images: what works, what works only partly, and what gets no name.

use crate::{
    native::{Native, put},
    site::serve,
    workspace::{events_of, plan, with_packages, workspace},
};
use builder::{
    BuildError, Built, Event, FindingKind, Interpreter, Level, Order, Outcome, Presence, Step, Trial, TrialOrder,
};
use definition::{Plan, PythonPlan, TrialPolicy};

/// The library that nobody has.
const LIBRARY: &str = "libdoesnotexist.so.1";
/// A package that works as long as nobody asks for its native part.
const FINE: Native<'static> = Native { name: "fine", init: "VERSION = 1", needs: None, command: Some("fine:VERSION") };

/// The plan of an environment with these packages.
fn environment(name: &str, packages: &[Native<'_>]) -> Plan {
    let folder = tempfile::tempdir().unwrap();
    for package in packages {
        put(folder.path(), package);
    }
    let address = workspace().runtime.block_on(serve(folder.path()));
    // The server goes on with it.
    let _stays = folder.keep();
    let names: Vec<&str> = packages.iter().map(|package| package.name).collect();
    let python = PythonPlan {
        channels: Vec::new(),
        conda: Vec::new(),
        requirements: format!("--index-url {address}/simple\n{}\n", names.join("\n")),
        virtual_environment: Some(String::new()),
    };
    with_packages(name, python)
}

fn tried(plan: &Plan, trial: &TrialOrder) -> (Result<Built, BuildError>, Vec<Event>) {
    let order = Order { plan, rebuild: true, lock: None, trial: Some(trial) };
    workspace().runtime.block_on(events_of(&workspace().builder, &order))
}

fn trial_of((built, events): (Result<Built, BuildError>, Vec<Event>)) -> Trial {
    built.unwrap_or_else(|error| panic!("{error}\n{events:#?}")).trial.unwrap()
}

/// Whether the registry has an image for the hash of a plan.
fn is_named(plan: &Plan) -> bool {
    let (registry, hash) = (&workspace().registry, plan.digests.image.to_string());
    let found = workspace().runtime.block_on(registry.presence("terrarium/env", &hash));
    matches!(found, Presence::Present(_))
}

fn by(policy: TrialPolicy) -> TrialOrder {
    TrialOrder { policy, ..TrialOrder::default() }
}

#[test]
fn what_works_is_said_and_not_tried_again() {
    let plan = environment("works", &[FINE]);
    let (built, events) = tried(&plan, &TrialOrder::default());
    let built = built.unwrap_or_else(|error| panic!("{error}\n{events:#?}"));
    let trial = built.trial.unwrap();
    assert_eq!((trial.outcome, trial.modules, trial.libraries, trial.commands), (Outcome::Works, 1, 1, 1), "{trial:?}");
    assert_eq!(trial.findings, []);
    let last = Event::Finished(Step::Trial, trial.in_words());
    assert_eq!(events.last(), Some(&last));
    assert!(is_named(&plan));

    let known = TrialOrder { known: [(built.manifest, trial.clone())].into(), ..TrialOrder::default() };
    let (again, events) = tried(&plan, &known);
    assert_eq!(again.unwrap().trial, Some(trial));
    assert!(matches!(events.last(), Some(Event::Reused(Step::Trial, _))), "{events:#?}");
}

#[test]
fn an_image_whose_package_lacks_a_library_gets_no_name() {
    let broken =
        Native { name: "broken", init: "import broken._core", needs: Some(LIBRARY), command: Some("broken:main") };
    let plan = environment("broken", &[FINE, broken]);
    let (built, events) = tried(&plan, &TrialOrder::default());
    let BuildError::Trial(failed) = built.unwrap_err() else { panic!("{events:#?}") };
    assert_eq!(failed.trial.outcome, Outcome::Fails);
    let [finding] = failed.trial.findings.as_slice() else { panic!("{failed:?}") };
    assert_eq!(
        (finding.kind, finding.level, finding.subject.as_str()),
        (FindingKind::MissingLibrary, Level::Error, LIBRARY)
    );
    assert_eq!(finding.package.as_ref().unwrap().name, "broken");
    assert!(
        failed.trial.cause().starts_with("the image does not work: `libdoesnotexist.so.1` for `broken`"),
        "{failed:?}"
    );
    assert!(!is_named(&plan));

    let trial = trial_of(tried(&plan, &by(TrialPolicy::Record)));
    assert_eq!((trial.outcome, trial.modules), (Outcome::Fails, 1), "only what a policy refuses fails the build");
    assert!(is_named(&plan));
}

#[test]
fn a_part_that_lacks_a_library_is_a_warning_and_fails_only_a_strict_policy() {
    let partly = Native { name: "partly", init: "", needs: Some(LIBRARY), command: None };
    let plan = environment("partly", &[partly]);
    let trial = trial_of(tried(&plan, &TrialOrder::default()));
    let [finding] = trial.findings.as_slice() else { panic!("{trial:?}") };
    assert_eq!((trial.outcome, finding.level), (Outcome::WorksBut, Level::Warning));
    assert_eq!(finding.message, format!("`{LIBRARY}` for `_core.abi3.so` is not in the image"));
    let (built, events) = tried(&plan, &by(TrialPolicy::Strict));
    assert!(matches!(built, Err(BuildError::Trial(_))), "{events:#?}");
}

#[test]
fn a_module_that_fails_and_a_command_that_is_not_there_are_told_in_its_own_words() {
    let raises = Native { name: "raises", init: "raise ValueError('not today')", needs: None, command: None };
    let commands = Native { name: "commands", init: "", needs: None, command: Some("commands:nothing") };
    let plan = environment("raises", &[raises, commands]);
    let trial = trial_of(tried(&plan, &by(TrialPolicy::Record)));
    let told: Vec<&str> = trial.findings.iter().map(|finding| finding.message.as_str()).collect();
    assert_eq!(told[0], "`raises` cannot be imported: ValueError: not today");
    assert!(told[1].starts_with("the command `commands` cannot start: AttributeError: "), "{told:?}");
    assert_eq!((trial.outcome, trial.modules), (Outcome::Fails, 1));
}

#[test]
fn a_module_gets_the_variables_of_a_run() {
    let init = "import os; assert os.environ['MODE'] == 'quiet'";
    let plan = environment("variables", &[Native { name: "asks", init, needs: None, command: None }]);
    let order = TrialOrder { variables: [("MODE".into(), "quiet".into())].into(), ..TrialOrder::default() };
    assert_eq!(trial_of(tried(&plan, &order)).outcome, Outcome::Works);
}

/// What starting an interpreter finds in an image with these Docker steps.
fn interpreter(steps: &str, path: &str, is_named: bool) -> (Result<Built, BuildError>, Vec<Event>) {
    let interpreter = Some(Interpreter { path: path.into(), is_named });
    tried(&plan(steps), &TrialOrder { interpreter, ..TrialOrder::default() })
}

#[test]
fn the_interpreter_that_a_definition_names_has_to_start() {
    let trial = trial_of(interpreter("RUN : right", "/usr/bin/python3", true));
    assert_eq!((trial.outcome, trial.findings), (Outcome::Works, Vec::new()));

    for steps in ["RUN : wrong", "FROM scratch\nCOPY --from=0 /etc/passwd /passwd"] {
        let (built, events) = interpreter(steps, "/nowhere/bin/python", true);
        let error = built.err().unwrap_or_else(|| panic!("{events:#?}")).to_string();
        let beginning = "the image does not work: the interpreter /nowhere/bin/python is not in the image: ";
        assert!(error.starts_with(beginning), "{error}");
        assert!(error.contains("Correct the interpreter path"), "{error}");
    }

    let trial = trial_of(interpreter("RUN : usual", "no-such-python", false));
    assert_eq!((trial.outcome, trial.findings[0].kind), (Outcome::WorksBut, FindingKind::Interpreter));
}
