//! For every rule one small file that it finds something in, and one like it that it does not.

use definition::Kind::{self, Conda, Dockerfile, Requirements, V1, V2};
use definition::checks::Rule;

/// A rule, the kind of both files, the file it finds something in, and the one it does not.
pub type Example = (Rule, Kind, &'static str, &'static str);

const CONDA: &str =
    "channels: [conda-forge]\ndependencies: [python=3.12, numpy=1.26, pip=24.0, {pip: [shap==0.46.0]}]\n";

/// Every rule but that on names of versions and files, which no file can show.
pub const EXAMPLES: &[Example] = &[
    (Rule::Unreadable, V1, "{\"python\": 3}", "{\"python\": {}}"),
    (
        Rule::MergeConflict,
        Requirements,
        "six==1.16.0\n<<<<<<< HEAD\nnumpy==1.26.4\n=======\nnumpy==2.0.0\n>>>>>>> other\n",
        "six==1.16.0\n# <<<<<<< not at the start\nnumpy==1.26.4\n",
    ),
    (
        Rule::Template,
        Conda,
        "dependencies:\n- python=3.12\n- pip:\n  - azureml-core=={{latest}}\n",
        "variables: {PROMPT: '{{ question }}'}\ndependencies: [python=3.12]\n",
    ),
    (
        Rule::Secret,
        Requirements,
        "--extra-index-url https://me:hunter2@index.example.org/simple\nsix==1.16.0\n",
        "--extra-index-url https://${USER}:${PASSWORD}@index.example.org/simple\nsix==1.16.0\n",
    ),
    (Rule::CuratedPrefix, V2, "name: AzureML-mine\nimage: a:1\n", "name: mine-AzureML\nimage: a:1\n"),
    (Rule::DockerMissing, V1, "{\"python\": {}}", "{\"python\": {}, \"docker\": {\"baseImage\": \"a:1\"}}"),
    (
        Rule::DockerTooMany,
        V1,
        "{\"docker\": {\"baseImage\": \"a:1\", \"baseDockerfile\": \"FROM b:1\"}}",
        "{\"docker\": {\"baseImage\": \"a:1\", \"baseDockerfile\": null}}",
    ),
    (Rule::DockerNone, V2, "name: x\nconda_file: {dependencies: [python=3.12]}\n", "name: x\nimage: a:1\n"),
    (
        Rule::DockerDeprecatedAttribute,
        V1,
        "{\"docker\": {\n  \"baseImage\": \"a:1\",\n  \"enabled\": true,\n  \"shmSize\": \"2g\"}}",
        "{\"docker\": {\"baseImage\": \"a:1\", \"enabled\": null}}",
    ),
    (
        Rule::RegistryCredentialsPartial,
        V1,
        "{\"docker\": {\"baseImage\": \"a:1\", \"baseImageRegistry\": {\"address\": \"b\", \"username\": \"me\"}}}",
        "{\"docker\": {\"baseImage\": \"a:1\", \"baseImageRegistry\": {\"address\": \"b\", \"username\": null}}}",
    ),
    (
        Rule::RegistryCredentialsMultiple,
        V1,
        "{\"docker\": {\"baseImageRegistry\": {\"username\": \"me\", \"password\": \"x\", \"registryIdentity\": {\"clientId\": \"c\"}}}}",
        "{\"docker\": {\"baseImageRegistry\": {\"registryIdentity\": {\"clientId\": \"c\"}}}}",
    ),
    (
        Rule::RegistrySecrets,
        V1,
        "{\"docker\": {\"baseImageRegistry\": {\"username\": \"me\", \"password\": \"x\"}}}",
        "{\"docker\": {\"baseImageRegistry\": {\"address\": \"registry.example.org\"}}}",
    ),
    (
        Rule::ContextLocationMissing,
        V2,
        "name: x\nbuild:\n  dockerfile_path: Dockerfile\n",
        "name: x\nbuild:\n  path: ./context\n",
    ),
    (
        Rule::DockerfilePathMissing,
        V2,
        "build: {path: ./context, dockerfile_path: docker/}\n",
        "build: {path: ./context, dockerfile_path: docker/Dockerfile}\n",
    ),
    (
        Rule::ContextAttributeNotAllowed,
        V1,
        "{\"docker\": {\"buildContext\": {\"location\": \"a\"}}, \"environmentVariables\": {\"A\": \"1\"}}",
        "{\"docker\": {\"buildContext\": {\"location\": \"a\"}}, \"environmentVariables\": {}}",
    ),
    (
        Rule::ContextLocationType,
        V1,
        "{\"docker\": {\"buildContext\": {\"location\": \"a\", \"locationType\": \"ftp\"}}}",
        "{\"docker\": {\"buildContext\": {\"location\": \"a\", \"locationType\": \"git\"}}}",
    ),
    (
        Rule::ContextLocationInvalid,
        V1,
        "{\"docker\": {\"buildContext\": {\"location\": \"./context\", \"locationType\": \"storageAccount\"}}}",
        "{\"docker\": {\"buildContext\": {\"location\": \"https://a.blob.core.windows.net/b/c\", \"locationType\": \"storageAccount\"}}}",
    ),
    (Rule::BaseImageInvalid, V2, "image: 'a:1 AS b'\n", "image: a:1\n"),
    (Rule::BaseImageInvalid, V2, "image: Team/Base:1\n", "image: registry.example.org:5000/team/base_gpu:1.0-RC\n"),
    (
        Rule::BaseImageInvalid,
        V1,
        "{\"docker\": {\"baseImage\": \"a:1\", \"baseImageRegistry\": {\"address\": \"https://registry.example.org?x\"}}}",
        "{\"docker\": {\"baseImage\": \"a:1\", \"baseImageRegistry\": {\"address\": \"https://registry.example.org/\"}}}",
    ),
    (
        Rule::DockerfileInvalid,
        Dockerfile,
        "FROM python:3.12 # small\nFROM Python:3.12\nINSTALL six\nCOPY a\nENV A=1 B\nRUN --mont=type=cache,target=/x true\nONBUILD FROM x\nRUN <<EOF\ntrue\n EOF\n",
        "ARG TAG=3.12\nFROM python:$TAG AS Base\nfrom Base\nENV A=\"b c\" D=\\ e\nENV OLD form of it\nLABEL a=b\nRUN --mount=type=cache,target=/x echo \"<<EOF\"\nADD --chown=1 https://example.org/a /a\nCMD [\"a\"]\nHEALTHCHECK --interval=5s CMD true\nONBUILD RUN true\n",
    ),
    (
        Rule::DockerfileInvalid,
        V1,
        "{\"docker\": {\"baseDockerfile\": \"./docker/Dockerfile\"}}",
        "{\"docker\": {\"baseDockerfile\": \"FROM a:1\"}}",
    ),
    (
        Rule::DockerfileListForm,
        Dockerfile,
        "FROM python:3.12\nCMD ['python', 'main.py']\n",
        "FROM python:3.12\nRUN [ -f /x ]\nCMD [\"python\", \"main.py\"]\n",
    ),
    (
        Rule::BaseImageDeprecated,
        V2,
        "image: mcr.microsoft.com/azureml/openmpi3.1.2-ubuntu18.04:20220101.v1\n",
        "image: mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04:20240709.v1\n",
    ),
    (
        Rule::BaseImageUnpinned,
        Dockerfile,
        "FROM python:3.12 AS build\nFROM ubuntu\nRUN true\n",
        "FROM python:3.12 AS build\nFROM build\nRUN true\n",
    ),
    (
        Rule::BaseImageByTag,
        Dockerfile,
        "ARG A\nFROM python:3.12\n",
        "FROM python@sha256:0000000000000000000000000000000000000000000000000000000000000000\n",
    ),
    (
        Rule::MisplacedRuntimeVariables,
        V1,
        "{\"docker\": {\"baseImage\": \"a:1\"}, \"environmentVariables\": {\"A\": \"1\"}}",
        "{\"docker\": {\"baseImage\": \"a:1\"}, \"environmentVariables\": {}}",
    ),
    (
        Rule::PythonSectionMissing,
        V1,
        "{\"docker\": {\"baseImage\": \"a:1\"}}",
        "{\"docker\": {\"baseImage\": \"a:1\"}, \"python\": {\"userManagedDependencies\": true}}",
    ),
    (Rule::PythonVersionMissing, Conda, "dependencies: [python, numpy=1.26]\n", CONDA),
    (Rule::PythonVersionMultiple, Conda, "dependencies:\n- python=3.12\n- numpy\n- Python>=3.9\n", CONDA),
    (Rule::PythonVersionUnsupported, Conda, "dependencies: [python=3.8.13]\n", "dependencies: ['python>=3.8']\n"),
    (Rule::PythonVersionNotRecommended, Conda, "dependencies: ['python>=3.8,<3.12']\n", CONDA),
    (Rule::PythonVersionInvalid, Conda, "dependencies: [python=3.x]\n", "dependencies: [python=3.13.0rc1]\n"),
    (
        Rule::CondaMissing,
        V1,
        "{\"docker\": {\"baseImage\": \"a:1\"}, \"python\": {\"userManagedDependencies\": false}}",
        "{\"docker\": {\"baseImage\": \"a:1\"}, \"python\": {\"userManagedDependencies\": true}}",
    ),
    (
        Rule::PackagesUserManaged,
        V1,
        "{\"docker\": {\"baseImage\": \"a:1\"}, \"python\": {\"userManagedDependencies\": true, \"condaDependencies\": {\n\"dependencies\": [\"python=3.12\", \"numpy=1.26\", {\"pip\": [\"six==1.16.0\"]}]}}}",
        "{\"docker\": {\"baseImage\": \"a:1\"}, \"python\": {\"userManagedDependencies\": true, \"condaDependencies\": {\n\"dependencies\": [\"python=3.8.13\", {\"pip\": [\"azureml-defaults\"]}]}}}",
    ),
    (Rule::CondaInvalid, Conda, "dependencies:\n- numpy:1.26\n", "dependencies:\n- conda-forge::numpy[version='>1']\n"),
    (Rule::CondaChannelsMissing, Conda, "dependencies: [python=3.12, numpy=1.26]\n", "dependencies: [python=3.12]\n"),
    (
        Rule::CondaBaseEnvironment,
        V1,
        "{\"python\": {\"baseCondaEnvironment\": \"base\"}}",
        "{\"python\": {\"baseCondaEnvironment\": null}}",
    ),
    (Rule::CondaPrefix, Conda, "dependencies: [python=3.12]\nprefix: /home/me/miniconda3/envs/x\n", CONDA),
    (
        Rule::KeyMisspelled,
        Conda,
        "name: x\nchanne:\n- conda-forge\ndependencies:\n- python=3.12\n",
        "name: x\nplatforms:\n- linux-64\ndependencies:\n- python=3.12\n",
    ),
    (
        Rule::KeyMisspelled,
        Conda,
        "name: x\nDependencies:\n- python=3.12\n",
        "name: x\nMaintainer: me\ndependencies:\n- python=3.12\n",
    ),
    (
        Rule::FileNotHere,
        Dockerfile,
        "FROM python:3.12\nRUN true \\\n  && true\nCOPY . /app\n",
        "FROM python:3.12\nCOPY <<EOF /app/hello\nHello\nEOF\n",
    ),
    (
        Rule::FileNotHere,
        Conda,
        "channels:\n- ./channel\n- file:///home/me/channel\n- C:\\channel\ndependencies:\n- python=3.12\n",
        "channels: [conda-forge/label/dev, 'https://conda.example.org/team']\ndependencies: [python=3.12]\n",
    ),
    (
        Rule::FileNotHere,
        Requirements,
        "torch-2.0.0+cu118-cp311-cp311-linux_x86_64.whl\nmine-1.0.tgz --hash=sha256:00\n--find-links wheels\n",
        "-f https://example.org/wheels\nsix @ https://example.org/six-1.16.0-py2.py3-none-any.whl\n",
    ),
    (
        Rule::FileNotHere,
        V1,
        "{\"docker\": {\"baseImage\": \"a:1\"}, \"spark\": {\"repositories\": [\"file:///home/me/.m2\"]}}",
        "{\"docker\": {\"baseImage\": \"a:1\"}, \"spark\": {\"repositories\": [\"https://maven.example.org\"]}}",
    ),
    (
        Rule::RequirementsByUrl,
        Requirements,
        "-c https://example.org/constraints.txt\n--requirement \"https://example.org/more.txt\"\nsix\n",
        "--index-url https://example.org/simple\nsix\n",
    ),
    (
        Rule::OtherPlatform,
        Conda,
        "dependencies:\n- python=3.12\n- vs2015_runtime=14.15\n- pip:\n  - pywin32==306\n",
        "dependencies:\n- python=3.12\n- pip:\n  - pywin32==306; sys_platform == 'win32'\n",
    ),
    (
        Rule::InferenceServerMissing,
        V2,
        "image: a:1\nconda_file:\n  dependencies: [python=3.12, {pip: [six==1.16.0]}]\ninference_config:\n  liveness_route: {port: 5001, path: /}\n",
        "image: a:1\nconda_file:\n  dependencies: [python=3.12, {pip: [AzureML_Defaults==1.60.0]}]\ninference_config:\n  liveness_route: {port: 5001, path: /}\n",
    ),
    (
        Rule::InstallCommand,
        Requirements,
        "six==1.16.0\npip install numpy==1.26.4 shap==0.46.0\n",
        "six==1.16.0\npip==24.0\n",
    ),
    (Rule::PipSingleEquals, Requirements, "six=1.16.0\nidna==3.7\n", "six==1.16.0\nidna===3.7\n"),
    (
        Rule::PipOptionPassedOver,
        Requirements,
        "six==1.16.0\ntorch==2.3.1 --index-url https://example.org/wheels\n",
        "--index-url https://example.org/wheels\nsix==1.16.0 --hash=sha256:00\n",
    ),
    (
        Rule::PipInvalid,
        Requirements,
        "six==1.16.0\nnumpy 1.26.4\n",
        "six==1.16.0\n./wheels/numpy\nhttps://example.org/a.zip\nnumpy[extra] >= 1.26, < 2 ; python_version < '3.12'\n",
    ),
    (
        Rule::PipInvalid,
        Requirements,
        "a>=2.32.*\nb>=5.24.0<6\nc>=5 <6\nd==1.9.X\ne==2.1.0-cu118\nf~=1\ng; python_version < 3.12\nh=>1\ni<1.0+x\n\"j\"\nk[a\nl==1#why\n",
        "a>=1.19,\nb==0+unknown\nc ~= 1.4\nd===1.0\ne (>=1)\nf==1.*\ng>=1.0.dev\nh==1.0-1\ni; (os_name == 'a' or extra == \"b\") and 'x' not in platform_version\n${J}\nk @ https://example.org/k.zip ; os_name == 'a'\n",
    ),
    (
        Rule::PipOptionInvalid,
        Requirements,
        "--no-deps\n--upgrade six\n-U\n--install-option=x\nsix --force-reinstall\nsix --hash=md5:00\n--index-url\n",
        "--pre\n--no-binary :all:\n--require-hashes\n-i https://example.org/simple\nsix --hash sha256:00\n",
    ),
    (Rule::PipListMark, Requirements, "- six==1.16.0\n- idna==3.7\n", "six==1.16.0\n# - idna==3.7\n"),
    (
        Rule::PipNotSupported,
        Requirements,
        "a -C x=y\nb --config-settings x=y\n--extra-index https://example.org/simple\nc;\nd===x\ne_\n--all-releases f\n",
        "--extra-index-url https://example.org/simple\na==1\n",
    ),
    (
        Rule::PipListsMultiple,
        Conda,
        "dependencies:\n- python=3.12\n- pip:\n  - six==1.16.0\n- numpy=1.26\n- pip:\n  - idna==3.7\n",
        CONDA,
    ),
    (Rule::PipListEmpty, Conda, "dependencies:\n- python=3.12\n- pip:\n- six\n", CONDA),
    (Rule::PipAtTopLevel, Conda, "dependencies:\n- python=3.12\npip:\n- six==1.16.0\n", CONDA),
    (
        Rule::CondaInvalid,
        Conda,
        "dependencies:\n- dask[complete]=2024.5.0\n- numpy >=1.18 <2\n- pandas>=1.5<3\n- scipy=>1\n- six>=\n",
        "dependencies:\n- python==3.11.*\n- dask[version='>=2024,<2025', build=py*]\n- numpy 1.26.4 py311_0\n- scipy =1.11=h0\n- pandas >=1.5,<3|>4\n- defaults::six\n",
    ),
    (
        Rule::Secret,
        Conda,
        "channels:\n- t/ab-12345678-1234/team\n- https://conda.example.org/t/ab-12345678-1234/team\ndependencies: [python=3.12]\n",
        "channels:\n- https://conda.example.org/t/${TOKEN}/team\ndependencies: [python=3.12]\n",
    ),
    (
        Rule::PackageTwice,
        Conda,
        "dependencies:\n- python=3.12\n- numpy=1.26\n- NumPy=2.0\n",
        "dependencies:\n- python=3.12\n- numpy=1.26\n- NumPy =1.26\n",
    ),
    (
        Rule::DependenciesUnpinned,
        Conda,
        "channels: [conda-forge]\ndependencies:\n- python=3.12\n- scipy\n- pip=24.0\n- pip:\n  - azureml-mlflow\n  - pyarrow>=15,<17\n  - shap\n",
        CONDA,
    ),
    (Rule::PipMissing, Conda, "dependencies:\n- python=3.12\n- pip:\n  - six==1.16.0\n", CONDA),
    (Rule::PipUnpinned, Conda, "dependencies:\n- python=3.12\n- pip\n", CONDA),
    (Rule::RDeprecated, V1, "{\"r\": {\"rVersion\": \"3.5\"}}", "{\"r\": null}"),
];

/// Files that are too long to be written down.
pub fn long_examples() -> [(Rule, Kind, String, String); 2] {
    let name = |length| format!("name: {}\nimage: a:1\n", "x".repeat(length));
    let dockerfile = |lines| format!("FROM python:3.12\n{}", "RUN true\n".repeat(lines));
    [
        (Rule::NameTooLong, V2, name(256), name(255)),
        (Rule::DockerfileTooLong, Dockerfile, dockerfile(12_000), dockerfile(100)),
    ]
}
