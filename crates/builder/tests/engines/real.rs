//! A first real environment: the usual packages, what one of them lacks, and the Docker step that the trial names.

use crate::machine::{Subject, each, machine, with_lines};
use builder::{BuildError, Built, DEFAULT_BASE_IMAGE, FindingKind, Order, Outcome};
use definition::{Definition, Dependency, canonical};
use tokio_util::sync::CancellationToken;

/// The packages; the last one is offered as source only.
const PACKAGES: [&str; 9] = [
    "numpy",
    "pandas",
    "scikit-learn",
    "matplotlib",
    "xgboost",
    "lightgbm",
    "pyarrow",
    "opencv-python",
    "docopt==0.6.2",
];
/// The smallest work of each.
const SCRIPT: &str = "
import cv2, docopt, lightgbm, matplotlib, numpy, pandas, pyarrow, sklearn.linear_model, xgboost
matplotlib.use('agg')
import matplotlib.pyplot
frame = pandas.DataFrame({'x': [0.0, 1.0, 2.0, 3.0] * 10, 'y': [0, 0, 1, 1] * 10})
for model in (
    sklearn.linear_model.LogisticRegression(),
    xgboost.XGBClassifier(n_estimators=2),
    lightgbm.LGBMClassifier(n_estimators=2, min_child_samples=1, verbose=-1),
):
    print(type(model).__name__, model.fit(frame[['x']], frame['y']).predict(frame[['x']])[-1])
print('rows', pyarrow.Table.from_pandas(frame).num_rows)
print('blurred', cv2.blur(numpy.ones((4, 4)), (2, 2)).shape)
matplotlib.pyplot.plot(frame['x'])
matplotlib.pyplot.savefig('/tmp/plot.png')
print(docopt.docopt('Usage: x NAME', ['done'])['NAME'])
";

#[test]
#[ignore = "builds more than a gigabyte twice on every engine: in thorough runs"]
fn a_first_real_environment_works_after_the_step_that_its_trial_names() {
    each(&async |subject| {
        let (built, lines) = build(subject, None).await;
        let Err(BuildError::Trial(failed)) = built else { panic!("{}: {built:?}\n{lines:#?}", subject.name) };
        let trial = failed.trial;
        assert_eq!(trial.outcome, Outcome::Fails, "{}: {trial:#?}", subject.name);
        let missing: Vec<&str> = trial.findings.iter().map(|finding| finding.subject.as_str()).collect();
        assert!(missing.contains(&"libGL.so.1"), "{}: {trial:#?}", subject.name);
        for finding in &trial.findings {
            assert_eq!(finding.kind, FindingKind::MissingLibrary, "{}: {finding:?}", subject.name);
            assert_eq!(finding.package.as_ref().unwrap().name, "opencv-python", "{}: {finding:?}", subject.name);
        }
        assert!(trial.in_words().starts_with("does not work: `libGL.so.1`"), "{}", trial.in_words());
        let fix = trial.findings[0].fix.clone().unwrap();
        assert!(fix.system_packages.contains(&"libgl1".to_owned()), "{fix:?}");
        let told = format!("Add this Docker step: {}", fix.instruction);
        assert!(lines.contains(&told), "{}: {lines:#?}", subject.name);

        let (built, lines) = build(subject, Some(&fix.instruction)).await;
        let built = built.unwrap_or_else(|error| panic!("{}: {error}\n{lines:#?}", subject.name));
        let trial = built.trial.unwrap();
        assert_eq!((trial.outcome, &trial.findings), (Outcome::Works, &Vec::new()), "{}: {trial:#?}", subject.name);

        let image = format!("{}/{}@{}", machine().registry.address(), built.repository, built.manifest);
        let (ran, lines) =
            subject.run(&image, &format!("cat > /tmp/x.py <<'END'{SCRIPT}END\npython /tmp/x.py"), Vec::new()).await;
        ran.unwrap_or_else(|error| panic!("{}: {error}\n{lines:#?}", subject.name));
        let said = ["LogisticRegression 1", "XGBClassifier 1", "LGBMClassifier 1", "rows 40", "blurred (4, 4)", "done"];
        assert!(said.iter().all(|said| lines.iter().any(|line| line == said)), "{}: {lines:#?}", subject.name);
    });
}

/// Builds the environment on the default base image, with this Docker step where there is one; with all lines.
async fn build(subject: &Subject, step: Option<&str>) -> (Result<Built, BuildError>, Vec<String>) {
    let dockerfile = step.map(|step| format!("FROM {DEFAULT_BASE_IMAGE}\n{step}\n"));
    let packages = PACKAGES.map(str::to_owned).to_vec();
    let definition = Definition {
        base_image: dockerfile.is_none().then(|| DEFAULT_BASE_IMAGE.into()),
        dockerfile,
        dependencies: vec![Dependency::Conda("python=3.11".into()), Dependency::Pip(packages)],
        ..Definition::default()
    };
    let plan = definition::plan(&canonical(&definition).unwrap());
    let order = Order { plan: &plan, rebuild: false, lock: None, trial: None };
    with_lines(async |events| subject.builder.build(&order, &events, &CancellationToken::new()).await).await
}
