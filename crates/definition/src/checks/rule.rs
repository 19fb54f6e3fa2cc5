//! Every rule in one table: its identifier, how much it weighs, and what it looks for.

/// How much a check weighs, heaviest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// It cannot be built or registered like this.
    Error,
    /// It can, and will probably surprise somebody.
    Warning,
    /// Worth knowing.
    Information,
}

impl Severity {
    /// `error`, `warning` or `information`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Information => "information",
        }
    }
}

macro_rules! rules {
    ($($name:ident $id:literal $severity:ident $meaning:literal)*) => {
        /// What a check looks for. Identifiers never change their meaning.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Rule {
            $(#[doc = $meaning] $name,)*
        }

        impl Rule {
            /// Every rule.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// The stable identifier (`deps-unpinned`).
            #[must_use]
            pub const fn id(self) -> &'static str {
                match self { $(Self::$name => $id,)* }
            }

            /// How much it weighs.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self { $(Self::$name => Severity::$severity,)* }
            }

            /// What it looks for, in one sentence.
            #[must_use]
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$name => $meaning,)* }
            }
        }
    };
}

rules! {
    Unreadable "unreadable" Error "The file cannot be read as an environment definition."
    MergeConflict "merge-conflict" Error "Both sides of a merge stand in the file."
    Template "template" Error "A template (`{{ … }}`) is not filled in."
    Secret "secret" Error "A password or token stands in the definition."
    NoDefinition "no-definition" Error "The file or version that is named does not exist."
    CuratedPrefix "curated-prefix" Warning "The name begins with `Microsoft` or `AzureML`, as curated environments do."
    NameTooLong "name-too-long" Error "The name is longer than 255 characters."
    DockerMissing "docker-missing" Warning "A v1 definition has no Docker section."
    DockerTooMany "docker-too-many" Error "More than one of base image, Dockerfile and build context is given."
    DockerNone "docker-none" Warning "An Azure definition has neither base image nor Dockerfile nor build context."
    DockerDeprecatedAttribute "docker-deprecated-attr" Information "The Docker section holds settings that are no longer read."
    DockerfileTooLong "dockerfile-too-long" Warning "The Dockerfile is larger than 100 KB."
    RegistryCredentialsPartial "registry-creds-partial" Warning "The registry of the base image has a user name or a password, but not both."
    RegistryCredentialsMultiple "registry-creds-multiple" Warning "The registry of the base image has more than one kind of credentials."
    RegistrySecrets "registry-secrets" Warning "Credentials for the registry of the base image stand in the definition."
    ContextLocationMissing "context-location-missing" Error "The build context has no location."
    DockerfilePathMissing "dockerfile-path-missing" Warning "The build context names no Dockerfile, and has none at its root."
    ContextAttributeNotAllowed "context-attr-not-allowed" Warning "A v1 build context stands beside variables, conda packages, R or Spark."
    ContextLocationType "context-location-type" Warning "The location of a v1 build context is of a type other than git and storageAccount."
    ContextLocationInvalid "context-location-invalid" Warning "The storage location of a v1 build context is no address of a blob folder."
    DockerfileInvalid "dockerfile-invalid" Error "BuildKit refuses the Dockerfile before it builds anything."
    DockerfileListForm "dockerfile-list-form" Warning "A list in a Dockerfile is not valid JSON, so it runs as a shell command."
    BaseImageInvalid "base-image-invalid" Error "The base image, or its registry, is not a valid image reference."
    BaseImageDeprecated "base-image-deprecated" Warning "The base image is no longer maintained."
    BaseImageUnpinned "base-image-unpinned" Warning "The base image has neither a tag other than `latest` nor a digest."
    BaseImageByTag "base-image-by-tag" Information "The base image has a tag, which can be moved, and no digest."
    MisplacedRuntimeVariables "misplaced-runtime-vars" Information "A v1 definition sets variables, which belong to the run."
    PythonSectionMissing "python-section-missing" Warning "A v1 definition has no Python section."
    PythonVersionMissing "python-version-missing" Warning "The conda packages name no version of Python."
    PythonVersionMultiple "python-version-multiple" Warning "Python is listed more than once."
    PythonVersionUnsupported "python-version-unsupported" Warning "The version of Python gets no security fixes any more."
    PythonVersionNotRecommended "python-version-not-recommended" Information "The version of Python gets security fixes for less than a year."
    PythonVersionUnavailable "python-version-unavailable" Warning "The version of Python cannot be had where the environment is built, or is another one than that of the base image."
    PythonVersionInvalid "python-version-invalid" Error "The version of Python is none."
    CondaMissing "conda-missing" Information "The environment is system-managed and lists no packages."
    PackagesUserManaged "packages-user-managed" Warning "Packages are listed in an environment whose packages the user manages: nothing installs them."
    CondaInvalid "conda-invalid" Error "The conda file, or an entry of its list, is not what conda reads."
    CondaChannelsMissing "conda-channels-missing" Warning "There are conda packages and no channels to take them from."
    CondaBaseEnvironment "conda-base-env" Warning "The packages are to be added to another conda environment."
    CondaPrefix "conda-prefix" Warning "The conda file holds the folder that it was exported from."
    KeyMisspelled "key-misspelled" Warning "A key that nothing reads is nearly one that has a meaning."
    FileNotHere "file-not-here" Warning "The definition points to a file or a folder that is not part of it."
    RequirementsByUrl "requirements-by-url" Information "Requirements or constraints are fetched from a URL, so their content is not in the hash."
    OtherPlatform "other-platform" Warning "Packages are listed that exist for Windows or macOS only."
    InferenceServerMissing "inference-server-missing" Warning "The environment is for serving, but has no inference server."
    InstallCommand "install-command" Error "A command (`pip install …`) stands where a package belongs."
    PipSingleEquals "pip-single-equals" Error "A pip requirement has `=` where pip reads `==`."
    PipOptionPassedOver "pip-option-passed-over" Warning "An option stands behind a pip requirement, where pip does not read it."
    PipInvalid "pip-invalid" Error "A pip requirement is not what pip reads."
    PipOptionInvalid "pip-option-invalid" Error "The pip list has an option that is not allowed in a requirements file."
    PipListMark "pip-list-mark" Error "A requirement starts with a dash, as in a YAML list: pip silently skips the line."
    PipNotSupported "pip-not-supported" Warning "Pip accepts a line that uv, which installs the packages, rejects or ignores."
    PipListsMultiple "pip-lists-multiple" Warning "There is more than one `pip:` list; conda installs only the last."
    PipListEmpty "pip-list-empty" Warning "A `pip:` list is empty: its packages may be on the wrong level."
    PipAtTopLevel "pip-at-top-level" Warning "`pip:` is next to `dependencies:` instead of inside it, so conda ignores it."
    PackageTwice "package-twice" Warning "A package is listed more than once, with different versions."
    DependenciesUnpinned "deps-unpinned" Warning "Packages have no exact version."
    PipMissing "pip-missing" Warning "There are pip packages, and pip is not among the conda packages."
    PipUnpinned "pip-unpinned" Information "Pip is listed without a version."
    RDeprecated "r-deprecated" Warning "The R section is no longer read."
    PolicyRequired "policy-required" Error "A package that the policy of the workspace requires is not listed, or may be another version."
    PolicyForbidden "policy-forbidden" Error "A package that the policy of the workspace forbids is listed."
    PolicyRegistry "policy-registry" Error "An image comes from a registry that the policy of the workspace does not allow."
    PolicyChannel "policy-channel" Error "Conda packages come from a channel that the policy of the workspace does not allow."
    PolicyIndex "policy-index" Error "Pip packages come from an address that the policy of the workspace does not allow."
}

impl Rule {
    /// Whether the policy of a workspace asks for it, not the definition by itself.
    #[must_use]
    pub const fn is_of_policy(self) -> bool {
        use Rule::{PolicyChannel, PolicyForbidden, PolicyIndex, PolicyRegistry, PolicyRequired};
        matches!(self, PolicyRequired | PolicyForbidden | PolicyRegistry | PolicyChannel | PolicyIndex)
    }
}
