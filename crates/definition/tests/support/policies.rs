//! For every rule of a policy one policy, a small file that breaks it, and one like it that does not.

use definition::Kind::{self, Conda, Dockerfile, Requirements};
use definition::checks::Rule;

/// A rule, the policy, the kind of both files, the file that breaks it, and the one that does not.
pub type PolicyExample = (Rule, &'static str, Kind, &'static str, &'static str);

pub const POLICY_EXAMPLES: &[PolicyExample] = &[
    (
        Rule::PolicyRequired,
        "required: [{package: Pip_Audit, versions: '>=2', reason: every image is audited}]",
        Requirements,
        "six==1.16.0\n",
        "six==1.16.0\nPIP.audit==2.7.0\n",
    ),
    (
        Rule::PolicyRequired,
        "required: [{package: pip-audit, versions: '>=2'}]",
        Requirements,
        "six==1.16.0\npip-audit\n",
        "six==1.16.0\npip-audit~=2.1\n",
    ),
    (
        Rule::PolicyForbidden,
        "forbidden: [{package: TensorFlow, versions: <2.12, reason: 'versions before 2.12 have known holes.'}]",
        Conda,
        "dependencies:\n- python=3.11\n- tensorflow=2.11\n- pip:\n  - Tensorflow\n",
        "dependencies:\n- python=3.11\n- tensorflow=2.12\n- pip:\n  - tensorflow-io==0.1\n  - tensorflow[gpu]>=2.12,<3\n",
    ),
    (Rule::PolicyForbidden, "forbidden: [{package: pickle5}]", Requirements, "Pickle5==0.0.12\n", "pickle5x==0.0.12\n"),
    (
        Rule::PolicyRegistry,
        "registries: {allowed: [docker.io/library, registry.example.org:5000], reason: others are not scanned}",
        Dockerfile,
        "FROM python:3.11 AS build\nFROM ghcr.io/somebody/base:1\nCOPY --from=quay.io/tools/a /a /a\n",
        "FROM index.docker.io/library/python:3.11 AS build\nFROM Registry.example.org:5000/base:1\nCOPY --from=build /a /a\nCOPY --from=0 /b /b\n",
    ),
    (
        Rule::PolicyChannel,
        "channels: {allowed: [conda-forge, 'https://conda.example.org/team']}",
        Conda,
        "channels: [conda-forge, defaults]\ndependencies:\n- bioconda::samtools=1.2\n",
        "channels: [conda-forge, 'https://Conda.example.org/team/', nodefaults]\ndependencies: [conda-forge::numpy=1.26]\n",
    ),
    (
        Rule::PolicyIndex,
        "indexes: {allowed: ['https://packages.example.org/simple']}",
        Requirements,
        "--extra-index-url https://elsewhere.example.org/simple\nsix @ https://elsewhere.example.org/six.whl\nidna==3.7\n",
        "--extra-index-url https://me:${PASSWORD}@packages.example.org/simple/\nidna==3.7  # see https://elsewhere.example.org\n",
    ),
];
