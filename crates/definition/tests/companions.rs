//! Definitions that are spread over several files, read and checked as a whole.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use definition::checks::Rule;
use definition::file_checks::{CheckedFile, check_files};
use definition::{
    Dependency, FileError, GivenFiles, ImportedFiles, Kind, Policy, SAVED_ENVIRONMENT, SourceFiles, canonical, import,
    import_files, outside,
};

const V2: &str = "name: train\nimage: registry.example.com/base:1\nconda_file: ./envs/gpu.yml\n";
const PACKAGES: &str = "channels:\n- conda-forge\ndependencies:\n- python=3.11\n- numpy=1.26\n";

/// What `save_to_directory` of azureml-core 1.61 writes.
fn saved(docker: &str) -> String {
    format!(
        r#"{{
    "name": "train",
    "version": null,
    "environmentVariables": {{}},
    "python": {{
        "userManagedDependencies": false,
        "interpreterPath": "python",
        "condaDependenciesFile": null,
        "baseCondaEnvironment": null
    }},
    "docker": {{
        {docker},
        "baseImageRegistry": {{ "address": null, "username": null, "password": null }}
    }}
}}"#
    )
}

fn saved_on_image() -> String {
    saved(r#""baseImage": "registry.example.com/base:1", "baseDockerfile": null"#)
}

fn given(files: &[(&str, &str)]) -> GivenFiles {
    GivenFiles::new(files.iter().map(|(path, text)| ((*path).to_owned(), text.as_bytes().to_vec())))
}

fn read(files: &[(&str, &str)]) -> Result<ImportedFiles, FileError> {
    let given = given(files);
    let main = given.definition_file()?.to_owned();
    given.import(&main, None)
}

/// The checks of the first file, with the others beside it.
fn checked(files: &[(&str, &str)], is_folder: bool) -> Vec<CheckedFile> {
    let (name, bytes) = files[0];
    let read = |path: &str| {
        let path = path.trim_start_matches("./");
        Ok(files.iter().find(|(name, _)| *name == path).map(|(_, text)| text.as_bytes().to_vec()))
    };
    let source = SourceFiles { bytes: bytes.as_bytes(), name: Some(name), kind: None, read: &read, is_folder };
    check_files(&Policy::default(), &source)
}

fn hash(files: &ImportedFiles) -> String {
    canonical(&files.imported.definition).unwrap().digests().image.to_string()
}

#[test]
fn a_v2_file_is_read_with_its_conda_file() {
    let whole = read(&[("train.yml", V2), ("envs/gpu.yml", PACKAGES)]).unwrap();
    let definition = &whole.imported.definition;
    assert_eq!((definition.conda_file.as_ref(), definition.user_managed), (None, false));
    assert_eq!(definition.dependencies[1], Dependency::Conda("numpy=1.26".into()));
    assert_eq!((whole.missing.len(), whole.imported.notes.len()), (0, 0), "{whole:?}");
    assert_eq!(whole.companions[0].path, "envs/gpu.yml");

    let inline = V2.replace("./envs/gpu.yml", &format!("\n  {}", PACKAGES.replace('\n', "\n  ")));
    let inline = read(&[("train.yml", &inline)]).unwrap();
    assert_eq!(hash(&whole), hash(&inline));
}

#[test]
fn a_conda_file_that_is_not_here_is_missing_at_its_line() {
    let part = read(&[("train.yml", V2)]).unwrap();
    let missing = &part.missing[0];
    assert_eq!((missing.path.as_str(), missing.line), ("./envs/gpu.yml", Some(3)));
    let error = part.complete().unwrap_err();
    assert_eq!(
        (error.line, error.message.as_str()),
        (Some(3), "the packages are in `./envs/gpu.yml`, which is not here")
    );
    let alone = checked(&[("train.yml", V2)], false);
    let check = alone[0].checks.iter().find(|check| check.rule == Rule::FileNotHere).unwrap();
    assert_eq!(check.line(), Some(3));
}

#[test]
fn an_error_in_a_companion_names_it_and_its_line() {
    let wrong = "dependencies:\n- python=3.11\n- 1.5\n";
    let error = read(&[("train.yml", V2), ("envs/gpu.yml", wrong)]).unwrap_err();
    assert_eq!((error.file.as_deref(), error.error.line), (Some("envs/gpu.yml"), Some(3)));
    let files = checked(&[("train.yml", V2), ("envs/gpu.yml", wrong)], false);
    assert_eq!(files[1].path.as_deref(), Some("envs/gpu.yml"));
    assert_eq!((files[1].checks[0].rule, files[1].checks[0].line()), (Rule::CondaInvalid, Some(3)));
    let conflict = "dependencies:\n- python=3.11\n<<<<<<< ours\n- numpy\n=======\n- scipy\n>>>>>>> theirs\n";
    let files = checked(&[("train.yml", V2), ("envs/gpu.yml", conflict)], false);
    assert_eq!((files[1].checks[0].rule, files[1].checks[0].line()), (Rule::MergeConflict, Some(3)));
}

#[test]
fn what_is_found_in_a_companion_has_its_line_there() {
    let packages = "channels: [conda-forge]\ndependencies:\n- python=3.11\n- pip\n- pip:\n  - numpy=1.26\n";
    let files = checked(&[("train.yml", V2), ("envs/gpu.yml", packages)], false);
    let [main, conda] = &files[..] else { panic!("{files:?}") };
    assert!(main.checks.iter().all(|check| check.rule == Rule::BaseImageByTag), "{main:?}");
    let check = conda.checks.iter().find(|check| check.rule == Rule::PipSingleEquals).unwrap();
    assert_eq!((conda.path.as_deref(), check.line()), (Some("envs/gpu.yml"), Some(6)));
}

#[test]
fn a_saved_environment_is_read_with_its_packages() {
    let read =
        |packages| read(&[(SAVED_ENVIRONMENT, &saved_on_image()), ("conda_dependencies.yml", packages)]).unwrap();
    let (one, other) = (read(PACKAGES), read("dependencies:\n- python=3.11\n- scipy=1.13\n"));
    assert_ne!(hash(&one), hash(&other));
    assert!(one.missing.is_empty() && one.imported.notes.is_empty(), "{one:?}");
    assert_eq!(one.imported.definition.channels, ["conda-forge"]);
}

#[test]
fn the_json_of_a_saved_environment_is_not_taken_for_no_packages() {
    for name in [SAVED_ENVIRONMENT, "renamed.json"] {
        let alone = read(&[(name, &saved_on_image())]).unwrap();
        assert_eq!(
            (alone.missing[0].path.as_str(), alone.missing[0].line),
            ("conda_dependencies.yml", Some(5)),
            "{name}"
        );
        let files = checked(&[(name, &saved_on_image())], false);
        let check = files[0].checks.iter().find(|check| check.rule == Rule::FileNotHere).unwrap();
        assert!(check.message.contains("`conda_dependencies.yml`, which is not here"), "{check:?}");
        assert_eq!(check.line(), Some(5));
    }
    // Pasted, it has no name.
    let pasted = import(saved_on_image().as_bytes(), None).unwrap();
    assert!(pasted.notes[0].message.contains("in `conda_dependencies.yml`, which is not here"), "{pasted:?}");
    assert_eq!(outside(&canonical(&pasted.definition).unwrap())[0].reference, "conda_dependencies.yml");
}

#[test]
fn the_json_alone_is_warned_of_also_where_the_rest_is_beside_it() {
    let json = saved_on_image();
    let files = [(SAVED_ENVIRONMENT, json.as_str()), ("conda_dependencies.yml", PACKAGES)];
    let warnings = |is_folder| {
        let all = checked(&files, is_folder);
        all[0].checks.iter().filter(|check| check.rule == Rule::FileNotHere).cloned().collect::<Vec<_>>()
    };
    assert!(warnings(false)[0].message.contains("are in `conda_dependencies.yml`, not in this file"));
    assert_eq!(warnings(true), []);
}

#[test]
fn a_saved_environment_has_its_dockerfile_beside_it() {
    let json = saved(r#""baseImage": null, "buildContext": null"#);
    let dockerfile = "FROM ubuntu:22.04\nRUN echo hi\n";
    let all =
        [(SAVED_ENVIRONMENT, json.as_str()), ("BaseDockerfile", dockerfile), ("conda_dependencies.yml", PACKAGES)];
    let whole = read(&all).unwrap();
    assert_eq!(whole.imported.definition.dockerfile.as_deref(), Some(dockerfile));
    assert_eq!((&whole.imported.definition.context, whole.missing.len()), (&None, 0));
    let files = checked(&all, true);
    assert!(files[0].checks.iter().all(|check| check.rule != Rule::DockerNone), "{files:?}");
    let by_tag = files.iter().find(|file| file.path.as_deref() == Some("BaseDockerfile")).unwrap();
    assert_eq!(by_tag.checks[0].line(), Some(1));

    let part = read(&[all[0], all[2]]).unwrap();
    assert_eq!(
        part.missing[0].message,
        "the Dockerfile of this saved environment is in `BaseDockerfile`, which is not here"
    );
    assert_eq!(outside(&canonical(&part.imported.definition).unwrap())[0].reference, "the build context");
    let error = read(&[all[0], ("BaseDockerfile", "RUN echo hi\n"), all[2]]).unwrap_err();
    assert_eq!(error.file.as_deref(), Some("BaseDockerfile"));
}

#[test]
fn other_v1_definitions_without_packages_are_whole() {
    let docker = r#""docker": {"baseImage": "a:1"}"#;
    for python in [
        r#""userManagedDependencies": false"#,
        r#""userManagedDependencies": false, "condaDependenciesFile": null"#,
        r#""userManagedDependencies": false, "condaDependenciesFile": null, "baseCondaEnvironment": null, "condaDependencies": {}"#,
        r#""userManagedDependencies": true, "condaDependenciesFile": null, "baseCondaEnvironment": null"#,
    ] {
        let json = format!(r#"{{"name": "train", {docker}, "python": {{{python}}}}}"#);
        let read = read(&[("train.json", &json)]).unwrap();
        assert!(read.missing.is_empty() && read.imported.notes.is_empty(), "{python}: {read:?}");
    }
}

#[test]
fn packages_that_the_user_manages_may_be_missing() {
    let json = saved_on_image().replace("\"userManagedDependencies\": false", "\"userManagedDependencies\": true");
    let with = read(&[(SAVED_ENVIRONMENT, &json), ("conda_dependencies.yml", PACKAGES)]).unwrap();
    let without = read(&[(SAVED_ENVIRONMENT, &json)]).unwrap();
    assert_eq!(with.imported.definition.dependencies.len(), 2);
    assert!(without.missing.is_empty());
    assert_eq!(hash(&with), hash(&without));
}

#[test]
fn a_run_configuration_names_its_packages_from_the_root_of_the_project() {
    let run = "target: local\nenvironment:\n  docker: {baseImage: 'a:1'}\n  python:\n    condaDependenciesFile: .azureml/conda.yml\n";
    let whole = read(&[(".azureml/train.runconfig", run), (".azureml/conda.yml", PACKAGES)]).unwrap();
    assert_eq!(whole.companions[0].path, "conda.yml");
    let missing = read(&[(".azureml/train.runconfig", run)]).unwrap();
    assert_eq!((missing.missing[0].path.as_str(), missing.missing[0].line), (".azureml/conda.yml", Some(5)));
}

#[test]
fn the_definition_among_several_files_is_found_or_asked_for() {
    let json = saved_on_image();
    let main =
        |files: &[(&str, &str)]| given(files).definition_file().map(str::to_owned).map_err(|error| error.message);
    let v2 = V2.replace("./envs/", "../");
    assert_eq!(main(&[("a.yml", V2)]).as_deref(), Ok("a.yml"));
    assert_eq!(main(&[("gpu.yml", PACKAGES), ("train.yml", V2)]).as_deref(), Ok("train.yml"));
    assert_eq!(
        main(&[("envs/gpu.yml", PACKAGES), ("jobs/train.yml", &v2)]),
        Err("none of these 2 files is a definition that names the others".into())
    );
    assert_eq!(main(&[("gpu.yml", PACKAGES), ("jobs/train.yml", &v2)]).as_deref(), Ok("jobs/train.yml"));
    assert_eq!(
        main(&[("old/azureml_environment.json", &json), ("azureml_environment.json", &json)]).as_deref(),
        Ok(SAVED_ENVIRONMENT)
    );
    let several = "several of these files are definitions: a/azureml_environment.json, b/azureml_environment.json";
    assert_eq!(
        main(&[("a/azureml_environment.json", &json), ("b/azureml_environment.json", &json)]),
        Err(several.into())
    );
    assert!(main(&[("environment.yml", PACKAGES), ("requirements.txt", "numpy\n")]).is_err());
    // Nothing but what was given is read.
    let escaping = V2.replace("./envs/gpu.yml", "../../gpu.yml");
    assert_eq!(read(&[("train.yml", &escaping)]).unwrap().missing.len(), 1);
    let error = given(&[("a.yml", V2)]).import("b.yml", None).unwrap_err();
    assert_eq!(error.to_string(), "there is no file `b.yml` among those given");
}

#[test]
fn notes_on_a_companion_name_it() {
    let packages = format!("{PACKAGES}prefix: /home/me/x\n");
    let read = read(&[("train.yml", V2), ("envs/gpu.yml", &packages)]).unwrap();
    let note = &read.imported.notes[0];
    assert_eq!(
        (note.line, note.message.as_str()),
        (None, "`envs/gpu.yml`, line 6: `prefix` is kept, but makes no difference to the image.")
    );
}

#[test]
fn a_companion_is_no_list_of_requirements() {
    let files = [("train.yml", V2), ("envs/gpu.yml", "numpy==1.26\n")];
    assert_eq!(read(&files).unwrap_err().file.as_deref(), Some("envs/gpu.yml"));
    let kind = import_files(&SourceFiles::alone(PACKAGES.as_bytes(), None)).unwrap().imported.kind;
    assert_eq!(kind, Kind::Conda);
}
