//! The configuration in words that shells and people take.

use std::{collections::BTreeMap, fmt::Write as _};

/// The workspace in the SDKs' words. It is the only one of its server, which asks for no names of its own.
const WORKSPACE: &str = r#""00000000-0000-0000-0000-000000000001", "terrarium", "workspace""#;

/// Lines for `eval` of a POSIX shell.
pub fn shell(variables: &BTreeMap<&str, String>) -> String {
    variables.iter().fold(String::new(), |mut lines, (name, value)| {
        let _ = writeln!(lines, "export {name}='{}'", value.replace('\'', r"'\''"));
        lines
    })
}

/// What to write in Python and R.
pub fn advice(address: &str, hours: u32) -> String {
    format!(
        r#"# The SDKs of this shell use the workspace at {address}, for {hours} h. No comments reach the shell:
#     eval "$(terrarium azure-config)"
#
# Python, azureml-core (v1):
#     import os; from azureml.core import Workspace; from azureml.core.authentication import TokenAuthentication
#     token = TokenAuthentication(lambda audience: os.environ["TERRARIUM_TOKEN"])
#     workspace = Workspace({WORKSPACE}, auth=token)
#
# Python, azure-ai-ml (v2):
#     import os, time; from azure.ai.ml import MLClient; from azure.core.credentials import AccessToken
#     class Token: get_token = lambda self, *scopes, **options: AccessToken(os.environ["TERRARIUM_TOKEN"], int(time.time()) + 300)
#     client = MLClient(Token(), {WORKSPACE})
#
# R, azuremlsdk by reticulate (v1):
#     azureml <- reticulate::import("azureml.core")
#     token <- azureml$authentication$TokenAuthentication(function(audience) Sys.getenv("TERRARIUM_TOKEN"))
#     workspace <- azureml$Workspace({WORKSPACE}, auth = token)"#
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shell_reads_every_value_as_it_is() {
        let odd = "it's $(touch /nowhere) `x` \"\\\n";
        let script = shell(&BTreeMap::from([("ODD", odd.to_owned())])) + "printf %s \"$ODD\"";
        let output = std::process::Command::new("sh").args(["-c", &script]).output().unwrap();
        assert_eq!(String::from_utf8(output.stdout).unwrap(), odd);
    }
}
